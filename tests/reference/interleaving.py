"""Interleavings of a shard's threads, played by one: other work is done wherever a thread lets a lock go.

A thread that lets the write lock go may be overtaken by any other thread right there. Whatever the lock guards changes
only inside it, so that these are all the places where interleavings can differ.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType

from findling.index.shard import Shard


class SteppingLock:
    """A re-entrant lock that tells when its holder has let it go."""

    def __init__(self, released: Callable[[], object]) -> None:
        self._lock = threading.RLock()
        self._released = released
        self.depth = 0

    def __enter__(self) -> None:
        self._lock.acquire()
        self.depth += 1

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.depth -= 1
        free = self.depth == 0
        self._lock.release()
        if free:
            self._released()


@dataclass(frozen=True, slots=True)
class Step:
    """Work of another thread, and the locks it would wait for: "refresh", "flush", "merge"."""

    work: Callable[[], object]
    locks: frozenset[str] = frozenset()


class Interleaving:
    """Does other work while a shard works: `plan[i]` at the i-th place where the write lock is free.

    watch: called at every place, before anything else
    places: how many places there have been
    A write fits everywhere; what would wait for a lock is done at the first place where that is free, or at the end.
    """

    def __init__(self, shard: Shard, watch: Callable[[], object]) -> None:
        self._watch = watch
        state = shard._state
        refresh_lock = SteppingLock(self._place)
        state.write_lock = SteppingLock(self._place)  # type: ignore[assignment]
        state.refresh_lock = refresh_lock  # type: ignore[assignment]
        self._held: dict[str, Callable[[], bool]] = {
            "refresh": lambda: refresh_lock.depth > 0,
            "flush": shard._flusher._lock.locked,
            "merge": shard._merges._lock.locked,
        }
        self._plan: dict[int, list[Step]] = {}
        self._waiting: list[Step] = []
        self._deaf = True
        self.places = 0

    def run(self, work: Callable[[], object], plan: dict[int, list[Step]]) -> int:
        """Does the work with the plan in between; returns how many places it had."""
        self._plan, self.places, self._deaf = dict(plan), 0, False
        work()
        self._deaf = True
        places = self.places
        self._plan = {}
        self._do_what_fits()
        assert not self._waiting
        return places

    def _place(self) -> None:
        if self._deaf:
            return
        self._deaf = True
        self._waiting += self._plan.pop(self.places, [])
        self.places += 1
        self._watch()
        self._do_what_fits()
        self._deaf = False

    def _do_what_fits(self) -> None:
        waiting, self._waiting = self._waiting, []
        for step in waiting:
            if any(self._held[lock]() for lock in step.locks):
                self._waiting.append(step)
            else:
                step.work()
