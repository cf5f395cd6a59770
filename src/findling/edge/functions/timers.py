"""Timers: calls functions at intervals, all from one thread."""

import heapq
import threading
import time
from collections.abc import Callable


class Timers:
    """`start` before use, `stop` at the end. A call that comes late is made once, however much was missed."""

    def __init__(self) -> None:
        self._heap: list[tuple[float, int, float, Callable[[], object]]] = []
        self._cancelled: set[int] = set()
        self._numbers = 0
        self._changed = threading.Condition()
        self._stopped = False
        self._thread = threading.Thread(target=self._work, name="functions-timers", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def add(self, every_s: float, call: Callable[[], object]) -> int:
        """Calls something at an interval, first after one; returns a number to cancel it by. It must not block."""
        with self._changed:
            self._numbers += 1
            heapq.heappush(self._heap, (time.monotonic() + every_s, self._numbers, every_s, call))
            self._changed.notify_all()
            return self._numbers

    def cancel(self, number: int) -> None:
        with self._changed:
            self._cancelled.add(number)

    def stop(self) -> None:
        with self._changed:
            self._stopped = True
            self._changed.notify_all()
        if self._thread.ident is not None:
            self._thread.join(5)

    def _work(self) -> None:
        while True:
            with self._changed:
                wait_s = self._heap[0][0] - time.monotonic() if self._heap else None
                if self._stopped:
                    return
                if wait_s is None or wait_s > 0:
                    self._changed.wait(wait_s)
                    continue
                due, number, every_s, call = heapq.heappop(self._heap)
                if number in self._cancelled:
                    self._cancelled.discard(number)
                    continue
                following = max(due + every_s, time.monotonic())
                heapq.heappush(self._heap, (following, number, every_s, call))
            call()
