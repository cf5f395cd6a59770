"""Finds phrases in positions: exactly by intersecting shifted positions, with slop by Lucene's sloppy phrase matching."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from findling.search.doc_set import Docs


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Where one part of a phrase stands in a segment.

    offset: the part's position in the phrase
    terms: its alternatives; parts with a term in common may not stand at the same place
    docs: (n,) int32 non-decreasing; positions: (n,) int32, increasing within a doc
    """

    offset: int
    terms: tuple[bytes, ...]
    docs: NDArray[np.int32]
    positions: NDArray[np.int32]

    def keys(self) -> NDArray[np.int64]:
        """Returns (doc, position - offset) as one sortable number each; positions may fall below zero."""
        shifted = self.positions.astype(np.int64) - self.offset + (1 << 31)
        return (self.docs.astype(np.int64) << 32) + shifted


def phrase_freqs(parts: Sequence[Occurrences], slop: int) -> tuple[Docs, NDArray[np.float32]]:
    """Returns the docs with the phrase, increasing, and its frequency in each as float32."""
    if slop == 0:
        return _exact_freqs(parts)
    common = parts[0].docs
    for part in parts[1:]:
        common = np.intersect1d(common, part.docs)
    docs, freqs = [], []
    for doc in np.unique(common).tolist():
        freq = _sloppy_freq([_positions_in(part, doc) for part in parts], parts, slop)
        if freq > 0:
            docs.append(doc)
            freqs.append(freq)
    return np.array(docs, np.int32), np.array(freqs, np.float32)


def _exact_freqs(parts: Sequence[Occurrences]) -> tuple[Docs, NDArray[np.float32]]:
    rarest, *others = sorted(parts, key=lambda part: len(part.docs))
    keys = rarest.keys()
    for part in others:
        keys = np.intersect1d(keys, part.keys())
    docs, counts = np.unique(keys >> 32, return_counts=True)
    return docs.astype(np.int32), counts.astype(np.float32)


def _positions_in(part: Occurrences, doc: int) -> list[int]:
    low, high = np.searchsorted(part.docs, [doc, doc + 1])
    positions: list[int] = part.positions[low:high].tolist()
    return positions


@dataclass(slots=True)
class _Walker:
    """One part of the phrase, moving over its positions in one document."""

    offset: int
    ord: int
    rest: Iterator[int]
    group: list[_Walker] = field(default_factory=list)
    position: int = 0

    def advance(self) -> bool:
        following = next(self.rest, None)
        if following is None:
            return False
        self.position = following - self.offset
        return True

    @property
    def place(self) -> int:
        return self.position + self.offset

    def key(self) -> tuple[int, int, int]:
        return (self.position, self.offset, self.ord)


class _SloppyMatcher:
    """The walkers of one document in a queue by position.

    Mirrors Lucene's SloppyPhraseMatcher: terms that repeat in the phrase must stand at different places.
    """

    def __init__(self, walkers: list[_Walker]) -> None:
        self.walkers = walkers
        self.end = 0
        self.queue: list[tuple[tuple[int, int, int], int]] = []

    def start(self) -> bool:
        """Puts every walker on its first position, repeated ones on their second, third...; False if one runs out."""
        if not all(walker.advance() for walker in self.walkers):
            return False
        for walker in self.walkers:
            for _ in range(walker.group.index(walker) if walker.group else 0):
                if not walker.advance():
                    return False
        self.end = max(walker.position for walker in self.walkers)
        for walker in self.walkers:
            self._push(walker)
        return True

    def _push(self, walker: _Walker) -> None:
        heapq.heappush(self.queue, (walker.key(), walker.ord))

    def _pop(self) -> _Walker:
        return self.walkers[heapq.heappop(self.queue)[1]]

    def _advance(self, walker: _Walker) -> bool:
        if not walker.advance():
            return False
        self.end = max(self.end, walker.position)
        return True

    def _resolve(self, walker: _Walker) -> bool:
        """Moves on whichever of two walkers of one group at the same place is behind, until no two are."""
        first = walker
        while True:
            other = next((w for w in walker.group if w is not walker and w.place == walker.place), None)
            if other is None:
                break
            walker = min(walker, other, key=lambda w: (w.position, w.offset))
            if not self._advance(walker):
                return False
        self.queue = [(w.key(), w.ord) for w in self.walkers if w is not first]
        heapq.heapify(self.queue)
        return True

    def match_lengths(self) -> Iterator[int]:
        """Yields the width of every match, smallest around each start."""
        walker = self._pop()
        width = self.end - walker.position
        following = self.queue[0][0][0]
        while self._advance(walker):
            if walker.group and not self._resolve(walker):
                break
            if walker.position > following:
                self._push(walker)
                yield width
                walker = self._pop()
                following = self.queue[0][0][0]
                width = self.end - walker.position
            else:
                width = min(width, self.end - walker.position)
        yield width


def _sloppy_freq(positions: list[list[int]], parts: Sequence[Occurrences], slop: int) -> float:
    walkers = [
        _Walker(part.offset, ord_, iter(places))
        for ord_, (part, places) in enumerate(zip(parts, positions, strict=True))
    ]
    for walker, part in zip(walkers, parts, strict=True):
        group = [w for w, other in zip(walkers, parts, strict=True) if set(other.terms) & set(part.terms)]
        walker.group = group if len(group) > 1 else []
    matcher = _SloppyMatcher(walkers)
    if not matcher.start():
        return 0.0
    freq = np.float32(0)
    for width in matcher.match_lengths():
        if width <= slop:
            freq += np.float32(1) / (np.float32(1) + np.float32(width))
    return float(freq)
