import java.io.IOException;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.SortedDocValues;

/** Lengths and entropy of a keyword field's values, of one segment: ordinals are counted, then each text is read once. */
final class StringsCollector extends FiguresCollector {
  private final String field;
  private SortedDocValues ordinals;
  private int[] counts;

  StringsCollector(String field) {
    this.field = field;
  }

  @Override
  protected void doSetNextReader(LeafReaderContext context) throws IOException {
    ordinals = DocValues.unwrapSingleton(DocValues.getSortedSet(context.reader(), field));
    counts = new int[ordinals.getValueCount()];
  }

  @Override
  public void collect(int doc) throws IOException {
    if (ordinals.advanceExact(doc)) {
      counts[ordinals.ordValue()]++;
    }
  }

  @Override
  String figures() throws IOException {
    long count = 0;
    long total = 0;
    int least = Integer.MAX_VALUE;
    int largest = 0;
    long[] letters = new long[1 << 16];
    for (int ord = 0; ord < counts.length; ord++) {
      if (counts[ord] > 0) {
        String value = ordinals.lookupOrd(ord).utf8ToString();
        count += counts[ord];
        total += (long) counts[ord] * value.length();
        least = Math.min(least, value.length());
        largest = Math.max(largest, value.length());
        for (int i = 0; i < value.length(); i++) {
          letters[value.charAt(i)] += counts[ord];
        }
      }
    }
    if (count == 0) {
      return "count=0;entropy=0";
    }
    String lengths = "count=" + count + ";min_length=" + least + ";max_length=" + largest;
    return lengths + ";avg_length=" + (double) total / count + ";entropy=" + entropy(letters, total);
  }

  private static double entropy(long[] letters, long total) {
    double sum = 0;
    for (long letter : letters) {
      if (letter > 0) {
        double share = (double) letter / total;
        sum -= share * Math.log(share) / Math.log(2);
      }
    }
    return sum;
  }
}
