"""An edge does what its hub wants, tells how it is, and goes on by itself while the link is cut."""

from contextlib import suppress
from typing import Any

import pytest

from findling.base.clock import FixedClock
from findling.edge.agent.hub import HubAwayError, HubRefusedError
from tests.reference.api import Api
from tests.unit.edge.agent.conftest import Edge

MODULE = """
from findling.edge.functions.declared import on
@on("lamp/heat")
def heat(event, edge):
    print("heat", event.payload)
    if event.payload == "crash":
        raise RuntimeError("no")
    edge.publish("warned", VERSION)
"""


def deployed(hub: Api, version: str, text: str = MODULE) -> None:
    files = {"main.py": text.replace("VERSION", version)}
    assert hub.put(f"/_edge/bundles/warner/{version}", {"files": files}).status == 200
    policy = {"healthy_for_ms": 0, "canary_percent": 100}
    body = {"bundle": "warner", "version": version, "nodes": ["n1"], "policy": policy}
    answer = hub.put(f"/_edge/deployments/d{version}", body)
    assert answer.status == 200, answer.text


def test_a_shadow_over_a_cut_link(hub: Api, edge: Edge) -> None:
    edge.agent.heard("lamp", "shadow/update", {"state": {"reported": {"on": False, "old": 1}}})
    edge.agent.sync()
    hub.post("/_edge/shadows/lamp", {"state": {"desired": {"on": True}}})
    edge.link.is_cut = True
    edge.agent.heard("lamp", "shadow/update", {"state": {"reported": {"heat": 3, "old": None}}})
    with pytest.raises(HubAwayError):
        edge.agent.sync()
    edge.agent = edge.made()  # it is started again meanwhile
    edge.agent.heard("lamp", "shadow/get", None)
    assert edge.published[-1][1]["state"]["reported"] == {"on": False, "heat": 3}
    edge.link.is_cut = False
    edge.agent.sync()
    assert edge.published[-1] == ("findling/n1/lamp/shadow/delta", {"state": {"on": True}, "version": 3})
    edge.agent.heard("lamp", "shadow/update", {"state": {"reported": {"on": True}}})
    edge.agent.sync()
    state = hub.get("/_edge/shadows/lamp").body["state"]
    assert state == {"desired": {"on": True}, "reported": {"on": True, "heat": 3}}


def test_an_answer_that_gets_lost_changes_nothing(hub: Api, edge: Edge) -> None:
    edge.agent.heard("lamp", "shadow/update", {"state": {"reported": {"on": False}}})
    edge.link.loses_answers = True
    with suppress(HubAwayError):
        edge.agent.sync()
    edge.link.loses_answers = False
    edge.agent.sync()
    assert hub.get("/_edge/shadows/lamp").body["version"] == 1


def test_functions_are_deployed_from_the_hub(hub: Api, edge: Edge, clock: FixedClock) -> None:
    edge.agent.sync()
    deployed(hub, "1")
    edge.agent.sync()
    assert edge.functions.shown()["warner"]["version"] == "1"
    edge.functions.emit("findling/n1/lamp/heat", 70)
    assert edge.functions.running("warner").wait_idle(10)
    assert edge.published == [("warned", 1)]
    clock.advance(2_000)
    edge.agent.sync()
    clock.advance(2_000)
    edge.agent.sync()
    assert hub.get("/_edge/deployments/d1").body["state"] == "succeeded"
    hub.post("/findling-edge-functions/_refresh")
    (hit,) = hub.post("/findling-edge-functions/_search", {"query": {"match": {"message": "heat"}}}).body["hits"][
        "hits"
    ]
    assert (hit["_source"]["message"], hit["_source"]["node"]) == ("heat 70", "n1")


@pytest.mark.parametrize("broken", ["1 / 0", MODULE.replace("VERSION", "1 / 0")])
def test_a_version_that_fails_goes_back(hub: Api, edge: Edge, clock: FixedClock, broken: str) -> None:
    def talk(times: int = 1) -> None:
        for _ in range(times):
            edge.functions.emit("findling/n1/lamp/heat", 70)
            assert edge.functions.running("warner").wait_idle(10)
            clock.advance(2_000)
            edge.agent.sync()

    edge.agent.sync()
    deployed(hub, "1")
    edge.agent.sync()
    talk(2)
    deployed(hub, "2", broken)
    talk(4)
    shown = hub.get("/_edge/deployments/d2").body
    assert shown["state"] == "rolled_back", shown
    assert edge.functions.shown()["warner"]["version"] == "1"
    assert hub.get("/_edge/nodes/n1").body["wants"] == {"warner": "1"}


def test_what_is_deployed_goes_when_it_is_not_wanted(hub: Api, edge: Edge, clock: FixedClock) -> None:
    edge.agent.sync()
    deployed(hub, "1")
    edge.agent.sync()
    hub.post("/_edge/deployments/d1/_rollback")
    edge.agent.sync()
    assert edge.functions.shown() == {}


def test_a_hub_with_another_key_deploys_nothing(hub: Api, edge: Edge) -> None:
    edge.agent.deployed.trust_first("00" * 32)
    edge.agent.sync()
    deployed(hub, "1")
    edge.agent.sync()
    assert edge.functions.shown() == {}
    edge.agent.sync()
    status = hub.get("/_edge/nodes/n1").body["status"]["warner"]
    assert status["state"] == "failed"
    assert "whom this node does not trust" in status["reason"]


def asked(hub: Api, **body: Any) -> str:
    answer = hub.post("/_edge/commands", body)
    assert answer.status == 201, answer.text
    return str(answer.body["commands"][0]["name"])


def test_commands_of_nodes(hub: Api, edge: Edge) -> None:
    edge.agent.sync()
    ping, odd = asked(hub, command="ping", arguments=7, nodes="n1"), asked(hub, command="dance", nodes="n1")
    edge.agent.sync()
    edge.agent.sync()
    assert hub.get(f"/_edge/commands/{ping}").body["answer"] == {"pong": 7}
    refused = hub.get(f"/_edge/commands/{odd}").body
    assert (refused["state"], refused["answer"]["type"]) == ("failed", "illegal_argument_exception")


def test_commands_of_devices_once(hub: Api, edge: Edge) -> None:
    edge.agent.heard("lamp", "heat", 1)
    edge.agent.sync()
    id = asked(hub, command="blink", arguments={"times": 3}, device="lamp")
    edge.agent.sync()
    edge.agent.sync()
    told = ("findling/n1/lamp/commands", {"id": id, "command": "blink", "arguments": {"times": 3}})
    assert edge.published == [told]
    edge.agent.heard("lamp", "commands/get", None)
    assert edge.published == [told, told]
    edge.agent.heard("lamp", f"commands/{id}/answer", {"state": "succeeded", "answer": "done"})
    edge.link.loses_answers = True
    with suppress(HubAwayError):
        edge.agent.sync()
    edge.link.loses_answers = False
    edge.agent = edge.made()
    edge.agent.sync()
    shown = hub.get(f"/_edge/commands/{id}").body
    assert (shown["state"], shown["answer"]) == ("succeeded", "done")
    edge.agent.heard("lamp", "commands/get", None)
    assert edge.published == [told, told]


def test_a_command_that_is_over_is_not_handed_to_a_device(hub: Api, edge: Edge, clock: FixedClock) -> None:
    edge.agent.heard("lamp", "heat", 1)
    edge.agent.sync()
    id = asked(hub, command="blink", device="lamp", expires_in="1m")
    edge.agent.sync()
    assert [topic for topic, _ in edge.published] == ["findling/n1/lamp/commands"]
    edge.link.is_cut = True
    clock.advance(60_000)
    edge.agent.heard("lamp", "commands/get", None)
    assert len(edge.published) == 1
    assert hub.get(f"/_edge/commands/{id}").body["state"] == "expired"


def test_configurations_stay_over_a_restart(hub: Api, edge: Edge) -> None:
    hub.put("/_edge/configs/all", {"settings": {"pace": 5}})
    edge.agent.sync()
    edge.agent.sync()
    assert edge.settings == [{"pace": 5}]
    edge.link.is_cut = True
    again = edge.made()
    again.start()
    again.close()
    assert edge.settings == [{"pace": 5}, {"pace": 5}]


def test_who_is_revoked_hears_it(hub: Api, edge: Edge) -> None:
    edge.agent.sync()
    hub.post("/_edge/nodes/n1/_revoke")
    with pytest.raises(HubRefusedError) as refused:
        edge.agent.sync()
    assert refused.value.status == 403


@pytest.mark.parametrize(
    ("topic", "payload"),
    [
        ("shadow/update", {}),
        ("shadow/update", {"state": {"reported": 5}}),
        ("shadow/update", {"state": {"desired": {}}}),
        ("commands/x/answer", 5),
        ("commands/x/answer", {"state": "odd"}),
    ],
)
def test_what_devices_say_wrongly(edge: Edge, topic: str, payload: Any) -> None:
    assert edge.agent.heard("lamp", topic, payload)
    ((told, why),) = edge.published
    assert (told, why["type"]) == (f"findling/n1/lamp/{topic}/rejected", "illegal_argument_exception")


def test_a_device_comes_to_another_edge_and_nothing_it_said_is_lost(hub: Api, edge: Edge) -> None:
    hub.put("/_edge/devices/lamp", {"node": "n2"})
    hub.post("/_edge/shadows/lamp", {"state": {"desired": {"on": True}}})
    edge.agent.heard("lamp", "shadow/update", {"state": {"reported": {"heat": 3}}})
    for _ in range(3):
        edge.agent.sync()
    assert hub.get("/_edge/shadows/lamp").body["state"]["reported"] == {}
    assert hub.get("/_edge/nodes/n1").body["refused"]["count"] == 1  # said once, not again and again
    hub.put("/_edge/devices/lamp", {"node": "n1"})
    edge.agent.heard("lamp", "shadow/update", {"state": {"reported": {"on": False}}})
    edge.agent.sync()
    assert hub.get("/_edge/shadows/lamp").body["state"]["reported"] == {"heat": 3, "on": False}
    assert edge.agent.shadows.shown("lamp")["state"]["delta"] == {"on": True}
    hub.put("/_edge/devices/lamp", {"node": "n2"})
    edge.agent.sync()
    assert not edge.agent.shadows.knows("lamp")


def test_a_shadow_is_learned_anew_after_the_hub_removed_it(hub: Api, edge: Edge) -> None:
    edge.agent.heard("lamp", "shadow/update", {"state": {"reported": {"on": False}}})
    edge.agent.sync()
    hub.post("/_edge/shadows/lamp", {"state": {"desired": {"on": True}}})
    edge.agent.sync()
    hub.delete("/_edge/shadows/lamp")
    edge.agent.sync()
    hub.post("/_edge/shadows/lamp", {"state": {"desired": {"on": 7}}})
    edge.agent.sync()
    assert edge.agent.shadows.shown("lamp")["state"]["desired"] == {"on": 7}
