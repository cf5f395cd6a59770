import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.CharFilterFactory;
import org.apache.lucene.analysis.TokenFilterFactory;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.TokenizerFactory;
import org.apache.lucene.util.ResourceLoaderAware;

/**
 * An analyzer as described: {"class": "en.EnglishAnalyzer", "stopwords": [...], "stem_exclusion": [...]} or {"char_filters": [part],
 * "tokenizer": part, "filters": [part]} with part = {"name": factory, "args": {...}, "resources": {file: content}}. Names that start
 * with "es:" are parts that Elasticsearch has and Lucene's factories do not, see ElasticsearchParts.
 */
final class Chain {
  private final JsonNode description;

  Chain(JsonNode description) {
    this.description = description;
  }

  Analyzer analyzer() throws Exception {
    return description.has("class") ? language() : custom(parts("filters").size());
  }

  private Analyzer language() throws Exception {
    Class<?> found = Class.forName("org.apache.lucene.analysis." + description.get("class").asText());
    if (description.has("stem_exclusion")) {
      return (Analyzer) found.getConstructor(CharArraySet.class, CharArraySet.class)
          .newInstance(words("stopwords"), words("stem_exclusion"));
    }
    if (description.has("stopwords")) {
      return (Analyzer) found.getConstructor(CharArraySet.class).newInstance(words("stopwords"));
    }
    return (Analyzer) found.getConstructor().newInstance();
  }

  private CharArraySet words(String key) {
    CharArraySet words = new CharArraySet(16, false);
    description.path(key).forEach(word -> words.add(word.asText()));
    return words;
  }

  private List<JsonNode> parts(String key) {
    List<JsonNode> parts = new ArrayList<>();
    description.path(key).forEach(parts::add);
    return parts;
  }

  /** The chain with only its first filters: synonyms are analyzed by what stands in front of them. */
  Analyzer custom(int nFilters) throws Exception {
    List<CharFilterFactory> charFilters = new ArrayList<>();
    for (JsonNode part : parts("char_filters")) {
      charFilters.add(loaded(part, CharFilterFactory.forName(part.get("name").asText(), arguments(part))));
    }
    List<JsonNode> filters = parts("filters").subList(0, nFilters);
    JsonNode tokenizer = description.get("tokenizer");
    return new Analyzer() {
      @Override
      protected Reader initReader(String field, Reader reader) {
        for (CharFilterFactory charFilter : charFilters) {
          reader = charFilter.create(reader);
        }
        return reader;
      }

      @Override
      protected TokenStreamComponents createComponents(String field) {
        try {
          Tokenizer source = tokenizer(tokenizer);
          TokenStream end = source;
          for (int filter = 0; filter < filters.size(); filter++) {
            end = filter(filters.get(filter), end, filter);
          }
          return new TokenStreamComponents(source, end);
        } catch (Exception error) {
          throw new IllegalStateException(error);
        }
      }
    };
  }

  private static Tokenizer tokenizer(JsonNode part) throws IOException {
    String name = part.get("name").asText();
    if (name.startsWith("es:")) {
      return ElasticsearchParts.tokenizer(name, part.path("args"));
    }
    return loaded(part, TokenizerFactory.forName(name, arguments(part))).create();
  }

  TokenStream filter(JsonNode part, TokenStream input, int position) throws Exception {
    String name = part.get("name").asText();
    if (name.startsWith("es:")) {
      return ElasticsearchParts.filter(name, part, input, this, position);
    }
    return loaded(part, TokenFilterFactory.forName(name, arguments(part))).create(input);
  }

  private static Map<String, String> arguments(JsonNode part) {
    Map<String, String> arguments = new HashMap<>();
    part.path("args").fields().forEachRemaining(entry -> arguments.put(entry.getKey(), entry.getValue().asText()));
    return arguments;
  }

  private static <T> T loaded(JsonNode part, T factory) throws IOException {
    if (factory instanceof ResourceLoaderAware aware) {
      aware.inform(new TextResources(part.path("resources")));
    }
    return factory;
  }
}
