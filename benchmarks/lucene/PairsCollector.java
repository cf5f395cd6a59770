import java.io.IOException;
import java.util.StringJoiner;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.SortedDocValues;

/** The ten most frequent pairs of values of two keyword fields, of one segment: a table of all pairs is counted in. */
final class PairsCollector extends FiguresCollector {
  private final String first;
  private final String second;
  private SortedDocValues left;
  private SortedDocValues right;
  private int[] counts;
  private int width;

  PairsCollector(String first, String second) {
    this.first = first;
    this.second = second;
  }

  @Override
  protected void doSetNextReader(LeafReaderContext context) throws IOException {
    left = DocValues.unwrapSingleton(DocValues.getSortedSet(context.reader(), first));
    right = DocValues.unwrapSingleton(DocValues.getSortedSet(context.reader(), second));
    width = right.getValueCount();
    counts = new int[left.getValueCount() * width];
  }

  @Override
  public void collect(int doc) throws IOException {
    if (left.advanceExact(doc) && right.advanceExact(doc)) {
      counts[left.ordValue() * width + right.ordValue()]++;
    }
  }

  @Override
  String figures() throws IOException {
    StringJoiner joiner = new StringJoiner(";");
    for (int pair : Best.of(counts)) {
      String key = left.lookupOrd(pair / width).utf8ToString();
      joiner.add(key + "|" + right.lookupOrd(pair % width).utf8ToString() + "=" + counts[pair]);
    }
    return joiner.toString();
  }
}
