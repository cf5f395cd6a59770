"""The char filters `first_line_with_letters` and `first_non_blank_line`, which categories of texts are made with."""

from collections.abc import Callable

from findling.analysis.catalogue import register
from findling.analysis.char_filter import CharFilter, Moves
from findling.analysis.params import Params
from findling.analysis.text_batch import utf16_length


class FirstLineCharFilter(CharFilter):
    """Keeps the first line that has a character of a kind, without the end of the line.

    counts: whether a character is of the kind
    """

    def __init__(self, counts: Callable[[str], bool]) -> None:
        self._counts = counts

    def filter(self, text: str) -> tuple[str, Moves]:
        moves = Moves()
        start = 0
        for line in text.split("\n"):
            if any(map(self._counts, line)):
                break
            start += len(line) + 1
        else:
            return "", moves
        ends = start + len(line) < len(text)
        kept = line.removesuffix("\r") if ends else line
        before = utf16_length(text[:start])
        if before:
            moves.add(0, before)
        if ends:
            moves.add(utf16_length(kept), utf16_length(text) - utf16_length(kept))
        return kept, moves


@register("char_filter", "first_line_with_letters")
def first_line_with_letters(params: Params, registry: object) -> CharFilter:
    """Without settings."""
    return FirstLineCharFilter(str.isalpha)


@register("char_filter", "first_non_blank_line")
def first_non_blank_line(params: Params, registry: object) -> CharFilter:
    """Without settings."""
    return FirstLineCharFilter(lambda char: not char.isspace())
