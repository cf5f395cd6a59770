import java.io.IOException;
import java.util.StringJoiner;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.SortedDocValues;

/** The first hundred pairs of a keyword and a calendar month, of one segment; a table of all pairs is counted in. */
final class CompositeCollector extends FiguresCollector {
  private static final int SIZE = 100;
  private final String termField;
  private final String field;
  private final Months months;
  private SortedDocValues ordinals;
  private NumericDocValues dates;
  private int[] counts;

  CompositeCollector(String termField, String field, Months months) {
    this.termField = termField;
    this.field = field;
    this.months = months;
  }

  @Override
  protected void doSetNextReader(LeafReaderContext context) throws IOException {
    ordinals = DocValues.unwrapSingleton(DocValues.getSortedSet(context.reader(), termField));
    dates = DocValues.unwrapSingleton(DocValues.getSortedNumeric(context.reader(), field));
    counts = new int[ordinals.getValueCount() * months.starts.length];
  }

  @Override
  public void collect(int doc) throws IOException {
    if (dates.advanceExact(doc) && ordinals.advanceExact(doc)) {
      counts[ordinals.ordValue() * months.starts.length + months.of(dates.longValue())]++;
    }
  }

  @Override
  String figures() throws IOException {
    StringJoiner joiner = new StringJoiner(";");
    int shown = 0;
    for (int pair = 0; pair < counts.length && shown < SIZE; pair++) {
      if (counts[pair] > 0) {
        String key = ordinals.lookupOrd(pair / months.starts.length).utf8ToString();
        joiner.add(key + "|" + months.starts[pair % months.starts.length] + "=" + counts[pair]);
        shown++;
      }
    }
    return joiner.toString();
  }
}
