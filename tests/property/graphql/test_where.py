"""`where` finds the documents that the same condition in Query DSL finds."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from tests.reference.api import Api, bulk_lines

Pair = tuple[dict[str, Any], dict[str, Any]]
WORDS = ("red", "green", "blue", "Red Wine", "")
PROPERTIES = {
    "word": {"type": "keyword"},
    "title": {"type": "text", "fields": {"exact": {"type": "keyword"}, "part": {"type": "text"}}},
    "plain": {"type": "text"},
    "age": {"type": "integer"},
    "big": {"type": "long"},
    "price": {"type": "double"},
    "on": {"type": "boolean"},
    "since": {"type": "date"},
    "address": {"type": "ip"},
    "spot": {"type": "geo_point"},
    "span": {"type": "integer_range"},
    "home": {"properties": {"city": {"type": "keyword"}, "no": {"type": "integer"}}},
    "kids": {"type": "nested", "properties": {"word": {"type": "keyword"}, "age": {"type": "integer"}}},
    "a-b": {"type": "keyword"},
}


def documents() -> dict[str, Any]:
    made: dict[str, Any] = {"empty": {}}
    for n in range(60):
        word = WORDS[n % 5]
        whole = {
            "word": word if n % 7 else [word, "red"], "title": f"{word} {n % 4}", "plain": f"{word} one", "age": n % 9,
            "big": 2**60 + n % 3, "price": n / 4, "on": n % 2 == 0, "since": f"2024-01-{1 + n % 28:02}",
            "address": f"10.0.0.{n % 6}", "spot": {"lat": n % 10, "lon": n % 6},
            "span": {"gte": n % 5, "lte": n % 5 + 3},
            "home": {"city": word, "no": n % 4}, "a-b": word,
            "kids": [{"word": word, "age": n % 3}, {"word": "red", "age": n % 5}],
        }  # fmt: skip
        names = list(whole)
        made[str(n)] = {name: whole[name] for k, name in enumerate(names) if (n + k) % 11}
    return made


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    data = tmp_path_factory.mktemp("where") / "data"
    with Node(NodeConfig(data=data, sync=False, background=False, threads=2)) as node:
        api = Api(node)
        assert api.put("/things", {"mappings": {"properties": PROPERTIES}}).status == 200
        assert not api.post("/_bulk?refresh=true", bulk_lines("things", documents())).body["errors"]
        yield api


def dsl(field: str, operator: str, value: Any) -> dict[str, Any]:
    if operator in ("_neq", "_nin"):
        return {"bool": {"must_not": [dsl(field, {"_neq": "_eq", "_nin": "_in"}[operator], value)]}}
    if operator == "_exists":
        found = {"exists": {"field": field}}
        return found if value else {"bool": {"must_not": [found]}}
    if operator in ("_gt", "_gte", "_lt", "_lte"):
        return {"range": {field: {operator[1:]: value}}}
    kinds = {"_eq": "term", "_in": "terms", "_matchPhrase": "match_phrase"}
    return {kinds.get(operator, operator[1:]): {field: value}}


EQUAL = ("_eq", "_neq", "_in", "_nin")
RANGE = ("_gt", "_gte", "_lt", "_lte")
WORD = st.sampled_from(WORDS)
SHORT = st.integers(-1, 10)
POINT = st.integers(0, 9).map(lambda lat: {"lat": lat, "lon": 2})
# name in GraphQL, field of Query DSL (of a text that of whole values), values, operators
LEAVES: list[tuple[str, str, st.SearchStrategy[Any], tuple[str, ...]]] = [
    ("word", "word", WORD, (*EQUAL, *RANGE, "_prefix", "_match")),
    ("word", "word", st.sampled_from(["r*", "*e*", "?ed", "*"]), ("_wildcard",)),
    ("a_x2d_b", "a-b", WORD, EQUAL),
    ("title", "title.exact", WORD.map(lambda word: f"{word} 1"), (*EQUAL, "_prefix")),
    ("title", "title", WORD, ("_match", "_matchPhrase", "_exists")),
    ("title__exact", "title.exact", WORD, EQUAL),
    ("title__part", "title.part", WORD, ("_match", "_exists")),
    ("plain", "plain", st.sampled_from(["red", "one", "wine"]), (*EQUAL, "_prefix")),
    ("age", "age", SHORT, (*EQUAL, *RANGE, "_exists")),
    ("big", "big", st.integers(2**60 - 1, 2**60 + 3), (*EQUAL, *RANGE)),
    ("price", "price", st.integers(-4, 64).map(lambda n: n / 4), (*EQUAL, *RANGE)),
    ("on", "on", st.booleans(), EQUAL),
    ("since", "since", st.integers(1, 28).map(lambda n: f"2024-01-{n:02}"), (*EQUAL, *RANGE, "_exists")),
    ("address", "address", st.sampled_from(["10.0.0.1", "10.0.0.3", "10.0.0.0/30"]), ("_eq", "_neq")),
    ("span", "span", SHORT, ("_eq", "_gte", "_lt")),
    ("spot", "spot", POINT, ("_distance", "_boundingBox", "_exists")),
]
OF_HOME = [("city", "home.city", WORD, (*EQUAL, "_exists")), ("no", "home.no", SHORT, (*EQUAL, *RANGE))]
OF_KIDS = [("word", "kids.word", WORD, (*EQUAL, "_prefix")), ("age", "kids.age", SHORT, (*EQUAL, *RANGE))]


@st.composite
def leaf(draw: st.DrawFn, among: list[Any]) -> Pair:
    """Draws a condition on a field, in both languages."""
    name, field, values, operators = draw(st.sampled_from(among))
    operator = draw(st.sampled_from(operators))
    if operator == "_exists":
        value: Any = draw(st.booleans())
    else:
        value = draw(st.lists(values, max_size=3)) if operator in ("_in", "_nin") else draw(values)
    if operator == "_distance":
        given: Any = {"point": value, "distance": "300km"}
        return {name: {operator: given}}, {"geo_distance": {"distance": "300km", field: value}}
    if operator == "_boundingBox":
        box = {"topLeft": value, "bottomRight": {"lat": 0, "lon": 4}}
        corners = {"top_left": [2, value["lat"]], "bottom_right": [4, 0]}
        return {name: {operator: box}}, {"geo_bounding_box": {field: corners}}
    return {name: {operator: value}}, dsl(field, operator, value)


@st.composite
def condition(draw: st.DrawFn, depth: int = 3) -> Pair:
    """Draws a condition on documents, in both languages."""
    kind = draw(
        st.sampled_from(["leaf", "leaf", "home", "kids", "id", *(("and", "or", "not", "both") if depth else ())])
    )
    if kind == "leaf":
        return draw(leaf(LEAVES))
    if kind == "home":
        where, query = draw(leaf(OF_HOME))
        return {"home": where}, query
    if kind == "kids":
        pairs = draw(st.lists(leaf(OF_KIDS), min_size=1, max_size=2))
        inner = {"_and": [where for where, _ in pairs]}
        return {"kids": inner}, {"nested": {"path": "kids", "query": {"bool": {"filter": [q for _, q in pairs]}}}}
    if kind == "id":
        ids = draw(st.sampled_from([["1", "5"], [], ["nobody"]]))
        return {"_id": {"_in": ids}}, {"ids": {"values": ids}}
    if kind == "not":
        where, query = draw(condition(depth - 1))
        return {"_not": where}, {"bool": {"must_not": [query]}}
    if kind == "both":
        (where, query), (other, another) = draw(leaf(LEAVES)), draw(condition(depth - 1))
        return {**where, "_and": [other]}, {"bool": {"filter": [query, another]}}
    pairs = draw(st.lists(condition(depth - 1), max_size=3))
    wheres, queries = [where for where, _ in pairs], [query for _, query in pairs]
    if kind == "and":
        return {"_and": wheres}, {"bool": {"filter": queries}}
    return {"_or": wheres}, {"bool": {"should": queries}} if pairs else {"match_none": {}}


QUERY = """query ($where: ThingsWhere) {
    things(where: $where, sort: {_doc: ASC}, first: 100) {nodes {_id} totalCount {value}}
    things_aggregate(where: $where) {count}
}"""


@given(condition())
def test_where_finds_what_query_dsl_finds(api: Api, pair: Pair) -> None:
    where, query = pair
    found = api.post("/_graphql", {"query": QUERY, "variables": {"where": where}}).body
    assert "errors" not in found, (where, found)
    wanted = api.post("/things/_search", {"query": query, "size": 100, "sort": ["_doc"]}).body["hits"]["hits"]
    assert [one["_id"] for one in found["data"]["things"]["nodes"]] == [hit["_id"] for hit in wanted], (where, query)
    count = len(wanted)
    assert found["data"]["things"]["totalCount"]["value"] == found["data"]["things_aggregate"]["count"] == count
