"""percentiles: the values below which given shares of the values of a field lie."""

from __future__ import annotations

from typing import Self

from findling.search.aggs.base.aggregation import Partial, register
from findling.search.aggs.base.checks import not_built
from findling.search.aggs.base.parameters import NamedParameters
from findling.search.aggs.metric.hdr import hdr_quantile
from findling.search.aggs.metric.percentiles_aggregation import (
    PercentilesLikeAggregation,
    parse_points,
    read_members,
)
from findling.search.aggs.values.collected_values import quantile
from findling.search.aggs.values.value_format import double_text

_DEFAULT = (1.0, 5.0, 25.0, 50.0, 75.0, 95.0, 99.0)


@register("percentiles")
class PercentilesAggregation(PercentilesLikeAggregation):
    """points: percents from 0 to 100."""

    type_name = "percentiles"

    @classmethod
    def parse(cls, name: str, params: NamedParameters) -> Self:
        """Reads the parameters; raises IllegalArgumentError."""
        points = parse_points(params, "percents")
        members = read_members(params)
        if points is None:
            points = _DEFAULT
        if not points:
            raise not_built(cls.type_name, f"[percents] must not be empty: [{name}]")
        for point in points:
            if not 0 <= point <= 100:
                raise not_built(cls.type_name, f"percent must be in [0,100], got [{double_text(point)}]: [{name}]")
        seen = set[float]()
        for point in points:
            if point in seen:
                raise not_built(cls.type_name, f"percent [{point}] has been specified twice: [{name}]")
            seen.add(point)
        return cls(name=name, points=tuple(sorted(points)), **members)

    def at(self, partial: Partial, point: float) -> float:
        """Returns the value at a percent."""
        if self.digits is not None:
            return hdr_quantile(partial["values"], partial["ends"], point, self.digits)
        return quantile(partial, point / 100)
