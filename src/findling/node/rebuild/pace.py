"""How fast documents are copied: batches grow while that pays, and shrink while searches of the node suffer."""

import math
import time
from collections import deque
from typing import Final

from findling.base.work.batch_size import BatchSize, suffers
from findling.node.services.node import Node
from findling.node.services.tasks import Task

_FEWEST: Final = 20
"""Searches that are needed to say what is usual."""
_LOOKED_AT: Final = 50


class LiveLatency:
    """The time that searches of a node take: what was usual at first, and what is now.

    usual_ms, now_ms: of the slowest hundredth; None while too few searches come
    """

    def __init__(self, node: Node) -> None:
        self._node = node
        self._seen: dict[str, int] = {}
        self._latest: deque[float] = deque(maxlen=_LOOKED_AT)
        before = self._new_ones()
        self.usual_ms = _slowest_hundredth(before) if len(before) >= _FEWEST else None
        self.now_ms: float | None = None

    def is_strained(self) -> bool:
        """Looks at the searches since the last call; tells whether they are much slower than usual."""
        new = self._new_ones()
        self._latest.extend(new)
        self.now_ms = _slowest_hundredth(list(self._latest)) if self._latest else None
        return bool(new) and suffers(self.usual_ms, self.now_ms)

    def _new_ones(self) -> list[float]:
        found: list[float] = []
        for service in self._node.indices.opened():
            total, latest = service.searches.since(self._seen.get(service.uuid, 0))
            self._seen[service.uuid] = total
            found += latest
        return found


def _slowest_hundredth(times_ms: list[float]) -> float:
    ordered = sorted(times_ms)
    return ordered[max(0, math.ceil(len(ordered) * 0.99) - 1)]


class Pace:
    """The batches of one rebuild."""

    def __init__(self, node: Node, task: Task, batch: int | None) -> None:
        """batch: documents of each, None: found by measuring"""
        self._task = task
        self._batch = BatchSize(batch)
        self._live = LiveLatency(node)
        self._started = time.monotonic()
        self._docs = 0
        self.backed_off = 0

    @property
    def size(self) -> int:
        return self._batch.size

    def begin(self) -> None:
        """Says that work on a batch begins."""
        self._begun = time.monotonic()

    def end(self, n_docs: int) -> None:
        """Says that a batch was written; waits as the task's speed, and searches that suffer, want it."""
        took_s = time.monotonic() - self._begun
        self._docs += n_docs
        strained = self._live.is_strained()
        self._batch.took(n_docs, took_s, strained)
        self._task.throttle.pause(n_docs, self._begun, self._task.check)
        if strained:
            self.backed_off += 1
            self._wait(took_s)

    def _wait(self, seconds: float) -> None:
        """Leaves the processors to searches for as long as the last batch took them."""
        end = time.monotonic() + min(seconds, 5.0)
        while (left := end - time.monotonic()) > 0:
            self._task.check()
            time.sleep(min(left, 0.1))

    def status(self) -> dict[str, object]:
        seconds = max(time.monotonic() - self._started, 1e-9)
        return {
            "batch_size": self.size,
            "docs_per_second": round(self._docs / seconds, 1),
            "backed_off": self.backed_off,
            **({} if self._live.usual_ms is None else {"search_p99_before_millis": round(self._live.usual_ms, 2)}),
            **({} if self._live.now_ms is None else {"search_p99_millis": round(self._live.now_ms, 2)}),
        }
