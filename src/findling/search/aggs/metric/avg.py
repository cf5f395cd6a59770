"""avg: the mean of the values of a field."""

from findling.search.aggs.base.aggregation import Partial, register
from findling.search.aggs.metric.figure_aggregation import FigureAggregation
from findling.search.aggs.metric.figures import SUM


@register("avg")
class AvgAggregation(FigureAggregation):
    """The mean of the values of a field."""

    type_name = "avg"
    parts = frozenset({SUM})
    own_key = "avg"

    def scaled(self, partial: Partial, share: float) -> Partial:
        """Returns the figures: the mean of a sample is told as it is."""
        return partial
