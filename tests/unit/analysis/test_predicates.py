"""The filters `condition` and `predicate_token_filter`: documented examples, what scripts see, positions, errors."""

import pytest

from findling.analysis.detail import analyze_detail
from findling.analysis.registry import AnalysisRegistry
from findling.base.errors import IllegalArgumentError, ScriptError, XContentParseError

REGISTRY = AnalysisRegistry.from_settings()


def predicate(source, **params):
    return {"type": "predicate_token_filter", "script": {"source": source, "params": params}}


def condition(source, *filters, **params):
    return {"type": "condition", "filter": list(filters), "script": {"source": source, "params": params}}


def analyzed(text, *filters, tokenizer="whitespace"):
    request = {"tokenizer": tokenizer, "filter": list(filters), "text": text}
    return analyze_detail(REGISTRY, request)["tokens"]


def terms(text, *filters, **options):
    return [token["token"] for token in analyzed(text, *filters, **options)]


def placed(text, *filters, **options):
    return [(token["token"], token["position"]) for token in analyzed(text, *filters, **options)]


def test_condition_of_the_documentation():
    short = condition("token.getTerm().length() < 5", "lowercase")
    assert terms("THE QUICK BROWN FOX", short, tokenizer="standard") == ["the", "QUICK", "BROWN", "fox"]


def test_predicate_of_the_documentation():
    found = analyzed("the fox jumps the lazy dog", predicate("\n  token.term.length() > 3\n"))
    assert [(t["token"], t["start_offset"], t["end_offset"], t["type"], t["position"]) for t in found] == [
        ("jumps", 8, 13, "word", 2),
        ("lazy", 18, 22, "word", 4),
    ]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("token.position == 1", ["b2"]),
        ("token.getPosition() % 2 == 0", ["A", "5"]),
        ("token.positionIncrement == 1", ["A", "b2", "5", "日"]),
        ("token.positionLength > 1", []),
        ("token.startOffset >= 2 && token.endOffset <= 4", ["b2"]),
        ("token.getStartOffset() == 5", ["5"]),
        ("token.type == '<NUM>'", ["5"]),
        ("token.getType().contains('<NUM')", ["5"]),
        ("token.keyword || token.isKeyword()", ["b2"]),
        ("token.term.charAt(0) >= (char) 'a'", ["b2", "日"]),
        ("Character.isUpperCase(token.term.charAt(0))", ["A"]),
        ("token.term.toString().equals('A')", ["A"]),
        ("token.term.toString() == params.wanted", ["A"]),
        (
            "token.position < Integer.parseInt(params.number) && params.flag == 'true'",
            ["A", "b2"],
        ),  # texts, as settings are
        ("token.term == 'A'", []),  # a CharSequence is no String
        ("token.term == token.term && token.term.subSequence(0, 1).length() == 1", ["A", "b2", "5", "日"]),
    ],
)
def test_what_scripts_see(source, expected):
    marked = {"type": "keyword_marker", "keywords": ["b2"]}
    assert (
        terms("A b2 5 日", marked, predicate(source, wanted="A", number=2, flag=True), tokenizer="standard") == expected
    )


def test_increments_and_positions_are_those_before_the_filter():
    """Dropped tokens count; gaps of filters in front are seen; each value starts anew."""
    stop = {"type": "stop", "stopwords": ["x"]}
    assert placed("a x b c", stop, predicate("token.positionIncrement == 2")) == [("b", 2)]
    assert placed("x a b", stop, predicate("token.positionIncrement == 2")) == [("a", 1)]
    assert placed(["a b", "c d"], predicate("token.position == 1")) == [("b", 1), ("d", 103)]
    synonyms = {"type": "synonym", "synonyms": ["a, aa"]}
    assert placed("a b", synonyms, predicate("token.positionIncrement == 0")) == [("aa", 0)]


def test_filters_see_stretches_of_accepted_tokens():
    """Neighbours that are accepted, in one piece, as Lucene's ConditionalTokenFilter hands them on."""
    shingles = condition("token.term.length() == 1", "shingle")
    assert placed("a b long c d e", shingles) == [
        ("a", 0),
        ("a b", 0),
        ("b", 1),
        ("long", 2),
        ("c", 3),
        ("c d", 3),
        ("d", 4),
        ("d e", 4),
        ("e", 5),
    ]
    limited = condition("token.position != 2", "limit")
    assert terms("a b c d e", limited) == ["a", "c", "d"]


def test_conditions_leave_gaps_where_their_filters_drop_tokens():
    dropping = condition("token.term.length() > 1", "stop")
    assert placed("the a quick the b the", dropping) == [("a", 1), ("quick", 2), ("b", 4)]
    assert placed(["the", "b"], dropping) == [("b", 101)]
    # tokens at one position stay there
    synonyms = {"type": "synonym", "synonyms": ["a, long"]}
    upper = condition("token.position >= 0 && token.term.length() > 1", "uppercase")
    assert placed("a b", synonyms, upper) == [("a", 0), ("LONG", 0), ("b", 1)]


def test_conditions_with_filters_of_the_index():
    """Names of defined filters, and filters that look at what stands in front."""
    analysis = {
        "filter": {
            "words": {"type": "synonym", "synonyms": ["Fox, Vixen"]},
            "some": condition("token.position > 0", "lowercase", "words"),
        },
        "analyzer": {"mine": {"tokenizer": "whitespace", "filter": ["some"]}},
    }
    analyzer = AnalysisRegistry.from_settings(analysis).analyzer("mine")
    assert [token.term for token in analyzer.terms("Fox Fox")] == ["Fox", "fox", "vixen"]


def test_types_and_offsets_are_there_without_being_asked_for():
    analyzer = AnalysisRegistry.from_settings(
        {
            "filter": {
                "numbers": predicate("token.type == '<NUM>' && token.endOffset > 2"),
                "upper": condition("token.startOffset > 0", "uppercase"),
            },
            "analyzer": {"a": {"tokenizer": "standard", "filter": ["upper", "numbers"]}},
        }
    ).analyzer("a")
    batch = analyzer.tokenize(["1 a 23", "4567"])
    assert batch.terms == ["23", "4567"]
    assert batch.start_offsets is batch.types is None


@pytest.mark.parametrize(
    ("definition", "error", "reason"),
    [
        ({}, IllegalArgumentError, "must specify either [source] for an inline script or [id] for a stored script"),
        ({"script": "true"}, IllegalArgumentError, "must specify either [source]"),
        ({"script": {"id": "a"}}, IllegalArgumentError, "Cannot use stored scripts in tokenfilter ["),
        ({"script": {"id": "a", "source": "true"}}, XContentParseError, "[script] failed to parse field [source]"),
        ({"script": {"source": "1", "lang": "mvel"}}, IllegalArgumentError, "script_lang not supported [mvel]"),
        ({"script": {"source": "1", "x": 1}}, XContentParseError, "[script] unknown field [x]"),
        ({"script": {"source": "1", "params": 1}}, XContentParseError, "[script] params doesn't support values"),
        ({"script": {"source": "token"}}, ScriptError, "compile error"),
        ({"script": {"source": "token.isKeyword"}}, ScriptError, "compile error"),
        ({"script": {"source": "token.term.startsWith('a')"}}, ScriptError, "compile error"),
    ],
)
def test_refused(definition, error, reason):
    for kind in ("condition", "predicate_token_filter"):
        with pytest.raises(error) as raised:
            REGISTRY.make("filter", "f", {"type": kind, "filter": ["lowercase"], **definition})
        assert reason in raised.value.reason


def test_conditions_need_filters():
    with pytest.raises(IllegalArgumentError, match=r"Empty list of filters provided to tokenfilter \[f\]"):
        REGISTRY.make("filter", "f", condition("true"))
    with pytest.raises(IllegalArgumentError, match=r"\[f\] refers to undefined token filter \[nope\]"):
        REGISTRY.make("filter", "f", condition("true", "nope"))


def test_explanations_show_keywords():
    """Scripts may look at the mark, so tokens have it from there on."""
    request = {"tokenizer": "whitespace", "filter": [predicate("true")], "text": "a", "explain": True}
    detail = analyze_detail(REGISTRY, request)["detail"]
    assert "keyword" not in detail["tokenizer"]["tokens"][0]
    assert detail["tokenfilters"][0]["tokens"][0]["keyword"] is False


def test_scripts_that_fail():
    with pytest.raises(ScriptError) as raised:
        terms("a", predicate("token.term.charAt(1) > 0"))
    assert raised.value.reason == "runtime error"
    assert terms("", predicate("token.term.charAt(1) > 0")) == []
