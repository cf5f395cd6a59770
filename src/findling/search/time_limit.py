"""The `timeout` of a search: what was found until then is the answer."""

import time
from collections.abc import Callable


class TimeIsOver(Exception):
    """The time of a search is over."""


def checked_until(timeout_ms: int, check: Callable[[], None]) -> Callable[[], None]:
    """Returns a check that calls another one, and raises TimeIsOver `timeout_ms` from now on."""
    deadline = time.monotonic() + timeout_ms / 1000

    def check_time() -> None:
        check()
        if time.monotonic() >= deadline:
            raise TimeIsOver

    return check_time
