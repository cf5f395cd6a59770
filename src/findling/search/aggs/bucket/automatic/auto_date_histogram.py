"""auto_date_histogram: about as many buckets as are wanted, of the intervals that make them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final, Self

import numpy as np

from findling.base.errors import IllegalArgumentError
from findling.search.aggs.base.aggregation import Aggregation, Partial, register
from findling.search.aggs.base.aggregator import AggregationContext, Aggregator
from findling.search.aggs.base.parameters import NamedParameters
from findling.search.aggs.base.partials import AutoIntervalsPartial
from findling.search.aggs.base.reduce_context import ReduceContext
from findling.search.aggs.bucket.automatic.auto_date_histogram_aggregator import AutoDateHistogramAggregator
from findling.search.aggs.bucket.automatic.interval_steps import UNITS, IntervalStep, fitting_step, interval_steps
from findling.search.aggs.values.bound_numbers import numeric_values
from findling.search.aggs.values.value_format import date_format, texts_of
from findling.search.aggs.values.values_source import ValuesSource

if TYPE_CHECKING:
    from findling.search.context import ShardContext

_DEFAULT_BUCKETS: Final = 10


@register("auto_date_histogram")
@dataclass(frozen=True, kw_only=True)
class AutoDateHistogramAggregation(Aggregation):
    """Partial: buckets by key, the first of the steps that fits all of them, what fills gaps; see AutoIntervalsPartial.

    wanted: buckets there are at most; least: the shortest unit, None for seconds
    """

    type_name = "auto_date_histogram"
    defers = True
    partial_type = AutoIntervalsPartial
    takes_children = True
    is_ordered = True

    source: ValuesSource
    wanted: int
    least: str | None

    @classmethod
    def parse(cls, name: str, params: NamedParameters) -> Self:
        """Reads the parameters; raises IllegalArgumentError, XContentParseError."""
        source = ValuesSource.parse(params, zones=True)
        wanted = params.integer("buckets", _DEFAULT_BUCKETS)
        if wanted <= 0:
            fault = IllegalArgumentError(f"buckets must be greater than 0 for [{name}]")
            raise params.refused("buckets", fault)
        item = cls(name=name, source=source, wanted=wanted, least=_least_unit(params))
        params.finish()
        return item

    @property
    def steps(self) -> tuple[IntervalStep, ...]:
        """Returns the steps to choose from."""
        return interval_steps(self.source.time_zone, self.least)

    @property
    def builder_package(self) -> str:
        """Returns the last part of where Elasticsearch has it."""
        return "bucket.histogram"

    def aggregator(self, ctx: AggregationContext, max_parents: int | None) -> Aggregator:
        """Returns the aggregator over the field's dates. Raises IllegalArgumentError."""
        values = numeric_values(self.source, ctx.shard, self.type_name, "date")
        longest = max((step.most for step in self.steps[:-1]), default=1)
        limit = ctx.shard.max_buckets // longest
        if self.wanted > limit:
            raise IllegalArgumentError(f"buckets must be less than {limit}")
        return AutoDateHistogramAggregator(self, ctx, max_parents, values)

    def profile_type(self, ctx: ShardContext) -> str:
        """Returns the name of Elasticsearch's class."""
        return "AutoDateHistogramAggregator.FromSingle"

    def empty(self) -> Partial:
        """Returns no buckets."""
        format = date_format(self.source.format, self.source.time_zone)
        return {"format": format, "buckets": [], "empty": self.children.empty(), "step": 0, "multiple": 1}

    def reduce(self, partials: Sequence[Partial], ctx: ReduceContext) -> Partial:
        """Merges the buckets until they are few enough, and fills the gaps between them."""
        place = max(partial["step"] for partial in partials)
        buckets = [{**bucket, "aggs": [bucket["aggs"]]} for partial in partials for bucket in partial["buckets"]]
        buckets = _merged(buckets, self.steps[place].rounding.round)
        place, buckets = self._few_enough(place, buckets)
        if buckets:
            place = fitting_step(self.steps, place, buckets[0]["key"], buckets[-1]["key"], self.wanted)
            buckets = self._filled(_merged(buckets, self.steps[place].rounding.round), place, partials[0]["empty"], ctx)
            place, buckets = self._few_enough(place, buckets)
        multiple = self._multiple(place, len(buckets))
        if multiple > 1:
            buckets = [_together(buckets[at : at + multiple]) for at in range(0, len(buckets), multiple)]
        ctx.count_buckets(len(buckets))
        reduced = [{**bucket, "aggs": self.children.reduce(bucket["aggs"], ctx)} for bucket in buckets]
        return {
            "format": next((partial["format"] for partial in partials if partial["buckets"]), partials[0]["format"]),
            "buckets": self.children.apply_inside(self, reduced),
            "empty": partials[0]["empty"],
            "step": place,
            "multiple": multiple,
        }

    def _few_enough(self, place: int, buckets: list[Partial]) -> tuple[int, list[Partial]]:
        """Returns the first step, from one on, of whose buckets there are few enough, and these."""
        while place < len(self.steps) - 1 and len(buckets) > self.wanted * self.steps[place].most:
            place += 1
            buckets = _merged(buckets, self.steps[place].rounding.round)
        return place, buckets

    def _filled(self, buckets: list[Partial], place: int, empty: Partial, ctx: ReduceContext) -> list[Partial]:
        rounding = self.steps[place].rounding
        if len(buckets) == 1:
            return buckets
        most = (buckets[-1]["key"] - buckets[0]["key"]) // rounding.shortest_ms
        if most > 2 * ctx.max_buckets:
            # refused before they are made: a date may be millions of years away
            ctx.count_buckets(most)
        starts = rounding.starts(buckets[0]["key"], buckets[-1]["key"])[:-1].tolist()
        if len(starts) > ctx.max_buckets:
            ctx.count_buckets(len(starts))
        known = {bucket["key"]: bucket for bucket in buckets}
        return [known.get(start) or {"key": start, "count": 0, "aggs": [empty]} for start in starts]

    def _multiple(self, place: int, n_buckets: int) -> int:
        """Returns how many of the buckets become one."""
        if n_buckets <= self.wanted:
            return 1
        return next((n for n in self.steps[place].multiples if -(-n_buckets // n) <= self.wanted), 1)

    def render(self, partial: Partial, typed_keys: bool) -> dict[str, object]:
        """Returns the buckets, and the interval that they have."""
        buckets = partial["buckets"]
        shown = []
        texts = texts_of(partial["format"], [bucket["key"] for bucket in buckets])
        for text, bucket in zip(texts, buckets, strict=True):
            members: dict[str, Any] = {} if text is None else {"key_as_string": text}
            members |= {"key": bucket["key"], "doc_count": bucket["count"]}
            shown.append({**members, **self.children.render(bucket["aggs"], typed_keys)})
        return {"buckets": shown, "interval": f"{partial['multiple']}{self.steps[partial['step']].abbreviation}"}


def _merged(buckets: list[Partial], rounded: Callable[[Any], Any]) -> list[Partial]:
    """Returns buckets of the same rounded key as one, by key; "aggs" are lists of partials."""
    keys = rounded(np.array([bucket["key"] for bucket in buckets], np.int64)).tolist()
    moved = [{**bucket, "key": key} for key, bucket in zip(keys, buckets, strict=True)]
    moved.sort(key=lambda bucket: bucket["key"])
    return [_together(list(parts)) for _, parts in groupby(moved, key=lambda bucket: bucket["key"])]


def _together(parts: Sequence[Partial]) -> Partial:
    return {
        "key": parts[0]["key"],
        "count": sum(part["count"] for part in parts),
        "aggs": [aggs for part in parts for aggs in part["aggs"]],
    }


def _least_unit(params: NamedParameters) -> str | None:
    """Reads `minimum_interval`. Raises XContentParseError."""
    unit = params.text_or_null("minimum_interval")
    if unit is not None and unit not in UNITS:
        listed = "day, year, month, hour, minute, second"
        raise params.refused("minimum_interval", IllegalArgumentError(f"minimum_interval must be one of [[{listed}]]"))
    return unit
