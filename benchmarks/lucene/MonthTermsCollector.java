import java.io.IOException;
import java.util.StringJoiner;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.SortedDocValues;

/** Counts by calendar month, within each by the values of a keyword field, with the mean of a number or without. */
final class MonthTermsCollector extends FiguresCollector {
  private final String field;
  private final String termField;
  private final String numberField;
  private final Months months;
  private NumericDocValues dates;
  private SortedDocValues ordinals;
  private NumericDocValues numbers;
  private int width;
  private int[] counts;
  private int[] pairs;
  private double[] sums;

  MonthTermsCollector(String field, Months months, String termField, String numberField) {
    this.field = field;
    this.months = months;
    this.termField = termField;
    this.numberField = numberField;
  }

  @Override
  protected void doSetNextReader(LeafReaderContext context) throws IOException {
    dates = DocValues.unwrapSingleton(DocValues.getSortedNumeric(context.reader(), field));
    ordinals = DocValues.unwrapSingleton(DocValues.getSortedSet(context.reader(), termField));
    numbers = DocValues.unwrapSingleton(DocValues.getSortedNumeric(context.reader(), numberField));
    width = ordinals.getValueCount();
    counts = new int[months.starts.length];
    pairs = new int[counts.length * width];
    sums = new double[pairs.length];
  }

  @Override
  public void collect(int doc) throws IOException {
    if (!dates.advanceExact(doc)) {
      return;
    }
    int month = months.of(dates.longValue());
    counts[month]++;
    if (ordinals.advanceExact(doc)) {
      int pair = month * width + ordinals.ordValue();
      pairs[pair]++;
      if (numbers.advanceExact(doc)) {
        sums[pair] += numbers.longValue();
      }
    }
  }

  /** Every document of the corpora that has a month has the number, or the mean would be another. */
  @Override
  String figures() throws IOException {
    StringJoiner joiner = new StringJoiner(";");
    for (int month = 0; month < counts.length; month++) {
      if (counts[month] > 0) {
        joiner.add(months.starts[month] + "=" + counts[month]);
        int[] own = new int[width];
        System.arraycopy(pairs, month * width, own, 0, width);
        for (int ord : Best.of(own)) {
          String key = months.starts[month] + ">" + ordinals.lookupOrd(ord).utf8ToString();
          joiner.add(key + "=" + own[ord] + "/" + sums[month * width + ord] / own[ord]);
        }
      }
    }
    return joiner.toString();
  }
}
