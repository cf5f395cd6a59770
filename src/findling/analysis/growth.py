"""How much a part of analysis makes of what it is given: what will not fit is refused at its beginning."""

from typing import Final

from findling.base.work.current import check_work, expect_memory

_EVERY_BYTES: Final = 4 << 20
_SAFETY: Final = 0.5
"""What is to come may be smaller than what came."""


class Growth:
    """What is made of so many items, one after the other.

    total: items
    """

    def __init__(self, total: int) -> None:
        self._total = total
        self._made = 0
        self._next = _EVERY_BYTES

    def note(self, done: int, size: int) -> None:
        """Some more was made. Raises what `check_work` does, CircuitBreakingError if the rest will hardly fit.

        done: items so far, this one included; size: bytes that were made of this one
        """
        self._made += size
        if self._made >= self._next:
            self._next = self._made + _EVERY_BYTES
            check_work()
            expect_memory(int(self._made * (self._total / done - 1) * _SAFETY), "<analysis>")
