"""Looks after a request that takes long: the memory it takes, and that others have their turn."""

import time
from typing import Final

from findling.base.work.breakers import Breakers
from findling.base.work.current import Work
from findling.base.work.place import current_place
from findling.base.work.turns import Turn

_AFTER_S: Final = 0.05
_EVERY_S: Final = 0.002


class RequestWatch:
    """The watch of one request, which began just now. Short requests are never stopped for what others hold."""

    def __init__(self, breakers: Breakers) -> None:
        self._parent = breakers.parent
        self._turn = Turn(breakers.turns)
        self._place = current_place()
        self._next = time.monotonic() + _AFTER_S

    def check(self) -> None:
        """Waits a moment if others have their turn.

        Raises CircuitBreakingError if the process holds more than it may.
        """
        if time.monotonic() < self._next:
            return
        if self._place is not None:
            self._place.lend()
        self._parent.check(0, "<request>")
        self._turn.wait()
        self._next = time.monotonic() + _EVERY_S

    def end(self) -> None:
        """The request has ended."""
        self._turn.end()


def watched_work(breakers: Breakers) -> Work:
    """Returns work of a request that begins now: want of memory stops it."""
    watch = RequestWatch(breakers)
    return Work(watch.check, breakers.parent.check, breakers.fielddata, end=watch.end)
