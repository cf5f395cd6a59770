"""span_containing and span_within: spans around others, and spans within others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from findling.base.errors import IllegalArgumentError
from findling.search.parameters import TokenParameters
from findling.search.query.base import InnerParser, Query, register
from findling.search.query.spans.span import ContainingSpan, Span, WithinSpan
from findling.search.query.spans.span_query import PairQuery, refuse, required_clause, span_clause

if TYPE_CHECKING:
    from findling.search.context import ShardContext


@dataclass(frozen=True, kw_only=True)
class ContainQuery(PairQuery):
    """Base of both; the first clause is the big one, the second the little one."""

    def same_field(self, ctx: ShardContext) -> tuple[Span, Span]:
        """Returns what the clauses look for. Raises IllegalArgumentError if it is in different fields."""
        big, little = self.spans(ctx)
        if big.field != little.field:
            raise IllegalArgumentError("big and little not same field")
        return big, little


@dataclass(frozen=True, kw_only=True)
class SpanContainingQuery(ContainQuery):
    """The span_containing query of the query DSL."""

    def span(self, ctx: ShardContext) -> Span:
        return ContainingSpan(self.same_field(ctx))


@dataclass(frozen=True, kw_only=True)
class SpanWithinQuery(ContainQuery):
    """The span_within query of the query DSL."""

    def span(self, ctx: ShardContext) -> Span:
        return WithinSpan(self.same_field(ctx))


@register("span_containing")
def parse_span_containing(body: object, inner: InnerParser) -> Query:
    """Parses {"span_containing": {"big": {...}, "little": {...}}}."""
    parameters = TokenParameters("span_containing", body)
    big = span_clause(parameters, "big", inner, "span_containing [big]")
    little = span_clause(parameters, "little", inner, "span_containing [little]")
    refuse(parameters, Mapping)
    common = parameters.common()
    parameters.finish()
    if big is None or little is None:
        raise IllegalArgumentError(f"inner clause [{'big' if big is None else 'little'}] cannot be null.")
    return SpanContainingQuery(first=big, second=little, **common)


@register("span_within")
def parse_span_within(body: object, inner: InnerParser) -> Query:
    """Parses {"span_within": {"big": {...}, "little": {...}}}."""
    parameters = TokenParameters("span_within", body)
    big = span_clause(parameters, "big", inner, "span_within [big]")
    little = span_clause(parameters, "little", inner, "span_within [little]")
    refuse(parameters, Mapping)
    common = parameters.common()
    parameters.finish()
    return SpanWithinQuery(
        first=required_clause(big, "span_within must include [big]"),
        second=required_clause(little, "span_within must include [little]"),
        **common,
    )
