"""A device: speaks MQTT 3.1.1 with its edge, counts what it says, and has a shadow."""

import json
import os
import threading
from collections.abc import Callable
from typing import Any

import paho.mqtt.client as mqtt

Json = dict[str, Any]


class Device:
    """node: the edge that it is at; on_delta: is called, in a thread of the client, with what it is to become"""

    def __init__(self, name: str, node: str, mqtt_port: int, on_delta: Callable[[Json], None]) -> None:
        self._root = f"findling/{node}/{name}"
        self._on_delta = on_delta
        self._lock = threading.Lock()
        self._boot = f"{os.getpid()}-{int.from_bytes(os.urandom(3))}"
        self._n = 0
        self._client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, client_id=name, protocol=mqtt.MQTTv311)
        self._client.on_connect = self._connected
        self._client.on_message = self._heard
        self._client.reconnect_delay_set(1, 2)
        self._client.connect_async("127.0.0.1", mqtt_port, keepalive=10)
        self._client.loop_start()

    def tell(self, topic: str, members: Json) -> None:
        """Publishes an event with QoS 1, numbered."""
        with self._lock:
            self._n += 1
            event = {**members, "n": self._n, "boot": self._boot}
            self._client.publish(f"{self._root}/{topic}", json.dumps(event), qos=1)

    def report(self, reported: Json) -> None:
        """Says how it is."""
        self._client.publish(f"{self._root}/shadow/update", json.dumps({"state": {"reported": reported}}), qos=1)

    def _connected(self, client: mqtt.Client, *answer: Any) -> None:
        client.subscribe([(f"{self._root}/shadow/delta", 1), (f"{self._root}/shadow/get/accepted", 1)])
        client.publish(f"{self._root}/shadow/get", "{}", qos=1)

    def _heard(self, client: mqtt.Client, data: Any, message: mqtt.MQTTMessage) -> None:
        state = json.loads(message.payload)["state"]
        delta = state if message.topic.endswith("/delta") else state.get("delta")
        if delta:
            self._on_delta(delta)
