"""A device that publishes by MQTT and knows what was acknowledged: paho, speaking 3.1.1."""

import threading
from pathlib import Path
from typing import Any, Self

import orjson
import paho.mqtt.client as mqtt

from findling.edge.config import EdgeConfig


class PahoDevice:
    """Publishes numbered events of QoS 1 and notes which were acknowledged.

    user: its name if it does not say another; node: the edge's name; ca: whom it trusts, for TLS
    """

    def __init__(
        self,
        config: EdgeConfig,
        name: str,
        password: str | None = None,
        protocol: int = mqtt.MQTTv311,
        *,
        user: str | None = None,
        node: str | None = None,
        ca: Path | None = None,
    ) -> None:
        assert config.edge_mqtt is not None
        host, _, port = config.edge_mqtt.rpartition("//")[2].rpartition(":")
        self.name = name
        self.edge = node or config.edge_name
        self.acknowledged: set[int] = set()
        self.refusal: str | None = None
        self.received: list[tuple[str, bytes]] = []
        self._numbers: dict[int, int] = {}
        self._early: set[int] = set()
        self._lock = threading.Lock()
        self._connected = threading.Event()
        clean = {} if protocol == mqtt.MQTTv5 else {"clean_session": False}
        self.client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, client_id=name, protocol=protocol, **clean)  # type: ignore[arg-type]
        if password is not None:
            self.client.username_pw_set(name if user is None else user, password)
        if ca is not None:
            self.client.tls_set(str(ca))
        self.client.on_publish = self._published
        self.client.on_connect = self._answered
        self.client.on_message = lambda client, data, message: self.received.append((message.topic, message.payload))
        self.client.max_inflight_messages_set(200)
        self.client.reconnect_delay_set(1, 1)
        self.client.connect_async(host, int(port), keepalive=5)
        self.client.loop_start()

    def _answered(self, client: Any, data: Any, flags: Any, reason: Any, properties: Any) -> None:
        self.refusal = None if reason == 0 else str(reason)
        self._connected.set()

    def connected(self, timeout_s: float = 20) -> Self:
        """Waits for the answer to the connection."""
        assert self._connected.wait(timeout_s)
        return self

    def _published(self, client: Any, data: Any, mid: int, reason: Any, properties: Any) -> None:
        with self._lock:
            if mid in self._numbers:
                self.acknowledged.add(self._numbers[mid])
            else:
                self._early.add(mid)

    def publish(self, number: int, topic: str = "temperature", **members: Any) -> None:
        """Publishes an event with a number."""
        payload = orjson.dumps({"n": number, **members})
        message = self.client.publish(f"findling/{self.edge}/{self.name}/{topic}", payload, qos=1)
        with self._lock:
            self._numbers[message.mid] = number
            if message.mid in self._early:
                self._early.discard(message.mid)
                self.acknowledged.add(number)

    def close(self) -> None:
        self.client.disconnect()
        self.client.loop_stop()

    def __enter__(self) -> Self:
        return self.connected()

    def __exit__(self, *exception: object) -> None:
        self.close()
