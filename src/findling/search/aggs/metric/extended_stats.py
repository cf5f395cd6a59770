"""extended_stats: stats with variance, standard deviation and bounds around the mean."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from findling.search.aggs.base.aggregation import Partial, register
from findling.search.aggs.base.checks import not_negative
from findling.search.aggs.base.reductions import population_variance
from findling.search.aggs.metric.figure_aggregation import FigureAggregation
from findling.search.aggs.metric.figures import BOUNDS, SQUARES, SUM
from findling.search.aggs.metric.stats import texts_of
from findling.search.aggs.values.value_format import formatted, json_number, text_of
from findling.search.parameters import ObjectParameters

_SQUARES = ("sum_of_squares", "variance", "variance_population", "variance_sampling")
_DEVIATIONS = ("std_deviation", "std_deviation_population", "std_deviation_sampling")


@register("extended_stats")
@dataclass(frozen=True, kw_only=True)
class ExtendedStatsAggregation(FigureAggregation):
    """sigma: how many standard deviations the bounds are from the mean."""

    type_name = "extended_stats"
    parts = frozenset({BOUNDS, SUM, SQUARES})

    sigma: float = 2.0

    @classmethod
    def more(cls, name: str, params: ObjectParameters) -> dict[str, Any]:
        """Reads sigma."""
        return {"sigma": not_negative(params, "sigma", params.number("sigma", 2.0), name)}

    def values(self, partial: Partial) -> Mapping[str, float | None]:
        """Returns the figures of stats and those of the spread."""
        return {**super().values(partial), **spread_of(partial)}

    def bounds(self, figures: Mapping[str, float | None]) -> dict[str, float | None]:
        """Returns the mean plus and minus sigma deviations, of the population and of a sample."""
        return bounds_of(figures, self.sigma)

    def figure(self, partial: Partial, names: Any, key: str | None) -> float:
        """Returns one of the figures; std_lower and std_upper are the bounds."""
        if key in ("std_lower", "std_upper"):
            value = self.bounds(self.values(partial))[key.removeprefix("std_")]
            return math.nan if value is None else value
        return super().figure(partial, names, key)

    def render(self, partial: Partial, typed_keys: bool) -> dict[str, object]:
        """Returns all figures, then their texts."""
        return render_extended(partial, self.sigma)


def spread_of(partial: Partial) -> dict[str, float | None]:
    """Returns sum of squares, variances and deviations of what was collected; None where there is nothing."""
    count, total, squares = partial["count"], partial["sum"], partial["squares"]
    if not count:
        return dict.fromkeys(_SQUARES + _DEVIATIONS)
    population = float(population_variance(count, total, squares))
    sampling = population * count / (count - 1) if count > 1 else math.nan
    return {
        "sum_of_squares": squares,
        "variance": population,
        "variance_population": population,
        "variance_sampling": sampling,
        "std_deviation": math.sqrt(population),
        "std_deviation_population": math.sqrt(population),
        "std_deviation_sampling": math.sqrt(sampling) if count > 1 else math.nan,
    }


def bounds_of(figures: Mapping[str, float | None], sigma: float) -> dict[str, float | None]:
    """Returns the mean plus and minus sigma deviations, of the population and of a sample."""
    result = {}
    for side, sign in (("upper", 1), ("lower", -1)):
        for suffix, kind in (("", ""), ("_population", "_population"), ("_sampling", "_sampling")):
            deviation, mean = figures[f"std_deviation{kind}"], figures["avg"]
            known = deviation is not None and mean is not None
            result[side + suffix] = mean + sign * sigma * deviation if known else None  # type: ignore[operator]
    order = ("upper", "lower", "upper_population", "lower_population", "upper_sampling", "lower_sampling")
    return {name: result[name] for name in order}


def render_extended(partial: Partial, sigma: float) -> dict[str, object]:
    """Returns all figures of what was collected, then their texts."""
    count = partial["count"]
    figures: dict[str, float | None] = {
        "count": count,
        "min": partial["min"],
        "max": partial["max"],
        "avg": partial["sum"] / count if count else None,
        "sum": partial["sum"],
        **spread_of(partial),
    }
    bounds = bounds_of(figures, sigma)
    rendered: dict[str, Any] = {name: _shown(value) for name, value in figures.items()}
    rendered["std_deviation_bounds"] = {name: _shown(value) for name, value in bounds.items()}
    texts = texts_of(partial, figures, ("min", "max", "avg", "sum"))
    if texts:
        rendered |= texts
        rendered |= {f"{name}_as_string": _formatted(partial, figures[name]) for name in _SQUARES}
        rendered |= {f"{name}_as_string": _text(partial, figures[name]) for name in _DEVIATIONS}
        rendered["std_deviation_bounds_as_string"] = {name: _text(partial, value) for name, value in bounds.items()}
    return rendered


def _shown(value: float | None) -> float | str | None:
    """A deviation of a sample of one is NaN, which Elasticsearch writes as text, like what is infinite."""
    return None if value is None else json_number(value)


def _text(partial: Partial, value: float | None) -> str | None:
    return "NaN" if value is None or _is_no_number(partial, value) else text_of(partial["format"], value)


def _formatted(partial: Partial, value: float | None) -> object:
    return "NaN" if value is None or _is_no_number(partial, value) else formatted(partial["format"], value)


def _is_no_number(partial: Partial, value: float) -> bool:
    """Whether a figure is shown as NaN; a boolean of it is true, like everything but 0, and a date is that of 0."""
    return math.isnan(value) and partial["format"]["kind"] not in ("boolean", "date")
