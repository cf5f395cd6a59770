"""How much work something is, counted in lines of Python that run: no clock, the same on every machine."""

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any


def lines_run(work: Callable[[], object]) -> int:
    """Returns how many lines of Python the work runs in this thread; loops within one line are one per turn at most."""
    n = 0

    def count(frame: FrameType, event: str, argument: object) -> Any:
        nonlocal n
        n += event == "line"
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        work()
    finally:
        sys.settrace(before)
    return n
