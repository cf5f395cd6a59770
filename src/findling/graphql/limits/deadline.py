"""The time that one operation may take."""

import time
from collections.abc import Callable

from findling.base.errors import TaskCancelledError


class OperationTimeoutError(TaskCancelledError):
    """An operation took longer than it may."""

    type = "timeout_exception"
    status = 408


def checked_until(timeout_ms: int, check: Callable[[], None]) -> Callable[[], None]:
    """Returns a check that calls another, and raises OperationTimeoutError some time from now on. -1: never"""
    if timeout_ms < 0:
        return check
    deadline = time.monotonic() + timeout_ms / 1000

    def check_time() -> None:
        check()
        if time.monotonic() >= deadline:
            raise OperationTimeoutError(f"the operation took longer than [{timeout_ms}ms]")

    return check_time
