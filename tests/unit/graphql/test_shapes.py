"""Which types there are, and how they show what documents hold."""

from typing import Any

from graphql import validate_schema

from findling.graphql.service import GraphQL
from findling.node.services.node import Node
from tests.reference.api import Api
from tests.unit.graphql.conftest import Ask

EVERY = {
    "text": {"type": "text"}, "keyword": {"type": "keyword"}, "long": {"type": "long"}, "float": {"type": "float"},
    "date": {"type": "date"}, "boolean": {"type": "boolean"}, "ip": {"type": "ip"}, "point": {"type": "geo_point"},
    "shape": {"type": "geo_shape"}, "span": {"type": "integer_range"}, "binary": {"type": "binary"},
    "flat": {"type": "flattened"}, "vector": {"type": "dense_vector", "dims": 2}, "done": {"type": "completion"},
    "feature": {"type": "rank_feature"}, "features": {"type": "rank_features"}, "version": {"type": "version"},
    "number": {"type": "unsigned_long"}, "typed": {"type": "search_as_you_type"},
    "other": {"type": "alias", "path": "long"},
    "rule": {"type": "percolator"}, "family": {"type": "join", "relations": {"a": "b"}}, "empty": {"type": "object"},
}  # fmt: skip


def test_every_type_of_field_has_its_place(api: Api, node: Node, ask: Ask) -> None:
    assert api.put("/every", {"mappings": {"properties": EVERY}}).status == 200
    assert validate_schema(node.kept(GraphQL).engine.schema().types) == []
    document: dict[str, Any] = {
        "text": "a", "keyword": 7, "long": "12", "float": "1.5", "date": 0, "boolean": "true", "ip": "::1",
        "point": [1, 2], "span": {"gte": 1}, "flat": {"a": 1}, "vector": [1, 2.5], "done": ["a"], "feature": 2,
        "features": {"x": 1}, "version": "1.2", "number": 2**64 - 1, "binary": "YQ==", "empty": {},
    }  # fmt: skip
    assert api.put("/every/_doc/1?refresh=true", document).status == 201
    fields = ask('{__type(name: "Every") {fields {name type {kind name ofType {name}}}}}')["__type"]["fields"]
    names = {one["name"]: one["type"]["name"] or f"[{one['type']['ofType']['name']}]" for one in fields}
    assert "other" not in names
    assert names["vector"] == "[Float]"
    wanted = " ".join(name for name in names if name in document)
    shown = ask(f"{{every_by_pk(_id: 1) {{{wanted}}}}}")["every_by_pk"]
    assert shown == {
        **{name: document[name] for name in document if name in names},
        "keyword": "7", "long": 12, "float": 1.5, "date": "1970-01-01T00:00:00.000Z", "boolean": True,
    }  # fmt: skip
    found = ask('{every(where: {other: {_eq: 12}, number: {_eq: "18446744073709551615"}}) {nodes {_id}}}')
    assert found["every"]["nodes"] == [{"_id": "1"}]


def test_lists_where_the_mapping_says_so(api: Api, ask: Ask) -> None:
    properties = {
        "one": {"type": "keyword"},
        "tags": {"type": "keyword", "meta": {"graphql": "list"}},
        "codes": {"type": "integer"},
        "boxes": {"properties": {"size": {"type": "integer"}}},
    }
    meta = {"graphql": {"lists": ["codes", "boxes"]}}
    api.put("/lists", {"mappings": {"_meta": meta, "properties": properties}})
    api.put("/lists/_doc/1", {"one": [None, "b", "c"], "tags": "x", "codes": [1, "2"], "boxes": {"size": [3, 4]}})
    shown = ask('{lists_by_pk(_id: "1") {one tags codes boxes {size}}}')["lists_by_pk"]
    assert shown == {"one": "b", "tags": ["x"], "codes": [1, 2], "boxes": [{"size": 3}]}


def test_an_alias_over_several_indices_is_an_interface(api: Api, ask: Ask, node: Node) -> None:
    home = {"properties": {"city": {"type": "keyword"}}}
    common = {"name": {"type": "keyword"}, "home": home}
    api.put("/logs-1", {"aliases": {"logs": {}}, "mappings": {"properties": {**common, "a": {"type": "long"}}}})
    api.put("/logs-2", {"aliases": {"logs": {}}, "mappings": {"properties": {**common, "a": {"type": "keyword"}}}})
    api.put("/logs-1/_doc/1?refresh=true", {"name": "x", "home": {"city": "Bonn"}, "a": 1})
    api.put("/logs-2/_doc/2?refresh=true", {"name": "y", "home": {"city": "Ulm"}, "a": "z"})
    assert validate_schema(node.kept(GraphQL).engine.schema().types) == []
    query = """{logs(where: {home: {city: {_in: ["Bonn", "Ulm"]}}}, sort: {name: ASC}) {nodes {
        __typename name home {city} ... on Logs_x2d_1 {a} ... on Logs_x2d_2 {b: a}
    }}}"""
    assert ask(query)["logs"]["nodes"] == [
        {"__typename": "Logs_x2d_1", "name": "x", "home": {"city": "Bonn"}, "a": 1},
        {"__typename": "Logs_x2d_2", "name": "y", "home": {"city": "Ulm"}, "b": "z"},
    ]
    kind = ask('{__type(name: "Logs") {kind fields {name} possibleTypes {name}}}')["__type"]
    assert kind["kind"] == "INTERFACE"
    assert {"name": "a"} not in kind["fields"]
    assert ask('{logs_by_pk(_id: "2") {name}}')["logs_by_pk"] == {"name": "y"}


def test_without_an_index_there_is_a_schema_too(ask: Ask, node: Node) -> None:
    assert ask("{__typename search {total {value}}}") == {"__typename": "Query", "search": {"total": {"value": 0}}}
    assert validate_schema(node.kept(GraphQL).engine.schema().types) == []


def test_closed_and_hidden_indices_are_no_part_of_it(api: Api, ask: Ask) -> None:
    api.put("/seen")
    api.put("/hidden", {"settings": {"index.hidden": True}})
    api.put("/closed")
    api.post("/closed/_close")
    fields = {one["name"] for one in ask('{__type(name: "Query") {fields {name}}}')["__type"]["fields"]}
    assert fields == {"seen", "seen_by_pk", "seen_aggregate", "search", "suggest"}
