"""extended_stats_bucket and percentiles_bucket: how the figures of a sibling's buckets are spread."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

from findling.base.errors import IllegalArgumentError
from findling.base.json_values import as_float
from findling.search.aggs.base.aggregation import Partial, register
from findling.search.aggs.base.parameters import HandParameters
from findling.search.aggs.metric.extended_stats import render_extended
from findling.search.aggs.pipeline.bucket_figures import BucketFigurePipeline
from findling.search.aggs.values.value_format import figure_members

_PERCENTS: Final = (1.0, 5.0, 25.0, 50.0, 75.0, 95.0, 99.0)


@register("extended_stats_bucket")
@dataclass(frozen=True, kw_only=True)
class ExtendedStatsBucketPipeline(BucketFigurePipeline):
    """extended_stats over the figures. sigma: how many standard deviations the bounds are from the mean."""

    type_name = "extended_stats_bucket"

    sigma: float = 2.0

    @classmethod
    def more(cls, params: HandParameters) -> dict[str, Any]:
        """Reads sigma."""
        if isinstance(params.take("sigma"), str | bool):
            raise params.wrong_token("sigma", params.take("sigma"))
        sigma = params.number("sigma", 2.0)
        if sigma is None or sigma < 0:
            raise IllegalArgumentError("sigma must be a non-negative double")
        return {"sigma": sigma}

    def typed_name(self, partial: Partial) -> str:
        """Returns the type's name."""
        return "extended_stats_bucket"

    def calculated(self, values: list[tuple[str, float]]) -> dict[str, object]:
        """Returns the figures of extended_stats."""
        figures = [value for _, value in values]
        collected = {
            "count": len(figures),
            "min": min(figures, default=None),
            "max": max(figures, default=None),
            "sum": math.fsum(figures),
            "squares": math.fsum(value * value for value in figures),
            "format": self.format,
        }
        return render_extended(collected, self.sigma)


@register("percentiles_bucket")
@dataclass(frozen=True, kw_only=True)
class PercentilesBucketPipeline(BucketFigurePipeline):
    """For each percent the figure that stands there in order. keyed: figures as an object."""

    type_name = "percentiles_bucket"

    percents: tuple[float, ...] = _PERCENTS
    keyed: bool = True

    @classmethod
    def more(cls, params: HandParameters) -> dict[str, Any]:
        """Reads percents and keyed."""
        percents = params.take("percents")
        if "percents" in params and not isinstance(percents, list):
            raise params.wrong_token("percents", percents)
        given = _PERCENTS if percents is None else tuple(map(as_float, percents))
        if not all(0 <= percent <= 100 for percent in given):
            raise IllegalArgumentError("percents must only contain non-null doubles from 0.0-100.0 inclusive")
        return {"percents": given, "keyed": params.boolean("keyed", True)}

    def typed_name(self, partial: Partial) -> str:
        """Returns the type's name."""
        return "percentiles_bucket"

    def calculated(self, values: list[tuple[str, float]]) -> dict[str, object]:
        """Returns the figures by percent."""
        figures = sorted(value for _, value in values)
        found = [(percent, _at(figures, percent)) for percent in self.percents]
        if not self.keyed:
            return {"values": [{"key": p, **self._in_array(p, value)} for p, value in found]}
        shown: dict[str, Any] = {}
        for percent, value in found:
            shown |= figure_members(self.format, str(percent), value)
        return {"values": shown}

    def _in_array(self, percent: float, value: float | None) -> dict[str, object]:
        """Returns the members of one percent in an array; its text goes by the percent, as Elasticsearch has it."""
        members = figure_members(self.format, str(percent), value)
        return {"value" if name == str(percent) else name: member for name, member in members.items()}


def _at(figures: list[float], percent: float) -> float | None:
    """Returns the nearest figure; halves are rounded up."""
    return figures[math.floor(percent / 100 * (len(figures) - 1) + 0.5)] if figures else None
