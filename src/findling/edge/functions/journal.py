"""What functions tell, kept in memory until it is taken to where it is searched."""

import threading
from collections import deque
from collections.abc import Mapping
from typing import Any, Final

from findling.base.clock import Clock
from findling.node.services.iso_time import iso_time

_MOST: Final = 10_000


class Journal:
    """Lines of logs, and figures. The oldest go when there are too many, and are counted."""

    def __init__(self, node: str, clock: Clock, most: int = _MOST) -> None:
        self._node = node
        self._clock = clock
        self._entries: deque[dict[str, Any]] = deque()
        self._most = most
        self._lock = threading.Lock()
        self.lost = 0

    def add(self, bundle: str, version: str, kind: str, told: Mapping[str, Any]) -> None:
        """Adds what a bundle told. kind: log or metric"""
        entry: dict[str, Any] = {"@timestamp": iso_time(self._clock.now_ms()), "node": self._node}
        entry |= {"functions": bundle, "version": version}
        if kind == "log":
            entry |= {"message": told["log"], "level": told["level"]}
        else:
            entry |= {"metric": told["metric"]["name"], "value": told["metric"]["value"]}
        with self._lock:
            if len(self._entries) >= self._most:
                self._entries.popleft()
                self.lost += 1
            self._entries.append(entry)

    def take(self, most: int = 1000) -> list[dict[str, Any]]:
        """Returns the oldest entries, which are not kept any longer."""
        with self._lock:
            return [self._entries.popleft() for _ in range(min(most, len(self._entries)))]

    def latest(self, bundle: str, most: int = 100) -> list[dict[str, Any]]:
        """Returns the latest entries of a bundle, oldest first, and keeps them."""
        with self._lock:
            found = [entry for entry in self._entries if entry["functions"] == bundle]
        return found[-most:]
