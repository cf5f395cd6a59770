import java.io.IOException;
import java.util.Arrays;
import java.util.StringJoiner;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;

/** Counts by intervals of equal width, of numbers that are not negative; the table grows with the largest one. */
final class HistogramCollector extends FiguresCollector {
  private final String field;
  private final long interval;
  private int[] counts = new int[64];
  private NumericDocValues numbers;

  HistogramCollector(String field, long interval) {
    this.field = field;
    this.interval = interval;
  }

  @Override
  protected void doSetNextReader(LeafReaderContext context) throws IOException {
    numbers = DocValues.unwrapSingleton(DocValues.getSortedNumeric(context.reader(), field));
  }

  @Override
  public void collect(int doc) throws IOException {
    if (numbers.advanceExact(doc)) {
      int place = (int) Math.floorDiv(numbers.longValue(), interval);
      if (place >= counts.length) {
        counts = Arrays.copyOf(counts, Math.max(place + 1, 2 * counts.length));
      }
      counts[place]++;
    }
  }

  @Override
  String figures() {
    StringJoiner joiner = new StringJoiner(";");
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] > 0) {
        joiner.add(i * interval + "=" + counts[i]);
      }
    }
    return joiner.toString();
  }
}
