"""Where intervals stand in a text, and which tokens they are made of."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from findling.search.highlight.found.spans import Leaf
from findling.search.highlight.text.field_text import FieldText
from findling.search.query.intervals.combined_sources import (
    AnySource,
    BlockSource,
    ExtendedSource,
    FieldSource,
    MaxGapsSource,
    OrderedSource,
    RepeatedSource,
    UnorderedSource,
)
from findling.search.query.intervals.interval_source import FittingTermsSource, IntervalSource, TermSource
from findling.search.query.intervals.related_sources import (
    BesideSource,
    ContainedBySource,
    ContainingSource,
    FollowingSource,
    NotContainedBySource,
    NotContainingSource,
    NotOverlappingSource,
    OverlappingSource,
    RelatedSource,
)

# gives those of the terms of a text that fit a query
FittingTerms = Callable[[FittingTermsSource], Iterable[bytes]]


@dataclass(frozen=True, slots=True)
class FoundInterval:
    """start, end: first and last position; gaps: positions between its parts; leaves: its tokens"""

    start: int
    end: int
    gaps: int = 0
    leaves: tuple[Leaf, ...] = ()


@dataclass(frozen=True, slots=True)
class IntervalFinder:
    """Finds intervals in one text. fitting: finds terms in it"""

    text: FieldText
    fitting: FittingTerms

    def find(self, source: IntervalSource) -> list[FoundInterval]:
        """Returns the intervals of a source, in order, none of which contains another."""
        if isinstance(source, TermSource):
            return self._terms((source.term,))
        if isinstance(source, FittingTermsSource):
            return self._terms(self.fitting(source))
        if isinstance(source, AnySource):
            return _minimal(found for part in source.parts for found in self.find(part))
        if isinstance(source, BlockSource):
            return _minimal(_blocks([self.find(part) for part in source.parts]))
        if isinstance(source, OrderedSource):
            return _minimal(_ordered([self.find(part) for part in source.parts]))
        if isinstance(source, UnorderedSource):
            return _minimal(_unordered([self.find(part) for part in source.parts]))
        if isinstance(source, RepeatedSource):
            return _minimal(_repeated(self.find(source.source), source.times))
        if isinstance(source, RelatedSource):
            return self._related(source)
        return self._changed(source)

    def _terms(self, terms: Iterable[bytes]) -> list[FoundInterval]:
        found = [(token, term) for term in terms for token in self.text.occurrences(term)]
        return [FoundInterval(token.position, token.position, 0, ((term, token),)) for token, term in sorted(found)]

    def _changed(self, source: IntervalSource) -> list[FoundInterval]:
        """Returns the intervals of a source that are those of another, less some or at other places."""
        if isinstance(source, FieldSource):
            return self.find(source.source) if source.field == self.text.field else []
        if isinstance(source, MaxGapsSource):
            return [one for one in self.find(source.source) if one.gaps <= source.max_gaps]
        if isinstance(source, ExtendedSource):
            return [
                FoundInterval(max(one.start - source.before, 0), one.end + source.after, one.gaps, one.leaves)
                for one in self.find(source.source)
            ]
        if isinstance(source, BesideSource):
            if isinstance(source, FollowingSource):
                return [FoundInterval(one.end + 1, one.end + 1) for one in self.find(source.source)]
            return [FoundInterval(one.start - 1, one.start - 1) for one in self.find(source.source) if one.start > 0]
        return []

    def _related(self, source: RelatedSource) -> list[FoundInterval]:
        fits = _RELATIONS.get(type(source))
        own, others = self.find(source.source), self.find(source.other)
        if fits is None:
            unfit = _NEGATIONS[type(source)]
            return [one for one in own if not any(unfit(one, other) for other in others)]
        found = []
        for one in own:
            other = next((other for other in others if fits(one, other)), None)
            if other is not None:
                found.append(FoundInterval(one.start, one.end, one.gaps, one.leaves + other.leaves))
        return found


def _minimal(found: Iterable[FoundInterval]) -> list[FoundInterval]:
    """Returns the intervals that contain no other, in order."""
    kept: list[FoundInterval] = []
    for one in sorted(found, key=lambda one: (one.end, -one.start)):
        if not kept or one.start > kept[-1].start:
            kept.append(one)
    return kept


def _row(parts: Sequence[FoundInterval]) -> FoundInterval:
    start, end = min(part.start for part in parts), max(part.end for part in parts)
    taken = sum(part.end - part.start + 1 for part in parts)
    return FoundInterval(start, end, end - start + 1 - taken, tuple(leaf for part in parts for leaf in part.leaves))


def _blocks(found: list[list[FoundInterval]]) -> Iterator[FoundInterval]:
    places = [{one.start: one for one in part} for part in found[1:]]
    for first in found[0]:
        row = [first]
        for part in places:
            following = part.get(row[-1].end + 1)
            if following is None:
                break
            row.append(following)
        else:
            yield _row(row)


def _ordered(found: list[list[FoundInterval]]) -> Iterator[FoundInterval]:
    starts = [[one.start for one in part] for part in found]
    for first in found[0]:
        row = [first]
        for part, places in zip(found[1:], starts[1:], strict=True):
            at = bisect_right(places, row[-1].end)
            if at == len(part):
                return
            row.append(part[at])
        yield _row(row)


def _unordered(found: list[list[FoundInterval]]) -> Iterator[FoundInterval]:
    if not all(found):
        return
    places = [0] * len(found)
    while True:
        row = [part[place] for part, place in zip(found, places, strict=True)]
        yield _row(row)
        first = min(range(len(row)), key=lambda i: row[i].start)
        places[first] += 1
        if places[first] == len(found[first]):
            return


def _repeated(found: list[FoundInterval], times: int) -> Iterator[FoundInterval]:
    for at in range(len(found) - times + 1):
        yield _row(found[at : at + times])


def _contains(one: FoundInterval, other: FoundInterval) -> bool:
    return one.start <= other.start and other.end <= one.end


def _is_within(one: FoundInterval, other: FoundInterval) -> bool:
    return _contains(other, one)


def _overlaps(one: FoundInterval, other: FoundInterval) -> bool:
    return one.start <= other.end and other.start <= one.end


def _reaches(one: FoundInterval, other: FoundInterval) -> bool:
    """What Lucene takes for containing where it must not be: an interval that begins or ends within counts as well."""
    return other.start <= one.end and (other.start >= one.start or other.end >= one.end)


_Relation = Callable[[FoundInterval, FoundInterval], bool]
_RELATIONS: Final[dict[type[RelatedSource], _Relation]] = {
    ContainedBySource: _is_within,
    ContainingSource: _contains,
    OverlappingSource: _overlaps,
}
_NEGATIONS: Final[dict[type[RelatedSource], _Relation]] = {
    NotContainedBySource: _is_within,
    NotContainingSource: _reaches,
    NotOverlappingSource: _overlaps,
}
