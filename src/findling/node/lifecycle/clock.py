"""Starts what lifecycles have to do when it is due."""

import logging
import threading
import time
from collections.abc import Callable

from findling.cluster.shards.members import master_of
from findling.cluster.state import ClusterState
from findling.node.lifecycle.ilm.engine import IndexLifecycles, policy_poll_ms
from findling.node.lifecycle.ilm.history import History
from findling.node.lifecycle.ism.engine import IndexStates, job_interval_ms
from findling.node.lifecycle.stream_upkeep import StreamUpkeep, stream_poll_ms
from findling.node.services.node import Node

logger = logging.getLogger(__name__)


class LifecycleClock:
    """Runs each kind of upkeep at its interval, in threads of their own: `node.kept(LifecycleClock)`."""

    def __init__(self, node: Node) -> None:
        self._node = node
        self._work: list[tuple[Callable[[], None], Callable[[ClusterState], int]]] = [
            (lambda: node.kept(StreamUpkeep).run(), stream_poll_ms),
            (lambda: self._told(node.kept(IndexLifecycles).poll), policy_poll_ms),
            (lambda: node.kept(IndexStates).poll(), job_interval_ms),
        ]
        self._last: list[float] = [time.monotonic()] * len(self._work)
        # the last one follows changes of the state
        self._threads: list[threading.Thread | None] = [None] * (len(self._work) + 1)
        node.background.also.append(self.look)

    def look(self) -> None:
        """Starts what is due and not under way."""
        state, now = self._node.cluster.state, time.monotonic()
        if self._node.others is not None and master_of(state) != self._node.id:
            return  # one node of a cluster is enough
        for number, (work, interval_ms) in enumerate(self._work):
            if now - self._last[number] >= interval_ms(state) / 1000 and self._start(number, work):
                self._last[number] = now
        policies = self._node.kept(IndexLifecycles)
        if policies.is_behind:
            self._start(-1, lambda: self._told(policies.follow))

    def _told(self, work: Callable[[], None]) -> None:
        """Carries policies out, then writes their history."""
        work()
        self._node.kept(History).write()

    def _start(self, number: int, work: Callable[[], None]) -> bool:
        """Starts work in a thread, and whether it did: not if it is under way."""
        running = self._threads[number]
        if running is not None and running.is_alive():
            return False
        thread = threading.Thread(target=work, name="findling-lifecycle", daemon=True)
        self._threads[number] = thread
        try:
            thread.start()
        except RuntimeError:
            logger.warning("upkeep is put off: the system has no memory for another thread")
        return True
