"""min: the smallest value of a field."""

from findling.search.aggs.base.aggregation import register
from findling.search.aggs.metric.figure_aggregation import FigureAggregation
from findling.search.aggs.metric.figures import BOUNDS


@register("min")
class MinAggregation(FigureAggregation):
    """The smallest value of a field."""

    type_name = "min"
    parts = frozenset({BOUNDS})
    own_key = "min"
