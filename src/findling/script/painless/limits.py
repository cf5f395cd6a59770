"""What a script may use: loops, depth of calls, memory, time.

A function's loops may go round a million times, as in the real Painless. Beyond that there are limits of our own, so
that no script takes the server's memory or outlives its request.
"""

from collections.abc import Callable
from typing import Final

from findling.base.work.current import check_work
from findling.base.work.stacks import allow_frames
from findling.script.faults import JavaError

MAX_LOOPS: Final = 1_000_000
MAX_TEXT: Final = 1 << 26
MAX_ELEMENTS: Final = 1 << 24
CALLS_BETWEEN_CHECKS: Final = 256
OUT_OF_MEMORY: Final = "java.lang.OutOfMemoryError"
_NO_MEMORY: Final = "Java heap space"
_LOOPS: Final = "The maximum number of statements that can be executed in a loop has been reached."

allow_frames()

Checkpoint = Callable[[], None]


class Meter:
    """Counts what one run of a script does, and asks now and then whether it may go on.

    checkpoint: raises what ends the run; without one of its own, what ends the request that runs here
    """

    __slots__ = ("_calls", "checkpoint")

    def __init__(self, checkpoint: Checkpoint | None = None) -> None:
        self.checkpoint = check_work if checkpoint is None else checkpoint
        self._calls = 0

    def call(self) -> None:
        """Counts a call of a function."""
        self._calls += 1
        if not self._calls % CALLS_BETWEEN_CHECKS:
            self.checkpoint()


def too_many_loops() -> JavaError:
    """Returns what ends a loop that goes round too often. No script can catch it."""
    return JavaError("org.elasticsearch.painless.PainlessError", _LOOPS)


def check_text(length: int) -> None:
    """Raises OutOfMemoryError for a text that is too long."""
    if length > MAX_TEXT:
        raise JavaError(OUT_OF_MEMORY, _NO_MEMORY)


def check_elements(count: int) -> None:
    """Raises OutOfMemoryError for a collection that is too large."""
    if count > MAX_ELEMENTS:
        raise JavaError(OUT_OF_MEMORY, _NO_MEMORY)
