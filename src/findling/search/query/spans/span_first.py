"""span_first: the spans of a clause that end within the first positions of the field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from findling.base.errors import IllegalArgumentError, ParsingError
from findling.search.parameters import TokenParameters
from findling.search.query.base import InnerParser, Query, register
from findling.search.query.spans.span import FirstSpan, Span
from findling.search.query.spans.span_query import SpanQuery, refuse, required_clause, span_clause

if TYPE_CHECKING:
    from findling.search.context import ShardContext


@dataclass(frozen=True, kw_only=True)
class SpanFirstQuery(SpanQuery):
    """The span_first query of the query DSL."""

    clause: SpanQuery
    end: int

    def children(self) -> Iterable[Query]:
        return (self.clause,)

    def span(self, ctx: ShardContext) -> Span:
        return FirstSpan((self.clause.span(ctx),), self.end)


@register("span_first")
def parse_span_first(body: object, inner: InnerParser) -> Query:
    """Parses {"span_first": {"match": {...}, "end": 3}}."""
    parameters = TokenParameters("span_first", body)
    clause = span_clause(parameters, "match", inner, "span_first [match]")
    refuse(parameters, Mapping)
    end = parameters.integer("end", None)
    common = parameters.common()
    parameters.finish()
    found = required_clause(clause, "span_first must have [match] span query clause")
    if end is None:
        raise ParsingError("span_first must have [end] set for it")
    if end < 0:
        raise IllegalArgumentError("parameter [end] needs to be positive.")
    return SpanFirstQuery(clause=found, end=end, **common)
