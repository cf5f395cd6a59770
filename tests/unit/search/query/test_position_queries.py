"""intervals and span queries: what they refuse, at parsing and by the mapping, and what finds nothing."""

from pathlib import Path
from typing import Any

import pytest

from findling.base.errors import FindlingError, TaskCancelledError
from findling.search.query.base import parse_query, query_names
from findling.search.query.positions import position_tree
from tests.reference.search_case import SearchCase

A, B, OTHER = {"span_term": {"t": "a"}}, {"span_term": {"t": "b"}}, {"span_term": {"u": "a"}}
BOOSTED = {"span_term": {"t": {"value": "b", "boost": 2}}}
UNKNOWN = "Unknown interval type [x], expecting one of [match, any_of, all_of, prefix, wildcard, regexp, range]"

REFUSED: list[tuple[Any, str, str]] = [
    ({"span_term": {}}, "illegal_argument_exception", "field name is null or empty"),
    ({"span_term": {"": "a"}}, "illegal_argument_exception", "field name is null or empty"),
    ({"span_term": {"t": {}}}, "illegal_argument_exception", "value cannot be null"),
    ({"span_term": {"t": ["a"]}}, "parsing_exception",
     "[span_term] query doesn't support multiple fields, found [t] and [null]"),
    ({"span_term": {"t": "a", "boost": 2}}, "parsing_exception",
     "[span_term] query doesn't support multiple fields, found [t] and [boost]"),
    ({"span_near": {}}, "parsing_exception", "span_near must include [clauses]"),
    ({"span_near": {"clauses": A}}, "parsing_exception", "[span_near] query does not support [clauses]"),
    ({"span_near": {"clauses": [A], "slop": None}}, "parsing_exception", "[span_near] query does not support [slop]"),
    ({"span_near": {"clauses": [A], "slop": "x"}}, "number_format_exception", 'For input string: "x"'),
    ({"span_near": {"clauses": [{"match_all": {}}]}}, "parsing_exception",
     "span_near [clauses] must be of type span query"),
    ({"span_near": {"clauses": [A, BOOSTED]}}, "parsing_exception",
     "span_near [clauses] as a nested span clause can't have non-default boost value [2.0]"),
    ({"span_near": {"clauses": [A, {"span_gap": {}}]}}, "illegal_argument_exception",
     "[span_gap] field name is null or empty"),
    ({"span_near": {"clauses": [A, {"span_gap": {"t": 1, "u": 2}}]}}, "parsing_exception",
     "[span_gap] query doesn't support multiple fields, found [t] and [u]"),
    ({"span_or": {"clauses": []}}, "parsing_exception", "span_or must include [clauses]"),
    ({"span_not": {"include": A}}, "parsing_exception", "span_not must have [exclude] span query clause"),
    ({"span_not": {"include": A, "exclude": B, "dist": 1, "post": 1}}, "parsing_exception",
     "span_not can either use [dist] or [pre] & [post] (or none)"),
    ({"span_first": {"match": A}}, "parsing_exception", "span_first must have [end] set for it"),
    ({"span_first": {"match": A, "end": -1}}, "illegal_argument_exception", "parameter [end] needs to be positive."),
    ({"span_containing": {"big": A}}, "illegal_argument_exception", "inner clause [little] cannot be null."),
    ({"span_within": {"big": A}}, "parsing_exception", "span_within must include [little]"),
    ({"span_multi": {"match": {"term": {"t": "a"}}}}, "parsing_exception",
     "[span_multi] [match] must be of type multi term query"),
    ({"span_field_masking": {"query": A}}, "parsing_exception", "span_field_masking must have [field] set for it"),
    ({"intervals": {}}, "parsing_exception", "Expected [FIELD_NAME] but got [END_OBJECT]"),
    ({"intervals": {"t": 1}}, "parsing_exception", "Expected [START_OBJECT] but got [VALUE_NUMBER]"),
    ({"intervals": {"t": {}}}, "parsing_exception", "Missing intervals from interval query definition"),
    ({"intervals": {"t": {"x": {}}}}, "parsing_exception", UNKNOWN),
    ({"intervals": {"t": {"match": {"query": "a"}, "x": {}}}}, "parsing_exception",
     "Only one interval rule can be specified, found [match] and [x]"),
    ({"intervals": {"t": {"match": {}}}}, "illegal_argument_exception", "Required [query]"),
    ({"intervals": {"t": {"match": {"query": 1}}}}, "x_content_parse_exception",
     "[match] query doesn't support values of type: VALUE_NUMBER"),
    ({"intervals": {"t": {"any_of": {"intervals": [{}]}}}}, "x_content_parse_exception",
     "[any_of] failed to parse field [intervals]"),
    ({"intervals": {"t": {"match": {"query": "a", "filter": []}}}}, "x_content_parse_exception",
     "[match] filter doesn't support values of type: START_ARRAY"),
    ({"intervals": {"t": {"range": {"gte": "a"}}}}, "x_content_parse_exception",
     "Failed to build [range] after last required field arrived"),
]  # fmt: skip

FORBIDDEN: list[tuple[Any, str]] = [
    ({"span_term": {"k": "a"}},
     "Span term query requires position data, but field k was indexed without position data"),
    ({"span_term": {"m": "a"}},
     "Span term query requires position data, but field m was indexed without position data"),
    ({"span_near": {"clauses": [A, OTHER]}}, "Cannot add clause u:a to SpanNearQuery for field t"),
    ({"span_near": {"clauses": [A, {"span_gap": {"u": 1}}]}}, "[span_near] clauses must have same field"),
    ({"span_near": {"clauses": [A, {"span_gap": {"t": 1}}], "in_order": False}},
     "Gaps can only be added to ordered near queries"),
    ({"span_or": {"clauses": [A, OTHER]}}, "Clauses must have same field."),
    ({"span_not": {"include": A, "exclude": OTHER}}, "Clauses must have same field."),
    ({"span_within": {"big": A, "little": OTHER}}, "big and little not same field"),
    ({"span_multi": {"match": {"prefix": {"k": "a"}}}},
     "Can only use span prefix queries on text fields - not on [k] which is of type [keyword]"),
    ({"span_multi": {"match": {"prefix": {"m": "a"}}}},
     "Can only use span prefix queries on text fields - not on [m] which is of type [match_only_text]"),
    ({"intervals": {"k": {"match": {"query": "a"}}}},
     "Can only use interval queries on text fields - not on [k] which is of type [keyword]"),
    ({"intervals": {"y": {"match": {"query": "a"}}}},
     "Can only use interval queries on text fields - not on [y] which is of type [search_as_you_type]"),
    ({"intervals": {"y._2gram": {"prefix": {"prefix": "a"}}}},
     "Can only use interval queries on text fields - not on [y._2gram] which is of type [search_as_you_type]"),
    ({"intervals": {"f": {"prefix": {"prefix": "a"}}}},
     "Cannot create intervals over field [f] with no positions indexed"),
    ({"intervals": {"t": {"match": {"query": "a", "filter": {"near": {"match": {"query": "b"}}}}}}},
     "Unknown filter type [near]"),
    ({"intervals": {"t": {"fuzzy": {"term": "a", "prefix_length": -1}}}}, "prefixLength cannot be negative."),
]  # fmt: skip


@pytest.mark.parametrize(("body", "kind", "reason"), REFUSED, ids=[str(body)[:80] for body, _, _ in REFUSED])
def test_refused(body: Any, kind: str, reason: str) -> None:
    with pytest.raises(FindlingError) as caught:
        parse_query(body)
    assert (caught.value.type, caught.value.reason) == (kind, reason)


@pytest.fixture
def case(tmp_path: Path) -> SearchCase:
    properties = {
        "t": {"type": "text"},
        "u": {"type": "text"},
        "f": {"type": "text", "index_options": "freqs"},
        "k": {"type": "keyword"},
        "m": {"type": "match_only_text"},
        "y": {"type": "search_as_you_type"},
    }
    made = SearchCase(tmp_path, properties)
    made.add({str(i): {"t": "a b c a", "u": "a b", "f": "a b", "k": "a", "m": "a b", "y": "a b"} for i in range(20)})
    return made


@pytest.mark.parametrize(("query", "reason"), FORBIDDEN, ids=[str(query)[:80] for query, _ in FORBIDDEN])
def test_forbidden_by_the_mapping(case: SearchCase, query: Any, reason: str) -> None:
    with pytest.raises(FindlingError) as caught:
        case.search({"query": query})
    assert (caught.value.type, caught.value.reason) == ("query_shard_exception", f"failed to create query: {reason}")


@pytest.mark.parametrize(
    "query",
    [
        {"span_multi": {"match": {"wildcard": {"f": "a*"}}}},
        {"span_multi": {"match": {"wildcard": {"k": "a*"}}}},
        {"span_multi": {"match": {"wildcard": {"m": "a*"}}}},
        {"span_multi": {"match": {"regexp": {"m": "a|b"}}}},
        {"span_gap": {"t": 1}},
    ],
)
def test_what_is_noticed_where_it_is_read_is_a_fault_of_the_server(case: SearchCase, query: Any) -> None:
    with pytest.raises(FindlingError) as caught:
        case.search({"query": query})
    assert (caught.value.type, caught.value.status) == ("illegal_state_exception", 500)


@pytest.mark.parametrize(
    "query",
    [
        {"span_term": {"unmapped": "a"}},
        {"span_multi": {"match": {"prefix": {"t": "nothing"}}}},
        {"intervals": {"unmapped": {"match": {"query": "a"}}}},
        {"intervals": {"t": {"match": {"query": "a", "use_field": "unmapped"}}}},
        {"intervals": {"t": {"match": {"query": "..."}}}},
        {"intervals": {"t": {"all_of": {"intervals": []}}}},
        {"intervals": {"t": {"any_of": {"intervals": []}}}},
    ],
)
def test_finds_nothing_without_a_fault(case: SearchCase, query: Any) -> None:
    assert case.search({"query": query})["hits"]["hits"] == []


@pytest.mark.parametrize(
    "query",
    [
        {"intervals": {"m": {"match": {"query": "a b", "ordered": True}}}},
        {"span_near": {"clauses": [{"span_term": {"y": "a"}}, {"span_term": {"y": "b"}}]}},
        {"span_multi": {"match": {"prefix": {"y": "a"}}}},
        {"span_term": {"y._2gram": "a b"}},
    ],
)
def test_texts_of_other_types_are_looked_into_by_one_of_the_two(case: SearchCase, query: Any) -> None:
    assert case.search({"query": query})["hits"]["total"]["value"] == 20


def test_a_gap_is_nothing_but_a_clause() -> None:
    assert "span_near" in query_names()
    assert "span_gap" not in query_names()


def test_a_search_is_cancelled_between_windows(case: SearchCase, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = 0

    def check() -> None:
        nonlocal calls
        calls += 1
        if calls == 3:
            raise TaskCancelledError("enough")

    ctx = case.context(check=check)
    monkeypatch.setattr(position_tree, "WINDOW", 4)
    weight = parse_query({"span_near": {"clauses": [A, B]}}).rewrite(ctx).weight(ctx, True)
    with pytest.raises(TaskCancelledError):
        weight.score(ctx.segments[0])
    assert calls == 3


@pytest.mark.parametrize(("n", "score"), [(2, 2 / 3), (4, 0.0)])
def test_the_least_extent_overflows_as_it_does_in_java(case: SearchCase, n: int, score: float) -> None:
    """A rule that can find nothing has the largest extent, of which others make a negative one."""
    nothing = {"match": {"query": "", "filter": {"containing": {"match": {"query": "a"}}}}}
    others = [{"match": {"query": word}} for word in "bcba"[:n]]
    several = {"all_of": {"intervals": [*others, nothing], "ordered": True}}
    rule = {"any_of": {"intervals": [{"match": {"query": "a"}}, several]}}
    hits = case.search({"query": {"intervals": {"t": rule}}})["hits"]["hits"]
    assert [hit["_score"] for hit in hits] == pytest.approx([score] * 10, abs=1e-6)
