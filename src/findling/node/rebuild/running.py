"""Which indices are being rebuilt on this node, and what earlier rebuilds left that nobody needs any more."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from findling.base.errors import FindlingError, IllegalStateError
from findling.cluster.rebuilds import copy_of, left_over
from findling.node.services.node import Node
from findling.node.services.tasks import Task

logger = logging.getLogger("findling.rebuild")


class Rebuilds:
    """`node.kept(Rebuilds)`."""

    def __init__(self, node: Node) -> None:
        self._node = node
        self._running: dict[str, Task] = {}
        self._lock = threading.Lock()
        node.background.also.append(self.look)

    @contextmanager
    def only(self, uuid: str, name: str, task: Task) -> Iterator[None]:
        """Notes that an index is being rebuilt. Raises IllegalStateError if it is already."""
        with self._lock:
            other = self._running.get(uuid)
            if other is not None:
                raise IllegalStateError(f"index [{name}] is being rebuilt already by task [{other.full_id}]")
            self._running[uuid] = task
        try:
            yield
        finally:
            with self._lock:
                self._running.pop(uuid, None)

    def task_of(self, uuid: str) -> Task | None:
        """Returns the task that rebuilds an index, None if none does."""
        return self._running.get(uuid)

    def running(self) -> list[Task]:
        """Returns the tasks that rebuild indices of this node."""
        with self._lock:
            return list(self._running.values())

    def look(self) -> None:
        """Removes what was kept for long enough, and copies that nobody is filling: their process died."""
        state = self._node.cluster.state
        if self._node.cluster.is_copy:
            return
        doomed = {index.uuid for index in left_over(state, self._node.clock.now_ms())}
        for index in state.indices.values():
            original = copy_of(index)
            if original is not None and original not in self._running:
                doomed.add(index.uuid)
        self.remove(doomed)

    def remove(self, uuids: set[str]) -> None:
        """Deletes indices by their uuids, if they are there still."""
        if not uuids:
            return
        try:
            self._node.cluster.update(
                lambda state: state.without_indices(
                    {name for name, index in state.indices.items() if index.uuid in uuids}
                )
            )
        except FindlingError:
            logger.exception("what a rebuild left could not be removed")
