"""span_near and span_gap: spans near each other, in order or not, with places of any kind between them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import NoneType
from typing import TYPE_CHECKING, Any

from findling.base.errors import IllegalArgumentError, ParsingError, SearchStateError, UnsupportedOperationError
from findling.search.parameters import Parameters
from findling.search.query.base import InnerParser, Query, register
from findling.search.query.spans.span import GapSpan, NearSpan, NoSpan, Span
from findling.search.query.spans.span_query import SpanQuery, refuse, span_clauses

if TYPE_CHECKING:
    from findling.search.context import ShardContext


@dataclass(frozen=True, kw_only=True)
class SpanNearQuery(SpanQuery):
    """The span_near query of the query DSL.

    slop: how many positions may be between the clauses in all
    """

    clauses: tuple[SpanQuery, ...]
    slop: int = 0
    in_order: bool = True

    def children(self) -> Iterable[Query]:
        return [clause for clause in self.clauses if not isinstance(clause, SpanGapQuery)]

    def span(self, ctx: ShardContext) -> Span:
        first = self._clause(self.clauses[0], ctx)
        if len(self.clauses) == 1:
            return NoSpan(first.field or "", "a gap alone") if isinstance(first, GapSpan) else first
        self._check_gap(first)
        parts = [first]
        for clause in self.clauses[1:]:
            part = self._clause(clause, ctx)
            self._check(part, first.field)
            parts.append(part)
        return NearSpan(tuple(parts), self.slop, self.in_order)

    def _clause(self, clause: SpanQuery, ctx: ShardContext) -> Span:
        return clause.gap(ctx) if isinstance(clause, SpanGapQuery) else clause.span(ctx)

    def _check(self, part: Span, field: str | None) -> None:
        if part.field != field:
            if isinstance(part, GapSpan):
                raise IllegalArgumentError("[span_near] clauses must have same field")
            raise IllegalArgumentError(
                f"Cannot add clause {part.told(expanded=False)} to SpanNearQuery for field {field}"
            )
        self._check_gap(part)

    def _check_gap(self, part: Span) -> None:
        if isinstance(part, GapSpan) and not self.in_order:
            raise IllegalArgumentError("Gaps can only be added to ordered near queries")


@dataclass(frozen=True, kw_only=True)
class SpanGapQuery(SpanQuery):
    """The span_gap query of the query DSL, which is nothing but a clause of span_near."""

    field: str
    width: int

    def rewrite(self, ctx: ShardContext) -> Query:
        raise SearchStateError(
            "provided query builder [class org.elasticsearch.index.query.SpanNearQueryBuilder$SpanGapQueryBuilder] "
            "class should inherit from AbstractQueryBuilder, but it doesn't"
        )

    def span(self, ctx: ShardContext) -> Span:
        raise UnsupportedOperationError("null")

    def gap(self, ctx: ShardContext) -> GapSpan:
        """Returns the gap as a clause."""
        field = ctx.field(self.field)
        return GapSpan(self.field if field is None else field.name, self.width)


@register("span_near")
def parse_span_near(body: object, inner: InnerParser) -> Query:
    """Parses {"span_near": {"clauses": [...], "slop": 2, "in_order": false}}."""
    parameters = Parameters("span_near", body)
    clauses = span_clauses(parameters, inner)
    refuse(parameters, NoneType, list, Mapping)
    slop, in_order = parameters.integer("slop", 0), parameters.boolean("in_order", True)
    common = parameters.common()
    parameters.finish()
    if not clauses:
        raise ParsingError("span_near must include [clauses]")
    return SpanNearQuery(clauses=clauses, slop=slop, in_order=in_order, **common)


@register("span_gap", alone=False)
def parse_span_gap(body: Mapping[str, Any], inner: InnerParser) -> Query:
    """Parses {"span_gap": {"user": 2}}."""
    if not body:
        raise IllegalArgumentError("[span_gap] field name is null or empty")
    field, *others = body
    parameters = Parameters("span_gap", body)
    width = parameters.integer(field, 0)
    if others:
        raise ParsingError(f"[span_gap] query doesn't support multiple fields, found [{field}] and [{others[0]}]")
    return SpanGapQuery(field=field, width=width)
