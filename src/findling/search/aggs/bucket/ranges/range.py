"""range: ranges over numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Self

from findling.base.json_values import as_float
from findling.search.aggs.base.aggregation import Partial, register
from findling.search.aggs.base.aggregator import AggregationContext, Aggregator
from findling.search.aggs.base.parameters import NamedParameters
from findling.search.aggs.bucket.ranges.date_range import DateRangeAggregation
from findling.search.aggs.bucket.ranges.range_aggregation import (
    RangeLikeAggregation,
    check_ranges,
    in_order,
    key_of_entry,
    parse_entries,
)
from findling.search.aggs.bucket.ranges.range_aggregator import CountedRangeAggregator, Range, RangeAggregator
from findling.search.aggs.values.bound_numbers import numeric_values
from findling.search.aggs.values.histogram_values import HistogramValues
from findling.search.aggs.values.value_format import RAW
from findling.search.aggs.values.values_source import ValuesSource, shown_field, source_field


@register("range")
@dataclass(frozen=True, kw_only=True)
class RangeAggregation(RangeLikeAggregation):
    """ranges: by lower end."""

    type_name = "range"

    ranges: Sequence[Range]

    @classmethod
    def parse(cls, name: str, params: NamedParameters) -> Self:
        """Reads the parameters; raises XContentParseError."""
        entries = parse_entries(params)
        if cls is RangeAggregation and any(isinstance(entry.get(end), str) for entry in entries for end in _ENDS):
            return TextRangeAggregation.parse(name, params)  # type: ignore[return-value]
        source = ValuesSource.parse(params)
        ranges = [
            Range(key_of_entry(entry), end_of(entry.get("from"), -math.inf), end_of(entry.get("to"), math.inf))
            for entry in entries
        ]
        item = cls(name=name, source=source, ranges=in_order(ranges), keyed=params.boolean("keyed", False))
        params.finish()
        return item

    def aggregator(self, ctx: AggregationContext, max_parents: int | None) -> Aggregator:
        """Returns the aggregator over the field's numbers."""
        check_ranges(self.name, self.ranges)
        field = source_field(ctx.shard, self.source)
        if field is not None and field.type.holds_histograms:
            return CountedRangeAggregator(self, ctx, max_parents, HistogramValues(field, ctx.shard), self.ranges)
        values = numeric_values(self.source, ctx.shard, self.type_name)

        def mapped(leaf: Any, docs: Any, function: Any) -> Any:
            return values.mapped(leaf.reader, docs, lambda found: function(values.as_doubles(found)))

        numbers = None if values.field is None else values.field.type.numbers
        compared = None
        if numbers is not None and not numbers.is_exact:
            # an end is the value that the column has for it
            ends = [(numbers.rounded(entry.low), numbers.rounded(entry.high)) for entry in self.ranges]
            compared = [Range(entry.key, *ends) for entry, ends in zip(self.ranges, ends, strict=True)]
        return RangeAggregator(self, ctx, max_parents, mapped, self.ranges, values.format, compared)

    def empty(self) -> Partial:
        """Returns the ranges without documents."""
        ranges = [[entry.key, entry.low, entry.high] for entry in self.ranges]
        return {
            "format": RAW,
            "ranges": ranges,
            "counts": [0] * len(ranges),
            "aggs": [self.children.empty() for _ in ranges],
        }


_ENDS: Final = ("from", "to")


@dataclass(frozen=True, kw_only=True)
class TextRangeAggregation(DateRangeAggregation):
    """range with texts for ends, which the format of the field reads."""

    type_name = "range"
    default_type = "number"
    keeps_numbers = True

    def aggregator(self, ctx: AggregationContext, max_parents: int | None) -> Aggregator:
        """Returns the aggregator; of plain numbers it is that of their ranges."""
        field = shown_field(ctx.shard, self.source, source_field(ctx.shard, self.source))
        numbers = None if field is None else field.type.numbers
        is_plain = numbers is None or (field is not None and field.type.time_unit is None and not numbers.is_truth)
        if not is_plain or self.source.format is not None:
            return super().aggregator(ctx, max_parents)
        ranges = [
            Range(key_of_entry(entry), end_of(entry.get("from"), -math.inf), end_of(entry.get("to"), math.inf))
            for entry in self.entries
        ]
        plain = RangeAggregation(
            name=self.name,
            meta=self.meta,
            children=self.children,
            source=self.source,
            ranges=in_order(ranges),
            keyed=self.keyed,
        )
        return plain.aggregator(ctx, max_parents)


def end_of(value: Any, open_end: float) -> float:
    """Returns a range's end, also given as text; raises NumberFormatError."""
    if value is None:
        return open_end
    return as_float(value)
