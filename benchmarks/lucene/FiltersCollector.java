import java.io.IOException;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.Weight;

/** Counts the documents that match each of two queries, or also those that match both; the queries are walked along. */
final class FiltersCollector extends FiguresCollector {
  private final String[] names;
  private final boolean both;
  private final Weight[] weights;
  private final DocIdSetIterator[] iterators;
  private final int[] counts = new int[4];

  FiltersCollector(IndexSearcher searcher, boolean both, String[] names, Query... queries) throws IOException {
    this.names = names;
    this.both = both;
    weights = new Weight[queries.length];
    iterators = new DocIdSetIterator[queries.length];
    for (int i = 0; i < queries.length; i++) {
      weights[i] = searcher.createWeight(searcher.rewrite(queries[i]), ScoreMode.COMPLETE_NO_SCORES, 1);
    }
  }

  @Override
  protected void doSetNextReader(LeafReaderContext context) throws IOException {
    for (int i = 0; i < weights.length; i++) {
      Scorer scorer = weights[i].scorer(context);
      iterators[i] = scorer == null ? DocIdSetIterator.empty() : scorer.iterator();
    }
  }

  @Override
  public void collect(int doc) throws IOException {
    int matching = 0;
    for (int i = 0; i < iterators.length; i++) {
      int at = iterators[i].docID();
      if (at < doc) {
        at = iterators[i].advance(doc);
      }
      matching |= at == doc ? 1 << i : 0;
    }
    counts[matching]++;
  }

  @Override
  String figures() {
    String first = names[0] + "=" + (counts[1] + counts[3]);
    String second = names[1] + "=" + (counts[2] + counts[3]);
    String together = names[0] + "&" + names[1] + "=" + counts[3];
    if (!both) {
      return first + ";" + second;
    }
    StringBuilder shown = new StringBuilder(counts[1] + counts[3] > 0 ? first : "");
    shown.append(counts[3] > 0 ? ";" + together : "");
    return shown.append(counts[2] + counts[3] > 0 ? ";" + second : "").toString();
  }
}
