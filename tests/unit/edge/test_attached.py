"""Functions, shadows, commands and deployments between real devices, an edge and its hub, over NATS and MQTT."""

import base64
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from findling.edge.attached import Attached, serve_fleet
from tests.edge.devices import PahoDevice
from tests.edge.onnx_models import linear_model
from tests.edge.running import Link, Place, edge_at, hub_at, wait_until
from tests.reference.api import Api

MODULE = """
from findling.edge.functions.declared import on, on_hub
@on("+/temperature")
def hot(event, edge):
    if event.payload["celsius"] > 60:
        edge.publish("lamp/alarm", event.payload["celsius"])
@on_hub("news")
def news(event, edge):
    edge.publish("lamp/news", event.payload)
"""


class Scene:
    """A hub, a link, an edge and a lamp."""

    def __init__(self, hub: Place, link: Link, edge: Place, attached: Attached, lamp: PahoDevice) -> None:
        self.api = Api(hub.node)
        self.hub, self.link, self.edge, self.attached, self.lamp = hub, link, edge, attached, lamp

    def heard(self, topic: str) -> Any:
        """Returns what the lamp heard last on a topic, None if nothing."""
        found = [payload for name, payload in self.lamp.received if name == f"findling/n1/lamp/{topic}"]
        return orjson.loads(found[-1]) if found else None

    def says(self, topic: str, payload: Any) -> None:
        self.lamp.client.publish(f"findling/n1/lamp/{topic}", orjson.dumps(payload), qos=1)

    def reported(self) -> Any:
        return self.api.get("/_edge/shadows/lamp").body.get("state", {}).get("reported")


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    with hub_at(tmp_path / "hub") as (hub, port):
        serve_fleet(hub.hub)
        link = Link(port)
        with edge_at(tmp_path / "n1", "n1", link.port) as edge:
            attached = Attached(edge.edge, unconfined=True)
            with PahoDevice(edge.edge.config, "lamp") as lamp:
                lamp.client.subscribe("findling/n1/lamp/#", qos=1)
                yield Scene(hub, link, edge, attached, lamp)
            attached.close()
        link.cut()


def test_a_fleet_over_a_link_that_is_cut(scene: Scene) -> None:
    api = scene.api
    wait_until(lambda: api.get("/_edge/nodes/n1").status == 200 and scene.hub.hub.present() == ["n1"])
    scene.says("shadow/update", {"state": {"reported": {"on": False}}})
    wait_until(lambda: scene.reported() == {"on": False})

    # desired comes at once, by a poke
    api.post("/_edge/shadows/lamp", {"state": {"desired": {"on": True}}})
    wait_until(lambda: scene.heard("shadow/delta") is not None)
    assert scene.heard("shadow/delta")["state"] == {"on": True}

    # functions are deployed and run, also while the link is cut
    api.put("/_edge/bundles/warner/1", {"files": {"main.py": MODULE}})
    api.put("/_edge/deployments/d1", {"bundle": "warner", "version": "1", "nodes": "n1"})
    wait_until(lambda: scene.attached.functions.shown().get("warner", {}).get("version") == "1")
    api.post("/_edge/commands", {"command": "message", "arguments": {"topic": "news", "payload": 7}, "nodes": "n1"})
    wait_until(lambda: scene.heard("news") == 7)
    scene.link.cut()
    scene.lamp.publish(1, celsius=71)
    wait_until(lambda: scene.heard("alarm") == 71)

    # what is said meanwhile arrives on the link's return, a command among it
    scene.says("shadow/update", {"state": {"reported": {"on": True}}})
    sent = api.post("/_edge/commands", {"command": "blink", "device": "lamp"}).body["commands"][0]["name"]
    scene.link.join()
    scene.attached.agent.poke()
    wait_until(lambda: _poked(scene) and scene.heard("commands") is not None)
    assert scene.heard("commands") == {"id": sent, "command": "blink", "arguments": None}
    scene.says(f"commands/{sent}/answer", {"state": "succeeded", "answer": "blinked"})
    wait_until(lambda: api.get(f"/_edge/commands/{sent}").body["state"] == "succeeded")
    wait_until(lambda: scene.reported() == {"on": True})

    # who is revoked is out at once
    api.post("/_edge/nodes/n1/_revoke")
    scene.attached.agent.poke()
    wait_until(lambda: scene.attached.agent.is_revoked)
    before = scene.hub.count()
    scene.lamp.publish(2, celsius=20)
    wait_until(lambda: scene.edge.edge.sender is not None and scene.edge.edge.sender.fault is not None)
    assert scene.hub.count() == before


DECIDES = """
from findling.edge.functions.declared import on
@on("+/vibration")
def judge(event, edge):
    (made,) = edge.infer("wear", [event.payload])
    edge.publish("lamp/judged", made)
"""


def test_a_model_larger_than_a_message_decides_at_the_edge(scene: Scene) -> None:
    api = scene.api
    wait_until(lambda: api.get("/_edge/nodes/n1").status == 200)
    model = base64.b64encode(linear_model([1, -1], padding=9 << 20)).decode()
    settings = {"features": ["celsius", "rpm"], "doubt": {"between": [0.4, 0.6]}}
    made = api.put(
        "/_edge/bundles/wear/1", {"kind": "model", "settings": settings, "files": {"model.onnx": {"base64": model}}}
    )
    assert made.status == 200, made.text
    assert made.body["size_in_bytes"] > 8 << 20
    api.put("/_edge/bundles/judge/1", {"files": {"main.py": DECIDES}})
    for bundle in ("wear", "judge"):
        api.put(f"/_edge/deployments/{bundle}", {"bundle": bundle, "version": "1", "nodes": "n1"})
    wait_until(lambda: _all_run(scene))
    scene.link.cut()
    scene.lamp.publish(1, "vibration", celsius=5, rpm=1)
    wait_until(lambda: scene.heard("judged") is not None)
    assert scene.heard("judged")["predicted_value"] > 0.98
    scene.lamp.publish(2, "vibration", celsius=1, rpm=1)
    wait_until(lambda: scene.heard("judged") == {"predicted_value": 0.5, "doubtful": True})
    pipeline = {
        "processors": [{"inference": {"model_id": "wear", "target_field": "wear", "field_map": {"heat": "celsius"}}}]
    }
    local = Api(scene.edge.node)
    assert local.put("/_ingest/pipeline/judged", pipeline).status == 200
    assert local.put("/machines/_doc/1?pipeline=judged", {"heat": 9, "rpm": 1}).status == 201
    assert local.get("/machines/_doc/1").body["_source"]["wear"]["model_id"] == "wear"
    lines = [
        '{"index":{}}',
        '{"heat":9,"rpm":1}',
        '{"index":{}}',
        '{"rpm":1}',
        '{"index":{}}',
        '{"heat":1,"rpm":9}',
        "",
    ]
    items = local.post("/machines/_bulk?pipeline=judged", "\n".join(lines)).body["items"]
    assert [one["index"]["status"] for one in items] == [201, 400, 201]
    missing = local.put("/machines/_doc/2?pipeline=judged", {"rpm": 1})
    assert missing.error == (400, "illegal_argument_exception", "field [heat] not present as part of path [heat]")
    scene.link.join()
    wait_until(lambda: scene.hub.count("edge-doubts") == 1)
    (doubt,) = scene.hub.documents("edge-doubts")
    assert doubt["_source"]["features"] == {"celsius": 1.0, "rpm": 1.0}
    assert doubt["_source"]["edge"] == {"node": "n1"}
    assert api.get("/_edge/nodes/n1").body["runs"] == {"judge": "1", "wear": "1"}


def test_a_pipeline_changes_events_before_they_are_kept_and_sent(scene: Scene) -> None:
    api = scene.api
    wait_until(lambda: api.get("/_edge/nodes/n1").status == 200)
    processors = [
        {"drop": {"if": "ctx.celsius == 0"}},
        {"rename": {"field": "celsius", "target_field": "heat"}},
        {"remove": {"field": "edge.device"}},
    ]
    files = {"pipeline.json": orjson.dumps({"processors": processors}).decode()}
    bundle = {"kind": "pipeline", "settings": {"topic": "+/temperature"}, "files": files}
    assert api.put("/_edge/bundles/tidy/1", bundle).status == 200
    api.put("/_edge/deployments/tidy", {"bundle": "tidy", "version": "1", "nodes": "n1"})
    wait_until(lambda: _poked(scene) and "tidy" in scene.attached.pipelines.shown())
    scene.lamp.publish(1, celsius=0)
    scene.lamp.publish(2, celsius=20)
    scene.lamp.publish(3, celsius=None, other=1)
    scene.lamp.publish(4, "pressure", celsius=5)
    wait_until(lambda: scene.hub.count() == 3)
    for place in (scene.edge, scene.hub):
        sources = {hit["_source"]["n"]: hit["_source"] for hit in place.documents()}
        assert sources[2]["heat"] == 20
        assert sources[2]["edge"] == {"node": "n1", "device": "lamp", "topic": "temperature", "n": 2}
        assert sources[4]["celsius"] == 5
    shown = scene.attached.pipelines.shown()["tidy"]
    assert (shown["calls"], shown["dropped"], shown["failures"]) == (3, 1, 0)


def test_what_the_hub_configures_holds(scene: Scene) -> None:
    api = scene.api
    wait_until(lambda: api.get("/_edge/nodes/n1").status == 200)
    text = """
from findling.edge.functions.declared import on
@on("lamp/ask")
def answer(event, edge): edge.publish("lamp/told", edge.settings()["pace"])
"""
    api.put("/_edge/bundles/told/1", {"files": {"main.py": text}})
    api.put("/_edge/deployments/told", {"bundle": "told", "version": "1", "nodes": "n1"})
    rule = {"topic": "lamp/secret", "index": "secrets", "forward": "stays"}
    api.put("/_edge/configs/node:n1", {"settings": {"pace": 5, "forward": {"rules": [rule]}}})
    wait_until(
        lambda: _poked(scene) and "told" in scene.attached.functions.shown() and bool(scene.edge.edge.rules.rules)
    )
    scene.says("ask", {})
    wait_until(lambda: scene.heard("told") == 5)
    scene.lamp.publish(1, "secret", code=7)
    scene.lamp.publish(2, "open", code=8)
    wait_until(lambda: scene.hub.count() == 2)  # the question, and what is open
    assert scene.edge.count("edge-secrets") == 1
    assert scene.hub.count("edge-secrets") == 0


def _all_run(scene: Scene) -> bool:
    running = {**scene.attached.models.shown(), **scene.attached.functions.shown()}
    return _poked(scene) and set(running) == {"wear", "judge"}


def _poked(scene: Scene) -> bool:
    """Lets the agent speak now, as often as it is asked for."""
    scene.attached.agent.poke()
    time.sleep(0.1)
    return True


def test_functions_publish_below_their_node_only(scene: Scene) -> None:
    text = """
from findling.edge.functions.declared import on
@on("go")
def go(event, edge): edge.publish(event.payload, 1)
"""
    scene.api.put("/_edge/bundles/b/1", {"files": {"main.py": text}})
    wait_until(lambda: scene.api.get("/_edge/nodes/n1").status == 200)
    scene.api.put("/_edge/deployments/d", {"bundle": "b", "version": "1", "nodes": "n1"})
    wait_until(lambda: _poked(scene) and "b" in scene.attached.functions.shown())
    wrong = ["findling/n2/lamp/x", "lamp/+", "lamp/#", "lamp.x", "a b"]
    for topic in wrong:
        scene.attached.functions.emit("go", topic)
    wait_until(lambda: scene.attached.functions.shown()["b"]["failures"] == len(wrong))
    assert "publishes below" in scene.attached.functions.shown()["b"]["last_error"]


def test_an_index_of_the_hub_is_searched_at_the_edge_while_the_link_is_cut(scene: Scene) -> None:
    api, local = scene.api, Api(scene.edge.node)
    wait_until(lambda: api.get("/_edge/nodes/n1").status == 200)
    lines = "".join(
        f'{{"index":{{}}}}\n{{"part":{number},"text":"{number * 7919 % 999_983}"}}\n' for number in range(20_000)
    )
    assert api.post("/parts/_bulk", lines).body["errors"] is False
    made = api.post("/_edge/indices/parts/_publish", {"nodes": "n1"})
    assert made.status == 200, made.text
    # the link breaks while the files come, more than once
    for _ in range(3):
        wait_until(lambda: scene.attached.copies.shown().get("parts", {}).get("state") in ("coming", "running"))
        scene.link.cut()
        scene.link.join()
    scene.attached.agent.poke()
    wait_until(lambda: scene.attached.copies.shown().get("parts", {}).get("version") == "1")
    wait_until(lambda: api.get("/_edge/indices/parts").body["nodes"]["n1"].get("state") == "healthy")
    scene.link.cut()
    found = local.post("/parts/_search", {"query": {"match": {"text": "7919"}}}).body["hits"]["hits"]
    assert [hit["_source"]["part"] for hit in found] == [1]
    assert local.post("/parts/_count").body["count"] == 20_000
    assert local.post("/parts/_doc", {"part": 1}).status == 403
    size = api.get("/_edge/indices/parts").body["nodes"]["n1"]["size_in_bytes"]
    assert scene.attached.copies.shown()["parts"]["brought_in_bytes"] == size  # no byte came twice
    assert api.delete("/_edge/indices/parts").status == 200
    scene.link.join()
    wait_until(lambda: _poked(scene) and local.get("/parts/_search").status == 404)


def test_figures_of_an_edge_and_its_functions_come_to_the_hub(scene: Scene) -> None:
    api = scene.api
    wait_until(lambda: api.get("/_edge/nodes/n1").status == 200)
    api.put("/_edge/bundles/warner/1", {"files": {"main.py": MODULE}})
    api.put("/_edge/deployments/d1", {"bundle": "warner", "version": "1", "nodes": "n1"})
    wait_until(lambda: _poked(scene) and "warner" in scene.attached.functions.shown())
    scene.link.cut()
    scene.lamp.publish(1, celsius=71)
    wait_until(lambda: scene.heard("alarm") == 71)
    scene.attached.measure()
    scene.attached.measure()  # within the same minute, or in the next
    scene.link.join()
    wait_until(lambda: scene.hub.count("edge-metrics") in (2, 4))
    bundle = {"term": {"kind.keyword": "bundle"}}
    (found, *_) = api.post("/edge-metrics/_search", {"query": bundle}).body["hits"]["hits"]
    told = found["_source"]["bundle"]
    assert (told["name"], told["version"], told["state"], told["calls"]) == ("warner", "1", "running", 1)
    metrics = api.get("/_edge/nodes/n1").body["metrics"]
    assert metrics["edge"] == {"node": "n1"}
    assert metrics["events"]["taken"] >= 1
    assert metrics["memory_in_bytes"]["nats_server"] > 1 << 20
    assert metrics["machine"]["disk"]["total_bytes"] > 0
    wait_until(lambda: _poked(scene) and api.get("/_edge/nodes/n1").body["status"]["warner"]["calls"] == 1)
    page = api.get("/_prometheus/metrics").text
    assert 'findling_edge_up{cluster="findling",edge="n1"} 1.0' in page
    assert 'findling_edge_bundle_calls{cluster="findling",edge="n1",bundle="warner",version="1"} 1.0' in page
