"""Time, as something that can be handed in, so that tests need not sleep."""

import time
from typing import Protocol


class Clock(Protocol):
    """Where the program takes the time from."""

    def now_ms(self) -> int:
        """Milliseconds since 1970-01-01T00:00Z."""

    def monotonic(self) -> float:
        """Seconds on a clock that never goes back; only differences mean something."""


class SystemClock:
    """The machine's clock."""

    def now_ms(self) -> int:
        return time.time_ns() // 1_000_000

    def monotonic(self) -> float:
        return time.monotonic()


class FixedClock:
    """A clock that moves only when told to."""

    def __init__(self, now_ms: int = 0) -> None:
        self._now_ms = now_ms

    def now_ms(self) -> int:
        return self._now_ms

    def monotonic(self) -> float:
        return self._now_ms / 1000

    def advance(self, milliseconds: int) -> None:
        self._now_ms += milliseconds
