"""Base of aggregations over the values of one source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from findling.search.aggs.base.aggregation import Aggregation
from findling.search.aggs.values.bound_numbers import check_source
from findling.search.aggs.values.values_source import ValuesSource, source_field

if TYPE_CHECKING:
    from findling.search.context import ShardContext


@dataclass(frozen=True, kw_only=True)
class SourcedAggregation(Aggregation):
    """source: where its values come from"""

    source: ValuesSource

    def check_fields(self, ctx: ShardContext) -> None:
        """Raises what is wrong of the source, whatever the aggregation would make of it."""
        field = source_field(ctx, self.source)
        if field is not None:
            check_source(field, self.source, ctx)
