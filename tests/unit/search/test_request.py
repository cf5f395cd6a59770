"""Search requests: what is read from body and URL, and what is refused."""

from typing import Any

import pytest

from findling.base.errors import FindlingError
from findling.search.hit_count import HitCount
from findling.search.query.match import MatchQuery
from findling.search.query.query_string import QueryStringQuery
from findling.search.request import SearchRequest
from findling.search.source_filter import SourceFilter


def test_defaults() -> None:
    request = SearchRequest.parse(None)
    assert (request.from_, request.size, request.hit_count) == (0, 10, HitCount(10_000))
    assert request.query is None
    assert request.sorts_by_score
    assert request.needs_scores


def test_all_members_are_read() -> None:
    request = SearchRequest.parse(
        {
            "query": {"match": {"a": "b"}},
            "from": 5,
            "size": "20",
            "sort": ["n", {"_score": "asc"}],
            "aggs": {"m": {"max": {"field": "n"}}},
            "post_filter": {"term": {"a": 1}},
            "min_score": 1,
            "track_scores": True,
            "terminate_after": 7,
            "timeout": "2s",
            "_source": ["a"],
            "fields": ["a", {"field": "b", "format": "yyyy"}],
            "docvalue_fields": ["c"],
            "explain": "true",
            "version": True,
            "seq_no_primary_term": True,
            "stats": ["group"],
            "ext": {},
            "profile": False,
        }
    )
    assert isinstance(request.query, MatchQuery)
    assert (request.from_, request.size, request.terminate_after, request.timeout_ms) == (5, 20, 7, 2000)
    assert [key.field for key in request.sort or ()] == ["n", "_score"]
    assert request.aggregations is not None
    assert request.post_filter is not None
    assert request.source == SourceFilter(includes=("a",))
    assert [(entry.field, entry.format) for entry in request.fields] == [("a", None), ("b", "yyyy")]
    assert request.explain
    assert request.version
    assert request.seq_no_primary_term


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (True, HitCount.ALL),
        (False, HitCount.NONE),
        ("false", HitCount.NONE),
        (-1, HitCount.NONE),
        (0, HitCount(0)),
        ("5", HitCount(5)),
    ],
)
def test_track_total_hits(value: Any, expected: HitCount) -> None:
    assert SearchRequest.parse({"track_total_hits": value}).track_total_hits == expected


def test_url_parameters_win() -> None:
    params = {
        "q": "title:x",
        "default_operator": "AND",
        "df": "body",
        "lenient": "true",
        "size": "3",
        "from": "1",
        "sort": "n:desc,_score",
        "_source_includes": "a",
        "track_total_hits": "true",
        "explain": "true",
        "stored_fields": "_source",
        "docvalue_fields": "a,b",
    }
    request = SearchRequest.parse({"size": 10, "query": {"match_all": {}}}, params)
    assert isinstance(request.query, QueryStringQuery)
    assert (request.query.text, request.query.default_operator, request.query.default_field) == (
        "title:x",
        "and",
        "body",
    )
    assert request.query.lenient is True
    assert (request.size, request.from_, request.track_total_hits, request.explain) == (3, 1, HitCount.ALL, True)
    assert [(key.field, key.descending) for key in request.sort or ()] == [("n", True), ("_score", True)]
    assert request.source == SourceFilter(includes=("a",))
    assert [entry.field for entry in request.docvalue_fields] == ["a", "b"]


REFUSED: list[tuple[dict[str, Any], str, str]] = [
    ({"foo": 1}, "parsing_exception", "Unknown key for a VALUE_NUMBER in [foo]."),
    ({"foo": {}}, "parsing_exception", "Unknown key for a START_OBJECT in [foo]."),
    ({"foo": [1]}, "parsing_exception", "Unknown key for a START_ARRAY in [foo]."),
    ({"foo": "x"}, "parsing_exception", "Unknown key for a VALUE_STRING in [foo]."),
    ({"foo": True}, "parsing_exception", "Unknown key for a VALUE_BOOLEAN in [foo]."),
    ({"size": -1}, "illegal_argument_exception", "[size] parameter cannot be negative, found [-1]"),
    ({"from": -1}, "illegal_argument_exception", "[from] parameter cannot be negative but was [-1]"),
    ({"size": "x"}, "number_format_exception", 'For input string: "x"'),
    ({"size": 3e10}, "x_content_parse_exception",
     "Numeric value (30000000000.0) out of range of int (-2147483648 - 2147483647)"),
    ({"explain": "x"}, "illegal_argument_exception",
     "Failed to parse value [x] as only [true] or [false] are allowed."),
    ({"terminate_after": -1}, "illegal_argument_exception", "terminateAfter must be > 0"),
    ({"timeout": "x"}, "illegal_argument_exception",
     "failed to parse setting [timeout] with value [x] as a time value: unit is missing or unrecognized"),
    ({"track_total_hits": -2}, "illegal_argument_exception",
     "[track_total_hits] parameter must be positive or equals to -1, got -2"),
    ({"search_after": 5, "sort": "a"}, "parsing_exception",
     "Unknown key for a VALUE_NUMBER in [search_after]."),
    ({"fields": "a"}, "parsing_exception", "Unknown key for a VALUE_STRING in [fields]."),
    ({"fields": [{"format": "x"}]}, "illegal_argument_exception", "Required [field]"),
    ({"suggest": []}, "parsing_exception", "Unknown key for a START_ARRAY in [suggest]."),
    ({"suggest": {"x": {}}}, "parse_exception", "missing suggestion object"),
    ({"query": {"foo": {}}}, "parsing_exception", "unknown query [foo]"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "kind", "reason"), REFUSED, ids=[str(body) for body, _, _ in REFUSED])
def test_refused(body: dict[str, Any], kind: str, reason: str) -> None:
    with pytest.raises(FindlingError) as caught:
        SearchRequest.parse(body)
    assert (caught.value.type, caught.value.reason) == (kind, reason)


def test_refused_parameters() -> None:
    with pytest.raises(FindlingError, match=r"No enum constant org.elasticsearch.index.query.Operator.XOR"):
        SearchRequest.parse({}, {"q": "a", "default_operator": "xor"})
    assert SearchRequest.parse({}, {"sort": "a:up"}).sort is None
