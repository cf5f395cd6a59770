"""How fast a long piece of work may go: so many documents a second, which can be changed while it runs."""

import math
import threading
import time
from collections.abc import Callable
from typing import Final

from findling.base.errors import IllegalArgumentError, NumberFormatError

UNLIMITED: Final = math.inf
# a pause looks that often whether the work was cancelled
_LOOK_S: Final = 0.1


def parse_speed(value: str | None) -> float:
    """Returns `requests_per_second`; None and -1 mean no limit. Raises IllegalArgumentError."""
    try:
        speed = UNLIMITED if value is None else float(value)
    except ValueError:
        reason = f'For input string: "{value}"' if value else "empty String"
        raise _no_speed() from NumberFormatError(reason)
    if speed == -1:
        return UNLIMITED
    if not speed > 0 or (value is not None and speed == UNLIMITED):
        raise _no_speed()
    return speed


def _no_speed() -> IllegalArgumentError:
    return IllegalArgumentError("[requests_per_second] must be a float greater than 0. Use -1 to disable throttling.")


class Throttle:
    """The speed of one piece of work, and how long it has paused.

    speed: documents a second
    """

    def __init__(self, speed: float = UNLIMITED) -> None:
        self.speed = speed
        self.paused_s = 0.0
        self._until: float | None = None
        self._changed: threading.Event | None = None

    def change(self, speed: float) -> None:
        """Sets another speed; a pause that goes on is measured by it."""
        self.speed = speed
        if self._changed is not None:
            self._changed.set()

    def pause(self, n_docs: int, started: float, check: Callable[[], None]) -> None:
        """Waits until `n_docs`, on which the work began at `started` (time.monotonic), have taken their time.

        check: raises if the work was cancelled
        """
        begun = time.monotonic()
        changed = self._changed = self._changed or threading.Event()
        while True:
            check()
            changed.clear()
            self._until = started + n_docs / self.speed
            left = self._until - time.monotonic()
            if left <= 0:
                break
            changed.wait(min(left, _LOOK_S))
        self._until = None
        if self.speed != UNLIMITED or time.monotonic() - begun > _LOOK_S:
            self.paused_s += time.monotonic() - begun

    def status(self) -> dict[str, float | int]:
        """Returns what the status of a task shows."""
        until = self._until
        left = 0 if until is None else max(0, min(until - time.monotonic(), 2**53))
        return {
            "throttled_millis": int(self.paused_s * 1000),
            "requests_per_second": -1.0 if self.speed == UNLIMITED else self.speed,
            "throttled_until_millis": int(left * 1000),
        }
