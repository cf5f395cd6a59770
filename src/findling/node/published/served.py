"""Copies of other nodes' indices that a node serves beside its own, and how fresh they are."""

import threading
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Self

from findling.node.services.iso_time import iso_time
from findling.node.services.node import Node


@dataclass(frozen=True, slots=True)
class Served:
    """A copy. etag: of what it is a copy of; confirmed_ms: when its origin last said that this is what it should be

    ttl_ms: since then, after which it is stale
    """

    name: str
    version: str
    etag: str
    ttl_ms: int
    confirmed_ms: int

    @property
    def expires_ms(self) -> int:
        return self.confirmed_ms + self.ttl_ms


class ServedCopies:
    """What a node has of them: `node.kept(ServedCopies.of)`. By names of indices. Thread-safe."""

    def __init__(self, node: Node) -> None:
        self._clock = node.clock
        self._copies: dict[str, Served] = {}
        self._lock = threading.Lock()

    @classmethod
    def of(cls, node: Node) -> Self:
        """Makes those of a node."""
        return cls(node)

    def serve(self, index: str, copy: Served) -> None:
        """Notes what an index is a copy of."""
        with self._lock:
            self._copies = {**self._copies, index: copy}

    def confirm(self, index: str, now_ms: int) -> None:
        """Notes that a copy is what it should be."""
        with self._lock:
            self._copies = {**self._copies, index: replace(self._copies[index], confirmed_ms=now_ms)}

    def forget(self, index: str) -> None:
        with self._lock:
            self._copies = {name: one for name, one in self._copies.items() if name != index}

    @property
    def is_any_stale(self) -> bool:
        """Whether it is worth asking."""
        now_ms = self._clock.now_ms()
        return any(one.expires_ms <= now_ms for one in self._copies.values())

    def warnings(self, indices: Iterable[str]) -> list[str]:
        """Returns what is to be said of those that are stale."""
        now_ms, copies = self._clock.now_ms(), self._copies
        return [
            f"index [{name}] is a stale copy: version [{copies[name].version}] was last confirmed at "
            f"[{iso_time(copies[name].confirmed_ms)}]"
            for name in sorted(set(indices) & copies.keys())
            if copies[name].expires_ms <= now_ms
        ]

    def shown_of(self, index: str | None) -> dict[str, Any]:
        """Returns how fresh a copy is, {} for what is none."""
        one = None if index is None else self._copies.get(index)
        if one is None:
            return {}
        return {
            "index": index,
            "confirmed_at": one.confirmed_ms,
            "expires_at": one.expires_ms,
            "stale": one.expires_ms <= self._clock.now_ms(),
        }

    def shown(self) -> list[dict[str, Any]]:
        """Returns all of them, as a client is told."""
        return [
            {"name": one.name, "version": one.version, "etag": one.etag, **self.shown_of(index)}
            for index, one in sorted(self._copies.items())
        ]
