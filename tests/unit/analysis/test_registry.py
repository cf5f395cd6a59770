"""Analysis as index settings define it, with Elasticsearch's words for what is wrong."""

import pytest

from findling.analysis.params import Params
from findling.analysis.registry import AnalysisRegistry
from findling.base.errors import IllegalArgumentError

SETTINGS = {
    "analyzer": {
        "my_english": {"type": "english", "stopwords": ["x"], "stem_exclusion": ["skies"]},
        "my_custom": {
            "tokenizer": "my_ngram",
            "char_filter": "html_strip",
            "filter": ["lowercase", "my_stop"],
            "position_increment_gap": "7",
        },
        "my_pattern": {"type": "pattern", "pattern": ",", "lowercase": "false", "stopwords": "_english_"},
        "my_standard": {"type": "standard", "max_token_length": 5, "stopwords": "_english_"},
        "my_stop": {"type": "stop", "stopwords": {"0": "over", "1": "dog"}},
        "default": {"type": "whitespace"},
    },
    "tokenizer": {"my_ngram": {"type": "edge_ngram", "min_gram": "2", "max_gram": "3", "token_chars": ["letter"]}},
    "filter": {"my_stop": {"type": "stop", "stopwords": ["qu"]}},
    "char_filter": {"quotes": {"type": "mapping", "mappings": ["« => \\u0022", "» => \\u0022"]}},
    "normalizer": {
        "folded": {"type": "custom", "char_filter": ["quotes"], "filter": ["lowercase", "asciifolding"]},
        "low": {"type": "lowercase"},
    },
}
REGISTRY = AnalysisRegistry.from_settings(SETTINGS)


@pytest.mark.parametrize(
    ("analyzer", "text", "expected"),
    [
        ("my_english", "The skies, foxes x", ["the", "skies", "fox"]),
        ("my_custom", "<b>Quick</b> fox", ["qui", "fo", "fox"]),
        ("my_pattern", "The,the,Fox", ["The", "Fox"]),
        ("my_standard", "the quickest", ["quick", "est"]),
        ("my_stop", "Fox over dog", ["fox"]),
        ("default", "Fox Over", ["Fox", "Over"]),
        ("simple", "Fox 1", ["fox"]),
    ],
)
def test_defined_analyzers(analyzer, text, expected):
    """Built-in types with parameters, custom ones, one that replaces the default."""
    assert [token.term for token in REGISTRY.analyzer(analyzer).terms(text)] == expected


def test_gaps():
    """A custom analyzer may set its gap; the others have 100."""
    assert REGISTRY.analyzer("my_custom").position_increment_gap == 7
    assert REGISTRY.analyzer("standard").position_increment_gap == 100


def test_normalizers():
    """Custom ones, the type lowercase, the bare name."""
    assert REGISTRY.normalizer("folded").normalize("«É»") == '"e"'
    assert REGISTRY.normalizer("low").normalize("ÀB") == REGISTRY.normalizer("lowercase").normalize("ÀB") == "àb"
    assert REGISTRY.normalizer("low") is REGISTRY.normalizer("low")


def test_analyzers_normalize():
    """Only what works on characters: no stemmer, no stop words, no html_strip."""
    assert REGISTRY.analyzer("my_custom").normalize("<b>QU") == "<b>qu"
    assert REGISTRY.analyzer("english").normalize("Running THE") == "running the"
    assert REGISTRY.analyzer("simple").normalize("Fo*") == "fo*"
    assert REGISTRY.analyzer("keyword").normalize("Fo*") == REGISTRY.analyzer("whitespace").normalize("Fo*") == "Fo*"


def test_default_is_standard():
    """Without a definition."""
    registry = AnalysisRegistry.from_settings()
    assert [token.term for token in registry.analyzer("default").terms("The Fox")] == ["the", "fox"]
    assert registry.has_analyzer("default")
    assert not registry.has_analyzer("default_search")


def test_unknown_names():
    """Asked for by a mapping or a query."""
    with pytest.raises(IllegalArgumentError, match="analyzer \\[nope\\] has not been configured in mappings"):
        REGISTRY.analyzer("nope")
    with pytest.raises(IllegalArgumentError, match="normalizer \\[nope\\] not found"):
        REGISTRY.normalizer("nope")


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({"analyzer": {"a": {"tokenizer": "x"}}}, "Custom Analyzer [a] failed to find tokenizer under name [x]"),
        (
            {"analyzer": {"a": {"tokenizer": "standard", "filter": ["x"]}}},
            "Custom Analyzer [a] failed to find filter under name [x]",
        ),
        (
            {"analyzer": {"a": {"tokenizer": "standard", "char_filter": "x"}}},
            "Custom Analyzer [a] failed to find char_filter under name [x]",
        ),
        ({"analyzer": {"a": {"type": "custom"}}}, "Custom Analyzer [a] must be configured with a tokenizer"),
        ({"analyzer": {"a": {"filter": ["x"]}}}, "analyzer [a] must specify either an analyzer type, or a tokenizer"),
        ({"analyzer": {"a": {"type": "x"}}}, "Unknown analyzer type [x] for [a]"),
        ({"analyzer": {"_a": {"type": "standard"}}}, "analyzer name must not start with '_'. got \"_a\""),
        (
            {"analyzer": {"default_index": {"type": "standard"}}},
            "setting [index.analysis.analyzer.default_index] is not supported anymore, use "
            "[index.analysis.analyzer.default] instead",
        ),
        ({"tokenizer": {"t": {"type": "x"}}}, "Unknown tokenizer type [x] for [t]"),
        ({"filter": {"f": {"type": "x"}}}, "Unknown filter type [x] for [f]"),
        ({"char_filter": {"c": {"type": "x"}}}, "Unknown char_filter type [x] for [c]"),
        ({"normalizer": {"n": {"type": "x"}}}, "Unknown normalizer type [x] for [n]"),
        ({"normalizer": {"n": {"filter": ["x"]}}}, "Custom normalizer [n] failed to find filter under name [x]"),
        ({"normalizer": {"n": {"filter": ["stop"]}}}, "Custom normalizer [n] may not use filter [stop]"),
        (
            {"normalizer": {"n": {"char_filter": ["html_strip"]}}},
            "Custom normalizer [n] may not use char filter [html_strip]",
        ),
        ({"normalizer": {"n": {"tokenizer": "keyword"}}}, "Custom normalizer [n] cannot configure a tokenizer"),
    ],
)
def test_refused_settings(settings, reason):
    """When an index is made, not when it is used."""
    with pytest.raises(IllegalArgumentError) as caught:
        AnalysisRegistry.from_settings(settings)
    assert caught.value.reason == reason


def test_limits_of_the_index():
    """max_ngram_diff and max_shingle_diff."""
    settings = {"tokenizer": {"t": {"type": "ngram", "min_gram": 1, "max_gram": 4}}}
    with pytest.raises(IllegalArgumentError, match="must be less than or equal to: \\[1\\] but was \\[3\\]"):
        AnalysisRegistry.from_settings(settings)
    AnalysisRegistry.from_settings(settings, {"index.max_ngram_diff": "3"})


def test_params():
    """Numbers and booleans as themselves or as text, lists in every notation."""
    params = Params(
        "p", {"n": "2", "m": 3, "yes": True, "no": "false", "list": "a, b,", "one": 1, "lines": "a, b => c"}
    )
    assert (params.integer("n", 0), params.integer("m", 0), params.integer("z", 9)) == (2, 3, 9)
    assert (params.boolean("yes", False), params.boolean("no", True), params.boolean("z", True)) == (True, False, True)
    assert (params.text("yes"), params.text("one"), params.text("z", "d")) == ("true", "1", "d")
    assert (params.texts("list"), params.texts("z"), params.lines("lines")) == (["a", "b"], None, ["a, b => c"])
    assert Params("p", {"a": {"1": "y", "0": "x"}}).texts("a") == ["x", "y"]
    assert "z" not in params
    with pytest.raises(IllegalArgumentError, match="none"):
        params.required("z", "none")
