"""Breaks between words, by the rules of Java; the words of Thai are found by a dictionary, if there is one."""

from __future__ import annotations

from collections.abc import Iterator

from findling.analysis.tokenizers.thai import lengths_of_words
from findling.search.highlight.breaks.breaks import Breaks
from findling.search.highlight.breaks.java_words import java_words


class WordBreaks(Breaks):
    """The breaks between the words of a text, looked for around the places that are asked for.

    language: of the text; only Thai differs
    """

    def __init__(self, text: str, language: str = "") -> None:
        self._text = text
        self._knows_thai = language == "th"

    def following(self, place: int) -> int:
        for end in self._ends(self._start(place)):
            if end > place:
                return end
        return len(self._text)

    def preceding(self, place: int) -> int:
        found = start = self._start(place - 1)
        for end in self._ends(start):
            if end >= place:
                break
            found = end
        return found

    def _start(self, place: int) -> int:
        """Returns where the blanks before a place start, which is a break; not behind the place."""
        at = self._text.rfind(" ", 0, max(place, 0))
        while at > 0 and self._text[at - 1] in " \t\u00a0":
            at -= 1
        return max(at, 0)

    def _ends(self, start: int) -> Iterator[int]:
        for first, end, is_thai in java_words(self._text, start):
            if is_thai and self._knows_thai:
                yield from self._thai_ends(first, end)
            elif not _is_pair(self._text[end - 1 : end + 1]):
                yield end

    def _thai_ends(self, start: int, end: int) -> Iterator[int]:
        try:
            lengths = lengths_of_words(self._text[start:end])
        except ModuleNotFoundError:
            lengths = (end - start,)
        for length in lengths:
            start += length
            yield start


def _is_pair(units: str) -> bool:
    """Whether two units are the surrogates of one character."""
    return len(units) > 1 and "\ud800" <= units[0] < "\udc00" <= units[1] < "\ue000"
