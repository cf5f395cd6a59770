import java.io.IOException;
import java.util.Arrays;
import java.util.StringJoiner;
import org.apache.lucene.document.LongField;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.FieldDoc;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.LeafCollector;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortedNumericSelector;
import org.apache.lucene.search.TopFieldCollectorManager;
import org.apache.lucene.search.TopScoreDocCollectorManager;

/** Aggregations that look at a few hits only. */
final class TopHits {
  private TopHits() {}

  /** The three largest numbers of a field. */
  static String largest(String field, boolean metrics, Query query, IndexSearcher searcher) throws IOException {
    Sort sort = new Sort(LongField.newSortField(field, true, SortedNumericSelector.Type.MAX));
    StringJoiner joiner = new StringJoiner(";");
    for (ScoreDoc doc : searcher.search(query, new TopFieldCollectorManager(sort, 3, 3)).scoreDocs) {
      Object value = ((FieldDoc) doc).fields[0];
      joiner.add("sort=" + value + (metrics ? ";" + field + "=" + value : ""));
    }
    return joiner.toString();
  }

  /** A collector's figures of the hits with the best scores, so many of them. */
  static String sampled(int size, TermsCollector collector, Query query, IndexSearcher searcher) throws IOException {
    ScoreDoc[] docs = searcher.search(query, new TopScoreDocCollectorManager(size, size)).scoreDocs;
    int[] sample = Arrays.stream(docs).mapToInt(doc -> doc.doc).sorted().toArray();
    LeafReaderContext leaf = searcher.getIndexReader().leaves().get(0);
    LeafCollector collecting = collector.getLeafCollector(leaf);
    for (int doc : sample) {
      collecting.collect(doc - leaf.docBase);
    }
    String buckets = collector.figures();
    return "doc_count=" + sample.length + (buckets.isEmpty() ? "" : ";" + buckets);
  }
}
