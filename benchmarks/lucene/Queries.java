import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.document.LongField;
import org.apache.lucene.index.Term;
import org.apache.lucene.queries.intervals.IntervalQuery;
import org.apache.lucene.queries.intervals.Intervals;
import org.apache.lucene.queries.intervals.IntervalsSource;
import org.apache.lucene.queries.spans.SpanNearQuery;
import org.apache.lucene.queries.spans.SpanQuery;
import org.apache.lucene.queries.spans.SpanTermQuery;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.ConstantScoreQuery;
import org.apache.lucene.search.DisjunctionMaxQuery;
import org.apache.lucene.search.FuzzyQuery;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.RegexpQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.WildcardQuery;

/** Makes Lucene's queries of the kinds that benchmarks/queries.py draws; all words are terms of the field summary. */
final class Queries {
  private static final String FIELD = "summary";
  private static final float TIE_BREAKER = 0.3f;
  private static final int SLOP = 4;

  private Queries() {}

  /** Returns the query of a kind (what stands before an underscore and a number) and its arguments. */
  static Query of(String kind, String[] words) {
    switch (kind) {
      case "all":
        return new MatchAllDocsQuery();
      case "term":
      case "sorted":
      case "fetch":
        return term(words[0]);
      case "or":
        return every(FIELD, words, Occur.SHOULD);
      case "and":
        return every(FIELD, words, Occur.MUST);
      case "phrase":
        return new PhraseQuery(FIELD, words);
      case "near":
        return near(words);
      case "ordered":
        return ordered(words);
      case "negated":
        return new BooleanQuery.Builder()
            .add(term(words[0]), Occur.MUST)
            .add(term(words[1]), Occur.MUST_NOT)
            .build();
      case "prefix":
        return new PrefixQuery(new Term(FIELD, words[0]));
      case "wildcard":
        return new WildcardQuery(new Term(FIELD, words[0]));
      case "regexp":
        return new RegexpQuery(new Term(FIELD, words[0]));
      case "dismax":
        return best(words, TIE_BREAKER);
      case "multimatch":
        return best(words, 0);
      case "fuzzy1":
        return new FuzzyQuery(new Term(FIELD, words[0]), 1);
      case "fuzzy2":
        return new FuzzyQuery(new Term(FIELD, words[0]), 2);
      case "range":
        return new ConstantScoreQuery(range(words[0], words[1], words[2]));
      case "filtered":
        return new BooleanQuery.Builder()
            .add(term(words[0]), Occur.MUST)
            .add(new TermQuery(new Term("registry", words[1])), Occur.FILTER)
            .add(range("downloads", words[2], words[3]), Occur.FILTER)
            .build();
      default:
        throw new IllegalArgumentException(kind);
    }
  }

  /** As multi_match of type best_fields does it. */
  private static Query best(String[] words, float tieBreaker) {
    List<Query> fields = new ArrayList<>();
    for (String field : new String[] {"name", FIELD}) {
      fields.add(every(field, words, Occur.SHOULD));
    }
    return new DisjunctionMaxQuery(fields, tieBreaker);
  }

  private static Query near(String[] words) {
    SpanQuery[] clauses = new SpanQuery[words.length];
    for (int i = 0; i < words.length; i++) {
      clauses[i] = new SpanTermQuery(new Term(FIELD, words[i]));
    }
    return new SpanNearQuery(clauses, SLOP, false);
  }

  private static Query ordered(String[] words) {
    IntervalsSource[] parts = new IntervalsSource[words.length];
    for (int i = 0; i < words.length; i++) {
      parts[i] = Intervals.term(words[i]);
    }
    return new IntervalQuery(FIELD, Intervals.maxgaps(SLOP, Intervals.ordered(parts)));
  }

  private static Query term(String word) {
    return new TermQuery(new Term(FIELD, word));
  }

  private static Query range(String field, String low, String high) {
    return LongField.newRangeQuery(field, Long.parseLong(low), Long.parseLong(high));
  }

  private static Query every(String field, String[] words, Occur occur) {
    BooleanQuery.Builder builder = new BooleanQuery.Builder();
    for (String word : words) {
      builder.add(new TermQuery(new Term(field, word)), occur);
    }
    return builder.build();
  }
}
