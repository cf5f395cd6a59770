"""sum: the sum of the values of a field."""

from findling.search.aggs.base.aggregation import register
from findling.search.aggs.metric.figure_aggregation import FigureAggregation
from findling.search.aggs.metric.figures import SUM


@register("sum")
class SumAggregation(FigureAggregation):
    """The sum of the values of a field."""

    type_name = "sum"
    parts = frozenset({SUM})
    own_key = "sum"
