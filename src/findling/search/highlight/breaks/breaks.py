"""Breaks: the places at which a text may be broken, found from any place in it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from itertools import accumulate


class Breaks(ABC):
    """The breaks of one text; both its ends are breaks."""

    @abstractmethod
    def following(self, place: int) -> int:
        """Returns the first break behind `place`; the end of the text at the end of the text."""

    @abstractmethod
    def preceding(self, place: int) -> int:
        """Returns the last break before `place`; the start of the text at the start of the text."""


class ListedBreaks(Breaks):
    """Breaks that are known. ends: all but the start of the text, increasing, the end of the text last"""

    def __init__(self, ends: Sequence[int]) -> None:
        self._ends = ends

    def following(self, place: int) -> int:
        at = bisect_right(self._ends, place)
        return self._ends[min(at, len(self._ends) - 1)]

    def preceding(self, place: int) -> int:
        at = bisect_left(self._ends, place)
        return self._ends[at - 1] if at > 0 else 0


class ValueBreaks(Breaks):
    """The breaks within each of the values of a text, and between them.

    values: one separator stands between two of them; make: returns the breaks of one
    """

    def __init__(self, values: Sequence[str], make: Callable[[str], Breaks]) -> None:
        self._values, self._make = values, make
        self._starts = list(accumulate((len(value) + 1 for value in values), initial=0))
        self._made: dict[int, Breaks] = {}

    def following(self, place: int) -> int:
        at = self._at(place)
        return self._starts[at] + self._breaks(at).following(place - self._starts[at])

    def preceding(self, place: int) -> int:
        at = self._at(place - 1)
        return self._starts[at] + self._breaks(at).preceding(place - self._starts[at])

    def _at(self, place: int) -> int:
        return min(max(bisect_right(self._starts, place) - 1, 0), len(self._values) - 1)

    def _breaks(self, at: int) -> Breaks:
        found = self._made.get(at)
        if found is None:
            found = self._made[at] = self._make(self._values[at])
        return found


def no_breaks(text: str) -> Breaks:
    """Returns the breaks of a text that is to stay whole."""
    return ListedBreaks([len(text)])
