"""How many bytes of documents may be on their way into shards at once: more is refused before any of it is written."""

import threading
from typing import Any, Final

from findling.base.errors import RejectedExecutionError

_KINDS: Final = ("combined_coordinating_and_primary", "coordinating", "primary", "replica", "all")


class IndexingPressure:
    """The writes that one node is carrying out.

    limit: bytes of all together
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._lock = threading.Lock()
        self._current = 0
        self._total = 0
        self._rejections = 0

    def operation(self, size: int) -> "WriteOperation":
        """Returns a write of so many bytes; it counts for the length of a with block."""
        return WriteOperation(self, size)

    def begin(self, size: int) -> None:
        """Counts a write. Raises RejectedExecutionError (429) if it is too much beside the others."""
        with self._lock:
            before = self._current
            if before + size > self.limit:
                self._rejections += 1
                raise RejectedExecutionError(
                    f"rejected execution of coordinating operation [coordinating_and_primary_bytes={before}, "
                    f"replica_bytes=0, all_bytes={before}, coordinating_operation_bytes={size}, "
                    f"max_coordinating_bytes={self.limit}]"
                )
            self._current += size
            self._total += size

    def end(self, size: int) -> None:
        """A write is done."""
        with self._lock:
            self._current -= size

    def stats(self) -> dict[str, Any]:
        """Returns what `_nodes/stats` shows: shards have no replicas, and each is where the request came in."""
        with self._lock:
            current, total, rejections = self._current, self._total, self._rejections
        refused = {
            "coordinating_rejections": rejections,
            "primary_rejections": 0,
            "replica_rejections": 0,
            "primary_document_rejections": 0,
            "large_operation_rejections": 0,
        }
        return {
            "current": _sizes(current),
            "total": {**_sizes(total), **refused},
            "limit_in_bytes": self.limit,
        }


class WriteOperation:
    """One write, a context manager."""

    __slots__ = ("_pressure", "_size")

    def __init__(self, pressure: IndexingPressure, size: int) -> None:
        self._pressure = pressure
        self._size = size

    def __enter__(self) -> None:
        self._pressure.begin(self._size)

    def __exit__(self, *_: object) -> None:
        self._pressure.end(self._size)


def _sizes(size: int) -> dict[str, int]:
    return {f"{kind}_in_bytes": 0 if kind == "replica" else size for kind in _KINDS}
