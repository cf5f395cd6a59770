"""A pool of threads with a queue of bounded length: what does not fit any more is refused at once.

So many calls run at once. One that takes long lends its place (`findling.base.work.place`): another may begin beside
it, as long as there are spare threads. Calls of clients whose requests were short go first, and one of them may run
when all the places are taken.
"""

import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from typing import Any, Final, ParamSpec, TypeVar

from findling.base.errors import RejectedExecutionError
from findling.base.work.place import take_place

P = ParamSpec("P")
T = TypeVar("T")
_LONG_S: Final = 0.05
"""A call that has run for so long takes long, whether it says so or not."""


@dataclass(slots=True, eq=False)
class _Call:
    """One call, and the place that it has once it runs. began: monotonic seconds, None before"""

    pool: "BoundedPool"
    function: Callable[[], Any]
    future: Future[Any] = field(default_factory=Future)
    is_lent: bool = False
    began: float | None = None

    def lend(self) -> None:
        """Lets another call begin beside this one."""
        if not self.is_lent:
            self.pool.lend(self)

    def run(self) -> None:
        if not self.future.set_running_or_notify_cancel():
            return
        take_place(self)
        self.began = time.monotonic()
        try:
            found = self.function()
        except BaseException as error:
            self.future.set_exception(error)
            self = None  # type: ignore[assignment]  # the error knows this frame
        else:
            self.future.set_result(found)
        finally:
            take_place(None)


class _Worker(threading.Thread):
    """One thread: runs the call it was made for, then those it is given.

    wake: locked while it has nothing to do
    """

    def __init__(self, pool: "BoundedPool", call: _Call | None, number: int) -> None:
        super().__init__(name=f"findling-{pool.name}_{number}", daemon=True)
        self._pool = pool
        self.call = call
        self.wake = threading.Lock()
        self.wake.acquire()

    def run(self) -> None:
        while True:
            if self.call is not None:
                self.call.run()
            if not self._pool.follow(self):
                self.wake.acquire()
                if self.call is None:
                    return


class BoundedPool(Executor):
    """Threads that take calls in the order they came.

    size: calls at most that run at once and have not been running long; queue_size: calls that may wait
    spare: calls more that may run, in place of some that take long
    """

    def __init__(self, name: str, size: int, queue_size: int, spare: int = 0) -> None:
        self.name = name
        self.size = size
        self.queue_size = queue_size
        self.spare = spare
        self._lock = threading.Lock()
        self._first: deque[_Call] = deque()
        self._waiting: deque[_Call] = deque()
        self._workers: list[_Worker] = []
        self._idle: list[_Worker] = []
        self._active = 0
        self._lent = 0
        self._most = 0
        self._rejected = 0
        self._completed = 0
        self._closed = False

    def start(self) -> None:
        """Starts all threads now, as far as the system has room for them: later it may have none."""
        with self._lock:
            while len(self._workers) <= self.size + self.spare and self._begun(None) is not None:
                pass

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Hands a call to the threads. Raises RejectedExecutionError if too many wait already."""
        return self._take(_Call(self, lambda: fn(*args, **kwargs)), self._waiting)

    def submit_first(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Hands over a call that goes before those that wait, but for others of its kind."""
        return self._take(_Call(self, lambda: fn(*args, **kwargs)), self._first)

    def stats(self) -> dict[str, int]:
        """Returns what `_nodes/stats` shows of a pool."""
        with self._lock:
            return {
                "threads": len(self._workers),
                "queue": len(self._waiting) + len(self._first),
                "active": self._active + self._lent,
                "rejected": self._rejected,
                "largest": self._most,
                "completed": self._completed,
            }

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Lets what runs and waits come to its end; cancel_futures: what waits is given up."""
        with self._lock:
            self._closed = True
            given_up = [*self._first, *self._waiting] if cancel_futures else []
            if cancel_futures:
                self._first.clear()
                self._waiting.clear()
            idle, self._idle = self._idle, []
            workers = list(self._workers)
        for call in given_up:
            call.future.cancel()
        for worker in idle:
            worker.wake.release()
        if wait:
            for worker in workers:
                worker.join()

    def lend(self, call: _Call) -> None:
        """A call takes long: another may begin in its place, if a thread is left for it."""
        with self._lock:
            self._lend(call)

    def hurry(self) -> None:
        """Somebody has waited a while: calls that take long lend their places, also those that never ask."""
        with self._lock:
            long_since = time.monotonic() - _LONG_S
            for worker in self._workers:
                call = worker.call
                is_long = call is not None and call.began is not None and call.began <= long_since
                if call is not None and is_long and (self._first or self._waiting):
                    self._lend(call)

    def _lend(self, call: _Call) -> None:
        if not call.is_lent and self._lent < self.spare:
            call.is_lent = True
            self._active -= 1
            self._lent += 1
            self._begin_waiting()

    def follow(self, worker: _Worker) -> bool:
        """Gives the next call to a worker whose call has ended; returns whether there is one."""
        with self._lock:
            if worker.call is not None:
                self._completed += 1
                self._lent -= worker.call.is_lent
                self._active -= not worker.call.is_lent
            worker.call = self._next()
            if worker.call is not None:
                return True
            if self._closed:
                worker.wake.release()
            else:
                self._idle.append(worker)
            return False

    def _take(self, call: _Call, queue: deque[_Call]) -> Future[Any]:
        with self._lock:
            if self._closed:
                raise RuntimeError("cannot schedule new futures after shutdown")
            if self._active >= self.size and len(self._waiting) + len(self._first) >= self.queue_size:
                self._rejected += 1
                raise self._rejection()
            queue.append(call)
            self._begin_waiting()
            if not self._workers:
                # the system has no room for a single thread
                self._waiting.remove(call)
                self._rejected += 1
                raise self._rejection()
        return call.future

    def _begin_waiting(self) -> None:
        """Gives the next call to a thread that has nothing to do, or to a new one."""
        if not self._idle and len(self._workers) > self.size + self.spare:
            return
        call = self._next()
        if call is None:
            return
        if self._idle:
            worker = self._idle.pop()
            worker.call = call
            worker.wake.release()
        elif self._begun(call) is None:
            self._active -= 1
            self._waiting.appendleft(call)

    def _next(self) -> _Call | None:
        """Takes the next call that may run now."""
        if self._first and self._active <= self.size:
            call = self._first.popleft()
        elif self._waiting and self._active < self.size:
            call = self._waiting.popleft()
        else:
            return None
        self._active += 1
        self._most = max(self._most, self._active + self._lent)
        return call

    def _begun(self, call: _Call | None) -> _Worker | None:
        """Returns a new thread, None if the system has no room for one."""
        worker = _Worker(self, call, len(self._workers))
        try:
            worker.start()
        except RuntimeError:
            return None
        self._workers.append(worker)
        return worker

    def _rejection(self) -> RejectedExecutionError:
        queued = len(self._waiting) + len(self._first)
        return RejectedExecutionError(
            f"rejected execution of a request on EsThreadPoolExecutor[name = {self.name}, queue capacity = "
            f"{self.queue_size}, [Running, pool size = {self.size}, active threads = {self._active}, queued tasks = "
            f"{queued}, completed tasks = {self._completed}]]"
        )
