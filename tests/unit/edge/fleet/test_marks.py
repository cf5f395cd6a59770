"""A hub looks for what is wanted of a node only where something has been written since it found nothing."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from findling.base.clock import FixedClock
from findling.edge.fleet.marks import Marks
from findling.edge.fleet.service import Fleet
from findling.edge.fleet.store import COMMAND, GROUP, FleetStore
from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from findling.node.services.system.system_index import SystemIndex

NOW = 1_800_000_000_000


@pytest.fixture
def fleet(tmp_path: Path) -> Iterator[Fleet]:
    config = NodeConfig(data=tmp_path, sync=False, background=False, threads=2)
    with Node(config, FixedClock(NOW)) as node:
        yield node.kept(Fleet.of)


def test_marks_are_of_a_kind_and_of_a_node() -> None:
    marks = Marks()
    marks.note("shadow", "n1")
    marks.note("shadow", "n2")
    marks.note("command", None)
    numbers = [marks.of(*key) for key in (("shadow",), ("shadow", "n1"), ("shadow", "n3"), ("command",))]
    assert numbers == [2, 1, 0, 1]


def test_a_word_without_news_searches_nothing(fleet: Fleet, monkeypatch: pytest.MonkeyPatch) -> None:
    searches: list[Any] = []
    scan = SystemIndex.scan
    monkeypatch.setattr(SystemIndex, "scan", lambda index, query: searches.append(query) or scan(index, query))
    told = {"devices": {"lamp": NOW}, "shadow_versions": {"lamp": 0}}
    fleet.registry.put_group("quay", {"nodes": ["n1"]})
    fleet.exchange.sync("n1", told)
    searches.clear()
    fleet.exchange.sync("n1", told)
    assert fleet.deployments.advance() == 0
    searches.clear()
    fleet.deployments.advance()
    assert searches == []
    fleet.shadows.update("lamp", {"desired": {"on": True}})
    assert [one["device"] for one in fleet.exchange.sync("n1", told)["shadows"]] == ["lamp"]
    assert [one["device"] for one in fleet.exchange.sync("n1", told)["shadows"]] == ["lamp"]  # it may get lost
    known = {**told, "shadow_versions": {"lamp": 1}}
    assert [fleet.exchange.sync("n1", known)["shadows"] for _ in range(2)] == [[], []]
    assert [one["device"] for one in fleet.exchange.sync("n1", told)["shadows"]] == ["lamp"]  # a node made anew


def test_what_is_wanted_comes_after_words_without_news(fleet: Fleet) -> None:
    def wanted() -> Any:
        return fleet.exchange.sync("n1", {})

    for _ in range(2):
        assert (wanted()["commands"], wanted()["config"]) == ([], {})
    sent = fleet.commands.send({"command": "ping", "nodes": "n1"})[0]["name"]
    assert [[one["id"] for one in wanted()["commands"]] for _ in range(2)] == [[sent], [sent]]
    fleet.exchange.sync("n1", {"answers": [{"id": sent, "state": "succeeded"}]})
    assert wanted()["commands"] == []
    fleet.configs.put("group:quay", {"pace": 5})
    assert wanted()["config"] == {}
    fleet.registry.put_group("quay", {"nodes": ["n1"]})
    assert wanted()["config"] == {"pace": 5}
    fleet.registry.forget(GROUP, "quay")
    assert wanted()["config"] == {}


def test_what_other_nodes_of_a_cluster_write_is_noted(fleet: Fleet) -> None:
    def wanted() -> Any:
        return fleet.exchange.sync("n1", {})["commands"]

    assert [wanted(), wanted()] == [[], []]
    index = fleet.store._index
    FleetStore(index, fleet.clock).put(
        COMMAND, "c1", {"node": "n1", "command": "ping", "state": "pending", "expires_at": NOW + 1}
    )
    assert wanted() == []  # its word has not come yet
    index.tell(["command:c1"])
    assert [one["id"] for one in wanted()] == ["c1"]
    FleetStore(index, fleet.clock).put(GROUP, "quay", {"nodes": ["n1"]})
    index.tell(["group:quay"])
    assert [one["name"] for one in fleet.store.whole(GROUP)] == ["quay"]
    FleetStore(index, fleet.clock).delete(GROUP, "quay")
    index.tell(["group:quay"])
    assert fleet.store.whole(GROUP) == ()
