import java.io.IOException;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;

/** Counts by ranges that lie side by side; a bound is in the range above it. */
final class RangesCollector extends FiguresCollector {
  private final String field;
  private final long[] bounds;
  private final int[] counts;
  private NumericDocValues numbers;

  RangesCollector(String field, long... bounds) {
    this.field = field;
    this.bounds = bounds;
    counts = new int[bounds.length + 1];
  }

  @Override
  protected void doSetNextReader(LeafReaderContext context) throws IOException {
    numbers = DocValues.unwrapSingleton(DocValues.getSortedNumeric(context.reader(), field));
  }

  @Override
  public void collect(int doc) throws IOException {
    if (numbers.advanceExact(doc)) {
      long number = numbers.longValue();
      int range = 0;
      while (range < bounds.length && number >= bounds[range]) {
        range++;
      }
      counts[range]++;
    }
  }

  @Override
  String figures() {
    return ranges(counts);
  }
}
