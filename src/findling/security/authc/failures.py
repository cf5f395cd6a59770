"""Slows down whoever guesses passwords: after some wrong ones a user waits, from one address, longer each time."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from time import monotonic
from typing import Final

_FREE: Final = 10
_LONGEST_S: Final = 300.0
_REMEMBERED: Final = 10_000


class FailedLogins:
    """Counts wrong passwords in a row by user and address. now: gives seconds that only grow"""

    def __init__(self, now: Callable[[], float] = monotonic) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._failed: OrderedDict[tuple[str, str | None], tuple[int, float]] = OrderedDict()

    def must_wait(self, username: str, address: str | None) -> bool:
        """Whether no password is looked at now."""
        with self._lock:
            return self._failed.get((username, address), (0, 0.0))[1] > self._now()

    def failed(self, username: str, address: str | None) -> None:
        """Notes a wrong password."""
        key = (username, address)
        with self._lock:
            count = self._failed.pop(key, (0, 0.0))[0] + 1
            delay = min(_LONGEST_S, 2.0 ** (count - _FREE)) if count >= _FREE else 0.0
            self._failed[key] = (count, self._now() + delay)
            while len(self._failed) > _REMEMBERED:
                self._failed.popitem(last=False)

    def succeeded(self, username: str, address: str | None) -> None:
        """Forgets wrong passwords."""
        with self._lock:
            self._failed.pop((username, address), None)
