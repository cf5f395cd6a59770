"""`?scope=fleet`: a hub searches its edges, edges of a gateway see each other while the centre is away."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import orjson
import pytest

from findling.edge.attached import Attached, serve_fleet
from findling.edge.server.running import free_port
from tests.edge.devices import PahoDevice
from tests.edge.running import Link, Place, edge_at, hub_at, wait_until
from tests.reference.api import Api


class One:
    """An edge with its agent and a device, and its REST API."""

    def __init__(self, stack: ExitStack, directory: Path, name: str, hub_port: int | None, **settings: Any) -> None:
        self.name = name
        self.edge = stack.enter_context(edge_at(directory / name, name, hub_port, **settings))
        self.attached = Attached(self.edge.edge)
        stack.callback(self.attached.close)
        self.lamp = stack.enter_context(PahoDevice(self.edge.edge.config, f"lamp-{name}"))
        self.api = Api(self.edge.node)

    def says(self, *celsius: float) -> None:
        for number, value in enumerate(celsius):
            self.lamp.publish(number, celsius=value)
        wait_until(lambda: self.edge.count() == len(celsius))


def found(api: Api, body: Any, path: str = "/edge-events/_search?scope=fleet") -> Any:
    answer = api.post(path, body)
    assert answer.status == 200, answer.text
    return answer.body


class Scene:
    """A hub and three edges, the link of one of which can be cut."""

    def __init__(self, hub: Place, edges: dict[str, One], link: Link) -> None:
        self.hub, self.edges, self.link, self.api = hub, edges, link, Api(hub.node)


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    directory = tmp_path_factory.mktemp("scope")
    with ExitStack() as stack:
        hub, port = stack.enter_context(hub_at(directory / "hub"))
        serve_fleet(hub.hub)
        link = Link(port)
        edges = {name: One(stack, directory, name, port if name != "n3" else link.port) for name in ("n1", "n2", "n3")}
        edges["n1"].says(20, 23, 26)
        edges["n2"].says(21, 24)
        edges["n3"].says(22)
        wait_until(lambda: hub.hub.present() == ["n1", "n2", "n3"])
        yield Scene(hub, edges, link)
        link.cut()


def test_hits_of_all_edges_come_in_one_order(scene: Scene) -> None:
    for _ in range(2):
        answer = found(scene.api, {"sort": [{"celsius": "desc"}], "size": 3, "from": 1, "timeout": "30s"})
        assert [(hit["_edge"], hit["sort"]) for hit in answer["hits"]["hits"]] == [
            ("n2", [24.0]), ("n1", [23.0]), ("n3", [22.0]),
        ]  # fmt: skip
    assert answer["hits"]["total"] == {"value": 6, "relation": "eq"}
    assert answer["_edges"]["successful"] == answer["_edges"]["total"] == 3
    by_score = found(scene.api, {"query": {"range": {"celsius": {"gte": 24}}}})
    assert sorted(hit["_source"]["celsius"] for hit in by_score["hits"]["hits"]) == [24, 26]
    asked = found(scene.api, None, "/_search?scope=fleet&q=celsius:22&sort=celsius:desc&size=1")
    assert [hit["_id"] for hit in asked["hits"]["hits"]] == ["n3.lamp-n3.temperature.0"]
    assert found(scene.api, {}, "/nothing/_search?scope=fleet")["hits"]["hits"] == []


@pytest.mark.parametrize(
    ("path", "body", "fault"),
    [
        ("/_search?scope=fleet", {"aggs": {"a": {"max": {"field": "celsius"}}}}, "[aggs] cannot be put together"),
        ("/_search?scope=fleet&scroll=1m", {}, "[scroll] cannot be put together"),
        ("/_search?scope=all", {}, "[scope] can be [fleet], but was [all]"),
        ("/_search?scope=fleet", {"size": 10_001}, "must be at most 10000"),
        ("/_search?scope=fleet&size=x", {}, "[size] must be a number"),
    ],
)
def test_what_cannot_be_put_together_is_refused(scene: Scene, path: str, body: Any, fault: str) -> None:
    answer = scene.api.post(path, body)
    assert answer.status == 400
    assert fault in answer.body["error"]["reason"]


def test_a_wrong_query_is_the_fault_of_each_edge(scene: Scene) -> None:
    answer = found(scene.api, {"query": {"nonsense": {}}})
    assert answer["_edges"]["failed"] == ["n1", "n2", "n3"]
    assert "unknown query [nonsense]" in answer["_edges"]["details"]["n1"]["reason"]


def test_who_does_not_answer_by_the_deadline_is_said(scene: Scene) -> None:
    scene.link.cut()
    answer = found(scene.api, {"size": 0, "timeout": "2s"})
    assert answer["_edges"]["failed"] == ["n3"]
    assert answer["hits"]["total"]["value"] == 5
    scene.link.join()


def test_a_centre_does_not_tell_an_edge_of_others(scene: Scene) -> None:
    answer = found(scene.edges["n1"].api, {"size": 0})
    assert answer["hits"]["total"]["value"] == 3
    assert answer["_edges"]["details"]["_hub"] == {"status": "failed", "reason": "unknown call [fleet_search]"}


@pytest.mark.slow  # three edges start one after the other, and are missed once they are away: ten seconds
def test_edges_of_a_gateway_see_each_other_while_the_centre_is_away(tmp_path: Path) -> None:
    with ExitStack() as stack:
        centre, port = stack.enter_context(hub_at(tmp_path / "centre"))
        link, inner = Link(port), free_port()
        stack.callback(link.cut)
        gateway = One(stack, tmp_path, "gate", link.port, edge_listen=f"127.0.0.1:{inner}")
        one, two = One(stack, tmp_path, "one", inner), One(stack, tmp_path, "two", inner)
        wait_until(lambda: gateway.edge.hub.present() == ["one", "two"])
        link.cut()
        gateway.says(10)
        one.says(20, 21)
        two.says(30)

        # searches: each from its own, without doubling what the gateway has of them
        wait_until(lambda: gateway.edge.count() == 4)
        answer = found(one.api, {"sort": [{"celsius": "asc"}], "timeout": "30s"})
        assert [(hit["_edge"], hit["_source"]["celsius"]) for hit in answer["hits"]["hits"]] == [
            ("gate", 10), ("one", 20), ("one", 21), ("two", 30),
        ]  # fmt: skip
        assert one.api.post("/other/_search?scope=fleet", {}).body["_edges"]["failed"] == ["_hub"]

        # shadows of each other's devices
        two.lamp.client.subscribe("findling/two/lamp-two/#", qos=1)
        two.lamp.client.publish(
            "findling/two/lamp-two/shadow/update", orjson.dumps({"state": {"reported": {"on": False}}}), qos=1
        )
        shadow = "/_edge/shadows/lamp-two?scope=fleet"
        wait_until(lambda: one.api.get(shadow).body.get("state", {}).get("reported") == {"on": False})
        assert one.api.post(shadow, {"state": {"desired": {"on": True}}}).status == 200
        wait_until(lambda: any(topic.endswith("shadow/delta") for topic, _ in two.lamp.received))
        assert one.api.get("/_edge/shadows/nobody?scope=fleet").status == 404

        # what was said meanwhile is in the centre afterwards
        link.join()
        wait_until(lambda: centre.count() == 5)  # the word about the shadow is an event as well
        ids = sorted(hit["_id"] for hit in centre.documents() if hit["_source"]["edge"]["topic"] == "temperature")
        assert ids == [
            "gate.lamp-gate.temperature.0", "gate:one.lamp-one.temperature.0", "gate:one.lamp-one.temperature.1",
            "gate:two.lamp-two.temperature.0",
        ]  # fmt: skip
