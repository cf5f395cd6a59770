"""span_or: the spans of any of its clauses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from findling.base.errors import IllegalArgumentError, ParsingError
from findling.search.parameters import TokenParameters
from findling.search.query.base import InnerParser, Query, register
from findling.search.query.spans.span import AnySpan, Span
from findling.search.query.spans.span_query import SpanQuery, refuse, span_clauses

if TYPE_CHECKING:
    from findling.search.context import ShardContext


@dataclass(frozen=True, kw_only=True)
class SpanOrQuery(SpanQuery):
    """The span_or query of the query DSL."""

    clauses: tuple[SpanQuery, ...]

    def children(self) -> Iterable[Query]:
        return self.clauses

    def span(self, ctx: ShardContext) -> Span:
        parts = tuple(clause.span(ctx) for clause in self.clauses)
        if any(part.field != parts[0].field for part in parts):
            raise IllegalArgumentError("Clauses must have same field.")
        return AnySpan(parts)


@register("span_or")
def parse_span_or(body: object, inner: InnerParser) -> Query:
    """Parses {"span_or": {"clauses": [...]}}."""
    parameters = TokenParameters("span_or", body)
    clauses = span_clauses(parameters, inner)
    refuse(parameters, list)
    common = parameters.common()
    parameters.finish()
    if not clauses:
        raise ParsingError("span_or must include [clauses]")
    return SpanOrQuery(clauses=clauses, **common)
