package oracle;

import java.io.IOException;
import java.io.Reader;
import java.lang.reflect.Constructor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.CharFilterFactory;
import org.apache.lucene.analysis.StopFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.charfilter.MappingCharFilter;
import org.apache.lucene.analysis.charfilter.NormalizeCharMap;
import org.apache.lucene.analysis.core.TypeTokenFilter;
import org.apache.lucene.analysis.ngram.EdgeNGramTokenizer;
import org.apache.lucene.analysis.ngram.NGramTokenizer;
import org.apache.lucene.analysis.pattern.PatternCaptureGroupTokenFilter;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.analysis.util.CharTokenizer;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.index.analysis.AbstractIndexAnalyzerProvider;
import org.elasticsearch.index.analysis.AnalyzerProvider;
import org.elasticsearch.index.analysis.NormalizingCharFilterFactory;
import org.elasticsearch.index.analysis.NormalizingTokenFilterFactory;
import org.elasticsearch.index.analysis.TokenFilterFactory;
import org.elasticsearch.index.analysis.TokenizerFactory;
import org.elasticsearch.indices.analysis.AnalysisModule.AnalysisProvider;
import org.elasticsearch.plugins.AnalysisPlugin;
import org.elasticsearch.plugins.Plugin;

/**
 * A stand-in for the module analysis-common, which Maven does not have: Lucene's own parts under Elasticsearch's names, parameters and defaults.
 * Analysis itself is judged elsewhere; this is here so that searches over such fields can be compared.
 */
public final class Analysis extends Plugin implements AnalysisPlugin {
    private static final String LANGUAGES = """
        arabic ar.Arabic|armenian hy.Armenian|basque eu.Basque|bengali bn.Bengali|brazilian br.Brazilian|bulgarian bg.Bulgarian|catalan ca.Catalan|\
        cjk cjk.CJK|czech cz.Czech|danish da.Danish|dutch nl.Dutch|english en.English|estonian et.Estonian|finnish fi.Finnish|french fr.French|\
        galician gl.Galician|german de.German|greek el.Greek|hindi hi.Hindi|hungarian hu.Hungarian|indonesian id.Indonesian|irish ga.Irish|\
        italian it.Italian|latvian lv.Latvian|lithuanian lt.Lithuanian|norwegian no.Norwegian|persian fa.Persian|portuguese pt.Portuguese|\
        romanian ro.Romanian|russian ru.Russian|serbian sr.Serbian|sorani ckb.Sorani|spanish es.Spanish|swedish sv.Swedish|thai th.Thai|\
        turkish tr.Turkish""";
    private static final Set<String> SNOWBALL = Set.of(
        "armenian basque catalan danish dutch estonian finnish french german hungarian irish italian lithuanian norwegian portuguese romanian russian serbian spanish swedish turkish lovins"
            .split(" "));
    private static final Map<String, String> STEMMERS = new HashMap<>();
    /** Filters without parameters: Elasticsearch's name and Lucene's. */
    private static final Map<String, String> PLAIN = new HashMap<>();
    private static final Set<String> NORMALIZING = new HashSet<>(List.of("lowercase", "uppercase", "asciifolding", "trim", "elision",
        "pattern_replace", "apostrophe", "decimal_digit", "cjk_width", "scandinavian_folding"));

    static {
        for (String l : "arabic bengali brazilian bulgarian czech galician greek hindi indonesian latvian persian sorani".split(" ")) {
            STEMMERS.put(l, l + "Stem");
        }
        for (String l : "finnish french german hungarian italian norwegian portuguese russian spanish swedish".split(" ")) {
            STEMMERS.put("light_" + l, l + "LightStem");
        }
        for (String l : "english french galician german norwegian portuguese".split(" ")) {
            STEMMERS.put("minimal_" + l, l + "MinimalStem");
        }
        STEMMERS.putAll(Map.of("english", "porterStem", "porter", "porterStem", "light_english", "kStem", "kstem", "kStem",
            "possessive_english", "englishPossessive", "portuguese_rslp", "portugueseStem", "spanish_plural", "spanishPluralStem"));
        for (String n : "arabic bengali german hindi indic persian scandinavian serbian sorani".split(" ")) {
            PLAIN.put(n + "_normalization", n + "Normalization");
            NORMALIZING.add(n + "_normalization");
        }
        for (String pair : ("scandinavian_folding scandinavianFolding|porter_stem porterStem|kstem kStem|apostrophe apostrophe|trim trim|"
            + "decimal_digit decimalDigit|cjk_width cjkWidth|classic classic|keyword_repeat keywordRepeat|uppercase uppercase|"
            + "remove_duplicates removeDuplicates|reverse reverseString|flatten_graph flattenGraph|arabic_stem arabicStem|"
            + "brazilian_stem brazilianStem|czech_stem czechStem|german_stem germanStem|persian_stem persianStem").split("\\|")) {
            PLAIN.put(pair.split(" ")[0], pair.split(" ")[1]);
        }
    }

    private interface Filters {
        UnaryOperator<TokenStream> make(Environment environment, Settings s) throws IOException;
    }

    // ---- token filters

    @Override
    public Map<String, AnalysisProvider<TokenFilterFactory>> getTokenFilters() {
        Map<String, AnalysisProvider<TokenFilterFactory>> all = new TreeMap<>();
        PLAIN.forEach((name, lucene) -> filter(all, name, false, (e, s) -> spi(lucene, Map.of())));
        Map.of("dutch_stem", "Dutch", "french_stem", "French", "russian_stem", "Russian")
            .forEach((name, language) -> filter(all, name, false, (e, s) -> spi("snowballPorter", Map.of("language", language))));
        filter(all, "lowercase", false, (e, s) -> spi(s.get("language", "") + (s.hasValue("language") ? "Lowercase" : "lowercase"), Map.of()));
        filter(all, "asciifolding", false, (e, s) -> spi("asciiFolding", Map.of("preserveOriginal", s.get("preserve_original", "false"))));
        filter(all, "stemmer", false, (e, s) -> stemmer(s.get("language", s.get("name", "porter")).toLowerCase(Locale.ROOT)));
        filter(all, "snowball", false, (e, s) -> spi("snowballPorter", Map.of("language", s.get("language", "English"))));
        filter(all, "ngram", false, (e, s) -> spi("nGram", grams(s)));
        filter(all, "edge_ngram", false, (e, s) -> {
            UnaryOperator<TokenStream> grams = spi("edgeNGram", grams(s));
            UnaryOperator<TokenStream> turn = spi("reverseString", Map.of());
            return s.get("side", "front").equals("back") ? in -> turn.apply(grams.apply(turn.apply(in))) : grams;
        });
        for (boolean graph : new boolean[] { false, true }) {
            filter(all, graph ? "word_delimiter_graph" : "word_delimiter", false, (e, s) -> {
                Map<String, Object> args = new HashMap<>();
                for (String flag : ("generateWordParts 1 generateNumberParts 1 catenateWords 0 catenateNumbers 0 catenateAll 0 splitOnCaseChange 1 "
                    + "preserveOriginal 0 splitOnNumerics 1 stemEnglishPossessive 1").split("(?<=\\d) ")) {
                    String name = flag.substring(0, flag.length() - 2);
                    boolean on = s.getAsBoolean(name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT), flag.endsWith("1"));
                    args.put(name, on ? "1" : "0");
                }
                if (graph) {
                    args.put("adjustOffsets", s.get("adjust_offsets", "true"));
                    args.put("ignoreKeywords", s.getAsBoolean("ignore_keywords", false) ? "1" : "0");
                }
                if (s.hasValue("protected_words")) args.put("protected", s.getAsList("protected_words"));
                if (s.hasValue("type_table")) args.put("types", s.getAsList("type_table").stream().map(r -> r.replaceFirst("^#", "\\\\u0023")).toList());
                return spi(graph ? "wordDelimiterGraph" : "wordDelimiter", args);
            });
        }
        filter(all, "length", false, (e, s) -> spi("length", Map.of("min", s.get("min", "0"), "max", s.get("max", "" + Integer.MAX_VALUE))));
        filter(all, "unique", false, (e, s) -> {
            boolean samePosition = s.getAsBoolean("only_on_same_position", false);
            return in -> new Unique(in, samePosition);
        });
        filter(all, "truncate", false, (e, s) -> spi("truncate", Map.of("prefixLength", s.get("length", "10"))));
        filter(all, "limit", false, (e, s) -> spi("limitTokenCount",
            Map.of("maxTokenCount", s.get("max_token_count", "1"), "consumeAllTokens", s.get("consume_all_tokens", "false"))));
        filter(all, "fingerprint", false, (e, s) -> fingerprint(s));
        filter(all, "elision", true, (e, s) -> spi("elision", args("articles", s.getAsList("articles", null), "ignoreCase", s.get("articles_case", "false"))));
        filter(all, "delimited_payload", false, (e, s) -> spi("delimitedPayload",
            Map.of("delimiter", s.get("delimiter", "|"), "encoder", s.get("encoding", "float"))));
        filter(all, "cjk_bigram", false, (e, s) -> {
            Map<String, Object> args = new HashMap<>(Map.of("outputUnigrams", s.get("output_unigrams", "false")));
            for (String script : List.of("han", "hiragana", "katakana", "hangul")) args.put(script, "" + !s.getAsList("ignored_scripts").contains(script));
            return spi("cjkBigram", args);
        });
        filter(all, "min_hash", false, (e, s) -> spi("minHash", args("hashCount", s.get("hash_count"), "bucketCount", s.get("bucket_count"),
            "hashSetSize", s.get("hash_set_size"), "withRotation", s.get("with_rotation"))));
        filter(all, "keyword_marker", true, (e, s) -> spi("keywordMarker", args("protected", s.getAsList("keywords", null),
            "pattern", s.get("keywords_pattern"), "ignoreCase", s.get("ignore_case", "false"))));
        filter(all, "stemmer_override", true, (e, s) -> {
            List<String> lines = new ArrayList<>();
            for (String rule : s.getAsList("rules")) {
                String[] sides = rule.split("=>");
                for (String word : sides[0].split(",")) lines.add(word.strip() + "\t" + sides[1].strip());
            }
            return spi("stemmerOverride", Map.of("dictionary", lines));
        });
        filter(all, "pattern_replace", true, (e, s) -> spi("patternReplace", Map.of("pattern", pattern(s, null).toString(),
            "replacement", s.get("replacement", ""), "replace", s.getAsBoolean("all", true) ? "all" : "first")));
        filter(all, "pattern_capture", true, (e, s) -> {
            Pattern[] patterns = s.getAsList("patterns").stream().map(Pattern::compile).toArray(Pattern[]::new);
            boolean original = s.getAsBoolean("preserve_original", true);
            return in -> new PatternCaptureGroupTokenFilter(in, original, patterns);
        });
        filter(all, "keep", true, (e, s) -> spi("keepWord", args("words", s.getAsList("keep_words"), "ignoreCase", s.get("keep_words_case", "false"))));
        filter(all, "keep_types", true, (e, s) -> {
            Set<String> types = Set.copyOf(s.getAsList("types"));
            boolean include = s.get("mode", "include").equals("include");
            return in -> new TypeTokenFilter(in, types, include);
        });
        filter(all, "common_grams", true, (e, s) -> spi(s.getAsBoolean("query_mode", false) ? "commonGramsQuery" : "commonGrams",
            args("words", s.getAsList("common_words"), "ignoreCase", s.get("ignore_case", "false"))));
        filter(all, "dictionary_decompounder", true, (e, s) -> spi("dictionaryCompoundWord", args("dictionary", s.getAsList("word_list"),
            "minWordSize", s.get("min_word_size"), "minSubwordSize", s.get("min_subword_size"), "maxSubwordSize", s.get("max_subword_size"),
            "onlyLongestMatch", s.get("only_longest_match"))));
        for (boolean graph : new boolean[] { false, true }) {
            all.put(graph ? "synonym_graph" : "synonym", needed((i, e, name, s) -> new Synonyms(name, s, graph)));
        }
        return all;
    }

    private static void filter(Map<String, AnalysisProvider<TokenFilterFactory>> all, String kind, boolean settings, Filters filters) {
        AnalysisProvider<TokenFilterFactory> provider = (index, environment, name, s) -> {
            UnaryOperator<TokenStream> made = filters.make(environment, s);
            if (NORMALIZING.contains(kind)) {
                return new NormalizingTokenFilterFactory() {
                    @Override
                    public String name() {
                        return name;
                    }

                    @Override
                    public TokenStream create(TokenStream in) {
                        return made.apply(in);
                    }
                };
            }
            return new TokenFilterFactory() {
                @Override
                public String name() {
                    return name;
                }

                @Override
                public TokenStream create(TokenStream in) {
                    return made.apply(in);
                }
            };
        };
        all.put(kind, settings ? needed(provider) : provider);
    }

    private static <T> AnalysisProvider<T> needed(AnalysisProvider<T> provider) {
        return AnalysisPlugin.requiresAnalysisSettings(provider);
    }

    private static Map<String, Object> grams(Settings s) {
        return Map.of("minGramSize", s.get("min_gram", "1"), "maxGramSize", s.get("max_gram", "2"), "preserveOriginal", s.get("preserve_original", "false"));
    }

    private static UnaryOperator<TokenStream> fingerprint(Settings s) throws IOException {
        return spi("fingerprint", Map.of("separator", s.get("separator", " "), "maxOutputTokenSize", s.get("max_output_size", "255")));
    }

    private static UnaryOperator<TokenStream> stemmer(String language) throws IOException {
        if (language.endsWith("_nynorsk")) {
            return spi("norwegian" + (language.startsWith("light") ? "Light" : "Minimal") + "Stem", Map.of("variant", "nn"));
        }
        if (STEMMERS.containsKey(language)) return spi(STEMMERS.get(language), Map.of());
        return switch (language) {
            case "porter2" -> spi("snowballPorter", Map.of("language", "English"));
            case "german2" -> spi("snowballPorter", Map.of("language", "German"));
            case "kp", "dutch_kp" -> spi("snowballPorter", Map.of("language", "Kp"));
            default -> {
                if (!SNOWBALL.contains(language)) throw new IllegalArgumentException("oracle: no stemmer [" + language + "]");
                yield spi("snowballPorter", Map.of("language", language.substring(0, 1).toUpperCase(Locale.ROOT) + language.substring(1)));
            }
        };
    }

    // ---- character filters

    @Override
    public Map<String, AnalysisProvider<org.elasticsearch.index.analysis.CharFilterFactory>> getCharFilters() {
        return Map.of(
            "html_strip", (i, e, name, s) -> charFilter(name, CharFilterFactory.forName("htmlStrip",
                new HashMap<>(s.hasValue("escaped_tags") ? Map.of("escapedTags", String.join(",", s.getAsList("escaped_tags"))) : Map.of()))::create),
            "pattern_replace", needed((i, e, name, s) -> charFilter(name, CharFilterFactory.forName("patternReplace",
                new HashMap<>(Map.of("pattern", pattern(s, null).toString(), "replacement", s.get("replacement", ""))))::create)),
            "mapping", needed((i, e, name, s) -> {
                NormalizeCharMap.Builder map = new NormalizeCharMap.Builder();
                for (String rule : s.getAsList("mappings")) {
                    String[] sides = rule.split("=>", -1);
                    map.add(unescape(sides[0].strip()), unescape(sides[1].strip()));
                }
                NormalizeCharMap built = map.build();
                return charFilter(name, reader -> new MappingCharFilter(built, reader));
            }));
    }

    private static org.elasticsearch.index.analysis.CharFilterFactory charFilter(String name, UnaryOperator<Reader> made) {
        return new NormalizingCharFilterFactory() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Reader create(Reader in) {
                return made.apply(in);
            }
        };
    }

    private static String unescape(String text) {
        return Pattern.compile("\\\\u([0-9a-fA-F]{4})|\\\\(.)").matcher(text).replaceAll(m -> java.util.regex.Matcher.quoteReplacement(
            m.group(1) != null ? "" + (char) Integer.parseInt(m.group(1), 16)
                : switch (m.group(2)) { case "n" -> "\n"; case "t" -> "\t"; case "r" -> "\r"; default -> m.group(2); }));
    }

    // ---- tokenizers

    @Override
    public Map<String, AnalysisProvider<TokenizerFactory>> getTokenizers() {
        Map<String, AnalysisProvider<TokenizerFactory>> all = new TreeMap<>();
        for (String name : List.of("letter", "keyword", "thai")) tokenizer(all, name, s -> tokenizer(name, Map.of()));
        tokenizer(all, "classic", s -> tokenizer("classic", Map.of("maxTokenLength", s.get("max_token_length", "255"))));
        tokenizer(all, "uax_url_email", s -> tokenizer("uax29URLEmail", Map.of("maxTokenLength", s.get("max_token_length", "255"))));
        tokenizer(all, "whitespace", s -> tokenizer("whitespace", Map.of("maxTokenLen", s.get("max_token_length", "255"))));
        tokenizer(all, "lowercase", s -> Lowercase::new);
        tokenizer(all, "pattern", s -> tokenizer("pattern", Map.of("pattern", pattern(s, "\\W+").toString(), "group", s.get("group", "-1"))));
        tokenizer(all, "simple_pattern", s -> tokenizer("simplePattern", Map.of("pattern", s.get("pattern", ""))));
        tokenizer(all, "simple_pattern_split", s -> tokenizer("simplePatternSplit", Map.of("pattern", s.get("pattern", ""))));
        tokenizer(all, "path_hierarchy", s -> tokenizer("pathHierarchy", Map.of("delimiter", s.get("delimiter", "/"),
            "replace", s.get("replacement", s.get("delimiter", "/")), "reverse", s.get("reverse", "false"), "skip", s.get("skip", "0"))));
        tokenizer(all, "char_group", s -> {
            IntPredicate splits = characters(s.getAsList("tokenize_on_chars").stream().map(Analysis::unescape).toList(), "");
            int longest = s.getAsInt("max_token_length", 255);
            return () -> new CharTokenizer(TokenStream.DEFAULT_TOKEN_ATTRIBUTE_FACTORY, longest) {
                @Override
                protected boolean isTokenChar(int c) {
                    return !splits.test(c);
                }
            };
        });
        tokenizer(all, "ngram", s -> {
            IntPredicate kept = kept(s);
            return () -> new NGramTokenizer(s.getAsInt("min_gram", 1), s.getAsInt("max_gram", 2)) {
                @Override
                protected boolean isTokenChar(int c) {
                    return kept.test(c);
                }
            };
        });
        tokenizer(all, "edge_ngram", s -> {
            IntPredicate kept = kept(s);
            return () -> new EdgeNGramTokenizer(s.getAsInt("min_gram", 1), s.getAsInt("max_gram", 2)) {
                @Override
                protected boolean isTokenChar(int c) {
                    return kept.test(c);
                }
            };
        });
        return all;
    }

    private interface Tokenizers {
        Supplier<Tokenizer> make(Settings s) throws IOException;
    }

    private static void tokenizer(Map<String, AnalysisProvider<TokenizerFactory>> all, String kind, Tokenizers tokenizers) {
        all.put(kind, (index, environment, name, s) -> TokenizerFactory.newFactory(name, tokenizers.make(s)));
    }

    private static Supplier<Tokenizer> tokenizer(String lucene, Map<String, Object> args) throws IOException {
        Resources resources = new Resources();
        return resources.inform(org.apache.lucene.analysis.TokenizerFactory.forName(lucene, resources.strings(args)))::create;
    }

    private static IntPredicate kept(Settings s) {
        List<String> classes = s.getAsList("token_chars");
        return classes.isEmpty() ? c -> true : characters(classes, classes.contains("custom") ? s.get("custom_token_chars", "") : "");
    }

    private static IntPredicate characters(List<String> classes, String custom) {
        IntPredicate any = c -> custom.indexOf(c) >= 0;
        for (String name : classes) {
            any = any.or(switch (name) {
                case "letter" -> Character::isLetter;
                case "digit" -> Character::isDigit;
                case "whitespace" -> Character::isWhitespace;
                case "punctuation" -> types(Character.START_PUNCTUATION, Character.END_PUNCTUATION, Character.OTHER_PUNCTUATION,
                    Character.CONNECTOR_PUNCTUATION, Character.DASH_PUNCTUATION, Character.INITIAL_QUOTE_PUNCTUATION, Character.FINAL_QUOTE_PUNCTUATION);
                case "symbol" -> types(Character.CURRENCY_SYMBOL, Character.MATH_SYMBOL, Character.OTHER_SYMBOL, Character.MODIFIER_SYMBOL);
                case "custom" -> c -> false;
                default -> c -> c == name.codePointAt(0);
            });
        }
        return any;
    }

    private static IntPredicate types(int... types) {
        return c -> Arrays.stream(types).anyMatch(t -> t == Character.getType(c));
    }

    // ---- analyzers

    @Override
    public Map<String, AnalysisProvider<AnalyzerProvider<? extends Analyzer>>> getAnalyzers() {
        Map<String, AnalysisProvider<AnalyzerProvider<? extends Analyzer>>> all = new TreeMap<>();
        for (String language : LANGUAGES.split("\\|")) {
            String type = language.split(" ")[1];
            analyzer(all, language.split(" ")[0], (environment, s) -> language(type, environment, s));
        }
        analyzer(all, "simple", (e, s) -> new org.apache.lucene.analysis.core.SimpleAnalyzer());
        analyzer(all, "whitespace", (e, s) -> new org.apache.lucene.analysis.core.WhitespaceAnalyzer());
        analyzer(all, "keyword", (e, s) -> new org.apache.lucene.analysis.core.KeywordAnalyzer());
        analyzer(all, "stop", (e, s) -> new org.apache.lucene.analysis.core.StopAnalyzer(
            org.elasticsearch.index.analysis.Analysis.parseStopWords(e, s, org.apache.lucene.analysis.en.EnglishAnalyzer.ENGLISH_STOP_WORDS_SET)));
        analyzer(all, "chinese", (e, s) -> new org.apache.lucene.analysis.standard.StandardAnalyzer(org.apache.lucene.analysis.en.EnglishAnalyzer.ENGLISH_STOP_WORDS_SET));
        analyzer(all, "pattern", (e, s) -> chain(tokenizer("pattern", Map.of("pattern", pattern(s, "\\W+").toString(), "group", "-1")),
            s.getAsBoolean("lowercase", true) ? spi("lowercase", Map.of()) : in -> in, stop(e, s)));
        analyzer(all, "fingerprint", (e, s) -> chain(StandardTokenizer::new, spi("lowercase", Map.of()), spi("asciiFolding", Map.of("preserveOriginal", "false")),
            stop(e, s), fingerprint(s)));
        return all;
    }

    private interface Analyzers {
        Analyzer make(Environment environment, Settings s) throws IOException;
    }

    private static void analyzer(Map<String, AnalysisProvider<AnalyzerProvider<? extends Analyzer>>> all, String kind, Analyzers analyzers) {
        all.put(kind, (index, environment, name, s) -> {
            Analyzer made = analyzers.make(environment, s);
            return new AbstractIndexAnalyzerProvider<Analyzer>(name) {
                @Override
                public Analyzer get() {
                    return made;
                }
            };
        });
    }

    private static UnaryOperator<TokenStream> stop(Environment environment, Settings s) {
        CharArraySet words = org.elasticsearch.index.analysis.Analysis.parseStopWords(environment, s, CharArraySet.EMPTY_SET);
        return words.isEmpty() ? in -> in : in -> new StopFilter(in, words);
    }

    @SafeVarargs
    private static Analyzer chain(Supplier<Tokenizer> tokenizer, UnaryOperator<TokenStream>... filters) {
        return new Analyzer() {
            @Override
            protected TokenStreamComponents createComponents(String field) {
                Tokenizer source = tokenizer.get();
                TokenStream stream = source;
                for (UnaryOperator<TokenStream> filter : filters) stream = filter.apply(stream);
                return new TokenStreamComponents(source, stream);
            }
        };
    }

    private static Analyzer language(String name, Environment environment, Settings s) {
        try {
            Class<?> type = Class.forName("org.apache.lucene.analysis." + name + "Analyzer");
            CharArraySet words = org.elasticsearch.index.analysis.Analysis.parseStopWords(environment, s,
                (CharArraySet) type.getMethod("getDefaultStopSet").invoke(null));
            CharArraySet kept = org.elasticsearch.index.analysis.Analysis.parseStemExclusion(s, CharArraySet.EMPTY_SET);
            for (Constructor<?> c : type.getConstructors()) {
                if (Arrays.equals(c.getParameterTypes(), new Class<?>[] { CharArraySet.class, CharArraySet.class })) {
                    return (Analyzer) c.newInstance(words, kept);
                }
            }
            return (Analyzer) type.getConstructor(CharArraySet.class).newInstance(words);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    // ---- Lucene's factories

    private static Pattern pattern(Settings s, String otherwise) {
        String letters = "";
        for (String flag : s.get("flags", "").split("\\|")) {
            letters += switch (flag) {
                case "CASE_INSENSITIVE" -> "i";
                case "MULTILINE" -> "m";
                case "DOTALL" -> "s";
                case "UNICODE_CASE" -> "u";
                case "COMMENTS" -> "x";
                case "UNICODE_CHARACTER_CLASS", "UNICODE_CHAR_CLASS" -> "U";
                default -> "";
            };
        }
        return Pattern.compile((letters.isEmpty() ? "" : "(?" + letters + ")") + s.get("pattern", otherwise));
    }

    /** Name, value, ...; without the values that are null. */
    private static Map<String, Object> args(Object... pairs) {
        Map<String, Object> args = new HashMap<>();
        for (int i = 0; i < pairs.length; i += 2) if (pairs[i + 1] != null) args.put((String) pairs[i], pairs[i + 1]);
        return args;
    }

    private static UnaryOperator<TokenStream> spi(String name, Map<String, ?> args) throws IOException {
        Resources resources = new Resources();
        return resources.inform(org.apache.lucene.analysis.TokenFilterFactory.forName(name, resources.strings(args)))::create;
    }
}
