"""Breaks of texts and passages between them as the kernels find them, with Python's lists.

`known` of a Sentences is the break that Java's iterator remembers.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from math import log
from typing import Any, Protocol

from tests.reference.java_words import java_words

Match = tuple[int, int, int]


class Finder(Protocol):
    def following(self, place: int) -> int: ...

    def preceding(self, place: int) -> int: ...


class Listed:
    """Breaks that are known."""

    def __init__(self, ends: Sequence[int]) -> None:
        self._ends = ends

    def following(self, place: int) -> int:
        return self._ends[min(bisect_right(self._ends, place), len(self._ends) - 1)]

    def preceding(self, place: int) -> int:
        at = bisect_left(self._ends, place)
        return self._ends[at - 1] if at > 0 else 0


class Bounded:
    """Pieces of at most a length, of sentences and of words."""

    def __init__(self, main: Finder, inner: Finder, most: int, n: int) -> None:
        self._main, self._inner, self._most, self._n = main, inner, most, n
        self._window, self._end = (-1, -1), 0

    def preceding(self, place: int) -> int:
        low, high = self._window
        if low < place < high:
            start, self._end = self._end, high
        else:
            start = self._main.preceding(place)
            low, high = self._window = start, self._window_end(start, place)
            self._end = high
        if self._end - start > self._most:
            if place - self._most > start:
                start = max(start, self._inner.preceding(place - self._most))
            room = max(0, self._most - (place - start))
            if place + room < high:
                self._end = min(high, self._inner.following(place + room))
        return start

    def _window_end(self, start: int, place: int) -> int:
        target = place + max(0, self._most - (place - start))
        end = self._n if target + 1 > self._n else self._main.preceding(target + 1)
        if end != start:
            return end
        return self._n if target >= self._n else self._main.following(target)

    def following(self, place: int) -> int:
        return self._end


def word_ends(text: str) -> list[int]:
    """Returns where the words of a text, and what is between them, end; surrogates of one character stay together."""
    return [end for _, end, _ in java_words(text) if not _is_pair(text[end - 1 : end + 1])]


def _is_pair(units: str) -> bool:
    return len(units) > 1 and "\ud800" <= units[0] < "\udc00" <= units[1] < "\ue000"


def passages(breaks: Finder, n: int, matches: Sequence[Match], frequencies: Sequence[int]) -> Iterator[Any]:
    """Yields start, end, matches and score of each passage. matches: start, end and term, in order"""
    rest = [match for match in matches if match[0] < n]
    end = 0
    while rest:
        first = rest[0]
        center = first[0] + (first[1] - first[0]) // 2
        start = min(first[0], max(breaks.preceding(max(first[0] + 1, center)), end))
        end = max(first[1], min(breaks.following(min(first[1] - 1, center)), n))
        own = [first, *(match for match in rest[1:] if match[0] < end)]
        rest = rest[len(own) :]
        yield start, end, own, _score([match[2] for match in own], frequencies, start, end, n)


def _score(terms: Sequence[int], frequencies: Sequence[int], start: int, end: int, n: int) -> float:
    norm = 1.2 * (0.25 + 0.75 * ((end - start) / 87))
    score = 0.0
    for term in dict.fromkeys(terms):
        count = terms.count(term)
        score += count / (count + norm) * 2.2 * log(1 + (1 + n / 87 + 0.5) / (frequencies[term] + 0.5))
    return score * (1 + 1 / log(87 + start))
