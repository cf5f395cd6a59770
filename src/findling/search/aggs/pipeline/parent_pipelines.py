"""cumulative_sum, derivative and bucket_sort: pipelines that work on the buckets around them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from findling.base.errors import IllegalArgumentError, ParsingError, XContentParseError
from findling.base.units import parse_time_ms
from findling.search.aggs.base.aggregation import Aggregation, Aggregations, Partial, Pipeline, register
from findling.search.aggs.base.parameters import NamedParameters, TokenParameters
from findling.search.aggs.base.path import AggregationPath
from findling.search.aggs.bucket.order import COUNT, BucketOrder, OrderPart, parse_order
from findling.search.aggs.pipeline.bucket_values import (
    NO_BUCKET,
    checked_path,
    declared_gap_policy,
    only_path,
    read_format,
    read_gap_policy,
    read_only_path,
    read_path,
    value_in,
)
from findling.search.aggs.values.value_format import Format, figure_members


@register("cumulative_sum")
@dataclass(frozen=True, kw_only=True)
class CumulativeSumPipeline(Pipeline):
    """The sum of a figure over all buckets up to each."""

    type_name = "cumulative_sum"
    needs_ordered_parent = True

    path: AggregationPath
    format: Format

    @classmethod
    def parse(cls, name: str, params: NamedParameters) -> Self:
        """Reads the parameters; raises IllegalArgumentError."""
        paths, format = read_only_path(params), read_format(params)
        params.finish()
        return cls(name=name, path=only_path(paths, name), format=format)

    def paths(self) -> Sequence[str]:
        """Returns the path."""
        return (self.path.text,)

    def apply_inside(self, parent: Aggregation, children: Aggregations, buckets: list[Partial]) -> list[Partial]:
        """Adds the sum so far to each bucket."""
        total = 0.0
        for bucket in buckets:
            value = value_in(children, bucket, self.path, "insert_zeros")
            total += 0.0 if math.isnan(value) else value
            bucket["aggs"][self.name] = {"value": figure_members(self.format, "value", total)}
        return buckets


@register("derivative")
@dataclass(frozen=True, kw_only=True)
class DerivativePipeline(Pipeline):
    """The difference of a figure to the bucket before; the first bucket has none.

    unit: also show it per unit of the key, for date histograms; None: not
    """

    type_name = "derivative"
    needs_ordered_parent = True

    path: AggregationPath
    gap_policy: str
    format: Format
    unit: str | None

    @classmethod
    def parameters(cls, name: str, body: Mapping[str, object]) -> TokenParameters:
        """Returns a reader by hand."""
        return TokenParameters(cls.type_name, body, name, ("VALUE_STRING", "START_ARRAY"))

    @classmethod
    def parse(cls, name: str, params: TokenParameters) -> Self:
        """Reads the parameters; raises ParsingError and ActionRequestValidationError."""
        unit, format = params.text("unit"), read_format(params)
        path, policy = read_path(params), read_gap_policy(params)
        params.finish()
        return cls(name=name, path=checked_path(path), gap_policy=policy, format=format, unit=unit)

    def typed_name(self, partial: Partial) -> str:
        """Returns the type's name."""
        return "derivative"

    def paths(self) -> Sequence[str]:
        """Returns the path."""
        return (self.path.text,)

    def apply_inside(self, parent: Aggregation, children: Aggregations, buckets: list[Partial]) -> list[Partial]:
        """Adds the difference to each bucket after the first."""
        unit_ms = None if self.unit is None else _unit_ms(self.unit)
        before: tuple[float, float] | None = None
        for bucket in buckets:
            value = value_in(children, bucket, self.path, self.gap_policy)
            key = bucket["key"] if isinstance(bucket["key"], int | float) else math.nan
            if before is not None and NO_BUCKET not in (before[1], value):
                bucket["aggs"][self.name] = {"value": self._members(value - before[1], key - before[0], unit_ms)}
            # a gap has no difference, nor has the bucket after it
            before = key, value
        return buckets

    def _members(self, difference: float, distance: float, unit_ms: float | None) -> dict[str, Any]:
        members = figure_members(self.format, "value", difference)
        if unit_ms is not None:
            members |= figure_members(self.format, "normalized_value", difference / (distance / unit_ms))
        return members


# of months and years their mean
_UNITS_MS = {
    "second": 1e3, "minute": 6e4, "hour": 3.6e6, "day": 8.64e7,
    **dict.fromkeys(("week", "1w"), 6.048e8),
    **dict.fromkeys(("month", "1M"), 2_629_746_000.0),
    **dict.fromkeys(("quarter", "1q"), 7_889_238_000.0),
    **dict.fromkeys(("year", "1y"), 31_556_952_000.0),
}  # fmt: skip


def _unit_ms(unit: str) -> float:
    return (
        _UNITS_MS[unit]
        if unit in _UNITS_MS
        else float(parse_time_ms(unit, "DerivativePipelineAggregationBuilder.unit"))
    )


@register("bucket_sort")
@dataclass(frozen=True, kw_only=True)
class BucketSortPipeline(Pipeline):
    """Sorts and cuts the buckets around it.

    order: None leaves the order as it is; size: None: all
    """

    type_name = "bucket_sort"
    needs_parent = True

    order: BucketOrder | None
    from_: int
    size: int | None
    gap_policy: str

    @classmethod
    def parse(cls, name: str, params: NamedParameters) -> Self:
        """Reads the parameters; raises IllegalArgumentError and ParsingError."""
        given = params.take("sort")
        if "sort" in params and not isinstance(given, Mapping | list):
            raise params.wrong_token("sort", given)
        order = params.read("sort", _order_of, None)
        from_ = params.integer("from", 0)
        size = params.integer("size", None)
        if from_ < 0:
            raise _not_built(params, "from", f"[from] must be a non-negative integer: [{from_}]")
        if size is not None and size <= 0:
            raise _not_built(params, "size", f"[size] must be a positive integer: [{size}]")
        item = cls(
            name=name,
            order=order,
            from_=from_,
            size=size,
            gap_policy=declared_gap_policy(params),
        )
        params.finish()
        return item

    def paths(self) -> Sequence[str]:
        """Returns what it sorts by."""
        return () if self.order is None else [part.by for part in self.order.parts]

    @property
    def does_nothing(self) -> bool:
        """Whether all buckets stay where they are."""
        return self.order is None and self.size is None and self.from_ == 0

    def apply_inside(self, parent: Aggregation, children: Aggregations, buckets: list[Partial]) -> list[Partial]:
        """Returns the buckets sorted and cut."""
        if self.order is not None:
            buckets = self._sorted(children, buckets)
        return buckets[self.from_ : None if self.size is None else self.from_ + self.size]

    def _sorted(self, children: Aggregations, buckets: list[Partial]) -> list[Partial]:
        """Returns the buckets that have any of the figures in order; those without one come last in both directions."""
        assert self.order is not None
        parts = self.order.parts
        rows = [([self._value(children, bucket, part) for part in parts], bucket) for bucket in buckets]
        rows = [row for row in rows if any(value is not None for value in row[0])]
        # sorting is stable: the criterion that weighs most comes last
        for place, part in reversed(list(enumerate(parts))):
            some = [row for row in rows if row[0][place] is not None]
            some.sort(key=lambda row, place=place: row[0][place], reverse=not part.ascending)  # type: ignore[misc]
            rows = some + [row for row in rows if row[0][place] is None]
        return [bucket for _, bucket in rows]

    def _value(self, children: Aggregations, bucket: Partial, part: OrderPart) -> Any:
        """Returns what a bucket is sorted by, None for nothing."""
        if part.path is None:
            return bucket["count" if part.by == COUNT else "key"]
        value = value_in(children, bucket, part.path, self.gap_policy)
        return None if math.isnan(value) else value


def _not_built(params: NamedParameters, key: str, fault: str) -> XContentParseError:
    """Returns the error of a member that is looked at when all have been read."""
    error = XContentParseError(f"failed to build [{params.name}] after last required field arrived")
    error.__cause__ = params.refused(key, IllegalArgumentError(fault))
    return error


def _order_of(sort: object) -> BucketOrder | None:
    entries: list[object] = []
    for entry in sort if isinstance(sort, list) else [sort]:
        if isinstance(entry, str):
            entries.append({entry: "asc"})
        elif not isinstance(entry, dict):
            raise ParsingError(
                "malformed sort format, within the sort array, an object, or an actual string are allowed"
            )
        else:
            entries += (
                {name: value.get("order", "asc") if isinstance(value, dict) else value} for name, value in entry.items()
            )
    return parse_order(entries, BucketOrder(())) if entries else None
