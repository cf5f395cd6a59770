"""Starts what lifecycles have to do when it is due."""

import threading
import time
from collections.abc import Callable

from findling.cluster.state import ClusterState
from findling.node.lifecycle.ilm.engine import IndexLifecycles, policy_poll_ms
from findling.node.lifecycle.stream_upkeep import StreamUpkeep, stream_poll_ms
from findling.node.services.node import Node


class LifecycleClock:
    """Runs each kind of upkeep at its interval, in threads of their own: `node.kept(LifecycleClock)`."""

    def __init__(self, node: Node) -> None:
        self._node = node
        self._work: list[tuple[Callable[[], None], Callable[[ClusterState], int]]] = [
            (lambda: node.kept(StreamUpkeep).run(), stream_poll_ms),
            (lambda: node.kept(IndexLifecycles).poll(), policy_poll_ms),
            (lambda: node.kept(IndexLifecycles).follow(), lambda state: 0),
        ]
        self._last: list[float] = [time.monotonic()] * len(self._work)
        self._threads: list[threading.Thread | None] = [None] * len(self._work)
        node.background.also.append(self.look)

    def look(self) -> None:
        """Starts what is due and not under way."""
        state, now = self._node.cluster.state, time.monotonic()
        for number, (work, interval_ms) in enumerate(self._work):
            running = self._threads[number]
            if running is not None and running.is_alive():
                continue
            if now - self._last[number] >= interval_ms(state) / 1000:
                self._last[number] = now
                thread = threading.Thread(target=work, name="findling-lifecycle", daemon=True)
                self._threads[number] = thread
                thread.start()
