import java.io.IOException;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;

/** The mean of a field's numbers: their count and their sum. */
class NumbersCollector extends FiguresCollector {
  private final String field;
  private NumericDocValues numbers;
  protected long count;
  protected double sum;

  NumbersCollector(String field) {
    this.field = field;
  }

  @Override
  protected void doSetNextReader(LeafReaderContext context) throws IOException {
    numbers = DocValues.unwrapSingleton(DocValues.getSortedNumeric(context.reader(), field));
  }

  @Override
  public void collect(int doc) throws IOException {
    if (numbers.advanceExact(doc)) {
      add(numbers.longValue());
    }
  }

  protected void add(long number) {
    count++;
    sum += number;
  }

  @Override
  String figures() {
    return count == 0 ? "" : "value=" + sum / count;
  }
}
