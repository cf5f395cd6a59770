import java.io.IOException;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;

/** Counts the documents without a number in a field, or those with one. */
final class MissingCollector extends FiguresCollector {
  private final String field;
  private final String name;
  private final boolean missing;
  private NumericDocValues numbers;
  private long count;

  MissingCollector(String field, String name, boolean missing) {
    this.field = field;
    this.name = name;
    this.missing = missing;
  }

  @Override
  protected void doSetNextReader(LeafReaderContext context) throws IOException {
    numbers = DocValues.unwrapSingleton(DocValues.getSortedNumeric(context.reader(), field));
  }

  @Override
  public void collect(int doc) throws IOException {
    if (numbers.advanceExact(doc) != missing) {
      count++;
    }
  }

  @Override
  String figures() {
    return name + "=" + count;
  }
}
