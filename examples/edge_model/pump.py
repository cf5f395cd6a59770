"""The pump: a device whose readings say how worn it is, and that hears what its edge thinks of them."""

import json
import threading
import time
from collections.abc import Iterator
from typing import Any

import numpy as np
import paho.mqtt.client as mqtt

Json = dict[str, Any]
WORN_FROM = 0.5
PATIENCE_S = 60


def readings(number: int, seed: int, worst: float) -> Iterator[tuple[Json, float]]:
    """Yields readings, and how worn the pump was: from 0 to worst. It is called worn from one half on."""
    chance = np.random.default_rng(seed)
    for _ in range(number):
        wear = float(chance.uniform(0, worst))
        celsius = 55 + chance.normal(0, 2) + 14 * wear
        vibration = 1.2 + 0.02 * (celsius - 55) + chance.normal(0, 0.1) + 1.1 * wear
        yield {"celsius": round(float(celsius), 2), "vibration": round(float(vibration), 3)}, wear


class Pump:
    """Publishes by MQTT 3.1.1 with QoS 1."""

    def __init__(self, node: str, mqtt_port: int) -> None:
        self._root = f"findling/{node}/pump"
        self._n = 0
        self._judged: dict[int, Json] = {}
        self._came = threading.Condition()
        self._client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, client_id="pump", protocol=mqtt.MQTTv311)
        self._client.on_message = self._heard
        self._client.on_connect = lambda client, *answer: client.subscribe(f"{self._root}/judged", 1)
        self._client.connect("127.0.0.1", mqtt_port)
        self._client.loop_start()

    def say(self, reading: Json) -> int:
        """Publishes a reading; returns its number."""
        self._n += 1
        self._client.publish(f"{self._root}/reading", json.dumps({**reading, "n": self._n}), qos=1)
        return self._n

    def ask(self, reading: Json) -> tuple[Json, float]:
        """Publishes a reading; returns what the edge decided, and how long that took in milliseconds."""
        began = time.perf_counter()
        number = self.say(reading)
        with self._came:
            if not self._came.wait_for(lambda: number in self._judged, PATIENCE_S):
                raise TimeoutError("the edge does not decide")
            return self._judged[number], (time.perf_counter() - began) * 1000

    def _heard(self, client: mqtt.Client, data: Any, message: mqtt.MQTTMessage) -> None:
        judged = json.loads(message.payload)
        with self._came:
            self._judged[judged["n"]] = judged
            self._came.notify_all()

    def close(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()
