"""Heartbeats: each node says every half a second that it lives, and how far its copies of shards are."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import orjson

from findling.cluster.nats.connection import NatsConnection

EVERY_S: Final = 0.5
SILENT_S: Final = 3.0
"""A node that is silent for so long is taken for dead."""


@dataclass(slots=True)
class Heartbeat:
    """The last that was heard of a node. at: on the monotonic clock; body: what it said"""

    at: float
    body: dict[str, Any]


class Heartbeats:
    """Sends this node's, keeps those of all.

    made: returns what this node says of itself; heard: called with each of another node's
    """

    def __init__(self, connection: NatsConnection, node: str, made: Callable[[], dict[str, Any]]) -> None:
        self._connection = connection
        self._node = node
        self._made = made
        self._beats: dict[str, Heartbeat] = {}
        self._stop = threading.Event()
        self._started = time.monotonic()
        self.heard: Callable[[str, dict[str, Any]], None] = lambda node, body: None
        self._thread = threading.Thread(target=self._send, name="findling-heartbeat", daemon=True)

    def start(self) -> None:
        """Begins to send and to listen."""
        self._subscription = self._connection.subscribe(f"{self._connection.prefix}.hb.*", self._received)
        self._started = time.monotonic()
        self._thread.start()

    def stop(self, leaving: bool = True) -> None:
        """Sends no more. leaving: says so, that nobody waits for this node"""
        self._stop.set()
        self._thread.join(5)
        if leaving:
            self._connection.publish(f"{self._connection.prefix}.hb.{self._node}", orjson.dumps({"leaving": True}))

    def live(self) -> dict[str, dict[str, Any]]:
        """Returns what the nodes said last that are taken to live, by id."""
        now = time.monotonic()
        return {node: beat.body for node, beat in list(self._beats.items()) if now - beat.at < SILENT_S}

    def age(self, node: str) -> float:
        """Returns the seconds since a node was heard."""
        beat = self._beats.get(node)
        return float("inf") if beat is None else time.monotonic() - beat.at

    def has_listened(self) -> bool:
        """Whether this node has listened, without a pause, for as long as others may be silent.

        Whoever was halted finds out by its own heartbeat, however soon after waking it asks.
        """
        listening_s = time.monotonic() - self._started
        return listening_s > SILENT_S + 2 * EVERY_S and self.age(self._node) < SILENT_S / 2

    def _received(self, message: Any) -> None:
        node = message.subject.rpartition(".")[2]
        body = orjson.loads(message.data)
        if body.get("leaving"):
            self._beats.pop(node, None)
            return
        self._beats[node] = Heartbeat(time.monotonic(), body)
        self.heard(node, body)

    def _send(self) -> None:
        subject = f"{self._connection.prefix}.hb.{self._node}"
        last = time.monotonic()
        while True:
            self._connection.publish(subject, orjson.dumps(self._made()))
            if self._stop.wait(EVERY_S):
                return
            now = time.monotonic()
            if now - last > SILENT_S / 2 or self.age(self._node) > SILENT_S / 2:
                self._started = now  # it was asleep, or cut off: the silence of others says nothing
            last = now
