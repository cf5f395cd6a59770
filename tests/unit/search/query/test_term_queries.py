"""Queries on exact values: what they match, what they score, what they refuse."""

from typing import Any

import pytest

from findling.base.errors import FindlingError, IllegalArgumentError, ParseError, QueryShardError
from findling.search.query.base import parse_query
from tests.reference.search_case import SearchCase

# query -> ids
MATCHES: list[tuple[dict[str, Any], str]] = [
    ({"match_all": {}}, "12345"),
    ({"match_none": {}}, ""),
    ({"term": {"tag": "a"}}, "14"),
    ({"term": {"tag": {"value": "b"}}}, "12"),
    ({"term": {"also_tag": "c"}}, "3"),
    ({"term": {"tag": "A"}}, ""),
    ({"term": {"tag": {"value": "A", "case_insensitive": True}}}, "14"),
    ({"term": {"hidden": "h2"}}, "2"),
    ({"term": {"n": 9}}, "3"),
    ({"term": {"n": "9"}}, "3"),
    ({"term": {"n": 9.5}}, ""),
    ({"term": {"price": 2.5}}, "2"),
    ({"term": {"scaled": 1.25}}, "1"),
    ({"term": {"ok": True}}, "13"),
    ({"term": {"ok": "false"}}, "2"),
    ({"term": {"day": "2023-01-01"}}, "1"),
    ({"term": {"day": "2023-02"}}, "2"),
    ({"term": {"host": "10.0.0.2"}}, "2"),
    ({"term": {"host": "10.0.0.0/30"}}, "12"),
    ({"term": {"host": "2001:db8::/32"}}, "3"),
    ({"term": {"title": "fox"}}, "134"),
    ({"term": {"title": "quick fox"}}, ""),
    ({"term": {"title.raw": "nothing"}}, "5"),
    ({"term": {"author.name": "ann"}}, "1"),
    ({"term": {"_id": "3"}}, "3"),
    ({"term": {"_index": "test"}}, "12345"),
    ({"term": {"_index": "te*"}}, "12345"),
    ({"term": {"_index": "other"}}, ""),
    ({"term": {"_seq_no": 1}}, "2"),
    ({"term": {"unmapped": "x"}}, ""),
    ({"term": {"comments.who": "ann"}}, ""),
    ({"term": {"title": None, "tag": "a"}}, "14"),
    ({"range": {"n": {"gt": 7, "gte": 3}}}, "1234"),
    ({"range": {"n": {"gte": 3, "gt": 7}}}, "3"),
    ({"terms": {"tag": ["a", "c", "zzz"]}}, "134"),
    ({"terms": {"tag": []}}, ""),
    ({"terms": {"n": [3, 7, 9]}}, "234"),
    ({"terms": {"n": [3.5]}}, ""),
    ({"terms": {"day": ["2023-01-01", "2023-03-01"]}}, "13"),
    ({"terms": {"ok": [True, False]}}, "123"),
    ({"terms": {"host": ["10.0.0.0/31", "2001:db8::1"]}}, "13"),
    ({"terms": {"hidden": ["h1", "h3"]}}, "1"),
    ({"terms": {"_id": ["1", "9"]}}, "1"),
    ({"terms": {"title": ["lazy", "nothing"]}}, "25"),
    ({"terms": {"unmapped": [1]}}, ""),
    ({"range": {"n": {"gte": 3, "lt": 7}}}, "14"),
    ({"range": {"n": {"gt": 7}}}, "3"),
    ({"range": {"n": {}}}, "1234"),
    ({"range": {"price": {"lte": 1.5}}}, "14"),
    ({"range": {"scaled": {"gt": 0.5}}}, "1"),
    ({"range": {"day": {"gte": "2023-01", "lte": "2023-02"}}}, "12"),
    ({"range": {"day": {"gte": "01/02/2023", "format": "dd/MM/yyyy"}}}, "23"),
    ({"range": {"day": {"lt": "2023-01-01", "time_zone": "-02:00"}}}, "1"),
    ({"range": {"day": {"gte": "now-10M/M"}}}, "123"),
    ({"range": {"day": {"gt": "2023-01-01||/M"}}}, "23"),
    ({"range": {"tag": {"gt": "a", "lte": "b"}}}, "12"),
    ({"range": {"hidden": {"gte": "h2"}}}, "2"),
    ({"range": {"title": {"gte": "quick", "lt": "quicker"}}}, "134"),
    ({"range": {"host": {"gte": "10.0.0.2", "lt": "11.0.0.0"}}}, "2"),
    ({"range": {"_seq_no": {"gte": 3}}}, "45"),
    ({"range": {"unmapped": {"gte": 3}}}, ""),
    ({"exists": {"field": "price"}}, "124"),
    ({"exists": {"field": "author"}}, "14"),
    ({"exists": {"field": "author.age"}}, "1"),
    ({"exists": {"field": "auth*"}}, "14"),
    ({"exists": {"field": "title"}}, "12345"),
    ({"exists": {"field": "_id"}}, "12345"),
    ({"exists": {"field": "unmapped"}}, ""),
    ({"exists": {"field": "hidden"}}, "12"),
    ({"ids": {"values": ["1", "5", "9"]}}, "15"),
    ({"ids": {"values": "4"}}, "4"),
    ({"ids": {"values": []}}, ""),
    ({"prefix": {"tag": "a"}}, "14"),
    ({"prefix": {"title": "qui"}}, "134"),
    ({"prefix": {"title": "QUI"}}, ""),
    ({"prefix": {"title.raw": {"value": "The", "case_insensitive": True}}}, "12"),
    ({"prefix": {"unmapped": "a"}}, ""),
    ({"wildcard": {"title": "*o*"}}, "12345"),
    ({"wildcard": {"title": "?og"}}, "234"),
    ({"wildcard": {"title": {"wildcard": "qu*k"}}}, "134"),
    ({"wildcard": {"tag": "*"}}, "1234"),
    ({"wildcard": {"title.raw": {"value": "*LAZY*", "case_insensitive": True}}}, "2"),
    ({"wildcard": {"tag": "\\*"}}, ""),
    ({"regexp": {"title": "(fo|do)[a-z]"}}, "1234"),
    ({"regexp": {"title": "f.*"}}, "134"),
    ({"regexp": {"title": {"value": "LA.y", "case_insensitive": True}}}, "2"),
    ({"regexp": {"tag": "~a"}}, "123"),
    ({"regexp": {"title": "qu.*"}}, "134"),
    ({"fuzzy": {"title": "dag"}}, "234"),
    ({"fuzzy": {"title": {"value": "kuick", "fuzziness": 1}}}, "134"),
    ({"fuzzy": {"title": {"value": "dgo", "transpositions": False, "fuzziness": 1}}}, ""),
    ({"fuzzy": {"title": {"value": "dgo", "fuzziness": 1}}}, "234"),
    ({"fuzzy": {"title": {"value": "fax", "prefix_length": 2}}}, ""),
    ({"fuzzy": {"tag": "b"}}, "12"),
]


@pytest.mark.parametrize(("query", "expected"), MATCHES, ids=[str(query) for query, _ in MATCHES])
def test_matches(catalogue: SearchCase, query: dict[str, Any], expected: str) -> None:
    assert catalogue.ids(query) == set(expected)


CONSTANT: list[dict[str, Any]] = [
    {"term": {"n": {"value": 9, "boost": 2.5}}},
    {"term": {"day": {"value": "2023-01-01", "boost": 2.5}}},
    {"term": {"host": {"value": "10.0.0.1", "boost": 2.5}}},
    {"term": {"hidden": {"value": "h1", "boost": 2.5}}},
    {"term": {"tag": {"value": "A", "case_insensitive": True, "boost": 2.5}}},
    {"terms": {"tag": ["a"], "boost": 2.5}},
    {"terms": {"n": [3], "boost": 2.5}},
    {"range": {"n": {"gte": 3, "boost": 2.5}}},
    {"range": {"n": {"gte": 3}, "boost": 2.5}},
    {"exists": {"field": "price", "boost": 2.5}},
    {"ids": {"values": ["1"], "boost": 2.5}},
    {"prefix": {"tag": {"value": "a", "boost": 2.5}}},
    {"wildcard": {"tag": {"value": "a*", "boost": 2.5}}},
    {"regexp": {"tag": {"value": "a.*", "boost": 2.5}}},
    {"match_all": {"boost": 2.5}},
    {"constant_score": {"filter": {"term": {"tag": "a"}}, "boost": 2.5}},
]


@pytest.mark.parametrize("query", CONSTANT, ids=str)
def test_score_is_the_boost(catalogue: SearchCase, query: dict[str, Any]) -> None:
    scores = catalogue.scores(query)
    assert scores
    assert set(scores.values()) == {2.5}


def test_boolean_terms_score_by_rarity(catalogue: SearchCase) -> None:
    """As terms: two of three documents are true, one is false."""
    assert set(catalogue.scores({"term": {"ok": True}}).values()) == {0.4700036}
    assert catalogue.scores({"term": {"ok": False}}) == {"2": pytest.approx(0.980829, rel=1e-6)}


def test_terms_lookup(catalogue: SearchCase) -> None:
    documents = {("users", "2", "r"): {"likes": [{"tag": "a"}, {"tag": ["c"]}]}}
    ctx = catalogue.context(lookup=lambda index, id_, routing: documents.get((index, id_, routing)))
    assert _lookup_ids(catalogue, ctx, {"index": "users", "id": "2", "path": "likes.tag", "routing": "r"}) == set("134")
    assert _lookup_ids(catalogue, ctx, {"index": "users", "id": "3", "path": "likes.tag"}) == set()
    assert _lookup_ids(catalogue, ctx, {"index": "users", "id": "2", "path": "nothing", "routing": "r"}) == set()


def _lookup_ids(case: SearchCase, ctx: Any, lookup: dict[str, Any]) -> set[str]:
    weight = parse_query({"terms": {"tag": lookup}}).rewrite(ctx).weight(ctx, False)
    found = set()
    for segment in ctx.segments:
        found |= {id_.decode() for id_ in segment.reader.ids.get_many(weight.match(segment).docs())}
    return found


@pytest.mark.parametrize(
    ("rewrite", "scores"),
    [
        ("constant_score", {"1": 1.0, "4": 1.0}),
        ("constant_score_boolean", {"1": 1.0, "4": 1.0}),
        ("top_terms_boost_3", {"1": 1.0, "4": 1.0}),
        ("scoring_boolean", {"1": 0.7549127, "4": 0.7549127}),
        ("top_terms_2", {"1": 0.7549127, "4": 0.7549127}),
        ("top_terms_blended_freqs_2", {"1": 0.7549127, "4": 0.7549127}),
    ],
)
def test_rewrite_methods(catalogue: SearchCase, rewrite: str, scores: dict[str, float]) -> None:
    for query in (
        {"prefix": {"tag": {"value": "a", "rewrite": rewrite}}},
        {"wildcard": {"tag": {"value": "a*", "rewrite": rewrite}}},
        {"regexp": {"tag": {"value": "a", "rewrite": rewrite}}},
    ):
        assert catalogue.scores(query) == scores


REFUSED: list[tuple[dict[str, Any], type[FindlingError], str]] = [
    (
        {"prefix": {"n": "1"}},
        QueryShardError,
        "Can only use prefix queries on keyword, text and wildcard fields - not on [n] which is of type [long]",
    ),
    (
        {"wildcard": {"day": "1*"}},
        QueryShardError,
        "Can only use wildcard queries on keyword, text and wildcard fields - not on [day] which is of type [date]",
    ),
    (
        {"fuzzy": {"n": "1"}},
        IllegalArgumentError,
        "Can only use fuzzy queries on keyword and text fields - not on [n] which is of type [long]",
    ),
    ({"term": {"n": "abc"}}, IllegalArgumentError, 'For input string: "abc"'),
    ({"term": {"host": "abc"}}, IllegalArgumentError, "'abc' is not an IP string literal."),
    ({"term": {"ok": "maybe"}}, IllegalArgumentError, "Can't parse boolean value [maybe], expected [true] or [false]"),
    ({"regexp": {"tag": "(a"}}, IllegalArgumentError, "expected ')' at position 2"),
    (
        {"prefix": {"tag": {"value": "a", "rewrite": "foo"}}},
        IllegalArgumentError,
        "Failed to parse rewrite_method [foo]",
    ),
    (
        {"regexp": {"tag": "a" * 1001}},
        IllegalArgumentError,
        "The length of regex [1001] used in the Regexp Query request has exceeded the allowed maximum of [1000]. This "
        "maximum can be set by changing the [index.max_regex_length] index level setting.",
    ),
    (
        {"terms": {"n": list(range(65_537))}},
        IllegalArgumentError,
        "The number of terms [65537] used in the Terms Query request has exceeded the allowed maximum of [65536]. This "
        "maximum can be set by changing the [index.max_terms_count] index level setting.",
    ),
]


@pytest.mark.parametrize(("query", "error", "reason"), REFUSED, ids=[str(query)[:60] for query, _, _ in REFUSED])
def test_refused_by_the_mapping(
    catalogue: SearchCase, query: dict[str, Any], error: type[FindlingError], reason: str
) -> None:
    with pytest.raises(QueryShardError) as caught:
        catalogue.scores(query)
    if error is QueryShardError:
        assert caught.value.reason == reason
    else:
        assert isinstance(caught.value.__cause__, error)
        assert caught.value.reason == f"failed to create query: {reason}"


def test_dates_that_cannot_be_read(catalogue: SearchCase) -> None:
    unread = "failed to parse date field [x] with format [strict_date_optional_time||epoch_millis]"
    with pytest.raises(QueryShardError) as caught:
        catalogue.scores({"term": {"day": "x"}})
    assert caught.value.reason == f"failed to create query: {unread}: [{unread}]"
    # a range is looked at before queries are created
    for bound in ("x", "x||+1d"):
        with pytest.raises(ParseError) as bad_bound:
            catalogue.scores({"range": {"day": {"gte": bound}}})
        assert bad_bound.value.reason == f"{unread}: [{unread}]"
        assert isinstance(bad_bound.value.__cause__, IllegalArgumentError)


def test_patterns_on_the_index_name(catalogue: SearchCase) -> None:
    assert len(catalogue.scores({"prefix": {"_index": "te"}})) == 5
    assert len(catalogue.scores({"wildcard": {"_index": {"value": "T*T", "case_insensitive": True}}})) == 5
    assert not catalogue.scores({"wildcard": {"_index": "x*"}})


def test_routing(tmp_path) -> None:
    case = SearchCase(tmp_path, {})
    case.add({"1": {}, "2": {}}, routing="r")
    case.add({"3": {}})
    assert case.ids({"term": {"_routing": "r"}}) == {"1", "2"}
    assert case.ids({"term": {"_routing": "x"}}) == set()
    hits = case.search({"query": {"ids": {"values": ["1", "3"]}}})["hits"]["hits"]
    assert [hit.get("_routing") for hit in hits] == ["r", None]
    case.shard.close()
