"""A device belongs to one node: what others say of it is refused and counted, and it moves only when it is told to."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from findling.base.clock import FixedClock
from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from tests.reference.api import Api

NOW = 1_800_000_000_000


@pytest.fixture
def api(tmp_path: Path) -> Iterator[Api]:
    """A hub with a lamp at n1, whose shadow is at version 2, and a command for it."""
    config = NodeConfig(data=tmp_path / "hub", sync=False, background=False, threads=2)
    with Node(config, FixedClock(NOW)) as node:
        made = Api(node)
        synced(made, "n1", reported=[report(on=False)])
        made.post("/_edge/shadows/lamp", {"state": {"desired": {"on": True}}})
        yield made


def report(number: int = 1, device: str = "lamp", **reported: Any) -> dict[str, Any]:
    return {"device": device, "reported": reported, "number": number}


def synced(api: Api, node: str, **told: Any) -> Any:
    answer = api.post(f"/_edge/nodes/{node}/_sync", told)
    assert answer.status == 200, answer.text
    return answer.body


ATTEMPTS: list[tuple[dict[str, Any], int]] = [
    ({"devices": {"lamp": NOW}}, 1),
    ({"reported": [report(on=True)]}, 1),
    ({"reported": [report(number=9_999_999_999_999, on=None)]}, 1),
    ({"devices": {"lamp": NOW + 10**12}, "reported": [report(on=True)]}, 1),
    ({"devices": {"lamp": NOW, "own": NOW}, "reported": [report(on=True), report(device="own", a=1)]}, 1),
    ({"devices": {"Lamp.*": NOW}}, 1),
    ({"reported": [report(device="../lamp", on=True)]}, 1),
    ({"shadow_versions": {"lamp": 1}}, 0),
    ({"shadow_versions": {"lamp": 99}}, 0),
]


@pytest.mark.parametrize(("told", "refused"), ATTEMPTS)
def test_what_another_node_says_of_a_device_is_refused_and_counted(api: Api, told: Any, refused: int) -> None:
    (sent,) = api.post("/_edge/commands", {"command": "blink", "device": "lamp"}).body["commands"]
    before = {path: api.get(path).body for path in ("/_edge/shadows/lamp", "/_edge/devices/lamp")}
    answer = synced(api, "n2", **told, answers=[{"id": sent["name"], "state": "succeeded"}])
    assert {path: api.get(path).body for path in before} == before
    assert api.get(f"/_edge/commands/{sent['name']}").body["state"] == "pending"
    assert len(answer["refused"]) == refused
    assert "lamp" not in [one["device"] for one in answer["shadows"]]
    assert answer["commands"] == []
    assert api.get("/_edge/nodes/n2").body.get("refused", {}).get("count", 0) == refused
    assert [one["id"] for one in synced(api, "n1")["commands"]] == [sent["name"]]


def test_what_else_a_node_says_counts_all_the_same(api: Api) -> None:
    answer = synced(api, "n2", reported=[report(on=True), report(device="own", a=1)])
    assert answer["refused"] == {"lamp": "device [lamp] belongs to node [n1]"}
    assert api.get("/_edge/devices/own").body["node"] == "n2"
    assert api.get("/_edge/shadows/own").body["state"]["reported"] == {"a": 1}
    shown = api.get("/_edge/nodes/n2").body["refused"]
    assert shown == {"count": 1, "last": {"lamp": "device [lamp] belongs to node [n1]"}}
    found = api.post("/_edge/node/_search", {"query": {"range": {"refused.count": {"gt": 0}}}})
    assert [hit["_id"] for hit in found.body["hits"]["hits"]] == ["n2"]


def test_a_shadow_that_is_too_large_keeps_nobody_else_from_speaking(api: Api) -> None:
    answer = synced(api, "n1", reported=[report(2, big="x" * 100_000), report(device="other", a=1)])
    assert list(answer["refused"]) == ["lamp"]
    assert api.get("/_edge/shadows/other").body["state"]["reported"] == {"a": 1}


def test_a_device_that_was_written_down_before_is_nobody_elses(api: Api) -> None:
    api.put("/_edge/devices/crane", {"node": "n1"})
    assert list(synced(api, "n2", devices={"crane": NOW})["refused"]) == ["crane"]
    assert synced(api, "n1", devices={"crane": NOW})["refused"] == {}


def test_a_device_moves_when_the_hub_says_so(api: Api) -> None:
    """With its shadow and with what it was asked; its former node hears that it has lost it."""
    (sent,) = api.post("/_edge/commands", {"command": "blink", "device": "lamp"}).body["commands"]
    assert len(synced(api, "n1")["commands"]) == 1
    assert api.put("/_edge/devices/lamp", {"node": "n2"}).body["node"] == "n2"
    there = synced(api, "n2", reported=[report(number=1, on=True)])
    assert there["refused"] == {}
    assert there["shadows"] == [{"device": "lamp", "version": 3, "desired": {"on": True}}]
    assert [one["id"] for one in there["commands"]] == [sent["name"]]
    former = synced(api, "n1", shadow_versions={"lamp": 2}, reported=[report(number=9, on=False)])
    assert (former["gone"], former["commands"], list(former["refused"])) == (["lamp"], [], ["lamp"])
    synced(api, "n1", answers=[{"id": sent["name"], "state": "failed"}])
    synced(api, "n2", answers=[{"id": sent["name"], "state": "succeeded"}])
    assert api.get(f"/_edge/commands/{sent['name']}").body["state"] == "succeeded"
    assert api.get("/_edge/shadows/lamp").body["state"]["reported"] == {"on": True}


def test_a_device_that_is_forgotten_is_whose_it_is_next(api: Api) -> None:
    assert api.delete("/_edge/devices/lamp").status == 200
    assert synced(api, "n1", shadow_versions={"lamp": 2})["gone"] == ["lamp"]
    assert synced(api, "n2", devices={"lamp": NOW})["refused"] == {}
    assert api.get("/_edge/devices/lamp").body["node"] == "n2"


def test_a_shadow_that_was_there_first_goes_to_the_node_that_has_the_device(api: Api) -> None:
    api.post("/_edge/shadows/pump", {"state": {"desired": {"speed": 3}}})
    assert synced(api, "n2")["shadows"] == []
    (told,) = synced(api, "n2", devices={"pump": NOW})["shadows"]
    assert (told["device"], told["desired"]) == ("pump", {"speed": 3})
