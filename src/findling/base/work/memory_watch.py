"""Looks at the process's memory while a request runs, at times that cost nothing to short ones."""

import time
from typing import Final

from findling.base.work.breakers import Breakers, ParentBreaker
from findling.base.work.current import Check, Work

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


def watched_work(breakers: Breakers, check: Check | None = None) -> Work:
    """Returns work that begins now. check: what stops it, None: only want of memory, as nobody waits for it"""
    return Work(check or MemoryWatch(breakers.parent).check, breakers.parent.check, breakers.fielddata)
