"""filter: the documents that match a query."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from findling.base.errors import ParsingError
from findling.search.aggs.base.aggregation import register
from findling.search.aggs.base.aggregator import AggregationContext, Aggregator, Leaf
from findling.search.aggs.base.children import SingleBucketAggregator
from findling.search.aggs.base.matching_rows import filter_weight, matching_rows
from findling.search.aggs.base.rows import Rows
from findling.search.aggs.bucket.single_bucket import SingleBucketAggregation
from findling.search.parameters import ObjectParameters
from findling.search.query.base import Query, parse_query

if TYPE_CHECKING:
    from findling.search.context import ShardContext


@register("filter")
@dataclass(frozen=True, kw_only=True)
class FilterAggregation(SingleBucketAggregation):
    """query: which documents are in the bucket."""

    type_name = "filter"
    is_transparent = True

    query: Query

    @classmethod
    def parse(cls, name: str, params: ObjectParameters) -> Self:
        """Reads the query, which is the whole body."""
        return cls(name=name, query=parse_query(params.whole()))

    def profile_type(self, ctx: ShardContext) -> str:
        """Returns the name of Elasticsearch's class."""
        return "FilterAggregationBuilder.FilterAggregator"

    def aggregator(self, ctx: AggregationContext, max_parents: int | None) -> Aggregator:
        """Returns the aggregator with the query's weight."""
        return FilterAggregator(self, ctx, max_parents)


class FilterAggregator(SingleBucketAggregator):
    """Keeps the rows whose documents match."""

    def __init__(self, aggregation: FilterAggregation, ctx: AggregationContext, max_parents: int | None) -> None:
        super().__init__(aggregation, ctx, max_parents)
        self._weight = filter_weight(aggregation.query, ctx)

    def narrowed(self, leaf: Leaf, rows: Rows) -> Rows:
        """Returns the rows that match."""
        return matching_rows(self._weight, leaf, rows)


def parse_filter(body: object) -> Query:
    """Returns the query of one filter of `filters`."""
    if not isinstance(body, Mapping):
        raise ParsingError("[_na] query malformed, must start with start_object")
    return parse_query(body)
