import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.StringJoiner;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;

/** Counts by calendar month; the starts of the months lie in a table, found by binary search as Elasticsearch does. */
final class MonthCollector extends FiguresCollector {
  private static final int FIRST_YEAR = 1990;
  private static final long[] STARTS = starts();
  private final String field;
  private final int[] counts = new int[STARTS.length];
  private NumericDocValues dates;

  MonthCollector(String field) {
    this.field = field;
  }

  private static long[] starts() {
    long[] starts = new long[60 * 12];
    for (int i = 0; i < starts.length; i++) {
      LocalDate first = LocalDate.of(FIRST_YEAR, 1, 1).plusMonths(i);
      starts[i] = first.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
    }
    return starts;
  }

  @Override
  protected void doSetNextReader(LeafReaderContext context) throws IOException {
    dates = DocValues.unwrapSingleton(DocValues.getSortedNumeric(context.reader(), field));
  }

  @Override
  public void collect(int doc) throws IOException {
    if (dates.advanceExact(doc)) {
      int place = Arrays.binarySearch(STARTS, dates.longValue());
      counts[place >= 0 ? place : -place - 2]++;
    }
  }

  @Override
  String figures() {
    StringJoiner joiner = new StringJoiner(";");
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] > 0) {
        joiner.add(Instant.ofEpochMilli(STARTS[i]).toEpochMilli() + "=" + counts[i]);
      }
    }
    return joiner.toString();
  }
}
