"""Interval sources made of others: side by side, in order, in any order, any of them, repeated, with few gaps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import ClassVar

from findling.base.errors import IllegalArgumentError
from findling.search.query.base import MAX_CLAUSE_COUNT
from findling.search.query.intervals.interval_source import IntervalSource, TermSource
from findling.search.query.positions.candidates import Candidates, in_any
from findling.search.query.positions.place import Place, TermsPlace

_MAX_INT = 2**31 - 1


@dataclass(frozen=True)
class SeveralSource(IntervalSource):
    """Base of sources that have one interval of each of their parts."""

    title: ClassVar[str]

    parts: tuple[IntervalSource, ...]

    def children(self) -> Sequence[Place]:
        return self.parts

    @property
    def min_extent(self) -> int:
        extent = sum(part.min_extent for part in self.parts)
        # as Java adds up; a part that is nothing has the largest extent
        return (extent + _MAX_INT + 1) % (1 << 32) - _MAX_INT - 1

    @property
    def text(self) -> str:
        return f"{self.title}({','.join(part.text for part in self.parts)})"


@dataclass(frozen=True)
class BlockSource(SeveralSource):
    """Parts side by side. Disjunctions in it are pulled up, so that it has none."""

    kind: ClassVar[int] = 2
    title: ClassVar[str] = "BLOCK"

    def block_parts(self) -> tuple[IntervalSource, ...]:
        return self.parts


@dataclass(frozen=True)
class OrderedSource(SeveralSource):
    """Parts in order."""

    kind: ClassVar[int] = 3
    title: ClassVar[str] = "ORDERED"

    def disjuncts(self) -> tuple[IntervalSource, ...]:
        return pulled_up(self.parts, OrderedSource)


@dataclass(frozen=True)
class UnorderedSource(SeveralSource):
    """Parts in any order."""

    kind: ClassVar[int] = 4
    title: ClassVar[str] = "UNORDERED"

    def disjuncts(self) -> tuple[IntervalSource, ...]:
        return pulled_up(self.parts, UnorderedSource)


@dataclass(frozen=True)
class RepeatedSource(IntervalSource):
    """`times` intervals of the same source, none of them the same.

    title: how it is shown if it is all there is
    """

    kind: ClassVar[int] = 6

    source: IntervalSource
    times: int
    title: str = ""

    def children(self) -> Sequence[Place]:
        return (self.source,)

    def parameters(self) -> tuple[int, int]:
        return self.times, 0

    def numbers(self) -> int:
        return 2 * self.times

    @property
    def min_extent(self) -> int:
        return self.source.min_extent

    @property
    def text(self) -> str:
        parts = ",".join([self.source.text] * self.times)
        return f"{self.title}({parts})" if self.title else parts


@dataclass(frozen=True)
class AnySource(IntervalSource):
    """Any of several sources, which are distinct."""

    kind: ClassVar[int] = 5

    parts: frozenset[IntervalSource]

    def children(self) -> Sequence[Place]:
        return sorted(self.parts, key=lambda part: part.text)

    def joined(self, parts: Sequence[Candidates], size: int) -> Candidates:
        return in_any(parts, size)

    def shortened(self) -> Place:
        # terms at one position are one interval
        terms = [part for part in self.parts if isinstance(part, TermSource)]
        if not terms or len(terms) < len(self.parts) or len({term.field for term in terms}) > 1:
            return self
        return TermsPlace(terms[0].field, tuple(sorted(term.term for term in terms)))

    def disjuncts(self) -> tuple[IntervalSource, ...]:
        return tuple(self.parts)

    @property
    def min_extent(self) -> int:
        return min((part.min_extent for part in self.parts), default=_MAX_INT)

    @property
    def text(self) -> str:
        return f"or({','.join(sorted(part.text for part in self.parts))})"


@dataclass(frozen=True)
class MaxGapsSource(IntervalSource):
    """The intervals of a source with at most so many positions between its parts."""

    kind: ClassVar[int] = 7

    source: IntervalSource
    max_gaps: int

    def children(self) -> Sequence[Place]:
        return (self.source,)

    def parameters(self) -> tuple[int, int]:
        return self.max_gaps, 0

    @property
    def min_extent(self) -> int:
        return self.source.min_extent

    @property
    def text(self) -> str:
        return f"MAXGAPS/{self.max_gaps}({self.source.text})"


@dataclass(frozen=True)
class ExtendedSource(IntervalSource):
    """The intervals of a source, made longer."""

    kind: ClassVar[int] = 8

    source: IntervalSource
    before: int
    after: int

    def children(self) -> Sequence[Place]:
        return (self.source,)

    def parameters(self) -> tuple[int, int]:
        return self.before, self.after

    def disjuncts(self) -> tuple[IntervalSource, ...]:
        inner = self.source.disjuncts()
        return tuple(ExtendedSource(part, self.before, self.after) for part in inner) if inner else (self,)

    @property
    def min_extent(self) -> int:
        extent = self.before + self.source.min_extent + self.after
        return _MAX_INT if extent > _MAX_INT else extent

    @property
    def text(self) -> str:
        return f"EXTEND({self.source.text},{self.before},{self.after})"


@dataclass(frozen=True)
class FieldSource(IntervalSource):
    """A source of another field than the query's."""

    field: str
    source: IntervalSource

    def disjuncts(self) -> tuple[IntervalSource, ...]:
        inner = self.source.disjuncts()
        return (self,) if len(inner) == 1 else tuple(FieldSource(self.field, part) for part in inner)

    def is_lasting(self) -> bool:
        return self.source.is_lasting()

    def shortened(self) -> Place:
        return self.source.shortened()

    @property
    def min_extent(self) -> int:
        return self.source.min_extent

    @property
    def text(self) -> str:
        return f"FIELD({self.field},{self.source.text})"


def any_of(sources: Sequence[IntervalSource]) -> IntervalSource:
    """Returns the disjunction of sources."""
    parts: set[IntervalSource] = set()
    for source in sources:
        parts.update(source.disjuncts() if isinstance(source, AnySource) else (source,))
    return next(iter(parts)) if len(parts) == 1 else AnySource(frozenset(parts))


def block(sources: Sequence[IntervalSource]) -> IntervalSource:
    """Returns the source of intervals side by side."""
    if len(sources) == 1:
        return sources[0]
    return any_of(pulled_up(sources, _flat_block))


def _flat_block(sources: tuple[IntervalSource, ...]) -> IntervalSource:
    return BlockSource(tuple(part for source in sources for part in source.block_parts()))


def in_order(sources: Sequence[IntervalSource]) -> IntervalSource:
    """Returns the source of intervals in order."""
    if len(sources) == 1:
        return sources[0]
    runs = [(source, len(list(run))) for source, run in groupby(sources)]
    return _several(runs, OrderedSource)


def in_any_order(sources: Sequence[IntervalSource]) -> IntervalSource:
    """Returns the source of intervals in any order."""
    if len(sources) == 1:
        return sources[0]
    counts: dict[IntervalSource, int] = {}
    for source in sources:
        counts[source] = counts.get(source, 0) + 1
    return _several(list(counts.items()), UnorderedSource)


def _several(counted: list[tuple[IntervalSource, int]], kind: type[SeveralSource]) -> IntervalSource:
    if len(counted) == 1:
        source, times = counted[0]
        return source if times == 1 else RepeatedSource(source, times, kind.title)
    return kind(tuple(source if times == 1 else RepeatedSource(source, times) for source, times in counted))


def with_gaps(source: IntervalSource, max_gaps: int) -> IntervalSource:
    """Returns the intervals of a source with at most so many gaps."""
    return any_of([MaxGapsSource(part, max_gaps) for part in source.disjuncts()])


def pulled_up(
    sources: Sequence[IntervalSource], combine: Callable[[tuple[IntervalSource, ...]], IntervalSource]
) -> tuple[IntervalSource, ...]:
    """Returns what a combination of sources with disjunctions in them is the disjunction of.

    Raises IllegalArgumentError if it is of too many.
    """
    rows: list[tuple[IntervalSource, ...]] = [()]
    for source in sources:
        parts = split(source)
        if len(parts) > 1 and len(rows) * len(parts) > MAX_CLAUSE_COUNT:
            raise IllegalArgumentError("Too many disjunctions to expand")
        rows = [(*row, part) for part in parts for row in rows]
    return tuple(combine(row) for row in rows)


def split(source: IntervalSource) -> list[IntervalSource]:
    """Returns the parts of a disjunction, those of one position together."""
    parts = source.disjuncts()
    single = [part for part in parts if part.min_extent == 1]
    return [*([any_of(single)] if single else []), *(part for part in parts if part.min_extent != 1)]
