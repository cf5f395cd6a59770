"""The answers of `_analyze`."""

import pytest

from findling.analysis.detail import analyze_detail
from findling.analysis.registry import AnalysisRegistry
from findling.base.errors import ActionRequestValidationError, IllegalArgumentError, TokenLimitError

REGISTRY = AnalysisRegistry.from_settings(
    {
        "analyzer": {"mine": {"tokenizer": "standard", "filter": ["lowercase", "my_stems"]}},
        "filter": {"my_stems": {"type": "snowball"}},
        "normalizer": {"low": {"filter": ["lowercase"]}},
    }
)


def terms(request, **options):
    """Returns the tokens of an answer without details."""
    return [token["token"] for token in analyze_detail(REGISTRY, request, **options)["tokens"]]


def test_tokens():
    """Several texts: 100 positions and one offset unit between them."""
    answer = analyze_detail(REGISTRY, {"analyzer": "standard", "text": ["A 😀 b", "c"]})
    assert answer["tokens"][0] == {
        "token": "a",
        "start_offset": 0,
        "end_offset": 1,
        "type": "<ALPHANUM>",
        "position": 0,
    }
    assert answer["tokens"][3] == {
        "token": "c",
        "start_offset": 7,
        "end_offset": 8,
        "type": "<ALPHANUM>",
        "position": 103,
    }


def test_position_length():
    """Shown where it is not 1."""
    answer = analyze_detail(REGISTRY, {"tokenizer": "standard", "filter": ["shingle"], "text": "a b"})
    assert [token.get("positionLength") for token in answer["tokens"]] == [None, 2, None]


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        ({"text": "The Fox"}, ["the", "fox"]),
        ({"analyzer": "whitespace", "text": "The Fox"}, ["The", "Fox"]),
        ({"analyzer": "mine", "text": "Foxes running"}, ["fox", "run"]),
        ({"normalizer": "low", "text": "The Fox"}, ["the fox"]),
        ({"tokenizer": "keyword", "filter": "lowercase", "char_filter": ["html_strip"], "text": "<b>A B"}, ["a b"]),
        ({"tokenizer": {"type": "ngram", "min_gram": 2}, "text": "abc"}, ["ab", "bc"]),
        ({"tokenizer": "standard", "filter": [{"type": "stop", "stopwords": ["a"]}], "text": "a b"}, ["b"]),
        ({"filter": ["lowercase"], "text": "The Fox"}, ["the fox"]),
        ({"text": 5}, ["5"]),
    ],
)
def test_ways_to_ask(request_, expected):
    """By analyzer, normalizer, parts, or nothing."""
    assert terms(request_) == expected


def test_analyzer_of_a_field():
    """What the field has, unless the request says otherwise."""
    field = REGISTRY.analyzer("keyword")
    assert terms({"text": "A B"}, analyzer=field) == ["A B"]
    assert terms({"text": "A B", "analyzer": "simple"}, analyzer=field) == ["a", "b"]


def test_explained_parts():
    """Each component, with the attributes asked for."""
    request = {"tokenizer": "standard", "filter": ["snowball"], "text": "detailed output", "explain": True}
    detail = analyze_detail(REGISTRY, {**request, "attributes": ["keyword"]})["detail"]
    assert detail["custom_analyzer"] is True
    assert detail["charfilters"] == []
    assert detail["tokenizer"]["name"] == "standard"
    assert "keyword" not in detail["tokenizer"]["tokens"][0]
    assert detail["tokenfilters"] == [
        {
            "name": "snowball",
            "tokens": [
                {**dict(zip(NAMES, ("detail", 0, 8, "<ALPHANUM>", 0), strict=True)), "keyword": False},
                {**dict(zip(NAMES, ("output", 9, 15, "<ALPHANUM>", 1), strict=True)), "keyword": False},
            ],
        }
    ]


NAMES = ("token", "start_offset", "end_offset", "type", "position")


def test_explained_char_filters():
    """The text behind each, and all attributes."""
    request = {"char_filter": ["html_strip"], "tokenizer": {"type": "standard"}, "text": "<b>é</b>x", "explain": True}
    detail = analyze_detail(REGISTRY, request)["detail"]
    assert detail["charfilters"] == [{"name": "html_strip", "filtered_text": ["éx"]}]
    assert detail["tokenizer"] == {
        "name": "__anonymous__standard",
        "tokens": [
            {
                **dict(zip(NAMES, ("éx", 3, 9, "<ALPHANUM>", 0), strict=True)),
                "bytes": "[c3 a9 78]",
                "positionLength": 1,
                "termFrequency": 1,
            }
        ],
    }


def test_explained_analyzers():
    """A custom one by its parts, a built-in one as a whole."""
    custom = analyze_detail(REGISTRY, {"analyzer": "mine", "text": "Foxes", "explain": True})["detail"]
    assert [step["name"] for step in custom["tokenfilters"]] == ["lowercase", "my_stems"]
    whole = analyze_detail(REGISTRY, {"analyzer": "standard", "text": "A", "explain": True})["detail"]
    assert whole["custom_analyzer"] is False
    assert whole["analyzer"]["name"] == "standard"
    assert whole["analyzer"]["tokens"][0]["bytes"] == "[61]"


@pytest.mark.parametrize(
    ("request_", "options", "reason"),
    [
        ({"analyzer": "x", "text": "a"}, {}, "failed to find analyzer [x]"),
        ({"analyzer": "x", "text": "a"}, {"has_index": False}, "failed to find global analyzer [x]"),
        ({"tokenizer": "x", "text": "a"}, {"has_index": False}, "failed to find global tokenizer under [x]"),
        (
            {"tokenizer": "standard", "filter": ["x"], "text": "a"},
            {"has_index": False},
            "failed to find global filter under [x]",
        ),
        ({"tokenizer": "standard", "char_filter": ["x"], "text": "a"}, {}, "failed to find char_filter under [x]"),
        (
            {"tokenizer": "standard", "filter": [{"a": 1}], "text": "a"},
            {},
            "Missing [type] setting for anonymous filter: {'a': 1}",
        ),
        ({"filter": ["stop"], "text": "a"}, {}, "Custom normalizer may not use filter [stop]"),
        ({"normalizer": "x", "text": "a"}, {}, "failed to find normalizer under [x]"),
    ],
)
def test_unknown_names(request_, options, reason):
    """Elasticsearch's words."""
    with pytest.raises(IllegalArgumentError) as caught:
        analyze_detail(REGISTRY, request_, **options)
    assert caught.value.reason == reason


@pytest.mark.parametrize(
    ("request_", "reason"),
    [
        ({}, "1: text is missing;"),
        ({"text": []}, "1: text is missing;"),
        (
            {"text": "a", "normalizer": "low", "analyzer": "simple"},
            "tokenizer/analyze should be null if normalizer is specified",
        ),
        (
            {"text": "a", "tokenizer": "standard", "analyzer": "simple"},
            "tokenizer should be null if analyzer is specified",
        ),
    ],
)
def test_requests_that_miss_something(request_, reason):
    """Validation failures."""
    with pytest.raises(ActionRequestValidationError) as caught:
        analyze_detail(REGISTRY, request_)
    assert reason in caught.value.reason
    with pytest.raises(ActionRequestValidationError, match="index is required"):
        analyze_detail(REGISTRY, {"normalizer": "low", "text": "a"}, has_index=False)


def test_too_many_tokens():
    """`index.analyze.max_token_count`."""
    reason = "exceeded the allowed maximum of \\[2\\]. This limit can be set by changing the"
    with pytest.raises(TokenLimitError, match=reason):
        analyze_detail(REGISTRY, {"text": "a b c"}, max_token_count=2)
    assert terms({"text": "a b"}, max_token_count=2) == ["a", "b"]


def test_payloads_are_explained():
    """From the filter on that attaches them; null where a token has none."""
    request = {"tokenizer": "whitespace", "filter": [{"type": "delimited_payload"}, "lowercase"], "text": "A|1 b"}
    detail = analyze_detail(REGISTRY, {**request, "explain": True, "attributes": ["payload"]})["detail"]
    assert all("payload" not in token for token in detail["tokenizer"]["tokens"])
    for part in detail["tokenfilters"]:
        assert [token["payload"] for token in part["tokens"]] == ["[3f 80 0 0]", None]
    types = {"tokenizer": "standard", "filter": ["type_as_payload"], "text": "a", "explain": True}
    (part,) = analyze_detail(REGISTRY, types)["detail"]["tokenfilters"]
    assert list(part["tokens"][0])[5:] == ["bytes", "payload", "positionLength", "termFrequency"]
    assert part["tokens"][0]["payload"] == "[3c 41 4c 50 48 41 4e 55 4d 3e]"
