"""Spans: what span queries look for in a document, as nodes of a tree that a kernel walks."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from findling.base.errors import ExpansionError, SearchStateError
from findling.search.query.base import MAX_CLAUSE_COUNT
from findling.search.query.positions.candidates import Candidates, in_any
from findling.search.query.positions.leaf_positions import LeafPositions, NoPositions
from findling.search.query.positions.place import Place, TermsPlace

if TYPE_CHECKING:
    from findling.search.context import SegmentContext
    from findling.search.query.primitive.multi_term import MultiTermQuery

# a term and its field
FieldTerm = tuple[str, bytes]


@dataclass(frozen=True)
class Span(Place):
    """A node of a tree of spans. lucene_class: what Lucene calls the query; shown in profiles"""

    lucene_class: ClassVar[str] = "SpanQuery"

    def children(self) -> Sequence[Place]:
        return ()

    @property
    @abstractmethod
    def field(self) -> str | None:
        """The field that the span says it is of; None of a disjunction of nothing."""

    @property
    def scored_field(self) -> str | None:
        """The field whose lengths and statistics the span is scored by."""
        return self.field

    @abstractmethod
    def told(self, expanded: bool) -> str:
        """Returns the span in Lucene's notation; expanded: with the terms of patterns in place of these."""

    @property
    def text(self) -> str:
        return self.told(expanded=True)

    @property
    def scored_text(self) -> str:
        """The part of the span that is scored, in Lucene's notation."""
        return self.text

    @abstractmethod
    def terms(self) -> tuple[FieldTerm, ...]:
        """Returns the terms that the span is scored by."""

    def can_be_in(self, segment: SegmentContext) -> bool:
        """Whether the span may be found in a segment at all."""
        return True

    def simplified(self) -> Span:
        """Returns the span as it is rewritten as a whole."""
        return self


@dataclass(frozen=True)
class TermSpan(Span):
    """The positions of a term.

    placed: whether spans may look at the positions, if the term has some
    """

    kind: ClassVar[int] = 0
    lucene_class: ClassVar[str] = "SpanTermQuery"

    of_field: str
    term: bytes
    placed: bool = True

    @property
    def field(self) -> str:
        return self.of_field

    def terms(self) -> tuple[FieldTerm, ...]:
        return ((self.of_field, self.term),)

    @property
    def shown(self) -> str:
        """The term as a text."""
        return self.term.decode("utf-8", "replace")

    def told(self, expanded: bool) -> str:
        return f"{self.of_field}:{self.shown}"

    def positions(self, segment: SegmentContext, check: Callable[[], None]) -> LeafPositions:
        reader = segment.reader.terms(self.of_field)
        if reader is not None and not (reader.has_positions and self.placed) and reader.lookup(self.term) >= 0:
            raise SearchStateError(
                f'field "{self.of_field}" was indexed without position data; cannot run SpanTermQuery '
                f"(term={self.shown})"
            )
        return TermsPlace(self.of_field, (self.term,)).positions(segment, check)


@dataclass(frozen=True)
class NoSpan(Span):
    """What matches nothing, with the reason."""

    kind: ClassVar[int] = 0
    lucene_class: ClassVar[str] = "SpanMatchNoDocsQuery"

    of_field: str
    reason: str

    @property
    def field(self) -> str:
        return self.of_field

    def terms(self) -> tuple[FieldTerm, ...]:
        return ()

    def told(self, expanded: bool) -> str:
        return f'SpanMatchNoDocsQuery("{self.reason}")'

    def positions(self, segment: SegmentContext, check: Callable[[], None]) -> LeafPositions:
        return NoPositions(segment)


@dataclass(frozen=True)
class GapSpan(Span):
    """Positions between two clauses of a NearSpan, whatever stands there."""

    kind: ClassVar[int] = 1

    of_field: str
    width: int

    @property
    def field(self) -> str:
        return self.of_field

    def terms(self) -> tuple[FieldTerm, ...]:
        return ()

    def parameters(self) -> tuple[int, int]:
        return self.width, 0

    def told(self, expanded: bool) -> str:
        return f"SpanGap(:{self.width})"


@dataclass(frozen=True)
class SpanOfSeveral(Span):
    """Base of spans made of other spans, all of which count for the score."""

    parts: tuple[Span, ...]

    def children(self) -> Sequence[Place]:
        return self.parts

    @property
    def field(self) -> str | None:
        return self.parts[0].field if self.parts else None

    def terms(self) -> tuple[FieldTerm, ...]:
        return tuple(dict.fromkeys(term for part in self.parts for term in part.terms()))

    def can_be_in(self, segment: SegmentContext) -> bool:
        return all(part.can_be_in(segment) for part in self.parts)


@dataclass(frozen=True)
class NearSpan(SpanOfSeveral):
    """Spans near each other.

    slop: how many positions may be between them in all
    """

    lucene_class: ClassVar[str] = "SpanNearQuery"

    slop: int
    in_order: bool

    @property
    def kind(self) -> int:  # type: ignore[override]
        return 2 if self.in_order else 3

    def parameters(self) -> tuple[int, int]:
        return self.slop, 0

    def can_be_in(self, segment: SegmentContext) -> bool:
        return segment.reader.terms(self.field or "") is not None and super().can_be_in(segment)

    def told(self, expanded: bool) -> str:
        parts = ", ".join(part.told(expanded) for part in self.parts)
        return f"spanNear([{parts}], {self.slop}, {str(self.in_order).lower()})"


@dataclass(frozen=True)
class AnySpan(SpanOfSeveral):
    """Any of several spans."""

    kind: ClassVar[int] = 4
    lucene_class: ClassVar[str] = "SpanOrQuery"

    def joined(self, parts: Sequence[Candidates], size: int) -> Candidates:
        return in_any(parts, size)

    def can_be_in(self, segment: SegmentContext) -> bool:
        return any(part.can_be_in(segment) for part in self.parts)

    def shortened(self) -> Place:
        terms = [part for part in self.parts if isinstance(part, TermSpan)]
        if not terms or len(terms) < len(self.parts) or len({(term.field, term.placed) for term in terms}) > 1:
            return self
        if not terms[0].placed:
            return self
        return AnyTermSpan(self.parts)

    def told(self, expanded: bool) -> str:
        return f"spanOr([{', '.join(part.told(expanded) for part in self.parts)}])"


@dataclass(frozen=True)
class AnyTermSpan(SpanOfSeveral):
    """Any of several terms of one field, read as one."""

    kind: ClassVar[int] = 0
    lucene_class: ClassVar[str] = "SpanOrQuery"

    def children(self) -> Sequence[Place]:
        return ()

    def told(self, expanded: bool) -> str:
        return f"spanOr([{', '.join(part.told(expanded) for part in self.parts)}])"

    def positions(self, segment: SegmentContext, check: Callable[[], None]) -> LeafPositions:
        reader = segment.reader.terms(self.field or "")
        if reader is not None and not reader.has_positions:
            for part in self.parts:
                part.positions(segment, check)
        # a clause given twice finds each of its places twice
        terms = tuple(term for part in self.parts for _, term in part.terms())
        return TermsPlace(self.field or "", terms, repeated=True).positions(segment, check)


@dataclass(frozen=True)
class NotSpan(SpanOfSeveral):
    """The first of two spans where the second is not near.

    before, after: within how many positions that must not be
    """

    kind: ClassVar[int] = 5
    lucene_class: ClassVar[str] = "SpanNotQuery"

    before: int
    after: int

    def parameters(self) -> tuple[int, int]:
        return self.before, self.after

    def terms(self) -> tuple[FieldTerm, ...]:
        return self.parts[0].terms()

    def joined(self, parts: Sequence[Candidates], size: int) -> Candidates:
        return parts[0]

    def can_be_in(self, segment: SegmentContext) -> bool:
        return self.parts[0].can_be_in(segment)

    def told(self, expanded: bool) -> str:
        return f"spanNot({self.parts[0].told(expanded)}, {self.parts[1].told(expanded)}, {self.before}, {self.after})"


@dataclass(frozen=True)
class FirstSpan(SpanOfSeveral):
    """A span that ends within the first positions of the field."""

    kind: ClassVar[int] = 6
    lucene_class: ClassVar[str] = "SpanFirstQuery"

    end: int

    def parameters(self) -> tuple[int, int]:
        return 0, self.end

    def told(self, expanded: bool) -> str:
        return f"spanFirst({self.parts[0].told(expanded)}, {self.end})"


@dataclass(frozen=True)
class ContainingSpan(SpanOfSeveral):
    """The first of two spans, around the second."""

    kind: ClassVar[int] = 7
    lucene_class: ClassVar[str] = "SpanContainingQuery"

    def told(self, expanded: bool) -> str:
        return f"SpanContaining({self.parts[0].told(expanded)}, {self.parts[1].told(expanded)})"


@dataclass(frozen=True)
class WithinSpan(SpanOfSeveral):
    """The second of two spans, within the first."""

    kind: ClassVar[int] = 8
    lucene_class: ClassVar[str] = "SpanWithinQuery"

    def told(self, expanded: bool) -> str:
        return f"SpanWithin({self.parts[0].told(expanded)}, {self.parts[1].told(expanded)})"


@dataclass(frozen=True)
class WrappedSpan(Span):
    """Base of spans that find what another one does."""

    span: Span

    @property
    def field(self) -> str | None:
        return self.span.field

    @property
    def scored_field(self) -> str | None:
        return self.span.scored_field

    @property
    def scored_text(self) -> str:
        return self.span.scored_text

    def terms(self) -> tuple[FieldTerm, ...]:
        return self.span.terms()

    def can_be_in(self, segment: SegmentContext) -> bool:
        return self.span.can_be_in(segment)

    def shortened(self) -> Place:
        return self.span.shortened()


@dataclass(frozen=True)
class MaskedSpan(WrappedSpan):
    """A span of one field that says it is of another."""

    lucene_class: ClassVar[str] = "FieldMaskingSpanQuery"

    as_field: str

    @property
    def field(self) -> str:
        return self.as_field

    def told(self, expanded: bool) -> str:
        return f"mask({self.span.told(expanded)}) as {self.as_field}"


@dataclass(frozen=True)
class FittingSpan(WrappedSpan):
    """A span of the terms that fit a pattern."""

    pattern: MultiTermQuery

    @property
    def field(self) -> str:
        return self.pattern.field

    def simplified(self) -> Span:
        return self.span.simplified()

    def told(self, expanded: bool) -> str:
        return self.span.told(expanded) if expanded else f"SpanMultiTermQueryWrapper({self.pattern.describe()})"


@dataclass(frozen=True)
class TooManyTermsSpan(Span):
    """Any of more terms than clauses are allowed, which is refused where it is evaluated."""

    kind: ClassVar[int] = 0

    of_field: str
    pattern: str

    @property
    def field(self) -> str:
        return self.of_field

    def terms(self) -> tuple[FieldTerm, ...]:
        raise ExpansionError(
            f"[{self.pattern} ] exceeds maxClauseCount [ Boolean maxClauseCount is set to {MAX_CLAUSE_COUNT}]"
        )

    def told(self, expanded: bool) -> str:
        return f"SpanMultiTermQueryWrapper({self.pattern})"

    def positions(self, segment: SegmentContext, check: Callable[[], None]) -> LeafPositions:
        self.terms()
        return NoPositions(segment)
