import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntPredicate;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.FilteringTokenFilter;
import org.apache.lucene.analysis.TokenFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.miscellaneous.ConditionalTokenFilter;
import org.apache.lucene.analysis.miscellaneous.RemoveDuplicatesTokenFilter;
import org.apache.lucene.analysis.ngram.EdgeNGramTokenizer;
import org.apache.lucene.analysis.ngram.NGramTokenizer;
import org.apache.lucene.analysis.synonym.SolrSynonymParser;
import org.apache.lucene.analysis.synonym.SynonymFilter;
import org.apache.lucene.analysis.synonym.SynonymGraphFilter;
import org.apache.lucene.analysis.synonym.SynonymMap;
import org.apache.lucene.analysis.synonym.WordnetSynonymParser;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.PositionIncrementAttribute;
import org.apache.lucene.analysis.util.CharTokenizer;

/** What Elasticsearch adds to Lucene's parts, written from its reference pages. */
final class ElasticsearchParts {
  private ElasticsearchParts() {}

  static Tokenizer tokenizer(String name, JsonNode args) {
    switch (name) {
      case "es:ngram":
        IntPredicate inGrams = characters(args);
        return new NGramTokenizer(args.path("min_gram").asInt(1), args.path("max_gram").asInt(2)) {
          @Override
          protected boolean isTokenChar(int character) {
            return inGrams.test(character);
          }
        };
      case "es:edge_ngram":
        IntPredicate inEdges = characters(args);
        return new EdgeNGramTokenizer(args.path("min_gram").asInt(1), args.path("max_gram").asInt(2)) {
          @Override
          protected boolean isTokenChar(int character) {
            return inEdges.test(character);
          }
        };
      case "es:char_group":
        IntPredicate apart = characters(args);
        return CharTokenizer.fromSeparatorCharPredicate(apart);
      default:
        throw new IllegalArgumentException(name);
    }
  }

  /** token_chars (classes and custom_token_chars), or tokenize_on_chars of char_group; everything if neither is given. */
  private static IntPredicate characters(JsonNode args) {
    if (!args.has("classes")) {
      return character -> true;
    }
    IntPredicate any = character -> args.path("custom").asText().indexOf(character) >= 0;
    for (JsonNode name : args.get("classes")) {
      any = any.or(characterClass(name.asText()));
    }
    return any;
  }

  private static IntPredicate characterClass(String name) {
    switch (name) {
      case "letter":
        return Character::isLetter;
      case "digit":
        return Character::isDigit;
      case "whitespace":
        return Character::isWhitespace;
      case "punctuation":
        return character -> Set.of(20, 21, 22, 23, 24, 29, 30).contains(Character.getType(character));
      case "symbol":
        return character -> Set.of(25, 26, 27, 28).contains(Character.getType(character));
      default:
        throw new IllegalArgumentException(name);
    }
  }

  static TokenStream filter(String name, JsonNode part, TokenStream input, Chain chain, int position) throws Exception {
    JsonNode args = part.path("args");
    switch (name) {
      case "es:multiplexer":
        return multiplexer(part, input, chain, position);
      case "es:unique":
        return new Unique(input, args.path("only_on_same_position").asBoolean(false));
      case "es:condition":
        return condition(part, input, chain, position);
      case "es:longer":
        return longer(args.get("than").asInt(), input);
      case "es:synonym":
        return new SynonymFilter(input, synonyms(args, chain.custom(position)), false);
      case "es:synonym_graph":
        return new SynonymGraphFilter(input, synonyms(args, chain.custom(position)), false);
      default:
        throw new IllegalArgumentException(name);
    }
  }

  /** Elasticsearch's script is here: terms longer than so many characters. */
  private static TokenStream condition(JsonNode part, TokenStream input, Chain chain, int position) {
    int than = part.get("args").get("than").asInt();
    return new ConditionalTokenFilter(input, inner(part.get("filters"), chain, position)) {
      private final CharTermAttribute term = addAttribute(CharTermAttribute.class);

      @Override
      protected boolean shouldFilter() {
        return term.length() > than;
      }
    };
  }

  /** Each side sees the token again, as the one token at its position; equal terms at one position stay once. */
  private static TokenStream multiplexer(JsonNode part, TokenStream input, Chain chain, int position) throws Exception {
    List<JsonNode> sides = new ArrayList<>();
    part.get("filters").forEach(sides::add);
    Repeated repeated = new Repeated(input, sides.size());
    TokenStream end = repeated;
    for (int side = 0; side < sides.size(); side++) {
      end = repeated.onTurn(side, end, inner(sides.get(side), chain, position));
    }
    return new RemoveDuplicatesTokenFilter(end);
  }

  /** Gives each token once per side, all at one position, and knows whose turn it is. */
  private static final class Repeated extends TokenFilter {
    private final PositionIncrementAttribute increment = addAttribute(PositionIncrementAttribute.class);
    private final int sides;
    private State token;
    private int turn;

    Repeated(TokenStream input, int sides) {
      super(input);
      this.sides = sides;
      this.turn = sides - 1;
    }

    TokenStream onTurn(int side, TokenStream stream, Function<TokenStream, TokenStream> filters) {
      return new ConditionalTokenFilter(stream, filters) {
        @Override
        protected boolean shouldFilter() {
          return turn == side;
        }
      };
    }

    @Override
    public boolean incrementToken() throws IOException {
      turn = (turn + 1) % sides;
      if (turn == 0) {
        boolean more = input.incrementToken();
        token = more ? captureState() : null;
        turn = more ? 0 : sides - 1;
        return more;
      }
      restoreState(token);
      increment.setPositionIncrement(0);
      return true;
    }

    @Override
    public void reset() throws IOException {
      super.reset();
      turn = sides - 1;
    }
  }

  /** The filters of a list one after the other. */
  private static Function<TokenStream, TokenStream> inner(JsonNode filters, Chain chain, int position) {
    return stream -> {
      try {
        for (JsonNode filter : filters) {
          stream = chain.filter(filter, stream, position);
        }
        return stream;
      } catch (Exception error) {
        throw new IllegalStateException(error);
      }
    };
  }

  private static TokenStream longer(int than, TokenStream input) {
    return new FilteringTokenFilter(input) {
      private final CharTermAttribute term = addAttribute(CharTermAttribute.class);

      @Override
      protected boolean accept() {
        return term.length() > than;
      }
    };
  }

  private static SynonymMap synonyms(JsonNode args, Analyzer analyzer) throws Exception {
    boolean expand = args.path("expand").asBoolean(true);
    List<String> rules = new ArrayList<>();
    args.get("synonyms").forEach(rule -> rules.add(rule.asText()));
    StringReader lines = new StringReader(String.join("\n", rules));
    if (args.path("format").asText().equals("wordnet")) {
      WordnetSynonymParser parser = new WordnetSynonymParser(true, expand, analyzer);
      parser.parse(lines);
      return parser.build();
    }
    SolrSynonymParser parser = new SolrSynonymParser(true, expand, analyzer);
    parser.parse(lines);
    return parser.build();
  }

  /** Drops terms already seen, in the text or at the position; positions are not corrected. */
  private static final class Unique extends TokenFilter {
    private final CharTermAttribute term = addAttribute(CharTermAttribute.class);
    private final PositionIncrementAttribute increment = addAttribute(PositionIncrementAttribute.class);
    private final Set<String> seen = new HashSet<>();
    private final boolean samePosition;

    Unique(TokenStream input, boolean samePosition) {
      super(input);
      this.samePosition = samePosition;
    }

    @Override
    public boolean incrementToken() throws IOException {
      while (input.incrementToken()) {
        if (samePosition && increment.getPositionIncrement() > 0) {
          seen.clear();
        }
        if (seen.add(term.toString())) {
          return true;
        }
      }
      return false;
    }

    @Override
    public void reset() throws IOException {
      super.reset();
      seen.clear();
    }
  }
}
