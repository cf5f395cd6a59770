import java.io.IOException;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;

/** Runs a collector over the hits of a query and prints its figures as key=value pairs. */
final class Aggregations {
  private static final long MONTH_MS = 30L * 86_400_000;

  private Aggregations() {}

  static String run(String name, Query query, IndexSearcher searcher) throws IOException {
    switch (name) {
      case "terms_few":
        return collect(new TermsCollector("registry", null), query, searcher);
      case "terms_many":
        return collect(new TermsCollector("id", null), query, searcher);
      case "terms_avg":
        return collect(new TermsCollector("registry", "downloads"), query, searcher);
      case "date_histogram":
        return collect(new MonthCollector("month"), query, searcher);
      case "histogram":
        return collect(new HistogramCollector("month", MONTH_MS), query, searcher);
      case "cardinality":
        return collect(new CardinalityCollector("id"), query, searcher);
      case "percentiles":
        return collect(new PercentilesCollector("downloads"), query, searcher);
      default:
        throw new IllegalArgumentException(name);
    }
  }

  private static String collect(FiguresCollector collector, Query query, IndexSearcher searcher) throws IOException {
    searcher.search(query, collector);
    return collector.figures();
  }
}
