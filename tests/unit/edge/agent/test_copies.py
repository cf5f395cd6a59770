"""Indices pushed to an edge: versions, transfers that break, freshness, roll-back, removal."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from findling.base.clock import FixedClock
from findling.edge.agent.agent import Agent
from findling.edge.agent.hub import CalledHub, HubAwayError
from findling.edge.agent.runtimes import Runtimes
from findling.edge.copies.copies import IndexCopies
from findling.node.published.served import ServedCopies
from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from tests.edge.running import wait_until
from tests.reference.api import Api
from tests.unit.edge.agent.conftest import Link

NODES = {"nodes": ["n1"]}


class Flaky:
    """A link that lets so many pieces of files through and then breaks. damage: changes what comes"""

    def __init__(self, link: Link) -> None:
        self.link = link
        self.left: int | None = None
        self.asked: list[tuple[str, int]] = []
        self.damage: Callable[[Any], Any] = lambda piece: piece

    def __call__(self, bundle: str, version: str, name: str, offset: int) -> Any:
        if self.left == 0:
            raise HubAwayError("the link broke")
        self.left = None if self.left is None else self.left - 1
        self.asked.append((name, offset))
        body = {"name": bundle, "version": version, "object": name, "offset": offset}
        return self.damage(self.link("bundle", orjson.dumps(body)))


class Edge:
    """An edge with nothing but copies."""

    def __init__(self, hub: Api, home: Path, clock: FixedClock) -> None:
        self.home, self.clock = home, clock
        self.link = Link(hub, "n1")
        self.flaky = Flaky(self.link)
        self.open()

    def open(self) -> None:
        self.node = Node(
            NodeConfig(data=self.home / "node", sync=False, background=True, threads=2), self.clock
        ).start()
        self.api = Api(self.node)
        self.copies = IndexCopies(self.node, self.home / "copies", (), self.clock, self.flaky, lambda: None)
        self.agent = Agent(
            "n1",
            CalledHub(self.link),
            self.home / "agent",
            Runtimes({"index": self.copies}),
            lambda topic, payload: None,
            clock=self.clock,
            confirmed=self.copies.confirm,
        )
        self.copies.start()

    def close(self) -> None:
        self.copies.close()
        self.node.close()

    def again(self) -> None:
        """As a kill and a start do: nothing is told before."""
        self.close()
        self.open()

    def arrived(self, version: str) -> None:
        self.agent.sync()
        wait_until(lambda: self.shown().get("version") == version)
        self.agent.sync()

    def shown(self) -> dict[str, Any]:
        found: dict[str, Any] = self.copies.shown().get("catalogue", {})
        return found

    def titles(self) -> list[str]:
        hits = self.api.post("/catalogue/_search", {"sort": ["title.keyword"], "size": 100}).body["hits"]["hits"]
        return [hit["_source"]["title"] for hit in hits]


@pytest.fixture
def edge(hub: Api, tmp_path: Path, clock: FixedClock) -> Iterator[Edge]:
    made = Edge(hub, tmp_path / "edge", clock)
    yield made
    made.close()


def written(hub: Api, *titles: str, index: str = "catalogue") -> None:
    for title in titles:
        assert hub.put(f"/{index}/_doc/{title}", {"title": title}).status == 201


def published(hub: Api, **asked: Any) -> Any:
    answer = hub.post("/_edge/indices/catalogue/_publish", {**NODES, **asked})
    assert answer.status == 200, answer.text
    return answer.body


def test_an_index_is_served_at_the_edge_without_the_hub(hub: Api, edge: Edge) -> None:
    edge.agent.sync()
    written(hub, "crane", "lamp")
    made = published(hub)
    assert [one["bundle_version"] for one in made["versions"]] == ["1"]
    edge.arrived("1")
    edge.link.is_cut = True
    edge.again()
    assert edge.titles() == ["crane", "lamp"]
    refused = edge.api.put("/catalogue/_doc/own", {"title": "own"})
    assert refused.error[:2] == (403, "cluster_block_exception")
    assert edge.api.delete("/catalogue").error[:2] == (403, "cluster_block_exception")
    shown = hub.get("/_edge/indices/catalogue").body
    assert shown["nodes"]["n1"]["state"] == "healthy"
    assert shown["nodes"]["n1"]["etag"] == shown["versions"][0]["etag"]
    assert hub.get("/_edge/indices").body["indices"] == [hub.get("/_edge/indices/catalogue").body]


def test_only_what_is_new_is_sent(hub: Api, edge: Edge) -> None:
    edge.agent.sync()
    written(hub, "crane")
    published(hub)
    edge.arrived("1")
    first = {name for name, _ in edge.flaky.asked}
    edge.flaky.asked.clear()
    written(hub, "lamp")
    published(hub)
    edge.arrived("2")
    assert edge.flaky.asked
    assert not first & {name for name, _ in edge.flaky.asked}
    assert edge.titles() == ["crane", "lamp"]


def test_what_has_not_changed_is_no_version(hub: Api, edge: Edge) -> None:
    edge.agent.sync()
    written(hub, "crane")
    etags = [one["etag"] for one in published(hub)["versions"]]
    edge.arrived("1")
    asked = list(edge.flaky.asked)
    again = published(hub)
    assert [one["etag"] for one in again["versions"]] == etags
    edge.agent.sync()
    assert (edge.shown()["version"], "coming" in edge.shown(), edge.flaky.asked) == ("1", False, asked)
    assert hub.get("/_edge").body["deployments"] == 1  # who has it already is not given it anew
    assert [one["bundle_version"] for one in published(hub, ttl="2h")["versions"]] == ["1", "2"]


def test_transfers_that_break_go_on_where_they_were(hub: Api, edge: Edge, monkeypatch: pytest.MonkeyPatch) -> None:
    """The link breaks after every piece, and the edge is killed each time."""
    monkeypatch.setattr("findling.edge.pieces._BYTES", 700)
    edge.agent.sync()
    written(hub, "crane", "lamp")
    published(hub)
    edge.flaky.left = 1
    edge.agent.sync()
    for _ in range(100):
        wait_until(lambda: edge.flaky.left == 0 or edge.shown().get("version") == "1")
        if edge.shown().get("version") == "1":
            break
        edge.again()
        edge.flaky.left = 1
        edge.agent.sync()
    assert edge.titles() == ["crane", "lamp"]
    assert len(edge.flaky.asked) == len(set(edge.flaky.asked)) > 4  # no piece came twice


def test_a_damaged_piece_is_never_served(hub: Api, edge: Edge) -> None:
    edge.agent.sync()
    written(hub, "crane")
    published(hub)
    edge.flaky.damage = lambda piece: {**piece, "content": "A" * len(piece["content"])}
    edge.agent.sync()
    wait_until(lambda: "another SHA-256" in edge.shown().get("last_error", ""))
    assert edge.api.get("/catalogue/_search").status == 404
    edge.agent.sync()
    status = hub.get("/_edge/nodes/n1").body["status"]["catalogue"]
    assert (status["state"], "another SHA-256" in status["reason"]) == ("coming", True)
    edge.flaky.damage = lambda piece: piece
    edge.arrived("1")
    assert edge.titles() == ["crane"]


def test_a_copy_is_stale_once_the_hub_has_not_confirmed_it_for_its_time(
    hub: Api, edge: Edge, clock: FixedClock
) -> None:
    edge.agent.sync()
    written(hub, "crane")
    published(hub, ttl="1h")
    edge.arrived("1")
    clock.advance(3_599_000)
    edge.link.is_cut = True
    with pytest.raises(HubAwayError):
        edge.agent.sync()
    assert "warning" not in edge.api.get("/catalogue/_search").headers
    clock.advance(1_000)
    edge.again()
    answer = edge.api.get("/cata*/_search")
    assert "is a stale copy: version [1] was last confirmed" in answer.headers["warning"]
    assert answer.body["hits"]["total"]["value"] == 1
    (copy,) = edge.api.get("/_edge/copies").body["copies"]
    assert (copy["index"], copy["stale"]) == ("catalogue", True)
    edge.link.is_cut = False
    edge.agent.sync()
    assert edge.api.get("/_edge/copies").body["copies"][0]["stale"] is False
    assert "warning" not in edge.api.get("/catalogue/_search").headers


def test_a_version_is_taken_back_and_old_ones_go(hub: Api, edge: Edge) -> None:
    edge.agent.sync()
    for number, title in enumerate(("a", "b", "c", "d", "e"), 1):
        written(hub, title)
        published(hub, keep=2)
        edge.arrived(str(number))
    shown = hub.get("/_edge/indices/catalogue").body
    assert [one["bundle_version"] for one in shown["versions"]] == ["4", "5"]
    answer = hub.post("/_edge/indices/catalogue/_rollback")
    assert answer.body["nodes"]["n1"]["wants"] == "4"
    edge.arrived("4")
    assert edge.titles() == ["a", "b", "c", "d"]
    published(hub)
    edge.arrived("5")
    assert edge.titles() == ["a", "b", "c", "d", "e"]


def test_an_index_that_is_withdrawn_goes_from_edges_and_hub(hub: Api, edge: Edge, tmp_path: Path) -> None:
    edge.agent.sync()
    written(hub, "crane")
    published(hub)
    edge.arrived("1")
    assert hub.delete("/_edge/indices/catalogue").status == 200
    assert hub.get("/_edge/indices/catalogue").status == 404
    edge.agent.sync()
    assert edge.api.get("/catalogue/_search").status == 404
    assert edge.node.kept(ServedCopies.of).shown() == []
    assert edge.api.put("/catalogue/_doc/1", {"title": "own"}).status == 201
    assert hub.get("/_edge").body["deployments"] == 0
    left = [path for path in (tmp_path / "hub" / "edge" / "bundles" / ".indices").rglob("segments/*") if path.is_file()]
    assert left == []


def test_an_index_of_the_edge_itself_is_not_replaced(hub: Api, edge: Edge) -> None:
    edge.api.put("/catalogue/_doc/1", {"title": "own"})
    edge.agent.sync()
    written(hub, "crane")
    published(hub)
    edge.agent.sync()
    edge.agent.sync()
    status = hub.get("/_edge/nodes/n1").body["status"]["catalogue"]
    assert (status["state"], "already exists" in status["reason"]) == ("failed", True)
    assert edge.api.get("/catalogue/_doc/1").body["_source"] == {"title": "own"}


def test_nodes_get_the_files_of_what_is_theirs(hub: Api, edge: Edge) -> None:
    edge.agent.sync()
    written(hub, "crane")
    published(hub)
    edge.arrived("1")
    name = edge.flaky.asked[0][0]
    asked = {"name": "catalogue", "version": "1", "object": name, "offset": 0}
    assert hub.post("/_edge/nodes/n1/_bundle", asked).status == 200
    hub.post("/_edge/nodes/n2/_sync", {})
    assert hub.post("/_edge/nodes/n2/_bundle", asked).status == 404
    for wrong in ("../1.bundle", "manifest", "segments/x", ""):
        assert hub.post("/_edge/nodes/n1/_bundle", {**asked, "object": wrong}).status == 404, wrong
    assert hub.post("/_edge/nodes/n1/_bundle", {**asked, "offset": -1}).status == 400


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"index": "nothing"}, 404),
        ({"index": "cata*"}, 400),
        ({"ttl": "soon"}, 400),
        ({"ttl": "0s"}, 400),
        ({"junk": 1}, 400),
        ({"nodes": ["n9"]}, 404),
        ({"group": "quay", "nodes": ["n1"]}, 400),
        ({"policy": {"canary_percent": 0}}, 400),
    ],
)
def test_what_cannot_be_pushed(hub: Api, asked: Any, status: int) -> None:
    written(hub, "crane")
    hub.post("/_edge/nodes/n1/_sync", {})
    answer = hub.post("/_edge/indices/catalogue/_publish", {**NODES, **asked})
    assert answer.status == status, answer.text
    assert hub.get("/_edge/indices").body["indices"] == []


def test_an_index_that_has_no_room_is_refused(hub: Api, edge: Edge, monkeypatch: pytest.MonkeyPatch) -> None:
    edge.agent.sync()
    written(hub, "crane")
    published(hub)
    monkeypatch.setattr("findling.edge.copies.copies._SHARE", 0)
    edge.agent.sync()
    edge.agent.sync()
    status = hub.get("/_edge/nodes/n1").body["status"]["catalogue"]
    assert (status["state"], "there is room for [0]" in status["reason"]) == ("failed", True)
