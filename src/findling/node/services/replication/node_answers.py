"""How soon other nodes answer: what a copy is chosen by, and when a second one is asked as well."""

import threading
import time
from collections import defaultdict, deque
from typing import Final

from findling.cluster.nats.remote_calls import PATIENCE_S

_AVOIDED_S: Final = 5.0
"""For so long a node that was silent is asked last."""
_KEPT: Final = 200
_LEAST: Final = 20
_LOOK_EVERY: Final = 16
_SOONEST_S: Final = 0.02


class _Durations:
    """The last durations of one kind of call. late_s: what 95 of 100 of them are below, looked at now and then"""

    def __init__(self) -> None:
        self._last: deque[float] = deque(maxlen=_KEPT)
        self._count = 0
        self.late_s = PATIENCE_S

    def add(self, seconds: float) -> None:
        self._last.append(seconds)
        self._count += 1
        if self._count % _LOOK_EVERY == 0 and len(self._last) >= _LEAST:
            late = sorted(self._last)[len(self._last) * 95 // 100]
            self.late_s = max(late, _SOONEST_S)


class NodeAnswers:
    """What this node remembers of the others' answers. own: this node's id"""

    def __init__(self, own: str) -> None:
        self._own = own
        self._speed: dict[str, float] = {}
        self._busy: dict[str, int] = {}
        self._silent: dict[str, float] = {}
        self._durations: defaultdict[str, _Durations] = defaultdict(_Durations)
        self._lock = threading.Lock()

    def rank(self, node: str) -> tuple[bool, bool, float]:
        """Returns what nodes are sorted by: this one, then those that answer soonest, those that were silent last."""
        cost = self._speed.get(node, 0.0) * (1 + self._busy.get(node, 0))
        return self.was_silent(node), node != self._own, cost

    def was_silent(self, node: str) -> bool:
        """Whether a node did not even say lately that it lives."""
        return time.monotonic() - self._silent.get(node, -_AVOIDED_S) < _AVOIDED_S

    def late_s(self, kind: str) -> float:
        """Returns after how many seconds a call of a kind is late: the 95th percentile of the last ones."""
        return self._durations[kind].late_s

    def began(self, node: str) -> None:
        with self._lock:
            self._busy[node] = self._busy.get(node, 0) + 1

    def ended(self, node: str, kind: str, seconds: float | None, answered: bool = False) -> None:
        """Notes how long a node took, if it has answered; at least how long if not; None: nothing is known."""
        with self._lock:
            self._busy[node] -= 1
            if answered:
                self._silent.pop(node, None)
            if seconds is not None:
                self._speed[node] = 0.7 * self._speed.get(node, seconds) + 0.3 * seconds
                self._durations[kind].add(seconds)

    def silent(self, node: str) -> None:
        """Notes that a node does not say that it lives."""
        self._silent[node] = time.monotonic()
