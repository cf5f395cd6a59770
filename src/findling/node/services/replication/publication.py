"""A change of the cluster state is known to all nodes before it is acknowledged: who asks another node then finds it.

Nodes that are silent are not waited for longer than until they are taken for dead.
"""

import threading
import time
from collections.abc import Callable
from concurrent.futures import wait
from typing import Final

from findling.cluster.nats.heartbeats import SILENT_S
from findling.cluster.nats.remote_calls import RemoteCalls
from findling.cluster.service import ClusterService
from findling.cluster.state import ClusterState

ACTION: Final = "state_known"
_LOOK_S: Final = 0.1


class Publication:
    """Waits for other nodes, and lets them wait for this one. others: ids of the other nodes that live"""

    def __init__(self, calls: RemoteCalls, cluster: ClusterService, others: Callable[[], list[str]]) -> None:
        self._calls = calls
        self._cluster = cluster
        self._others = others
        self._newer = threading.Condition()
        cluster.listen(self._changed)
        cluster.published = self.spread
        calls.register(ACTION, self._known, "state")  # they wait: others need their threads meanwhile

    def spread(self, state: ClusterState) -> None:
        """Returns once all nodes that live know a state, or have been silent for too long."""
        asked = {node: self._calls.begin(node, ACTION, state.version) for node in self._others()}
        deadline = time.monotonic() + SILENT_S
        while asked and time.monotonic() < deadline:
            wait(asked.values(), _LOOK_S)
            live = set(self._others())
            asked = {node: future for node, future in asked.items() if node in live and not future.done()}

    def _known(self, version: int) -> None:
        with self._newer:
            self._newer.wait_for(lambda: self._cluster.state.version >= version, SILENT_S)

    def _changed(self, before: ClusterState, after: ClusterState) -> None:
        with self._newer:
            self._newer.notify_all()
