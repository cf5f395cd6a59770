import java.io.IOException;
import java.util.StringJoiner;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.SortedDocValues;

/** The ten most frequent values of a keyword field, of one segment, optionally each with the mean of a number. */
final class TermsCollector extends FiguresCollector {
  private final String field;
  private final String numberField;
  private SortedDocValues ordinals;
  private NumericDocValues numbers;
  private int[] counts;
  private double[] sums;
  private long[] values;

  TermsCollector(String field, String numberField) {
    this.field = field;
    this.numberField = numberField;
  }

  @Override
  protected void doSetNextReader(LeafReaderContext context) throws IOException {
    ordinals = DocValues.unwrapSingleton(DocValues.getSortedSet(context.reader(), field));
    counts = new int[ordinals.getValueCount()];
    if (numberField != null) {
      numbers = DocValues.unwrapSingleton(DocValues.getSortedNumeric(context.reader(), numberField));
      sums = new double[counts.length];
      values = new long[counts.length];
    }
  }

  @Override
  public void collect(int doc) throws IOException {
    if (!ordinals.advanceExact(doc)) {
      return;
    }
    int ord = ordinals.ordValue();
    counts[ord]++;
    if (numbers != null && numbers.advanceExact(doc)) {
      sums[ord] += numbers.longValue();
      values[ord]++;
    }
  }

  @Override
  String figures() throws IOException {
    StringJoiner joiner = new StringJoiner(";");
    for (int ord : Best.of(counts)) {
      String average = numbers == null ? "" : "/" + sums[ord] / values[ord];
      joiner.add(ordinals.lookupOrd(ord).utf8ToString() + "=" + counts[ord] + average);
    }
    return joiner.toString();
  }
}
