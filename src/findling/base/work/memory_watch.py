"""Looks at the process's memory while a request runs, at times that cost nothing to short ones."""

import time
from typing import Final

from findling.base.work.breakers import ParentBreaker
from findling.base.work.current import Work

_AFTER_S: Final = 0.05
_EVERY_S: Final = 0.01


class MemoryWatch:
    """The watch of one request, which began just now. Short requests are never stopped for what others hold."""

    def __init__(self, parent: ParentBreaker) -> None:
        self._parent = parent
        self._next = time.monotonic() + _AFTER_S

    def check(self) -> None:
        """Raises CircuitBreakingError if the process holds more than it may."""
        now = time.monotonic()
        if now >= self._next:
            self._next = now + _EVERY_S
            self._parent.check(0, "<request>")


def watched_work(parent: ParentBreaker) -> Work:
    """Returns work that nobody waits for, so that only want of memory stops it."""
    return Work(MemoryWatch(parent).check, parent.check)
