"""A model is trained in the centre of what a pump's edge forwards, decides at the edge, and learns from what it doubts.

    python -m examples.edge_model

Needs `findling[cluster,models]`, paho-mqtt and onnx; begun from the root of a checkout. Runs by itself and ends.
"""

import argparse
import base64
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np
from examples.edge_model.pump import WORN_FROM, Pump, readings
from examples.edge_model.training import FEATURES, Wear
from examples.edge_processes import Findling, Link, free_port, wait_until

NODE = "pump-house"
JUDGE = Path(__file__).with_name("judge.py")
DOUBT = (0.1, 0.9)
Json = dict[str, Any]


class Centre:
    """The hub, as who trains and deploys uses it."""

    def __init__(self, hub: Findling) -> None:
        self._hub = hub

    def count(self, index: str) -> int:
        status, answer = self._hub.ask("GET", f"/{index}/_count")
        return int(answer["count"]) if status == 200 else 0

    def documents(self, index: str) -> list[Json]:
        """Returns what has been forwarded, in order."""
        self._hub.need("POST", f"/{index}/_refresh")
        body = {"size": 10_000, "sort": [{"@timestamp": "asc"}]}
        return [hit["_source"] for hit in self._hub.need("POST", f"/{index}/_search", body)["hits"]["hits"]]

    def deploy(self, name: str, version: str, bundle: Json) -> None:
        """Brings a version to the edge and waits until it is well there."""
        self._hub.need("PUT", f"/_edge/bundles/{name}/{version}", bundle)
        asked = {"bundle": name, "version": version, "nodes": [NODE], "policy": {"healthy_for_ms": 0}}
        self._hub.need("PUT", f"/_edge/deployments/{name}-{version}", asked)
        wait_until(lambda: self._has_succeeded(f"{name}-{version}"), f"{name} {version} at the edge")

    def deploy_model(self, model: Wear, version: str) -> None:
        file = base64.b64encode(model.to_onnx()).decode()
        settings = {"features": FEATURES, "doubt": {"between": DOUBT}}
        bundle = {"kind": "model", "settings": settings, "files": {"model.onnx": {"base64": file}}}
        self.deploy("wear", version, bundle)

    def status(self) -> Json:
        """Returns how what is deployed is, asked at the edge now."""
        (sent,) = self._hub.need("POST", "/_edge/commands", {"command": "functions", "nodes": [NODE]})["commands"]

        def answer() -> Any:
            return self._hub.need("GET", f"/_edge/commands/{sent['name']}").get("answer")

        found: Json = wait_until(answer, "the edge's answer")
        return found

    def _has_succeeded(self, deployment: str) -> bool:
        found = self._hub.need("GET", f"/_edge/deployments/{deployment}")
        if found["state"] == "rolled_back":
            raise RuntimeError(found["reason"])
        return bool(found["state"] == "succeeded")


def rows(documents: list[Json]) -> Any:
    return np.array([[one[name] for name in FEATURES] for one in documents])


def judged(pump: Pump, number: int, seed: int) -> tuple[list[bool], list[float], int]:
    """Lets the edge decide about readings; returns whether it was right where it was sure, how long it took, doubts."""
    right, took, doubts = [], [], 0
    for reading, wear in readings(number, seed, worst=1.0):
        answer, took_ms = pump.ask(reading)
        took.append(took_ms)
        if "doubtful" in answer:
            doubts += 1
        else:
            right.append((answer["predicted_value"] > WORN_FROM) == (wear >= WORN_FROM))
    return right, took, doubts


def told(version: str, right: list[bool], doubts: int) -> None:
    share, number = 100 * sum(right) / len(right), len(right) + doubts
    print(f"version {version}: doubted {doubts} of {number}, right in {share:.1f} % of the rest", flush=True)


def run(stack: ExitStack, data: Path, number: int) -> None:
    hub_port, mqtt_port = free_port(), free_port()
    hub = Findling(data / "hub", "serve", "--edge-listen", f"127.0.0.1:{hub_port}")
    stack.callback(hub.stop)
    link = Link(hub_port)
    stack.callback(link.cut)
    doors = ("--edge-mqtt", f"127.0.0.1:{mqtt_port}", "--edge-unconfined", "true")
    edge = Findling(data / NODE, "edge", "run", "--edge-name", NODE, "--edge-hub", f"127.0.0.1:{link.port}", *doors)
    stack.callback(edge.stop)
    assert edge.url
    centre, pump = Centre(hub), Pump(NODE, mqtt_port)
    stack.callback(pump.close)

    wait_until(lambda: hub.ask("GET", f"/_edge/nodes/{NODE}")[0] == 200, "the edge's first word")
    for reading, _ in readings(number, seed=1, worst=0.3):
        pump.say(reading)
    wait_until(lambda: centre.count("edge-events") >= number, "the readings at the hub")
    model = Wear.fitted(rows(centre.documents("edge-events")))
    print(f"trained with {number} readings that the edge forwarded", flush=True)
    centre.deploy_model(model, "1")
    centre.deploy("judge", "1", {"module": "judge", "files": {"judge.py": JUDGE.read_text(encoding="utf-8")}})

    link.cut()
    right, took, doubts = judged(pump, number, seed=2)
    told("1", right, doubts)
    print(f"decided while the link was cut: p50 {np.percentile(took, 50):.1f} ms, p99 {np.percentile(took, 99):.1f} ms")

    link.join()
    wait_until(lambda: centre.count("edge-doubts") >= doubts, "what the model doubted")
    doubted = rows([one["features"] for one in centre.documents("edge-doubts")])
    # whoever knows the pump labels them; here that is who made its readings
    wear_of = {tuple(reading.values()): wear for reading, wear in readings(number, seed=2, worst=1.0)}
    labels = np.array([wear_of[round(celsius, 2), round(vibration, 3)] >= WORN_FROM for celsius, vibration in doubted])
    centre.deploy_model(model.taught(doubted, labels), "2")
    print(f"trained again with the {len(doubted)} readings it doubted", flush=True)
    told("2", *judged(pump, number, seed=3)[::2])
    alone = centre.status()["wear"]["took_ms"]
    print(f"the model alone, in the node: p50 {alone['p50']} ms, p99 {alone['p99']} ms")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--readings", type=int, default=500, help="of each of the three parts")
    parser.add_argument("--data", type=Path, help="where servers keep their data; without it nothing is kept")
    options = parser.parse_args()
    with ExitStack() as stack:
        run(stack, options.data or Path(stack.enter_context(tempfile.TemporaryDirectory())), options.readings)


if __name__ == "__main__":
    main()
