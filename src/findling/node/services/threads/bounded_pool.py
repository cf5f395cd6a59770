"""A pool of threads with a queue of bounded length: what does not fit any more is refused at once."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from findling.base.errors import RejectedExecutionError

P = ParamSpec("P")
T = TypeVar("T")


class BoundedPool(ThreadPoolExecutor):
    """Threads that take calls in the order they came.

    size: threads at most; queue_size: calls that may wait for one
    """

    def __init__(self, name: str, size: int, queue_size: int) -> None:
        super().__init__(size, f"findling-{name}")
        self.name = name
        self.size = size
        self.queue_size = queue_size
        self._counts = threading.Lock()
        self._unfinished = 0
        self._most = 0
        self._rejected = 0
        self._completed = 0

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Hands a call to the threads. Raises RejectedExecutionError if too many wait already."""
        with self._counts:
            if self._unfinished >= self.size + self.queue_size:
                self._rejected += 1
                raise self._rejection()
            self._unfinished += 1
            self._most = max(self._most, min(self._unfinished, self.size))
        try:
            future = super().submit(fn, *args, **kwargs)
        except RuntimeError as error:
            # the system has no room for another thread
            self._end(None)
            raise self._rejection() from error
        future.add_done_callback(self._end)
        return future

    def stats(self) -> dict[str, int]:
        """Returns what `_nodes/stats` shows of a pool."""
        with self._counts:
            active = min(self._unfinished, self.size)
            return {
                "threads": len(self._threads),
                "queue": self._unfinished - active,
                "active": active,
                "rejected": self._rejected,
                "largest": self._most,
                "completed": self._completed,
            }

    def _end(self, future: Future[T] | None) -> None:
        with self._counts:
            self._unfinished -= 1
            self._completed += future is not None

    def _rejection(self) -> RejectedExecutionError:
        queued = self._unfinished - self.size
        return RejectedExecutionError(
            f"rejected execution of a request on EsThreadPoolExecutor[name = {self.name}, queue capacity = "
            f"{self.queue_size}, [Running, pool size = {self.size}, active threads = {self.size}, queued tasks = "
            f"{queued}, completed tasks = {self._completed}]]"
        )
