"""date_range: ranges over dates, with date maths."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from findling.mapping.date_math import parse_date_math
from findling.mapping.dates import date_formatter
from findling.search.aggs.base.aggregation import register
from findling.search.aggs.base.aggregator import AggregationContext, Aggregator
from findling.search.aggs.base.parameters import NamedParameters
from findling.search.aggs.bucket.ranges.range_aggregation import (
    RangeLikeAggregation,
    check_ranges,
    in_order,
    key_of_entry,
    parse_entries,
)
from findling.search.aggs.bucket.ranges.range_aggregator import Range, RangeAggregator
from findling.search.aggs.values.bound_numbers import formatted_number, numeric_values
from findling.search.aggs.values.numeric_values import as_number, scalar_text, truth_of
from findling.search.aggs.values.value_format import Format, date_format
from findling.search.aggs.values.values_source import ValuesSource


@register("date_range")
@dataclass(frozen=True, kw_only=True)
class DateRangeAggregation(RangeLikeAggregation):
    """entries: the ranges as given; a shard turns them into ms, because the field has the format.

    default_type: what the values of no field are; keeps_numbers: whether ends that are numbers are not read as texts
    """

    type_name = "date_range"
    default_type: ClassVar[str] = "date"
    keeps_numbers: ClassVar[bool] = False

    entries: Sequence[Mapping[str, Any]]

    @classmethod
    def parse(cls, name: str, params: NamedParameters) -> Self:
        """Reads the parameters; raises IllegalArgumentError and XContentParseError."""
        item = cls(
            name=name,
            source=ValuesSource.parse(params, zones=True),
            entries=parse_entries(params),
            keyed=params.boolean("keyed", False),
        )
        params.finish()
        return item

    def aggregator(self, ctx: AggregationContext, max_parents: int | None) -> Aggregator:
        """Returns the aggregator over the field's dates."""
        values = numeric_values(self.source, ctx.shard, self.type_name, self.default_type)
        check_ranges(self.name, self.entries)
        if values.field is None and self.default_type == "date" and self.source.value_type in (None, "date"):
            values = values.shown_as(date_format(self.source.format, self.source.time_zone))
        ranges = in_order([self._range_of(entry, values.format, ctx.shard.now_ms) for entry in self.entries])

        def mapped(leaf: Any, docs: Any, function: Any) -> Any:
            return values.mapped(leaf.reader, docs, function)

        return RangeAggregator(self, ctx, max_parents, mapped, ranges, values.format)

    def _range_of(self, entry: Mapping[str, object], format: Format, now_ms: int) -> Range:
        low, high = (self._end_of(entry.get(name), format, now_ms) for name in ("from", "to"))
        return Range(key_of_entry(entry), -math.inf if low is None else low, math.inf if high is None else high)

    def _end_of(self, value: object, format: Format, now_ms: int) -> float | None:
        if value is None:
            return None
        if format["kind"] == "date":
            return _instant(value, format, now_ms)
        if self.keeps_numbers and not isinstance(value, str):
            return as_number(value)
        if format["kind"] == "boolean":
            return float(truth_of(value))
        return float(formatted_number(scalar_text(value), format.get("pattern")))


def _instant(value: object, format: Format, now_ms: int) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = int(value)
    formatter = date_formatter(format["pattern"], format["locale"])
    return float(parse_date_math(str(value), formatter, now_ms, False, format["zone"]))
