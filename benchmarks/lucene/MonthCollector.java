import java.io.IOException;
import java.util.StringJoiner;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;

/** Counts by calendar month. */
final class MonthCollector extends FiguresCollector {
  private final String field;
  private final Months months;
  private final int[] counts;
  private NumericDocValues dates;

  MonthCollector(String field, Months months) {
    this.field = field;
    this.months = months;
    counts = new int[months.starts.length];
  }

  @Override
  protected void doSetNextReader(LeafReaderContext context) throws IOException {
    dates = DocValues.unwrapSingleton(DocValues.getSortedNumeric(context.reader(), field));
  }

  @Override
  public void collect(int doc) throws IOException {
    if (dates.advanceExact(doc)) {
      counts[months.of(dates.longValue())]++;
    }
  }

  @Override
  String figures() {
    StringJoiner joiner = new StringJoiner(";");
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] > 0) {
        joiner.add(months.starts[i] + "=" + counts[i]);
      }
    }
    return joiner.toString();
  }
}
