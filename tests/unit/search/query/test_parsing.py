"""What is refused before any index is looked at, in Elasticsearch's words."""

from typing import Any

import pytest

from findling.base.errors import FindlingError
from findling.search.query.base import named_queries, parse_query, query_names
from findling.search.query.text.fuzziness import Fuzziness
from findling.search.query.text.minimum_should_match import required_matches

REFUSED: list[tuple[Any, str, str]] = [
    ([], "parsing_exception", "[_na] query malformed, must start with start_object"),
    ({}, "illegal_argument_exception", "query malformed, empty clause found"),
    ({"term": []}, "parsing_exception", "[term] query malformed, no start_object after query name"),
    ({"term": {"a": 1}, "match": {"a": 1}}, "parsing_exception",
     "[term] malformed query, expected [END_OBJECT] but found [FIELD_NAME]"),
    ({"foo": {}}, "parsing_exception", "unknown query [foo]"),
    ({"mach": {}}, "parsing_exception", "unknown query [mach] did you mean [match]?"),
    ({"tern": {}}, "parsing_exception", "unknown query [tern] did you mean any of [term, terms]?"),
    ({"bool": {"shoud": []}}, "x_content_parse_exception", "[bool] unknown field [shoud] did you mean [should]?"),
    ({"bool": {"must": "x"}}, "x_content_parse_exception", "[bool] must doesn't support values of type: VALUE_STRING"),
    ({"bool": {"must": [[]]}}, "x_content_parse_exception", "[bool] failed to parse field [must]"),
    ({"match_all": {"foo": 1}}, "parsing_exception", "[match_all] unknown field [foo]"),
    ({"match_all": {"boost": "x"}}, "parsing_exception", "[match_all] failed to parse field [boost]"),
    ({"match_all": {"boost": -1}}, "parsing_exception", "[match_all] failed to parse field [boost]"),
    ({"bool": {"boost": "high"}}, "x_content_parse_exception", "[bool] failed to parse field [boost]"),
    ({"term": {"a": {"value": "x", "boost": "high"}}}, "number_format_exception", 'For input string: "high"'),
    *(({name: {}}, "illegal_argument_exception", "field name is null or empty")
      for name in ("term", "range", "prefix", "wildcard", "regexp")),
    ({"fuzzy": {}}, "illegal_argument_exception", "field name cannot be null or empty"),
    ({"match": {}}, "parsing_exception", "No text specified for text query"),
    ({"match_phrase_prefix": {}}, "illegal_argument_exception", "[match_phrase_prefix] requires fieldName"),
    ({"match_bool_prefix": {}}, "illegal_argument_exception", "[match_bool_prefix] requires fieldName"),
    ({"match": {"a": None}}, "parsing_exception", "No text specified for text query"),
    ({"match_phrase": {"a": None}}, "illegal_argument_exception", "[match_phrase] requires query value"),
    ({"term": {"a": None}}, "illegal_argument_exception", "field name is null or empty"),
    ({"range": {"a": None}}, "illegal_argument_exception", "field name is null or empty"),
    ({"dis_max": {"queries": []}}, "parsing_exception", "[_na] query malformed, must start with start_object"),
    ({"term": {"a": 1, "b": 2}}, "parsing_exception",
     "[term] query doesn't support multiple fields, found [a] and [b]"),
    ({"term": {"a": [1]}}, "parsing_exception", "[term] query does not support array of values"),
    ({"term": {"a": {"value": [1]}}}, "parsing_exception", "[term] query does not support array of values"),
    ({"term": {"a": {"value": None}}}, "illegal_argument_exception", "value cannot be null"),
    ({"term": {"a": {"value": 1, "bost": 2}}}, "parsing_exception",
     "[term] query does not support [bost]"),
    ({"terms": {"boost": 1}}, "parsing_exception",
     "[terms] query requires a field name, followed by array of terms or a document lookup specification"),
    ({"terms": {"a": [], "b": []}}, "parsing_exception", "[terms] query does not support multiple fields"),
    ({"terms": {"a": "x"}}, "parsing_exception", "[terms] query does not support [a]"),
    ({"terms": {"a": [None]}}, "parsing_exception", "No value specified for terms query"),
    ({"terms": {"a": {"index": "i", "id": "1"}}}, "illegal_argument_exception",
     "Required [path]"),
    ({"terms": {"a": {}}}, "illegal_argument_exception", "Required [index, id, path]"),
    ({"range": {"a": 5}}, "parsing_exception", "[range] query does not support [a]"),
    ({"range": {"a": {"from": 1}}}, "parsing_exception", "[range] query does not support [from]"),
    ({"range": {"a": {"gte": 1, "include_lower": True}}}, "parsing_exception",
     "[range] query does not support [include_lower]"),
    ({"range": {"a": {"gte": 1, "foo": 2}}}, "parsing_exception", "[range] query does not support [foo]"),
    ({"range": {"a": {"gte": {"b": 1}}}}, "parsing_exception", "[range] query does not support [b]"),
    ({"range": {"a": {"relation": "foo"}}}, "illegal_argument_exception", "foo is not a valid relation"),
    ({"exists": {}}, "parsing_exception", "[exists] must be provided with a [field]"),
    ({"ids": {"values": {}}}, "parsing_exception", "[ids] values doesn't support values of type: START_OBJECT"),
    ({"ids": {"values": [{}]}}, "parsing_exception", "[ids] failed to parse field [values]"),
    ({"prefix": {"a": {"value": None}}}, "illegal_argument_exception", "value cannot be null"),
    ({"wildcard": {"a": {}}}, "illegal_argument_exception", "value cannot be null"),
    ({"regexp": {"a": {}}}, "illegal_argument_exception", "value cannot be null"),
    ({"fuzzy": {"a": {}}}, "illegal_argument_exception", "query value cannot be null"),
    ({"fuzzy": {"a": {"value": "x", "fuzziness": 3}}}, "illegal_argument_exception",
     "Valid edit distances are [0, 1, 2] but was [3]"),
    ({"match": {"a": {}}}, "parsing_exception", "No text specified for text query"),
    ({"match_phrase": {"a": {}}}, "illegal_argument_exception", "[match_phrase] requires query value"),
    ({"match_bool_prefix": {"a": {}}}, "illegal_argument_exception", "[match_bool_prefix] requires query value"),
    ({"match_all": {"boost": 1e300}}, "query_shard_exception",
     "failed to create query: boost must be a positive float, got Infinity"),
    ({"term": {"a": {"value": 1, "boost": "NaN"}}}, "query_shard_exception",
     "failed to create query: boost must be a positive float, got NaN"),
    ({"fuzzy": {"a": {"value": "x", "fuzziness": "NaN"}}}, "illegal_argument_exception", "fuzziness cannot be [NaN]."),
    ({"terms": {"a": [["x"]]}}, "parsing_exception", "[terms] unknown token [END_ARRAY] after [a]"),
    ({"dis_max": {"queries": 5}}, "parsing_exception", "[dis_max] query does not support [queries]"),
    ({"geo_bounding_box": {"a": {"top": 2, "left": 1, "bottom": 1, "right": 2}, "b": 1}}, "parsing_exception",
     "failed to parse [geo_bounding_box] query. unexpected field [b]"),
    ({"match": {"a": {"query": None}}}, "parsing_exception", "[match] unknown token [VALUE_NULL] after [query]"),
    ({"match": {"a": {"query": []}}}, "parsing_exception", "[match] unknown token [START_ARRAY] after [query]"),
    ({"match": {"a": {"query": "x", "operator": "xor"}}}, "illegal_argument_exception",
     "No enum constant org.elasticsearch.index.query.Operator.XOR"),
    ({"match": {"a": {"query": "x", "zero_terms_query": "x"}}}, "parsing_exception",
     "Unsupported zero_terms_query value [x]"),
    ({"match": {"a": {"query": "x", "type": "phrase"}}}, "parsing_exception", "[match] query does not support [type]"),
    ({"match_phrase": {"a": {"query": "x", "slop": -1}}}, "illegal_argument_exception", "No negative slop allowed."),
    ({"match_phrase_prefix": {"a": {"query": "x", "max_expansions": 0}}}, "illegal_argument_exception",
     "[match_phrase_prefix] requires maxExpansions to be positive."),
    ({"multi_match": {"fields": ["a"]}}, "parsing_exception", "No text specified for multi_match query"),
    ({"multi_match": {"query": "x", "type": "foo"}}, "parse_exception",
     "failed to parse [multi_match] query type [foo]. unknown type."),
    ({"multi_match": {"query": "x", "type": "phrase", "fuzziness": 1}}, "parsing_exception",
     "Fuzziness not allowed for type [phrase]"),
    ({"multi_match": {"query": "x", "fields": ["a^b"]}}, "number_format_exception", 'For input string: "b"'),
    ({"multi_match": {"query": "x", "fields": {}}}, "parsing_exception",
     "[multi_match] query does not support [fields]"),
    ({"match": {"a": {"query": "x", "fuzziness": "NaN"}}}, "illegal_argument_exception", "fuzziness cannot be [NaN]."),
    ({"match": {"a": {"query": "x", "fuzziness": "AUTO:5,2"}}}, "parse_exception",
     "fuzziness wrongly configured [AUTO:5,2]. Must be 0 < lower value <= higher value."),
    ({"match": {"a": []}}, "illegal_argument_exception", "Expected text at 1:1 but found START_ARRAY"),
    ({"term": {"a": {"value": 1, "boost": []}}}, "x_content_parse_exception",
     "Current token (START_ARRAY) not numeric, can not use numeric value accessors"),
    ({"prefix": {"a": {"value": []}}}, "illegal_argument_exception", "Expected text at 1:1 but found START_ARRAY"),
    ({"regexp": {"a": {"value": "b", "flags": "x"}}}, "illegal_argument_exception", "Unknown regexp flag [x]"),
    ({"bool": {"filter": {"regexp": {"a": {"value": "b", "flags": "x"}}}}}, "x_content_parse_exception",
     "[bool] failed to parse field [filter]"),
    ({"bool": {"filter": {"range": {"a": {"gte": 1, "time_zone": "x"}}}}}, "x_content_parse_exception",
     "[bool] failed to parse field [filter]"),
    ({"dis_max": {"queries": 5}}, "parsing_exception", "[dis_max] query does not support [queries]"),
    ({"constant_score": {}}, "parsing_exception", "[constant_score] requires a 'filter' element"),
    ({"constant_score": {"filter": []}}, "parsing_exception", "unexpected token [START_ARRAY]"),
    ({"dis_max": {}}, "parsing_exception", "[dis_max] requires 'queries' field with at least one clause"),
    ({"boosting": {"negative": {}}}, "parsing_exception", "[boosting] query requires 'positive' query to be set'"),
    ({"boosting": {"positive": {}}}, "parsing_exception", "[boosting] query requires 'negative' query to be set'"),
    ({"boosting": {"positive": {"match_all": {}}, "negative": {"match_all": {}}}}, "parsing_exception",
     "[boosting] query requires 'negative_boost' to be set to be a positive value'"),
    ({"nested": {"path": "a"}}, "illegal_argument_exception", "[nested] requires 'query' field"),
    ({"nested": {"query": {"match_all": {}}}}, "illegal_argument_exception", "[nested] requires 'path' field"),
    ({"nested": {"path": "a", "query": {"match_all": {}}, "score_mode": "x"}}, "illegal_argument_exception",
     "No score mode for child query [x] found"),
    ({"geo_distance": {}}, "parsing_exception", "geo_distance requires 'distance' to be specified"),
    ({"geo_distance": {"distance": "1km"}}, "illegal_argument_exception", "fieldName must not be null or empty"),
    ({"geo_bounding_box": {"boost": 2}}, "parse_exception",
     "failed to parse [geo_bounding_box] query. bounding box not provided"),
    ({"geo_distance": {"a": [0, 0]}}, "parsing_exception", "geo_distance requires 'distance' to be specified"),
    ({"geo_distance": {"distance": "0km", "a": [0, 0]}}, "illegal_argument_exception",
     "distance must be greater than zero"),
    ({"geo_distance": {"distance": "1foo", "a": [0, 0]}}, "number_format_exception",
     'For input string: "1foo"'),
    ({"geo_distance": {"distance": "1.2.3km", "a": [0, 0]}}, "number_format_exception", "multiple points"),
    ({"geo_distance": {"distance": "1km", "a": [0, 0], "validation_method": "x"}}, "illegal_argument_exception",
     "operator needs to be either [COERCE, IGNORE_MALFORMED, STRICT], but not [x]"),
    ({"geo_bounding_box": {"a": {"top": 1, "left": 0, "bottom": 2, "right": 1}}}, "illegal_argument_exception",
     "top is below bottom corner: 1.0 vs. 2.0"),
    ({"geo_bounding_box": {"a": {"wkt": "POINT (1 2)"}}}, "parse_exception",
     "failed to parse [geo_bounding_box] query. "
     "[failed to parse WKT bounding box. [POINT] found. expected [ENVELOPE]]"),
    ({"geo_bounding_box": {"a": {"foo": 1}}}, "parse_exception",
     "failed to parse [geo_bounding_box] query. [failed to parse bounding box. unexpected field [foo]]"),
    ({"term": {"": "a"}}, "illegal_argument_exception", "field name is null or empty"),
    ({"range": {"": {"gte": 1}}}, "illegal_argument_exception", "field name is null or empty"),
    ({"fuzzy": {"": "a"}}, "illegal_argument_exception", "field name cannot be null or empty"),
    ({"match_phrase": {"": "a"}}, "illegal_argument_exception", "[match_phrase] requires fieldName"),
    ({"terms": {"": ["a"]}}, "illegal_argument_exception", "field name cannot be null."),
    ({"exists": {"field": ""}}, "illegal_argument_exception", "field name is null or empty"),
    ({"query_string": {}}, "parsing_exception", "[query_string] must be provided with a [query]"),
    ({"query_string": {"query": "a", "foo": 1}}, "parsing_exception", "[query_string] query does not support [foo]"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "kind", "reason"), REFUSED, ids=[str(body)[:80] for body, _, _ in REFUSED])
def test_refused(body: Any, kind: str, reason: str) -> None:
    with pytest.raises(FindlingError) as caught:
        parse_query(body)
    assert (caught.value.type, caught.value.reason) == (kind, reason)


@pytest.mark.parametrize(
    ("clauses", "n"), [(["x", {"match_all": {}}], 1), ([1, {"match_all": {}}, None, {"ids": {}}], 2)]
)
def test_a_scalar_before_a_query_goes_unnoticed(clauses: list[Any], n: int) -> None:
    assert len(list(parse_query({"bool": {"must": clauses}}).children())) == n


@pytest.mark.parametrize("clauses", [["x"], ["x", "y", {"match_all": {}}], [{"match_all": {}}, None]])
def test_a_scalar_alone_is_no_query(clauses: list[Any]) -> None:
    with pytest.raises(FindlingError):
        parse_query({"bool": {"must": clauses}})


def test_queries_may_be_thirty_deep_and_no_deeper() -> None:
    body: dict[str, Any] = {"match_all": {}}
    for _ in range(29):
        body = {"bool": {"must": body}}
    parse_query(body)
    with pytest.raises(FindlingError) as caught:
        parse_query({"bool": {"must": body}})
    innermost: BaseException = caught.value
    while isinstance(innermost.__cause__, FindlingError):
        innermost = innermost.__cause__
    assert str(innermost).startswith("The nested depth of the query exceeds the maximum nested depth")


def test_every_query_of_the_dsl_is_registered() -> None:
    expected = """bool boosting constant_score dis_max exists fuzzy geo_bounding_box geo_distance ids match match_all
    match_bool_prefix match_none match_phrase match_phrase_prefix multi_match nested prefix query_string range regexp
    simple_query_string
    term terms wildcard"""
    assert set(expected.split()) <= set(query_names())


def test_names_are_found_at_any_depth() -> None:
    body = {
        "bool": {
            "_name": "outer",
            "must": {"dis_max": {"queries": [{"term": {"a": {"value": 1, "_name": "term"}}}]}},
            "filter": {"nested": {"path": "p", "query": {"match_all": {"_name": "inner"}}}},
            "must_not": {"match": {"a": "b", "_name": "match"}},
        }
    }
    assert list(named_queries(parse_query(body))) == ["term", "match", "inner", "outer"]


def test_queries_with_equal_bodies_are_equal() -> None:
    body = {"bool": {"must": [{"terms": {"a": [1, 2]}}], "filter": {"range": {"b": {"gte": 1}}}}}
    assert parse_query(body) == parse_query(body)
    assert hash(parse_query(body)) == hash(parse_query(body))


@pytest.mark.parametrize(
    ("spec", "clauses", "expected"),
    [
        ("3", 5, 3),
        ("-2", 5, 3),
        ("75%", 4, 3),
        ("75%", 5, 3),
        ("-25%", 4, 3),
        ("-25%", 5, 4),
        ("3<90%", 3, 3),
        ("3<90%", 10, 9),
        ("2<-25% 9<-3", 2, 2),
        ("2<-25% 9<-3", 5, 4),
        ("2<-25% 9<-3", 12, 9),
        ("-9", 2, 0),
        ("4", 2, 4),
        ("0%", 3, 0),
        ("2 < 50%", 4, 2),
    ],
)
def test_minimum_should_match(spec: str, clauses: int, expected: int) -> None:
    assert required_matches(spec, clauses) == expected


def test_wrong_minimum_should_match() -> None:
    with pytest.raises(FindlingError, match='For input string: "abc"'):
        required_matches("abc", 3)


@pytest.mark.parametrize(
    ("value", "edits"),
    [
        ("AUTO", [0, 1, 2]),
        ("auto", [0, 1, 2]),
        ("AUTO:1,4", [1, 2, 2]),
        (1, [1, 1, 1]),
        ("2", [2, 2, 2]),
        (0.0, [0, 0, 0]),
    ],
)
def test_fuzziness(value: Any, edits: list[int]) -> None:
    fuzziness = Fuzziness.parse(value)
    assert [fuzziness.max_edits(word) for word in ("ab", "abcd", "abcdef")] == edits


@pytest.mark.parametrize("value", ["AUTO:", "AUTO:5,2", "AUTO:a,b", "x", 7])
def test_wrong_fuzziness(value: Any) -> None:
    with pytest.raises(FindlingError):
        Fuzziness.parse(value)
