import java.io.IOException;
import java.time.Instant;
import org.apache.lucene.document.LongField;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;

/** Runs a collector over the hits of a query and prints its figures as key=value pairs; see benchmarks/aggregations.py. */
final class Aggregations {
  private static final long MONTH_MS = 30L * 86_400_000;
  private static final Months UTC = new Months("UTC");
  private static final Months NEW_YORK = new Months("America/New_York");
  private static final long[] DATES = {millis("2000-01-01"), millis("2015-07-01"), millis("2022-01-01")};

  private Aggregations() {}

  static String run(String name, Query query, IndexSearcher searcher) throws IOException {
    switch (name) {
      case "sampler":
        return TopHits.sampled(100, new TermsCollector("registry", null), query, searcher);
      case "top_hits":
        return TopHits.largest("downloads", false, query, searcher);
      case "top_metrics":
        return TopHits.largest("downloads", true, query, searcher);
      default:
        FiguresCollector collector = collector(name, searcher);
        searcher.search(query, collector);
        return collector.figures();
    }
  }

  private static FiguresCollector collector(String name, IndexSearcher searcher) throws IOException {
    return switch (name) {
      case "terms_few" -> new TermsCollector("registry", null);
      case "terms_many" -> new TermsCollector("id", null);
      case "terms_avg" -> new TermsCollector("registry", "downloads");
      case "multi_terms" -> new PairsCollector("registry", "version");
      case "rare_terms" -> new RareCollector("month", 100);
      case "significant_terms" -> new SignificantCollector("version");
      case "missing" -> new MissingCollector("month", "doc_count", true);
      case "date_histogram" -> new MonthCollector("month", UTC);
      case "date_histogram_zone" -> new MonthCollector("month", NEW_YORK);
      case "date_histogram_terms" -> new MonthTermsCollector("month", UTC, "registry", "downloads");
      case "histogram" -> new HistogramCollector("month", MONTH_MS);
      case "range" -> new RangesCollector("downloads", 10, 1_000, 100_000);
      case "date_range" -> new RangesCollector("month", DATES);
      case "filters" -> filters(searcher, false);
      case "adjacency_matrix" -> filters(searcher, true);
      case "composite" -> new CompositeCollector("registry", "month", UTC);
      case "value_count" -> new MissingCollector("downloads", "value", false);
      case "avg" -> new NumbersCollector("downloads");
      case "stats" -> new StatsCollector("downloads", false);
      case "extended_stats" -> new StatsCollector("downloads", true);
      case "weighted_avg" -> new WeightedCollector("downloads");
      case "string_stats" -> new StringsCollector("id");
      case "cardinality" -> new CardinalityCollector("id");
      case "cardinality_numbers" -> new NumberCardinalityCollector("downloads");
      case "percentiles" -> DigestCollector.percentiles("downloads");
      case "percentile_ranks" -> DigestCollector.ranks("downloads", 100, 10_000);
      case "median_absolute_deviation" -> DigestCollector.deviation("downloads");
      case "geotile_grid" -> new TilesCollector("place", 6);
      case "geo_distance" -> new DistanceCollector("place", 40, -100, 500, 1_500, 3_000);
      case "geo_bounds" -> new BoundsCollector("place", false);
      case "geo_centroid" -> new BoundsCollector("place", true);
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static FiguresCollector filters(IndexSearcher searcher, boolean both) throws IOException {
    Query npm = new TermQuery(new Term("registry", "npm"));
    Query wanted = LongField.newRangeQuery("downloads", 1_000, Long.MAX_VALUE);
    return new FiltersCollector(searcher, both, new String[] {"npm", "wanted"}, npm, wanted);
  }

  private static long millis(String day) {
    return Instant.parse(day + "T00:00:00Z").toEpochMilli();
  }
}
