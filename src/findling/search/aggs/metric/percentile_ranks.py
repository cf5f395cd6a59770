"""percentile_ranks: the share of the values of a field that lies below given ones."""

from __future__ import annotations

from typing import Self

from findling.search.aggs.base.aggregation import Partial, register
from findling.search.aggs.base.checks import not_built
from findling.search.aggs.base.parameters import NamedParameters
from findling.search.aggs.metric.hdr import hdr_rank
from findling.search.aggs.metric.percentiles_aggregation import (
    PercentilesLikeAggregation,
    parse_digits,
    parse_points,
)
from findling.search.aggs.values.collected_values import rank
from findling.search.aggs.values.values_source import ValuesSource


@register("percentile_ranks")
class PercentileRanksAggregation(PercentilesLikeAggregation):
    """points: the values."""

    type_name = "percentile_ranks"

    @classmethod
    def parse(cls, name: str, params: NamedParameters) -> Self:
        """Reads the parameters; raises IllegalArgumentError."""
        if "values" not in params:
            raise not_built(cls.type_name, f"[values] must not be null: [{name}]")
        values = parse_points(params, "values", None)
        if not values:
            raise not_built(cls.type_name, f"[values] must not be an empty array: [{name}]")
        item = cls(
            name=name,
            source=ValuesSource.parse(params),
            points=tuple(sorted(values)),
            keyed=params.boolean("keyed", True),
            digits=parse_digits(params),
        )
        params.finish()
        return item

    def at(self, partial: Partial, point: float) -> float:
        """Returns the percent of a value."""
        if self.digits is not None and "sketch" not in partial:
            return hdr_rank(partial["values"], partial["ends"], point, self.digits) * 100
        return rank(partial, point) * 100
