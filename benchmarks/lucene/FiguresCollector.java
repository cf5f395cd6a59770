import java.io.IOException;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.SimpleCollector;

/** A collector without scores that ends in figures: "key=value" joined by semicolons. */
abstract class FiguresCollector extends SimpleCollector {
  @Override
  public ScoreMode scoreMode() {
    return ScoreMode.COMPLETE_NO_SCORES;
  }

  abstract String figures() throws IOException;
}
