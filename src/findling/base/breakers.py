"""Memory accounting: requests reserve what they are about to use, and are refused before the machine swaps."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from findling.base.errors import CircuitBreakingError
from findling.base.units import format_bytes


class CircuitBreaker:
    """One budget of bytes, possibly part of a larger one.

    limit: bytes, never sized from the host
    parent: charged with every reservation as well
    """

    def __init__(self, name: str, limit: int, parent: "CircuitBreaker | None" = None) -> None:
        self.name = name
        self.limit = limit
        self.used = 0
        self.tripped = 0
        self._parent = parent
        self._lock = threading.Lock()

    def add(self, size: int, label: str) -> None:
        """Reserves `size` bytes. Raises CircuitBreakingError (429), reserving nothing, if they do not fit."""
        with self._lock:
            would_be = self.used + size
            if size > 0 and would_be > self.limit:
                self.tripped += 1
                raise self._error(label, would_be)
            self.used = would_be
        if self._parent is not None:
            try:
                self._parent.add(size, label)
            except CircuitBreakingError:
                self.release(size, own_only=True)
                raise

    def release(self, size: int, own_only: bool = False) -> None:
        """Gives `size` reserved bytes back."""
        with self._lock:
            self.used -= size
        if self._parent is not None and not own_only:
            self._parent.release(size)

    @contextmanager
    def reserve(self, size: int, label: str) -> Iterator[None]:
        """Reserves `size` bytes for the length of a with block."""
        self.add(size, label)
        try:
            yield
        finally:
            self.release(size)

    def stats(self) -> dict[str, Any]:
        """Returns what `_nodes/stats` shows of a breaker."""
        return {
            "limit_size_in_bytes": self.limit,
            "limit_size": format_bytes(self.limit),
            "estimated_size_in_bytes": self.used,
            "estimated_size": format_bytes(self.used),
            "overhead": 1.0,
            "tripped": self.tripped,
        }

    def _error(self, label: str, would_be: int) -> CircuitBreakingError:
        return CircuitBreakingError(
            f"[{self.name}] Data too large, data for [{label}] would be [{would_be}/{format_bytes(would_be)}], "
            f"which is larger than the limit of [{self.limit}/{format_bytes(self.limit)}]",
            bytes_wanted=would_be,
            bytes_limit=self.limit,
            durability="TRANSIENT",
        )


class Breakers:
    """The budgets of one node: a parent, and below it requests and bodies in flight."""

    def __init__(self, memory_bytes: int) -> None:
        self.parent = CircuitBreaker("parent", int(memory_bytes * 0.95))
        self.request = CircuitBreaker("request", int(memory_bytes * 0.6), self.parent)
        self.fielddata = CircuitBreaker("fielddata", int(memory_bytes * 0.4), self.parent)
        self.in_flight = CircuitBreaker("in_flight_requests", memory_bytes, self.parent)

    def stats(self) -> dict[str, Any]:
        breakers = (self.request, self.fielddata, self.in_flight, self.parent)
        return {
            breaker.name.replace("in_flight_requests", "inflight_requests"): breaker.stats() for breaker in breakers
        }
