"""How often an address may show unknown tokens at the door: nobody tries them for long."""

import threading
from collections import OrderedDict
from typing import Final

from findling.base.clock import Clock, SystemClock
from findling.cluster.authority.errors import TooManyAttemptsError

ALLOWED: Final = 10
WINDOW_S: Final = 60.0
_ADDRESSES: Final = 10_000
"""So many are remembered, the newest."""


class Attempts:
    """Counts the unknown tokens that came from each address within a minute."""

    def __init__(self, clock: Clock | None = None) -> None:
        self._clock = clock or SystemClock()
        self._refused: OrderedDict[str, list[float]] = OrderedDict()
        self._lock = threading.Lock()

    def check(self, address: str) -> None:
        """Raises TooManyAttemptsError if there were as many from an address as are allowed."""
        with self._lock:
            times = self._refused.get(address, [])
            left = times[0] + WINDOW_S - self._clock.monotonic() if len(times) == ALLOWED else 0
        if left > 0:
            raise TooManyAttemptsError(f"too many unknown tokens: ask again in {left:.0f}s")

    def refused(self, address: str) -> None:
        """Counts an unknown token."""
        with self._lock:
            times = self._refused.setdefault(address, [])
            times.append(self._clock.monotonic())
            del times[:-ALLOWED]
            self._refused.move_to_end(address)
            if len(self._refused) > _ADDRESSES:
                self._refused.popitem(last=False)
