"""An OPA over HTTP: a server of our own takes its part."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from findling.policy.engine.errors import EngineError, RegoError
from findling.policy.engine.external import ExternalKind
from findling.policy.engine.protocol import NO_INPUT, UNDEFINED, FilterRequest, Sources
from findling.rest.app import create_policy_app
from findling.rest.server import ServerThread
from tests.reference.api import Api

MODULE = """package app

allow if input.user in data.users

shown if input.doc.tenant == input.user

n := 1 / input.zero
"""
SOURCES = Sources({"app.rego": MODULE}, {"users": ["ann"]})


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Node]:
    with Node(NodeConfig(data=tmp_path / "other", sync=False, background=False, threads=2)) as node:
        yield node


@pytest.fixture
def url(other: Node) -> Iterator[str]:
    with ServerThread(other, app=create_policy_app(other)) as server:
        yield server.url


@pytest.fixture
def kind(url: str) -> Iterator[ExternalKind]:
    kind = ExternalKind(url)
    yield kind
    kind.close()


def test_it_is_asked_as_any_engine(kind: ExternalKind, url: str, other: Node) -> None:
    assert kind.title == f"the OPA at {url}"
    engine = kind.load(SOURCES)
    assert engine.evaluate("app.allow", {"user": "ann"}) is True
    assert engine.evaluate("app.allow", {"user": "bob"}) is UNDEFINED
    assert engine.evaluate("app.allow", NO_INPUT) is UNDEFINED
    assert engine.observe("app.allow", {"user": "ann"}).value is True
    assert [row.bindings for row in engine.query("data.users[_] = x; input.y = 1", {"y": 1})] == [{"x": "ann"}]
    found = engine.compile(FilterRequest("data.app.shown", ["input.doc"]), {"user": "u"})
    assert found.query == {"type": "field", "operator": "eq", "field": "doc.tenant", "value": "u"}
    with pytest.raises(RegoError, match="divide by zero") as caught:
        engine.evaluate("app.n", {"zero": 0})
    assert caught.value.in_evaluation
    assert [one["id"] for one in Api(other).get("/_policy/v1/policies").body["result"]] == ["findling/app.rego"]


def test_each_engine_answers_by_its_own_sources(kind: ExternalKind, url: str) -> None:
    first = kind.load(SOURCES)
    second = kind.load(Sources({"other.rego": "package app\n\nallow := 7\n"}))
    assert second.evaluate("app.allow", {}) == 7
    assert second.evaluate("users", {}) is UNDEFINED
    assert first.evaluate("app.allow", {"user": "ann"}) is True
    assert second.evaluate("app.allow", {}) == 7
    again = ExternalKind(url)
    assert again.load(SOURCES).evaluate("app.allow", {"user": "ann"}) is True
    again.close()


def test_what_it_refuses_is_told(kind: ExternalKind) -> None:
    with pytest.raises(RegoError) as caught:
        kind.load(Sources({"bad.rego": "package a\n\np if x\n"}))
    (problem,) = caught.value.problems
    assert (problem.code, problem.file, problem.row) == ("rego_unsafe_var_error", "bad.rego", 3)


def test_an_opa_that_is_not_there_is_an_error() -> None:
    with pytest.raises(EngineError, match="cannot be asked"):
        ExternalKind("http://127.0.0.1:9").load(SOURCES)
    with pytest.raises(EngineError, match="not the URL"):
        ExternalKind("opa:8181")


def test_a_node_may_leave_evaluation_to_it(url: str, tmp_path: Path) -> None:
    config = NodeConfig(data=tmp_path / "data", sync=False, background=False, threads=2, policy_engine=url)
    with Node(config) as node:
        api = Api(node)
        assert api.put("/_policy/v1/policies/app.rego", MODULE.encode()).status == 200
        assert api.put("/_policy/v1/data/users", ["ann"]).status == 204
        assert api.post("/_policy/v1/data/app/allow", {"input": {"user": "ann"}}).body == {"result": True}
        refused = api.put("/_policy/v1/policies/bad.rego", b"package a\n\np if x\n")
        assert refused.body["errors"][0]["location"]["file"] == "bad.rego"
        assert api.post("/_policy/v1/data/app/allow", {"input": {"user": "ann"}}).body == {"result": True}
        assert api.get("/_policy/v1/status").body["result"]["engine"] == f"the OPA at {url}"
