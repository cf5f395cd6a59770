"""span_not: the spans of one clause that those of another are not near."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from findling.base.errors import IllegalArgumentError, ParsingError
from findling.search.parameters import TokenParameters
from findling.search.query.base import InnerParser, Query, register
from findling.search.query.spans.span import NotSpan, Span
from findling.search.query.spans.span_query import PairQuery, refuse, required_clause, span_clause

if TYPE_CHECKING:
    from findling.search.context import ShardContext


@dataclass(frozen=True, kw_only=True)
class SpanNotQuery(PairQuery):
    """The span_not query of the query DSL.

    pre, post: within how many positions before and behind a span none of the other clause may be
    """

    pre: int = 0
    post: int = 0

    def span(self, ctx: ShardContext) -> Span:
        include, exclude = self.spans(ctx)
        if include.field != exclude.field:
            raise IllegalArgumentError("Clauses must have same field.")
        return NotSpan((include, exclude), max(self.pre, 0), max(self.post, 0))


@register("span_not")
def parse_span_not(body: object, inner: InnerParser) -> Query:
    """Parses {"span_not": {"include": {...}, "exclude": {...}, "dist": 1}}."""
    parameters = TokenParameters("span_not", body)
    include = span_clause(parameters, "include", inner, "span_not [include]")
    exclude = span_clause(parameters, "exclude", inner, "span_not [exclude]")
    refuse(parameters, Mapping)
    dist, pre, post = (parameters.integer(name, None) for name in ("dist", "pre", "post"))
    common = parameters.common()
    parameters.finish()
    first = required_clause(include, "span_not must have [include] span query clause")
    second = required_clause(exclude, "span_not must have [exclude] span query clause")
    if dist is not None:
        if pre is not None or post is not None:
            raise ParsingError("span_not can either use [dist] or [pre] & [post] (or none)")
        pre = post = dist
    return SpanNotQuery(first=first, second=second, pre=pre or 0, post=post or 0, **common)
