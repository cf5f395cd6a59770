"""Interval sources that filter one source by where it stands to another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from findling.search.query.intervals.combined_sources import ExtendedSource, any_of, pulled_up, split
from findling.search.query.intervals.interval_source import IntervalSource
from findling.search.query.positions.candidates import Candidates
from findling.search.query.positions.place import Place

_MAX_INT = 2**31 - 1


@dataclass(frozen=True)
class RelatedSource(IntervalSource):
    """The intervals of `source` that stand in a relation to some of `other`."""

    title: ClassVar[str]

    source: IntervalSource
    other: IntervalSource

    def children(self) -> Sequence[Place]:
        return (self.source, self.other)

    @property
    def min_extent(self) -> int:
        return self.source.min_extent

    @property
    def text(self) -> str:
        return f"{self.title}({self.source.text},{self.other.text})"


@dataclass(frozen=True)
class ContainedBySource(RelatedSource):
    """Intervals within one of the other."""

    kind: ClassVar[int] = 11
    title: ClassVar[str] = "CONTAINED_BY"

    def disjuncts(self) -> tuple[IntervalSource, ...]:
        return tuple(ContainedBySource(self.source, part) for part in split(self.other))


@dataclass(frozen=True)
class ContainingSource(RelatedSource):
    """Intervals around one of the other."""

    kind: ClassVar[int] = 12
    title: ClassVar[str] = "CONTAINING"

    def disjuncts(self) -> tuple[IntervalSource, ...]:
        return tuple(ContainingSource(part, self.other) for part in split(self.source))


@dataclass(frozen=True)
class OverlappingSource(RelatedSource):
    """Intervals that have a position in common with one of the other."""

    kind: ClassVar[int] = 13
    title: ClassVar[str] = "OVERLAPPING"

    def disjuncts(self) -> tuple[IntervalSource, ...]:
        return pulled_up((self.source, self.other), lambda pair: OverlappingSource(*pair))


@dataclass(frozen=True)
class UnrelatedSource(RelatedSource):
    """Base of sources whose intervals stand so to none of the other."""

    def joined(self, parts: Sequence[Candidates], size: int) -> Candidates:
        return parts[0]


@dataclass(frozen=True)
class NotContainedBySource(UnrelatedSource):
    """Intervals within none of the other."""

    kind: ClassVar[int] = 14
    title: ClassVar[str] = "NOT_CONTAINED_BY"


@dataclass(frozen=True)
class NotContainingSource(UnrelatedSource):
    """Intervals around none of the other."""

    kind: ClassVar[int] = 15
    title: ClassVar[str] = "NOT_CONTAINING"


@dataclass(frozen=True)
class NotOverlappingSource(UnrelatedSource):
    """Intervals that have no position in common with one of the other."""

    kind: ClassVar[int] = 16
    title: ClassVar[str] = "NON_OVERLAPPING"


@dataclass(frozen=True)
class BesideSource(IntervalSource):
    """The positions right before the intervals of a source, or right behind them."""

    kind: ClassVar[int]
    title: ClassVar[str]

    source: IntervalSource

    def children(self) -> Sequence[Place]:
        return (self.source,)

    @property
    def min_extent(self) -> int:
        return 1

    @property
    def text(self) -> str:
        return f"{self.title}({self.source.text})"


@dataclass(frozen=True)
class PrecedingSource(BesideSource):
    """The positions right before the intervals of a source."""

    kind: ClassVar[int] = 9
    title: ClassVar[str] = "PRECEDING"


@dataclass(frozen=True)
class FollowingSource(BesideSource):
    """The positions right behind the intervals of a source."""

    kind: ClassVar[int] = 10
    title: ClassVar[str] = "FOLLOWING"


def contained_by(source: IntervalSource, other: IntervalSource) -> IntervalSource:
    """Returns the intervals within one of the other."""
    return any_of([ContainedBySource(source, part) for part in split(other)])


def containing(source: IntervalSource, other: IntervalSource) -> IntervalSource:
    """Returns the intervals around one of the other."""
    return any_of([ContainingSource(part, other) for part in split(source)])


def not_contained_by(source: IntervalSource, other: IntervalSource) -> IntervalSource:
    """Returns the intervals within none of the other; as in Lucene, of one alternative of it."""
    return any_of([NotContainedBySource(source, part) for part in split(other)])


def not_containing(source: IntervalSource, other: IntervalSource) -> IntervalSource:
    """Returns the intervals around none of the other."""
    return any_of([NotContainingSource(part, other) for part in split(source)])


def before(source: IntervalSource, other: IntervalSource) -> IntervalSource:
    """Returns the intervals before one of the other."""
    return contained_by(source, ExtendedSource(PrecedingSource(other), _MAX_INT, 0))


def after(source: IntervalSource, other: IntervalSource) -> IntervalSource:
    """Returns the intervals after one of the other."""
    return contained_by(source, ExtendedSource(FollowingSource(other), 0, _MAX_INT))
