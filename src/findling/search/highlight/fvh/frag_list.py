"""Where the fragments of a text are, and which phrases each has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from findling.base.errors import IllegalArgumentError
from findling.search.highlight.fvh.phrases import FoundPhrase, Stretch

WHOLE: Final = 2**31 - 1
_MARGIN: Final = 6


@dataclass(slots=True)
class Marked:
    """A phrase in a fragment. number: of the phrase in the query"""

    stretches: list[Stretch]
    number: int
    boost: float


@dataclass(slots=True)
class FragInfo:
    """A fragment, [start, end). boost: the sum of those of its phrases"""

    start: int
    end: int
    marked: list[Marked] = field(default_factory=list)
    boost: float = 0.0


def whole_text(phrases: Sequence[FoundPhrase]) -> list[FragInfo]:
    """Returns one fragment of all phrases, none without phrases."""
    return [_frag_info(0, WHOLE, phrases)] if phrases else []


def frag_infos(phrases: Sequence[FoundPhrase], size: int, margin: int | None) -> list[FragInfo]:
    """Returns fragments of a size with the phrases in their middles.

    margin: by how much a fragment begins before its first phrase at least, None is the usual
    Raises IllegalArgumentError for too small a size.
    """
    margin = _MARGIN if margin is None or margin == -1 else margin
    if margin < 0:
        raise IllegalArgumentError(f"margin({margin}) is too small. It must be 0 or higher.")
    least = max(1, margin * 3)
    if size < least:
        raise IllegalArgumentError(f"fragCharSize({size}) is too small. It must be {least} or higher.")
    found: list[FragInfo] = []
    at = start = 0
    while at < len(phrases):
        first = phrases[at]
        if first.start < start:
            at += 1
            continue
        end = first.end
        most = max(end, max(first.start - margin, start) + size)
        taken = [first] if _fits(first, end - first.start, size) else []
        at += 1
        while at < len(phrases) and phrases[at].end <= most:
            end = phrases[at].end
            if _fits(phrases[at], end - first.start, size):
                taken.append(phrases[at])
            at += 1
        if taken:
            length = end - first.start
            start = max(first.start - max(0, (size - length) // 2), start)
            found.append(_frag_info(start, start + max(length, size), taken))
            start = found[-1].end
    return found


def _fits(phrase: FoundPhrase, length: int, size: int) -> bool:
    return len(phrase.stretches) <= 1 or length <= size


def _frag_info(start: int, end: int, phrases: Sequence[FoundPhrase]) -> FragInfo:
    marked = [Marked(phrase.stretches, phrase.number, phrase.boost) for phrase in phrases]
    return FragInfo(start, end, marked, sum(phrase.boost for phrase in phrases))


def within_values(infos: Sequence[FragInfo], values: Sequence[str]) -> list[FragInfo]:
    """Returns the fragments of a text of several values, each divided into those of the values it is in."""
    found: list[FragInfo] = []
    for info in infos:
        found += _divided(info, values)
    return sorted(found, key=lambda info: info.start)


def _divided(info: FragInfo, values: Sequence[str]) -> list[FragInfo]:
    found: list[FragInfo] = []
    end = 0
    marked = info.marked
    for value in values:
        if not value:
            end += 1
            continue
        start, end = end, end + len(value) + 1
        if start <= info.start <= end and start <= info.end <= end:
            return [*found, FragInfo(info.start, info.end, marked, info.boost)]
        if not marked:
            return found
        if info.start >= end or marked[0].stretches[0].start >= end:
            continue
        inner = [Marked(_clamped(one.stretches, start, end), one.number, one.boost) for one in marked]
        inner = [one for one in inner if one.stretches]
        frag_start = info.start if start < info.start < end else start
        frag_end = info.end if start < info.end < end else end
        found.append(FragInfo(frag_start, frag_end, inner, sum(one.boost for one in inner)))
        rest = [Marked([part for part in one.stretches if part.end >= end], one.number, one.boost) for one in marked]
        marked = [one for one in rest if one.stretches]
    return found


def _clamped(stretches: Sequence[Stretch], start: int, end: int) -> list[Stretch]:
    """Returns the parts of stretches that are within a value, whose separator is its last character."""
    return [
        Stretch(max(one.start, start), one.end if one.end < end else end - 1) for one in stretches if one.start < end
    ]
