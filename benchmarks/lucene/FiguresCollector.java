import java.io.IOException;
import java.util.StringJoiner;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.SimpleCollector;

/**
 * A collector without scores that ends in figures: "key=value" joined by semicolons. Each reads its columns itself: what
 * they could share would be one more virtual call for every document, which Lucene would lose.
 */
abstract class FiguresCollector extends SimpleCollector {
  @Override
  public ScoreMode scoreMode() {
    return ScoreMode.COMPLETE_NO_SCORES;
  }

  abstract String figures() throws IOException;

  /** The figures of ranges side by side, numbered from zero. */
  static String ranges(int[] counts) {
    StringJoiner joiner = new StringJoiner(";");
    for (int i = 0; i < counts.length; i++) {
      joiner.add("r" + i + "=" + counts[i]);
    }
    return joiner.toString();
  }
}
