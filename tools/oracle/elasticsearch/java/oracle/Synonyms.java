package oracle;

import java.io.StringReader;
import java.util.List;
import java.util.function.Function;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.CharFilterFactory;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.synonym.SolrSynonymParser;
import org.apache.lucene.analysis.synonym.SynonymFilter;
import org.apache.lucene.analysis.synonym.SynonymGraphFilter;
import org.apache.lucene.analysis.synonym.SynonymMap;
import org.apache.lucene.analysis.synonym.WordnetSynonymParser;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.index.IndexService.IndexCreationContext;
import org.elasticsearch.index.analysis.CustomAnalyzer;
import org.elasticsearch.index.analysis.TokenFilterFactory;
import org.elasticsearch.index.analysis.TokenizerFactory;

/** Synonyms given in the settings, read with the analyzer of the filters before them. */
final class Synonyms implements TokenFilterFactory {
    private final String name;
    private final Settings settings;
    private final boolean graph;

    Synonyms(String name, Settings settings, boolean graph) {
        this.name = name;
        this.settings = settings;
        this.graph = graph;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public TokenStream create(TokenStream in) {
        throw new IllegalStateException("synonyms need their chain");
    }

    @Override
    public TokenFilterFactory getChainAwareTokenFilterFactory(IndexCreationContext context, TokenizerFactory tokenizer,
        List<org.elasticsearch.index.analysis.CharFilterFactory> charFilters, List<TokenFilterFactory> before, Function<String, TokenFilterFactory> all) {
        Analyzer chain = new CustomAnalyzer(tokenizer, charFilters.toArray(new org.elasticsearch.index.analysis.CharFilterFactory[0]),
            before.stream().map(TokenFilterFactory::getSynonymFilter).toArray(TokenFilterFactory[]::new));
        boolean expand = settings.getAsBoolean("expand", true);
        SynonymMap map;
        try {
            SynonymMap.Parser parser = settings.get("format", "").equals("wordnet")
                ? new WordnetSynonymParser(true, expand, chain)
                : new SolrSynonymParser(true, expand, chain);
            parser.parse(new StringReader(String.join("\n", settings.getAsList("synonyms"))));
            map = parser.build();
        } catch (Exception e) {
            throw new IllegalArgumentException("failed to build synonyms", e);
        }
        return new TokenFilterFactory() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public TokenStream create(TokenStream in) {
                return map.fst == null ? in : graph ? new SynonymGraphFilter(in, map, false) : new SynonymFilter(in, map, false);
            }

            @Override
            public TokenFilterFactory getSynonymFilter() {
                return IDENTITY_FILTER;
            }
        };
    }
}
