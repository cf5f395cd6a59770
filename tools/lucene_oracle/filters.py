"""The cases of token filters."""

from collections.abc import Iterator
from typing import Any

from .case import KEYWORD, LOWERCASE, WHITESPACE, Case, Part, filter_case

CLASSIC = Part({"type": "classic"}, "classic")
WORDS = ["the", "a", "of", "and", "in", "over", "dog", "is", "to", "are", "de", "la", "und", "die"]
WORD_FILE = {"words.txt": "\n".join(WORDS)}
FRENCH = ["l", "m", "t", "qu", "n", "s", "j", "d", "c", "jusqu", "quoiqu", "lorsqu", "puisqu"]
RULES = [
    "i-pod, i pod => ipod",
    "sea biscuit, seabiscuit",
    "new york city, nyc, big apple",
    "usa, u.s.a., united states of america",
    "dns, domain name service",
    "quick, fast",
    "wifi => wi fi",
    "jumped => leapt",
    "dog => hound, canine unit",
]


PORTER = Part({"type": "porter_stem"}, "porterstem")


def filter_cases() -> Iterator[Case]:
    """Yields the cases of all token filters but stemmers."""
    yield from _character_cases()
    yield from _dropping_cases()
    yield from _keyword_cases()
    yield from _gram_cases()
    yield from _splitting_cases()
    yield from _graph_cases()
    yield from _normalization_cases()


def _character_cases() -> Iterator[Case]:
    yield filter_case("lowercase")
    yield filter_case("lowercase", "greek", {"language": "greek"}, "greeklowercase")
    yield filter_case("lowercase", "turkish", {"language": "turkish"}, "turkishlowercase")
    yield filter_case("lowercase", "irish", {"language": "irish"}, "irishlowercase")
    yield filter_case("uppercase")
    yield filter_case("asciifolding")
    yield filter_case("asciifolding", "whole", base=KEYWORD)
    yield filter_case("asciifolding", "both", {"preserve_original": True}, args={"preserveOriginal": True})
    yield filter_case("trim", base=KEYWORD)
    yield filter_case("truncate", "", {}, args={"prefixLength": 10})
    yield filter_case("truncate", "3", {"length": 3}, args={"prefixLength": 3}, base=WHITESPACE)
    yield filter_case("reverse", lucene="reversestring")
    yield filter_case("apostrophe")
    yield filter_case("apostrophe", "words", base=WHITESPACE)
    yield filter_case("classic", base=CLASSIC)
    yield filter_case("decimal_digit")
    yield filter_case("decimal_digit", "words", base=WHITESPACE)
    yield filter_case("cjk_width")
    yield filter_case("cjk_width", "words", base=WHITESPACE)
    elision = {"articles": FRENCH}
    articles = {"a.txt": "\n".join(FRENCH)}
    yield filter_case("elision", "french", elision, args={"articles": "a.txt"}, resources=articles)
    upper = {**elision, "articles_case": True}
    yield filter_case("elision", "case", upper, args={"articles": "a.txt", "ignoreCase": True}, resources=articles)
    replaces = [
        ("lower", "[a-e]+", "", True),
        ("first", "(.)(.)", "$2$1", False),
        ("stars", r"\W", "*", True),
        ("digits", r"(\d+)", "<$1>", True),
    ]
    for variant, pattern, replacement, everywhere in replaces:
        settings = {"pattern": pattern, "replacement": replacement, "all": everywhere}
        args = {"pattern": pattern, "replacement": replacement, "replace": "all" if everywhere else "first"}
        yield filter_case("pattern_replace", variant, settings, args=args, base=WHITESPACE)


def _dropping_cases() -> Iterator[Case]:
    stop = {"stopwords": WORDS}
    yield filter_case("stop", "words", stop, args={"words": "words.txt"}, resources=WORD_FILE)
    ignoring = {**stop, "ignore_case": True}
    yield filter_case("stop", "case", ignoring, args={"words": "words.txt", "ignoreCase": True}, resources=WORD_FILE)
    yield filter_case("stop", "")
    yield filter_case("length", "", {"min": 3, "max": 5}, args={"min": 3, "max": 5})
    yield filter_case("length", "units", {"min": 2, "max": 2}, args={"min": 2, "max": 2}, base=WHITESPACE)
    yield filter_case("limit", "", {}, "limittokencount", {"maxTokenCount": 1})
    yield filter_case("limit", "3", {"max_token_count": 3}, "limittokencount", {"maxTokenCount": 3})
    yield filter_case(
        "limit",
        "all",
        {"max_token_count": 3, "consume_all_tokens": True},
        "limittokencount",
        {"maxTokenCount": 3, "consumeAllTokens": True},
    )
    yield filter_case("keep", "", {"keep_words": WORDS}, "keepword", {"words": "words.txt"}, WORD_FILE)
    cased = {"keep_words": WORDS, "keep_words_case": True}
    yield filter_case("keep", "case", cased, "keepword", {"words": "words.txt", "ignoreCase": True}, WORD_FILE)
    for mode in ("include", "exclude"):
        settings = {"types": ["<NUM>", "<IDEOGRAPHIC>", "<EMOJI>"], "mode": mode}
        args = {"types": "t.txt", "useWhitelist": mode == "include"}
        yield filter_case("keep_types", mode, settings, "type", args, {"t.txt": "<NUM>\n<IDEOGRAPHIC>\n<EMOJI>"})
    yield filter_case("unique", "", {}, "es:unique")
    yield filter_case(
        "unique",
        "position",
        {"only_on_same_position": True},
        "es:unique",
        {"only_on_same_position": True},
        before=(Part({"type": "keyword_repeat"}, "keywordrepeat"), PORTER),
    )
    yield filter_case("fingerprint", args={"maxOutputTokenSize": 255})
    yield filter_case(
        "fingerprint",
        "small",
        {"separator": "+", "max_output_size": 60},
        args={"separator": "+", "maxOutputTokenSize": 60},
    )


def _keyword_cases() -> Iterator[Case]:
    words = ["running", "cats", "Everyone", "stems", "libraries"]
    settings: dict[str, Any] = {"keywords": words}
    files = {"p.txt": "\n".join(words)}
    yield filter_case("keyword_marker", "", settings, args={"protected": "p.txt"}, resources=files, after=(PORTER,))
    ignoring = {**settings, "ignore_case": True}
    yield filter_case(
        "keyword_marker",
        "case",
        ignoring,
        args={"protected": "p.txt", "ignoreCase": True},
        resources=files,
        after=(LOWERCASE, PORTER),
    )
    yield filter_case(
        "keyword_marker", "pattern", {"keywords_pattern": "st.*|.*ing"}, args={"pattern": "st.*|.*ing"}, after=(PORTER,)
    )
    yield filter_case("keyword_repeat", "", after=(PORTER,))
    duplicates = Part({"type": "keyword_repeat"}, "keywordrepeat")
    yield filter_case("remove_duplicates", "", before=(duplicates, PORTER))
    rules = {"running": "run", "stemmer": "stem", "mice": "mouse", "dogs": "hound"}
    override = {"rules": [f"{old} => {new}" for old, new in rules.items()]}
    dictionary = {"d.txt": "\n".join(f"{old}\t{new}" for old, new in rules.items())}
    yield filter_case(
        "stemmer_override", "", override, args={"dictionary": "d.txt"}, resources=dictionary, after=(PORTER,)
    )


def _gram_cases() -> Iterator[Case]:
    for name, default in (("ngram", (1, 2)), ("edge_ngram", (1, 2))):
        yield filter_case(name, "", {}, args={"minGramSize": default[0], "maxGramSize": default[1]})
        for low, high, keep in ((2, 5, False), (3, 4, True), (1, 1, False)):
            settings = {"min_gram": low, "max_gram": high, "preserve_original": keep}
            args = {"minGramSize": low, "maxGramSize": high, "preserveOriginal": keep}
            yield filter_case(name, f"{low}_{high}", settings, args=args)
    yield filter_case("shingle", "", args={"minShingleSize": 2, "maxShingleSize": 2})
    shingles: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
        ("2_3", {"min_shingle_size": 2, "max_shingle_size": 3}, {"minShingleSize": 2, "maxShingleSize": 3}),
        ("alone", {"output_unigrams": False}, {"outputUnigrams": False}),
        (
            "if_none",
            {"output_unigrams": False, "output_unigrams_if_no_shingles": True},
            {"outputUnigrams": False, "outputUnigramsIfNoShingles": True},
        ),
        (
            "marks",
            {"min_shingle_size": 3, "max_shingle_size": 4, "token_separator": "+", "filler_token": "*"},
            {"minShingleSize": 3, "maxShingleSize": 4, "tokenSeparator": "+", "fillerToken": "*"},
        ),
    ]
    stop = Part({"type": "stop", "stopwords": WORDS}, "stop", {"words": "words.txt"}, WORD_FILE)
    for variant, settings, args in shingles:
        yield filter_case("shingle", variant, settings, args=args)
        yield filter_case("shingle", f"{variant}_gaps", settings, args=args, before=(LOWERCASE, stop))


def _splitting_cases() -> Iterator[Case]:
    variants: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
        ("", {}, {}),
        ("catenate_all", {"catenate_all": True, "preserve_original": True}, {"catenateAll": 1, "preserveOriginal": 1}),
        (
            "catenate_words",
            {"catenate_words": True, "catenate_numbers": True},
            {"catenateWords": 1, "catenateNumbers": 1},
        ),
        (
            "no_case",
            {"split_on_case_change": False, "split_on_numerics": False, "stem_english_possessive": False},
            {"splitOnCaseChange": 0, "splitOnNumerics": 0, "stemEnglishPossessive": 0},
        ),
        (
            "only_catenate",
            {"generate_word_parts": False, "generate_number_parts": False, "catenate_all": True},
            {"generateWordParts": 0, "generateNumberParts": 0, "catenateAll": 1},
        ),
        ("protected", {"protected_words": ["Wi-Fi", "C++"]}, {"protected": "p.txt"}),
        ("types", {"type_table": ["+ => ALPHA", "- => ALPHANUM", "$ => DIGIT", "# => ALPHA"]}, {"types": "t.txt"}),
    ]
    files = {
        "p.txt": "Wi-Fi\nC++",
        "t.txt": "\\u002B => ALPHA\n\\u002D => ALPHANUM\n\\u0024 => DIGIT\n\\u0023 => ALPHA",
    }
    for name in ("word_delimiter", "word_delimiter_graph"):
        for variant, settings, args in variants:
            yield filter_case(name, variant, settings, args=args, resources=files, base=WHITESPACE)
    yield filter_case("word_delimiter_graph", "whole", base=KEYWORD)
    yield filter_case(
        "word_delimiter_graph",
        "offsets",
        {"adjust_offsets": False, "catenate_all": True},
        args={"adjustOffsets": 0, "catenateAll": 1},
        base=WHITESPACE,
    )
    captures = {"camel": r"(\p{Ll}+|\p{Lu}\p{Ll}+|\p{Lu}+)", "email": "([^@]+)", "numbers": r"(\d+)"}
    for variant, pattern in captures.items():
        for keep in (True, False):
            settings = {"patterns": [pattern], "preserve_original": keep}
            args = {"pattern": pattern, "preserve_original": keep}
            yield filter_case(
                "pattern_capture", f"{variant}_{keep}".lower(), settings, "patterncapturegroup", args, base=WHITESPACE
            )
    words = [
        "donau",
        "dampf",
        "schiff",
        "fuss",
        "ball",
        "pumpe",
        "rind",
        "fleisch",
        "gesetz",
        "dach",
        "ziegel",
        "uberwachung",
    ]
    for variant, longest in (("", False), ("longest", True)):
        settings = {"word_list": words, "only_longest_match": longest}
        args = {"dictionary": "d.txt", "onlyLongestMatch": longest}
        yield filter_case(
            "dictionary_decompounder",
            variant,
            settings,
            "dictionarycompoundword",
            args,
            {"d.txt": "\n".join(words)},
            before=(LOWERCASE,),
        )


def _graph_cases() -> Iterator[Case]:
    for name in ("synonym", "synonym_graph"):
        for variant, expand in (("", True), ("contract", False)):
            settings = {"synonyms": RULES, "expand": expand}
            yield filter_case(name, variant, settings, f"es:{name}", settings, before=(LOWERCASE,))
    graph = Part({"type": "synonym_graph", "synonyms": RULES}, "es:synonym_graph", {"synonyms": RULES})
    yield filter_case("flatten_graph", "synonyms", before=(LOWERCASE, graph))
    delimiter = Part({"type": "word_delimiter_graph", "catenate_all": True}, "worddelimitergraph", {"catenateAll": 1})
    yield filter_case("flatten_graph", "parts", base=WHITESPACE, before=(delimiter,))
    for variant, query in (("", False), ("query", True)):
        settings = {"common_words": WORDS, "query_mode": query, "ignore_case": True}
        lucene = "commongramsquery" if query else "commongrams"
        yield filter_case(
            "common_grams", variant, settings, lucene, {"words": "words.txt", "ignoreCase": True}, WORD_FILE
        )
    yield filter_case("cjk_bigram")
    yield filter_case("cjk_bigram", "both", {"output_unigrams": True}, args={"outputUnigrams": True})
    ignoring = {"ignored_scripts": ["hiragana", "hangul"]}
    yield filter_case("cjk_bigram", "han", ignoring, args={"hiragana": False, "hangul": False})


def _normalization_cases() -> Iterator[Case]:
    for language in ["arabic", "bengali", "german", "hindi", "indic", "persian", "scandinavian", "serbian", "sorani"]:
        yield filter_case(f"{language}_normalization")
    yield filter_case("scandinavian_folding")
