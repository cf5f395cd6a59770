import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.StringJoiner;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;

/** The numbers that no more than so many documents have, the rarest first. */
final class RareCollector extends FiguresCollector {
  private final String field;
  private final int most;
  private final LongCounts counts = new LongCounts();
  private NumericDocValues numbers;

  RareCollector(String field, int most) {
    this.field = field;
    this.most = most;
  }

  @Override
  protected void doSetNextReader(LeafReaderContext context) throws IOException {
    numbers = DocValues.unwrapSingleton(DocValues.getSortedNumeric(context.reader(), field));
  }

  @Override
  public void collect(int doc) throws IOException {
    if (numbers.advanceExact(doc)) {
      counts.add(numbers.longValue());
    }
  }

  @Override
  String figures() {
    StringJoiner joiner = new StringJoiner(";");
    Arrays.stream(counts.sortedKeys())
        .filter(key -> counts.count(key) <= most)
        .boxed()
        .sorted(Comparator.comparingInt(counts::count))
        .forEach(key -> joiner.add(key + "=" + counts.count(key)));
    return joiner.toString();
  }
}
