"""stats: count, min, max, avg and sum of the values of a field."""

from typing import Any

from findling.search.aggs.base.aggregation import Partial, register
from findling.search.aggs.metric.figure_aggregation import FigureAggregation
from findling.search.aggs.metric.figures import BOUNDS, SUM
from findling.search.aggs.values.value_format import formatted


@register("stats")
class StatsAggregation(FigureAggregation):
    """The usual figures at once."""

    type_name = "stats"
    parts = frozenset({BOUNDS, SUM})

    def render(self, partial: Partial, typed_keys: bool) -> dict[str, object]:
        """Returns all figures, then their texts."""
        figures = self.values(partial)
        return {**figures, **texts_of(partial, figures, ("min", "max", "avg", "sum"))}


def texts_of(partial: Partial, figures: Any, names: tuple[str, ...]) -> dict[str, Any]:
    """Returns `*_as_string` of some figures, nothing if there are no values or the format has no text."""
    if not partial["count"]:
        return {}
    texts = {f"{name}_as_string": formatted(partial["format"], figures[name]) for name in names}
    return {} if None in texts.values() else texts
