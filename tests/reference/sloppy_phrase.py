"""Sloppy frequency of a phrase in one document, after Lucene's SloppyPhraseMatcher, with lists and a sorted queue."""

from collections.abc import Sequence

import numpy as np


class _Part:
    def __init__(self, number: int, offset: int, places: Sequence[int]) -> None:
        self.number, self.offset, self.rest = number, offset, list(places)
        self.position = 0

    def advance(self) -> bool:
        if self.rest:
            self.position = self.rest.pop(0) - self.offset
            return True
        return False

    def key(self) -> tuple[int, int, int]:
        return self.position, self.offset, self.number


def freq(places: Sequence[Sequence[int]], offsets: Sequence[int], terms: Sequence[Sequence[int]], slop: int) -> float:
    """Returns the sum of 1 / (1 + width) over the matches no wider than slop, in float32.

    places: positions of each part, increasing; terms: the alternatives of each part; those in common make a group
    """
    parts = [_Part(*three) for three in zip(range(len(offsets)), offsets, places, strict=True)]
    groups = [[other for other in parts if set(terms[other.number]) & set(terms[part.number])] for part in parts]
    for part in parts:
        for _ in range(1 + groups[part.number].index(part)):
            if not part.advance():
                return 0.0
    one, total = np.float32(1), np.float32(0)
    for width in _widths(parts, groups):
        if width <= slop:
            total += one / (one + np.float32(width))
    return float(total)


def _widths(parts: list[_Part], groups: list[list[_Part]]) -> list[int]:
    widths = []
    end = max(part.position for part in parts)
    first, second = sorted(parts, key=_Part.key)[:2]
    width, following = end - first.position, second.position
    while first.advance():
        end = max(end, first.position)
        end, going = _resolve(first, groups, end)
        if not going:
            break
        if first.position > following:
            widths.append(width)
            first, second = sorted(parts, key=_Part.key)[:2]
            width, following = end - first.position, second.position
        else:
            width = min(width, end - first.position)
    return [*widths, width]


def _resolve(part: _Part, groups: list[list[_Part]], end: int) -> tuple[int, bool]:
    while True:
        place = part.position + part.offset
        same = [p for p in groups[part.number] if p is not part and p.position + p.offset == place]
        if not same:
            return end, True
        part = min(part, same[0], key=lambda p: (p.position, p.offset))
        if not part.advance():
            return end, False
        end = max(end, part.position)
