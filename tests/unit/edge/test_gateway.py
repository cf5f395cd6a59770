"""A centre manages devices and edges below a gateway: shadows, commands and deployments pass through it."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import orjson
import pytest

from findling.edge.attached import Attached, serve_fleet
from findling.edge.server.running import free_port
from findling.rest.routes.edge.relayed import relayed
from tests.edge.devices import PahoDevice
from tests.edge.running import Link, Place, edge_at, hub_at, wait_until
from tests.reference.api import Api

MODULE = """
from findling.edge.functions.declared import on
@on("lamp/ask")
def answer(event, edge): edge.publish("lamp/told", 7)
"""


class Scene:
    """A centre, a link, a gateway, an edge below it, and a lamp there."""

    def __init__(self, centre: Place, link: Link, gateway: Attached, below: Attached, lamp: PahoDevice) -> None:
        self.api, self.link, self.gateway, self.below, self.lamp = Api(centre.node), link, gateway, below, lamp

    def asks(self, method: str, path: str, body: Any = None) -> str:
        """Sends a request for the gateway; returns the command's id."""
        arguments = {"method": method, "path": path, "body": body}
        answer = self.api.post("/_edge/commands", {"command": "fleet", "arguments": arguments, "nodes": "gate"})
        assert answer.status == 201, answer.text
        return str(answer.body["commands"][0]["name"])

    def answer(self, id: str) -> Any:
        wait_until(lambda: self.api.get(f"/_edge/commands/{id}").body["state"] in ("succeeded", "failed"))
        return self.api.get(f"/_edge/commands/{id}").body

    def heard(self, topic: str) -> list[Any]:
        return [orjson.loads(payload) for name, payload in self.lamp.received if name == f"findling/n1/lamp/{topic}"]

    def says(self, topic: str, payload: Any) -> None:
        self.lamp.client.publish(f"findling/n1/lamp/{topic}", orjson.dumps(payload), qos=1)


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    with ExitStack() as stack:
        centre, port = stack.enter_context(hub_at(tmp_path / "centre"))
        serve_fleet(centre.hub)
        link, inner = Link(port), free_port()
        stack.callback(link.cut)
        gate = stack.enter_context(edge_at(tmp_path / "gate", "gate", link.port, edge_listen=f"127.0.0.1:{inner}"))
        gateway = Attached(gate.edge, unconfined=True, relayed=relayed(gate.node))
        stack.callback(gateway.close)
        edge = stack.enter_context(edge_at(tmp_path / "n1", "n1", inner))
        below = Attached(edge.edge, unconfined=True)
        stack.callback(below.close)
        lamp = stack.enter_context(PahoDevice(edge.edge.config, "lamp"))
        lamp.client.subscribe("findling/n1/lamp/#", qos=1)
        made = Scene(centre, link, gateway, below, lamp)
        wait_until(lambda: made.api.get("/_edge/nodes/gate").status == 200)
        wait_until(lambda: Api(gate.node).get("/_edge/nodes/n1").status == 200)
        yield made


def test_shadows_commands_and_deployments_pass_through_the_gateway(scene: Scene) -> None:
    scene.says("shadow/update", {"state": {"reported": {"on": False}}})
    shadow = ("GET", "/_edge/shadows/lamp")
    wait_until(lambda: scene.answer(scene.asks(*shadow))["state"] == "succeeded")

    # what is asked while the link is cut comes afterwards, once
    scene.link.cut()
    wanted = scene.asks("POST", "/_edge/shadows/lamp", {"state": {"desired": {"on": True}}})
    sent = scene.asks("POST", "/_edge/commands", {"command": "blink", "device": "lamp"})
    files = {"main.py": MODULE}
    bundle = scene.asks("PUT", "/_edge/bundles/told/1", {"files": files})
    deployed = scene.asks("PUT", "/_edge/deployments/d1", {"bundle": "told", "version": "1", "nodes": "n1"})
    scene.link.join()
    scene.gateway.agent.poke()
    assert [scene.answer(id)["state"] for id in (wanted, sent, bundle, deployed)] == ["succeeded"] * 4
    wait_until(lambda: scene.heard("shadow/delta") != [] and scene.heard("commands") != [])
    assert scene.heard("shadow/delta")[-1]["state"] == {"on": True}
    (blink,) = scene.heard("commands")
    scene.says(f"commands/{blink['id']}/answer", {"answer": "blinked"})
    scene.says("shadow/update", {"state": {"reported": {"on": True}}})
    wait_until(lambda: "told" in scene.below.functions.shown())

    # and goes on without the centre
    scene.link.cut()
    scene.says("ask", {})
    wait_until(lambda: scene.heard("told") == [7])
    scene.link.join()
    asked = f"/_edge/commands/{scene.answer(sent)['answer']['commands'][0]['name']}"
    wait_until(lambda: scene.answer(scene.asks("GET", asked))["answer"]["state"] == "succeeded")
    assert "delta" not in scene.answer(scene.asks(*shadow))["answer"]["state"]


NOT_ASKED = [
    ("POST", "/_edge/nodes/n1/_sync"),
    ("POST", "/_edge/nodes/n1/_bundle"),
    ("GET", "/_search"),
    ("DELETE", "/edge-events"),
    ("GET", "/_edge/../_search"),
    ("GET", "/_edge/shadows/nobody"),
]


def test_what_a_gateway_is_not_asked(scene: Scene) -> None:
    ids = [scene.asks(method, path, {}) for method, path in NOT_ASKED]
    assert [scene.answer(id)["state"] for id in ids] == ["failed"] * len(NOT_ASKED)
    big = {"command": "fleet", "arguments": "x" * (1 << 20), "nodes": "gate"}
    assert scene.api.post("/_edge/commands", big).status == 400
    half = {**big, "arguments": {"method": "GET", "path": "/_edge", "body": "x" * 900_000}}
    ids = [scene.api.post("/_edge/commands", half).body["commands"][0]["name"] for _ in range(12)]
    assert [scene.answer(id)["state"] for id in ids] == ["succeeded"] * 12
