"""Heartbeats: each node says every half a second that it lives, how far its copies of shards are, and whom it hears.

Each has the time at which it was sent, by its sender's clock. Others say of which time the last one is that they have
heard: so a node knows by its own clock until when others have heard it, however long anything was under way.
"""

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import inf
from typing import Any, Final

import orjson

from findling.cluster.nats.connection import NatsConnection

_STAMP: Final = "at"
_HEARD: Final = "heard"
EVERY_S: Final = 0.5
SILENT_S: Final = 3.0
"""A node that is silent for so long is taken for dead."""
VOUCHED_S: Final = 2.0
"""For so long whoever was heard may count on it that nobody takes it for dead."""


@dataclass(slots=True)
class Heartbeat:
    """The last that was heard of a node.

    at: when it came; stamp: when it was sent, by the clock of the node; body: what it says of itself
    heard: stamps of the last heartbeats that the node has heard, by node; changed: when that was last news here
    """

    at: float
    stamp: float
    body: dict[str, Any]
    heard: dict[str, float]
    changed: dict[str, float]


class Heartbeats:
    """Sends this node's, keeps those of all.

    made: returns what this node says of itself; heard: called with each of another node's
    """

    def __init__(self, connection: NatsConnection, node: str, made: Callable[[], dict[str, Any]]) -> None:
        self._connection = connection
        self._node = node
        self._made = made
        self._beats: dict[str, Heartbeat] = {}
        self._left: set[str] = set()
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
        """Returns the seconds since a node was heard, since it was sent if it is this one."""
        beat = self._beats.get(node)
        if beat is None:
            return inf
        return time.monotonic() - (beat.stamp if node == self._node else beat.at)

    def has_left(self, node: str) -> bool:
        """Whether a node has said that it leaves."""
        return node in self._left

    def vouching(self, nodes: Iterable[str]) -> int:
        """Returns how many of some nodes have heard this one a moment ago, by its own clock; itself counts too."""
        since = time.monotonic() - VOUCHED_S
        beats = {node: self._beats.get(node) for node in nodes}
        stamps = (
            beat.stamp if node == self._node else beat.heard.get(self._node, -inf)
            for node, beat in beats.items()
            if beat is not None
        )
        return sum(stamp > since for stamp in stamps)

    def may_hear(self, node: str, other: str) -> bool:
        """Whether a node may still hear another one: it says so, or has not said anything lately."""
        beat, now = self._beats.get(node), time.monotonic()
        if beat is None or now - beat.at > 1.5 * EVERY_S:
            return True
        return now - beat.changed.get(other, -inf) < SILENT_S

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
            self._left.add(node)
            return
        self._left.discard(node)
        self._beats[node] = self._heartbeat(body, self._beats.get(node))
        self.heard(node, body)

    def _heartbeat(self, body: dict[str, Any], before: Heartbeat | None) -> Heartbeat:
        now, stamp, heard = time.monotonic(), body.pop(_STAMP), body.pop(_HEARD)
        old = {} if before is None else before.changed
        known = {} if before is None else before.heard
        changed = {node: old[node] if known.get(node) == at else now for node, at in heard.items()}
        return Heartbeat(now, stamp, body, heard, changed)

    def _said(self) -> bytes:
        heard = {node: beat.stamp for node, beat in list(self._beats.items())}
        return orjson.dumps({**self._made(), _STAMP: time.monotonic(), _HEARD: heard})

    def _send(self) -> None:
        subject = f"{self._connection.prefix}.hb.{self._node}"
        last = time.monotonic()
        while True:
            self._connection.publish(subject, self._said())
            if self._stop.wait(EVERY_S):
                return
            now = time.monotonic()
            if now - last > SILENT_S / 2 or self.age(self._node) > SILENT_S / 2:
                self._started = now  # it was asleep, or cut off: the silence of others says nothing
            last = now
