import java.io.IOException;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.StringJoiner;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.index.TermsEnum;

/** The ten values of a keyword field, of one segment, that are most overrepresented by JLH; told by their scores. */
final class SignificantCollector extends FiguresCollector {
  private static final int SIZE = 10;
  private static final int LEAST = 3;
  private final String field;
  private LeafReader reader;
  private SortedDocValues ordinals;
  private int[] counts;
  private int found;

  SignificantCollector(String field) {
    this.field = field;
  }

  @Override
  protected void doSetNextReader(LeafReaderContext context) throws IOException {
    reader = context.reader();
    ordinals = DocValues.unwrapSingleton(DocValues.getSortedSet(reader, field));
    counts = new int[ordinals.getValueCount()];
  }

  @Override
  public void collect(int doc) throws IOException {
    found++;
    if (ordinals.advanceExact(doc)) {
      counts[ordinals.ordValue()]++;
    }
  }

  @Override
  String figures() throws IOException {
    TermsEnum terms = reader.terms(field).iterator();
    PriorityQueue<Double> best = new PriorityQueue<>();
    for (int ord = 0; ord < counts.length; ord++) {
      if (counts[ord] >= LEAST && terms.seekExact(ordinals.lookupOrd(ord))) {
        double score = score(counts[ord], terms.docFreq());
        if (score > 0) {
          best.add(score);
          if (best.size() > SIZE) {
            best.poll();
          }
        }
      }
    }
    StringJoiner joiner = new StringJoiner(";");
    best.stream().sorted(Comparator.reverseOrder()).forEach(score -> joiner.add("score=" + score));
    return joiner.toString();
  }

  private double score(int count, int background) {
    double share = (double) count / found;
    double usual = (double) background / reader.numDocs();
    return share <= usual ? 0 : (share - usual) * (share / usual);
  }
}
