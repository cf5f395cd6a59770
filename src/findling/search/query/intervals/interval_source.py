"""Interval sources: places in documents that have a first and a last position. Here the base and terms."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from findling.base.errors import SearchStateError
from findling.search.query.base import MAX_CLAUSE_COUNT
from findling.search.query.positions.leaf_positions import LeafPositions, NoPositions, term_positions
from findling.search.query.positions.place import Place, TermsPlace
from findling.search.query.primitive.multi_term import MultiTermQuery

if TYPE_CHECKING:
    from findling.search.context import SegmentContext


@dataclass(frozen=True)
class IntervalSource(Place):
    """Intervals of one field. Equal sources find the same intervals."""

    def children(self) -> Sequence[Place]:
        return ()

    @property
    @abstractmethod
    def min_extent(self) -> int:
        """The least number of positions an interval can have."""

    def disjuncts(self) -> tuple[IntervalSource, ...]:
        """Returns the sources of which this one is the disjunction; itself if it is none."""
        return (self,)

    def block_parts(self) -> tuple[IntervalSource, ...]:
        """Returns the sources that stand side by side here, for a block around it."""
        return (self,)


@dataclass(frozen=True)
class TermSource(IntervalSource):
    """The positions of a term."""

    field: str
    term: bytes

    @property
    def min_extent(self) -> int:
        return 1

    @property
    def text(self) -> str:
        return self.term.decode("utf-8", "replace")

    def shortened(self) -> Place:
        return TermsPlace(self.field, (self.term,))


@dataclass(frozen=True)
class FittingTermsSource(IntervalSource):
    """The positions of all terms that a query finds, which may be at most `limit` in a segment.

    pattern: how error texts show what was looked for
    """

    kind: ClassVar[int] = 0

    query: MultiTermQuery
    pattern: str
    limit: int = MAX_CLAUSE_COUNT

    @property
    def min_extent(self) -> int:
        return 1

    @property
    def text(self) -> str:
        return f"MultiTerm({self.pattern})"

    def positions(self, segment: SegmentContext, check: Callable[[], None]) -> LeafPositions:
        reader = segment.reader.terms(self.query.field)
        if reader is None:
            return NoPositions(segment)
        ords = self.query.finder()(reader)
        if len(ords) > self.limit:
            raise SearchStateError(f"Automaton [{self.pattern}] expanded to too many terms (limit {self.limit})")
        return term_positions(segment, self.query.field, ords)


@dataclass(frozen=True)
class NoIntervals(IntervalSource):
    """What analysis leaves of a text without tokens."""

    kind: ClassVar[int] = 0

    @property
    def min_extent(self) -> int:
        return 0

    def disjuncts(self) -> tuple[IntervalSource, ...]:
        return ()

    @property
    def text(self) -> str:
        return "no_match"

    def positions(self, segment: SegmentContext, check: Callable[[], None]) -> LeafPositions:
        return NoPositions(segment)
