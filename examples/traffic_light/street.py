"""The whole scene: a hub, two edges, two devices, each a process of its own, and the link to the hub.

The mast's edge is below the crossing's, whose hub is the centre: device, gateway, centre.
"""

import json
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import paho.mqtt.client as mqtt
from examples.edge_processes import Findling, Link, free_port, wait_until

FUNCTIONS = Path(__file__).parent / "functions" / "main.py"
CROSSING, MAST = "crossing", "mast"
Json = dict[str, Any]


class Street:
    """Starts everything. heard: is called with "phase" (the controller's) or "shown" (the light's) and what it is"""

    def __init__(self, data: Path, silence_s: float, heard: Callable[[str, Json], None]) -> None:
        data.mkdir(parents=True, exist_ok=True)
        self._silence_s = silence_s
        self._heard = heard
        self._devices: dict[str, subprocess.Popen[bytes]] = {}
        self._mqtt = {CROSSING: free_port(), MAST: free_port()}
        hub_port, below_port = free_port(), free_port()
        self.hub = Findling(data / "hub", "serve", "--edge-listen", f"127.0.0.1:{hub_port}")
        self.link = Link(hub_port)
        self.crossing = self._edge(data, CROSSING, self.link.port, "--edge-listen", f"127.0.0.1:{below_port}")
        self.mast = self._edge(data, MAST, below_port)
        for one in (self.hub, self.crossing, self.mast):
            assert one.url  # all of them start at once
        self._ears = [self._listen(CROSSING, "controller/phase"), self._listen(MAST, "light/shown")]

    def begin(self) -> None:
        """Deploys the function, and switches light and controller on."""
        wait_until(lambda: self.hub.ask("GET", f"/_edge/nodes/{CROSSING}")[0] == 200, "the crossing's first word")
        files = {"main.py": FUNCTIONS.read_text(encoding="utf-8")}
        self.hub.need("PUT", "/_edge/bundles/relay/1", {"files": files})
        self.hub.need("PUT", "/_edge/deployments/relay", {"bundle": "relay", "version": "1", "nodes": [CROSSING]})
        wait_until(lambda: self._runs("relay"), "the function at the crossing")
        self.switch_on("light")
        self.switch_on("controller")

    def switch_on(self, device: str) -> None:
        """Starts a device."""
        if device in self._devices:
            return
        node = {"controller": CROSSING, "light": MAST}[device]
        flags = ["--node", node, "--mqtt-port", str(self._mqtt[node])]
        if device == "light":
            flags += ["--silence", str(self._silence_s)]
        command = [sys.executable, "-m", f"examples.traffic_light.{device}", *flags]
        self._devices[device] = subprocess.Popen(command, start_new_session=True)

    def switch_off(self, device: str) -> None:
        """Kills a device, without a word."""
        process = self._devices.pop(device, None)
        if process is not None:
            process.kill()
            process.wait()

    def is_on(self, device: str) -> bool:
        return device in self._devices

    def set_timing(self, timing: Json) -> None:
        """Tells the hub how long phases should be."""
        self.hub.need("POST", "/_edge/shadows/controller", {"state": {"desired": {"timing": timing}}})

    def shadow(self) -> Json:
        """Returns the controller's shadow as the hub has it."""
        status, found = self.hub.ask("GET", "/_edge/shadows/controller")
        return found if status == 200 else {"state": {}, "version": 0}

    def phases_at_hub(self) -> list[Json]:
        """Returns what the light has shown, as far as the hub knows, in order."""
        query = {"term": {"edge.topic": "shown"}}
        body = {"query": query, "size": 10_000, "sort": [{"@timestamp": "asc"}, {"edge.n": "asc"}]}
        status, found = self.hub.ask("POST", "/edge-events/_search", body)
        return [hit["_source"] for hit in found["hits"]["hits"]] if status == 200 else []

    def stop(self) -> None:
        for device in list(self._devices):
            self.switch_off(device)
        for ear in self._ears:
            ear.disconnect()
            ear.loop_stop()
        enders = [threading.Thread(target=one.stop) for one in (self.mast, self.crossing, self.hub)]
        for ender in enders:
            ender.start()
        for ender in enders:
            ender.join()
        self.link.cut()

    def _edge(self, data: Path, name: str, hub_port: int, *flags: str) -> Findling:
        named = ("--edge-name", name, "--edge-hub", f"127.0.0.1:{hub_port}")
        doors = ("--edge-mqtt", f"127.0.0.1:{self._mqtt[name]}", "--edge-unconfined", "true")
        return Findling(data / name, "edge", "run", *named, *doors, *flags)

    def _runs(self, bundle: str) -> bool:
        shown = self.hub.need("GET", f"/_edge/nodes/{CROSSING}")
        return shown.get("status", {}).get(bundle, {}).get("state") == "healthy"

    def _listen(self, node: str, topic: str) -> mqtt.Client:
        ear = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, client_id=f"page-{node}", protocol=mqtt.MQTTv311)
        ear.on_connect = lambda client, *answer: client.subscribe(f"findling/{node}/{topic}", 1)
        ear.on_message = lambda client, data, message: self._heard(
            topic.rpartition("/")[2], json.loads(message.payload)
        )
        ear.connect("127.0.0.1", self._mqtt[node], keepalive=10)
        ear.loop_start()
        return ear
