"""How often each path of the API was asked, how much was sent and how long it took: `http.routes` of statistics."""

import threading
from collections import Counter
from typing import Any, Final

from findling.node.services.node import Node

_MOST_POWER: Final = 31


class RouteCounters:
    """Counts of one path. The server's one thread of requests writes them; others read."""

    __slots__ = ("received", "received_bytes", "sent", "sent_bytes", "times")

    def __init__(self) -> None:
        self.received: Counter[int] = Counter()
        self.sent: Counter[int] = Counter()
        self.times: Counter[int] = Counter()
        self.received_bytes = 0
        self.sent_bytes = 0

    def shown(self) -> dict[str, Any]:
        return {
            "requests": {
                "count": self.received.total(),
                "total_size_in_bytes": self.received_bytes,
                "size_histogram": _histogram(self.received, "bytes"),
            },
            "responses": {
                "count": self.sent.total(),
                "total_size_in_bytes": self.sent_bytes,
                "size_histogram": _histogram(self.sent, "bytes"),
                "handling_time_histogram": _histogram(self.times, "millis"),
            },
        }


class RequestCounters:
    """Counts of all paths, of the actions behind them, and of connections."""

    def __init__(self, node: Node) -> None:
        self.routes: dict[str, RouteCounters] = {}
        self.actions: Counter[str] = Counter()
        self.opened = 0
        self.open = 0
        self._lock = threading.Lock()

    def note(self, path: str, action: str, received: int, sent: int, took_ms: float) -> None:
        """Counts one request that was answered. received, sent: bytes of the bodies"""
        counters = self.routes.get(path)
        if counters is None:
            counters = self.routes[path] = RouteCounters()
        counters.received[min(received.bit_length(), _MOST_POWER)] += 1
        counters.received_bytes += received
        counters.sent[min(sent.bit_length(), _MOST_POWER)] += 1
        counters.sent_bytes += sent
        counters.times[min(int(took_ms).bit_length(), _MOST_POWER)] += 1
        self.actions[action] += 1

    def connect(self, change: int) -> None:
        """Counts a connection that was opened (1) or closed (-1)."""
        with self._lock:
            self.open += change
            self.opened += change > 0

    def shown(self) -> dict[str, Any]:
        """Returns `http` of statistics."""
        routes = {path: counters.shown() for path, counters in sorted(self.routes.copy().items())}
        return {"current_open": self.open, "total_opened": self.opened, "clients": [], "routes": routes}


def _histogram(counts: Counter[int], unit: str) -> list[dict[str, int]]:
    """Returns the counts by powers of two, from the first to the last that is there."""
    if not counts:
        return []
    powers = range(min(counts), max(counts) + 1)
    return [_bounds(power, unit) | {"count": counts[power]} for power in powers]


def _bounds(power: int, unit: str) -> dict[str, int]:
    """Returns the bounds of the numbers with so many binary digits."""
    bounds = {f"ge_{unit}": 1 << (power - 1)} if power else {}
    return bounds if power == _MOST_POWER else {**bounds, f"lt_{unit}": 1 << power}
