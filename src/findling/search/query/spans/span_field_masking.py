"""span_field_masking: spans of one field among clauses of another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from findling.base.errors import IllegalArgumentError, ParsingError
from findling.search.parameters import TokenParameters
from findling.search.query.base import InnerParser, Query, register
from findling.search.query.spans.span import MaskedSpan, Span
from findling.search.query.spans.span_query import SpanQuery, refuse, required_clause, span_clause

if TYPE_CHECKING:
    from findling.search.context import ShardContext


@dataclass(frozen=True, kw_only=True)
class SpanFieldMaskingQuery(SpanQuery):
    """The span_field_masking query of the query DSL."""

    clause: SpanQuery
    field: str

    def children(self) -> Iterable[Query]:
        return (self.clause,)

    def span(self, ctx: ShardContext) -> Span:
        field = ctx.field(self.field)
        return MaskedSpan(self.clause.span(ctx), self.field if field is None else field.name)


@register("span_field_masking", "field_masking_span")
def parse_span_field_masking(body: object, inner: InnerParser) -> Query:
    """Parses {"span_field_masking": {"query": {...}, "field": "text"}}."""
    parameters = TokenParameters("span_field_masking", body)
    clause = span_clause(parameters, "query", inner, "[span_field_masking] query")
    refuse(parameters, Mapping)
    field = parameters.text("field")
    common = parameters.common()
    parameters.finish()
    found = required_clause(clause, "span_field_masking must have [query] span query clause")
    if field is None:
        raise ParsingError("span_field_masking must have [field] set for it")
    if not field:
        raise IllegalArgumentError("field name is null or empty")
    return SpanFieldMaskingQuery(clause=found, field=field, **common)
