"""Passages: the pieces of a text around what is marked, scored as documents of their own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from heapq import heappop, heappush
from math import log
from typing import Final

from findling.search.highlight.breaks.breaks import Breaks
from findling.search.highlight.found.match import Match

# BM25 for passages, as Lucene has it; the pivot is a typical length of passages, in characters
_K1: Final = 1.2
_B: Final = 0.75
_PIVOT: Final = 87.0


@dataclass(slots=True)
class Passage:
    """A piece of a text, [start, end), and what is marked in it."""

    start: int
    end: int
    matches: list[Match] = field(default_factory=list)
    score: float = 0.0


def best_passages(matches: Iterable[Match], breaks: Breaks, n: int, most: int) -> list[Passage]:
    """Returns the best passages of a text, in their order.

    matches: in order; n: length of the text; most: how many passages
    Source: Lucene's FieldHighlighter.
    """
    queue: list[tuple[float, int, int, Passage]] = []
    current: Passage | None = None
    last_end = 0
    for match in matches:
        start, end = match.start, match.end
        if start < n < end:
            continue
        if current is None or start >= current.end:
            if current is not None:
                _add(queue, current, n, most)
                current = None
            if start >= n:
                break
            # from the middle of the match, so that the length of the passage is nearer to what is wanted
            center = start + (end - start) // 2
            passage_start = min(start, max(breaks.preceding(max(start + 1, center)), last_end))
            last_end = max(end, min(breaks.following(min(end - 1, center)), n))
            current = Passage(passage_start, last_end)
        current.matches.append(match)
    if current is not None:
        _add(queue, current, n, most)
    return sorted((entry[-1] for entry in queue), key=lambda passage: passage.start)


def _add(queue: list[tuple[float, int, int, Passage]], passage: Passage, n: int, most: int) -> None:
    passage.score = score_of(passage, n)
    if len(queue) == most and queue and passage.score < queue[0][0]:
        return
    heappush(queue, (passage.score, passage.start, len(queue), passage))
    if len(queue) > most:
        heappop(queue)


def score_of(passage: Passage, n: int) -> float:
    """Returns the score of a passage in a text of `n` characters."""
    counts: dict[bytes, list[int]] = {}
    for match in passage.matches:
        found = counts.setdefault(match.term, [0, match.frequency])
        found[0] += 1
    length_norm = _K1 * ((1 - _B) + _B * ((passage.end - passage.start) / _PIVOT))
    n_documents = 1 + n / _PIVOT
    score = 0.0
    for count, frequency in counts.values():
        weight = (_K1 + 1) * log(1 + (n_documents + 0.5) / (frequency + 0.5))
        score += count / (count + length_norm) * weight
    return score * (1 + 1 / log(_PIVOT + passage.start))
