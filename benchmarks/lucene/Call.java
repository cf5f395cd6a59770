import java.util.Arrays;
import java.util.Set;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.LongField;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.search.FieldDoc;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortedNumericSelector;
import org.apache.lucene.search.TopFieldCollectorManager;
import org.apache.lucene.search.TopFieldDocs;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.search.TopScoreDocCollectorManager;

/**
 * One query in one mode, ready to run.
 *
 * <p>A line says, tab separated: number, kind, mode (TOP_10, TOP_100, TOP_10_COUNT, TOP_10_IDS, COUNT, AGG),
 * aggregation (empty but for AGG), arguments of the query.
 */
final class Call {
  private static final float[] NO_SCORES = {};
  private static final Set<String> ID_ONLY = Set.of("_id");

  final String number;
  private final IndexSearcher searcher;
  private final String kind;
  private final String mode;
  private final String aggregation;
  private final String[] words;

  private Call(String[] parts, IndexSearcher searcher) {
    this.searcher = searcher;
    number = parts[0];
    kind = parts[1].replaceAll("_[0-9]$", "");
    mode = parts[2];
    aggregation = parts[3];
    words = Arrays.copyOfRange(parts, 4, parts.length);
  }

  static Call parse(String line, IndexSearcher searcher) {
    return new Call(line.split("\t", -1), searcher);
  }

  /** Runs the query once, from its words on. */
  Answer run() throws Exception {
    Query query = Queries.of(kind, words);
    switch (mode) {
      case "COUNT":
        return new Answer(searcher.count(query), NO_SCORES, "");
      case "AGG":
        return new Answer(-1, NO_SCORES, Aggregations.run(aggregation, query, searcher));
      case "TOP_100":
        return top(query, 100, false);
      default:
        return top(query, 10, mode.equals("TOP_10_COUNT"));
    }
  }

  private Answer top(Query query, int k, boolean counting) throws Exception {
    int threshold = counting ? Integer.MAX_VALUE : 1;
    if (kind.equals("sorted")) {
      return sorted(query, k, threshold, counting);
    }
    TopDocs found = searcher.search(query, new TopScoreDocCollectorManager(k, threshold));
    if (kind.equals("fetch")) {
      load(found);
    }
    if (mode.equals("TOP_10_IDS")) {
      loadIds(found);
    }
    float[] scores = new float[found.scoreDocs.length];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = found.scoreDocs[i].score;
    }
    return new Answer(counting ? found.totalHits.value() : -1, scores, "");
  }

  /** Loads ids and sources of the hits, as an answer with sources needs them. */
  private void load(TopDocs found) throws Exception {
    StoredFields stored = searcher.storedFields();
    for (ScoreDoc doc : found.scoreDocs) {
      Document document = stored.document(doc.doc);
      if (document.get("_id") == null || document.getBinaryValue("_source") == null) {
        throw new IllegalStateException("document " + doc.doc + " has no source");
      }
    }
  }

  /** Loads the ids of the hits, as an answer that names documents needs them. */
  private void loadIds(TopDocs found) throws Exception {
    StoredFields stored = searcher.storedFields();
    for (ScoreDoc doc : found.scoreDocs) {
      if (stored.document(doc.doc, ID_ONLY).get("_id") == null) {
        throw new IllegalStateException("document " + doc.doc + " has no id");
      }
    }
  }

  private Answer sorted(Query query, int k, int threshold, boolean counting) throws Exception {
    Sort sort = new Sort(LongField.newSortField("downloads", true, SortedNumericSelector.Type.MAX));
    TopFieldDocs found = searcher.search(query, new TopFieldCollectorManager(sort, k, threshold));
    StringBuilder values = new StringBuilder();
    for (ScoreDoc doc : found.scoreDocs) {
      values.append(values.length() > 0 ? ";" : "").append(((FieldDoc) doc).fields[0]);
    }
    return new Answer(counting ? found.totalHits.value() : -1, NO_SCORES, values.toString());
  }
}
