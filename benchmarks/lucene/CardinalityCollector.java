import java.io.IOException;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.FixedBitSet;

/**
 * An estimate of the number of distinct values of a keyword field, the way Elasticsearch does it: ordinals seen go into
 * a bit set, and at the end each one's term is hashed into a HyperLogLog sketch, so that segments can be merged.
 */
final class CardinalityCollector extends FiguresCollector {
  private final String field;
  private final Registers registers = new Registers();
  private SortedDocValues ordinals;
  private FixedBitSet seen;

  CardinalityCollector(String field) {
    this.field = field;
  }

  @Override
  protected void doSetNextReader(LeafReaderContext context) throws IOException {
    ordinals = DocValues.unwrapSingleton(DocValues.getSortedSet(context.reader(), field));
    seen = new FixedBitSet(ordinals.getValueCount());
  }

  @Override
  public void collect(int doc) throws IOException {
    if (ordinals.advanceExact(doc)) {
      seen.set(ordinals.ordValue());
    }
  }

  @Override
  String figures() throws IOException {
    TermsEnum terms = ordinals.termsEnum();
    int ord = 0;
    for (BytesRef term = terms.next(); term != null; term = terms.next(), ord++) {
      if (seen.get(ord)) {
        registers.add(hash(term));
      }
    }
    return "value=" + registers.estimate();
  }

  /** FNV-1a with the finalizer of MurmurHash3. */
  private static long hash(BytesRef term) {
    long hash = 0xcbf29ce484222325L;
    for (int i = term.offset; i < term.offset + term.length; i++) {
      hash = (hash ^ term.bytes[i]) * 0x100000001b3L;
    }
    return Registers.mixed(hash);
  }
}
