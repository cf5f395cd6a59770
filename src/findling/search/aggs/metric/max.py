"""max: the greatest value of a field."""

from findling.search.aggs.base.aggregation import register
from findling.search.aggs.metric.figure_aggregation import FigureAggregation
from findling.search.aggs.metric.figures import BOUNDS


@register("max")
class MaxAggregation(FigureAggregation):
    """The greatest value of a field."""

    type_name = "max"
    parts = frozenset({BOUNDS})
    own_key = "max"
