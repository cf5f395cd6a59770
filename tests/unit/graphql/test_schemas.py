"""Schemas follow mappings, and requests do not wait for it."""

import gc
import threading
from typing import Any

import pytest
from graphql import GraphQLSchema

from findling.graphql import schemas
from findling.graphql.request import Caller, GraphQLRequest
from findling.graphql.service import GraphQL
from findling.node.services.node import Node
from tests.reference.api import Api
from tests.unit.graphql.conftest import Ask


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes every schema one that takes a while to make."""
    monkeypatch.setattr(schemas, "_QUICK_S", -1.0)


def test_changes_are_seen_at_once(api: Api, ask: Ask) -> None:
    api.put("/a", {"mappings": {"properties": {"x": {"type": "keyword"}}}})
    assert ask("{a {nodes {x}}}") == {"a": {"nodes": []}}
    api.put("/a/_mapping", {"properties": {"y": {"type": "keyword"}}})
    assert ask("{a {nodes {x y}}}") == {"a": {"nodes": []}}
    api.delete("/a")
    assert api.post("/_graphql", {"query": "{a {nodes {x}}}"}).status == 400


@pytest.mark.usefixtures("slow")
def test_requests_go_on_with_an_old_schema_until_there_is_a_new_one(api: Api, ask: Ask, node: Node) -> None:
    api.put("/a", {"mappings": {"properties": {"x": {"type": "keyword"}}}})
    ask("{a {nodes {x}}}")
    kept = node.kept(GraphQL).engine._schemas
    old = kept.of(None)
    api.put("/a/_mapping", {"properties": {"y": {"type": "keyword"}}})
    ask("{a {nodes {x}}}")
    assert kept.of(None) is old
    kept._look()  # sees the change
    assert kept.of(None) is old
    kept._look()  # sees no other since
    node.patient_pool.submit(lambda: None).result()
    renewed = threading.Event()
    node.patient_pool.submit(renewed.set)
    assert renewed.wait(10)
    with kept._making:
        assert kept.of(None) is not old


@pytest.mark.usefixtures("slow")
def test_what_an_old_schema_refuses_waits_for_the_new_one(api: Api, ask: Ask) -> None:
    api.put("/a", {"mappings": {"properties": {"x": {"type": "keyword"}}}})
    query = "query ($where: AWhere) {a(where: $where) {nodes {x}}}"
    ask(query)
    api.put("/a/_mapping", {"properties": {"y": {"type": "keyword"}}})
    assert ask(query, where={"y": {"_eq": "1"}}) == {"a": {"nodes": []}}
    api.put("/a/_mapping", {"properties": {"z": {"type": "keyword"}}})
    assert ask("{a {nodes {z}}}") == {"a": {"nodes": []}}
    api.put("/a/_mapping", {"properties": {"last": {"type": "keyword"}}})
    names = ask('{__type(name: "A") {fields {name}}}')["__type"]["fields"]
    assert {"name": "last"} in names


def test_changes_that_make_no_difference_keep_the_schema(api: Api, node: Node) -> None:
    api.put("/a", {"mappings": {"properties": {"x": {"type": "keyword"}}}})
    engine = node.kept(GraphQL).engine
    schema = engine.schema()
    api.put("/a/_settings", {"index.refresh_interval": "5s"})
    api.put("/a/_doc/1", {"x": "y"})
    assert engine.schema() is schema
    api.put("/a/_mapping", {"_meta": {"of": "no interest"}})
    assert engine.schema() is schema
    api.put("/a/_mapping", {"_meta": {"graphql": {"lists": ["x"]}}})
    assert engine.schema() is not schema


def test_answers_to_introspection_are_kept(ask: Ask, api: Api, node: Node) -> None:
    api.put("/a")
    query = "{__schema {types {name}}}"
    first = ask(query)
    request = GraphQLRequest(query)
    graphql = node.kept(GraphQL)
    assert graphql.execute(request, Caller()).data is graphql.execute(request, Caller()).data
    api.put("/b")
    assert len(ask(query)["__schema"]["types"]) > len(first["__schema"]["types"])


def schemas_in_memory() -> list[GraphQLSchema]:
    return [one for one in gc.get_objects() if isinstance(one, GraphQLSchema)]


def test_changes_do_not_add_up(api: Api, node: Node) -> None:
    api.put("/a", {"settings": {"index.mapping.total_fields.limit": 2000}})
    engine = node.kept(GraphQL).engine
    others = schemas_in_memory()  # of nodes that other tests keep
    for n in range(50):
        api.put("/a/_mapping", {"properties": {f"f{n}": {"type": "keyword"}}})
        engine.schema()
    gc.collect()
    # the last but one may still be held by what the interpreter has not let go of
    assert len(schemas_in_memory()) - len(others) <= 2
    assert len(engine._schemas._kept) == 1


def properties(count: int) -> dict[str, Any]:
    kinds = ("keyword", "long", "date", "text", "double")
    return {f"field{n}": {"type": kinds[n % 5]} for n in range(count)}


@pytest.mark.slow
def test_a_hundred_indices_change_without_a_pause(api: Api, node: Node) -> None:
    for n in range(100):
        api.put(f"/index{n}", {"mappings": {"properties": properties(30)}})
    graphql = node.kept(GraphQL)
    request = GraphQLRequest("{index5 {nodes {field1}}}")
    graphql.execute(request, Caller())
    kept = graphql.engine._schemas
    for n in range(5):
        old = kept.of(None)
        api.put("/index7/_mapping", {"properties": {f"new{n}": {"type": "keyword"}}})
        assert graphql.execute(request, Caller()).data == {"index5": {"nodes": []}}
        assert kept.of(None) is old
        assert kept.newer(old) is kept.of(None)
