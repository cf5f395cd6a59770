"""percentile_ranks: the share of the values of a field that lies below given ones."""

from __future__ import annotations

from typing import Self

from findling.search.aggs.base.aggregation import Partial, register
from findling.search.aggs.base.checks import not_built
from findling.search.aggs.base.parameters import NamedParameters
from findling.search.aggs.metric.hdr import hdr_rank
from findling.search.aggs.metric.percentiles_aggregation import (
    PercentilesLikeAggregation,
    parse_points,
    read_members,
)
from findling.search.aggs.values.collected_values import rank


@register("percentile_ranks")
class PercentileRanksAggregation(PercentilesLikeAggregation):
    """points: the values."""

    type_name = "percentile_ranks"

    @classmethod
    def parse(cls, name: str, params: NamedParameters) -> Self:
        """Reads the parameters; raises IllegalArgumentError."""
        values = parse_points(params, "values")
        members = read_members(params)
        if values is None:
            raise not_built(cls.type_name, f"[values] must not be null: [{name}]")
        if not values:
            raise not_built(cls.type_name, f"[values] must not be an empty array: [{name}]")
        return cls(name=name, points=tuple(sorted(values)), **members)

    def at(self, partial: Partial, point: float) -> float:
        """Returns the percent of a value."""
        if self.digits is not None:
            return hdr_rank(partial["values"], partial["ends"], point, self.digits) * 100
        return rank(partial, point) * 100
