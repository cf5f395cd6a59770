"""Breaks that make pieces of at most a length: those of sentences, and of words where sentences are too long."""

from __future__ import annotations

from findling.search.highlight.breaks.breaks import Breaks


class BoundedBreaks(Breaks):
    """Breaks around places that are asked for in order, `preceding` a place first, then `following` it.

    main: of sentences; inner: of words; most: the length; n: that of the text
    Source: Elasticsearch's BoundedBreakIteratorScanner.
    """

    def __init__(self, main: Breaks, inner: Breaks, most: int, n: int) -> None:
        self._main, self._inner = main, inner
        self._most, self._n = most, n
        self._window = (-1, -1)
        self._end = 0

    def preceding(self, place: int) -> int:
        low, high = self._window
        if low < place < high:
            start, self._end = self._end, high
        else:
            start = self._main.preceding(place)
            self._end = self._window_end(start, place)
            low, high = self._window = start, self._end
        if self._end - start > self._most:
            # words to the left, then as many to the right as there is room for
            if place - self._most > start:
                start = max(start, self._inner.preceding(place - self._most))
            room = max(0, self._most - (place - start))
            if place + room < high:
                self._end = min(high, self._inner.following(place + room))
        return start

    def _window_end(self, start: int, place: int) -> int:
        """Returns where the last sentence ends that still fits, or the first one if none does."""
        target = place + max(0, self._most - (place - start))
        end = self._n if target + 1 > self._n else self._main.preceding(target + 1)
        if end != start:
            return end
        return self._n if target >= self._n else self._main.following(target)

    def following(self, place: int) -> int:
        return self._end
