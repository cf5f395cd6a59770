"""Base of the queries of the query DSL that stand for all fitting terms of a field, such as prefix."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from findling.search.query.base import Query
from findling.search.query.primitive.multi_term import check_rewrite_method, top_terms

if TYPE_CHECKING:
    from findling.search.context import ShardContext


@dataclass(frozen=True, kw_only=True)
class FittingTermsQuery(Query):
    """A query for all terms of a field that fit, which span_multi can look for."""

    field: str
    rewrite_method: str | None = None

    def fitting(self, ctx: ShardContext) -> Query:
        """Returns the primitive query of the fitting terms, or of what the query stands for instead."""
        return replace(self, rewrite_method="constant_score", boost=1.0, name=None).rewrite(ctx)

    def most_terms(self) -> int | None:
        """Returns how many of the terms, the best ones, are looked for; None is all. Raises IllegalArgumentError."""
        if self.rewrite_method is None:
            return None
        check_rewrite_method(self.rewrite_method)
        return top_terms(self.rewrite_method)
