"""cumulative_sum, derivative and bucket_sort: pipelines that work on the buckets around them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from findling.base.errors import IllegalArgumentError, ParsingError
from findling.base.units import parse_time_ms
from findling.search.aggs.base.aggregation import Aggregation, Aggregations, Partial, Pipeline, register
from findling.search.aggs.base.parameters import UNEXPECTED_TOKEN_OF, HandParameters, NamedParameters
from findling.search.aggs.base.path import AggregationPath
from findling.search.aggs.bucket.order import BucketOrder, parse_order
from findling.search.aggs.pipeline.bucket_values import gap_policy, parse_gap_policy, parse_path, value_in
from findling.search.aggs.values.value_format import RAW, Format, figure_members, format_of
from findling.search.parameters import Parameters


def _format(params: Parameters) -> Format:
    pattern = params.text("format")
    return RAW if pattern is None else format_of(None, pattern, None)


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
        item = cls(name=name, path=parse_path(params), format=_format(params))
        params.finish()
        return item

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

    unit_ms: also show it per unit of the key, for date histograms; None: not
    """

    type_name = "derivative"
    needs_ordered_parent = True

    path: AggregationPath
    gap_policy: str
    format: Format
    unit_ms: float | None

    @classmethod
    def parameters(cls, name: str, body: Mapping[str, object]) -> HandParameters:
        """Returns a reader by hand."""
        return HandParameters(cls.type_name, body, name, UNEXPECTED_TOKEN_OF)

    @classmethod
    def parse(cls, name: str, params: HandParameters) -> Self:
        """Reads the parameters; raises IllegalArgumentError."""
        unit = params.text("unit")
        item = cls(
            name=name,
            path=parse_path(params),
            gap_policy=parse_gap_policy(params),
            format=_format(params),
            unit_ms=None if unit is None else _unit_ms(unit),
        )
        params.finish()
        return item

    def typed_name(self, partial: Partial) -> str:
        """Returns the type's name."""
        return "derivative"

    def paths(self) -> Sequence[str]:
        """Returns the path."""
        return (self.path.text,)

    def apply_inside(self, parent: Aggregation, children: Aggregations, buckets: list[Partial]) -> list[Partial]:
        """Adds the difference to each bucket after the first."""
        before: tuple[float, float] | None = None
        for bucket in buckets:
            value = value_in(children, bucket, self.path, self.gap_policy)
            key = bucket["key"] if isinstance(bucket["key"], int | float) else math.nan
            if before is not None:
                bucket["aggs"][self.name] = {"value": self._members(value - before[1], key - before[0])}
            # a gap has no difference, nor has the bucket after it
            before = key, value
        return buckets

    def _members(self, difference: float, distance: float) -> dict[str, Any]:
        members = figure_members(self.format, "value", difference)
        if self.unit_ms is not None:
            members |= figure_members(self.format, "normalized_value", difference / (distance / self.unit_ms))
        return members


_UNITS_MS = {"second": 1e3, "minute": 6e4, "hour": 3.6e6, "day": 8.64e7, "week": 6.048e8, "1w": 6.048e8}


def _unit_ms(unit: str) -> float:
    return _UNITS_MS[unit] if unit in _UNITS_MS else float(parse_time_ms(unit, "derivative.unit"))


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
        sort = params.array("sort")
        from_ = params.integer("from", 0)
        size = params.integer("size", None)
        if from_ < 0:
            raise params.refused("from", IllegalArgumentError(f"[from] must be a non-negative integer: [{from_}]"))
        if size is not None and size <= 0:
            raise params.refused("size", IllegalArgumentError(f"[size] must be a positive integer: [{size}]"))
        item = cls(
            name=name,
            order=None if not sort else _order_of(sort),
            from_=from_,
            size=size,
            gap_policy=params.read("gap_policy", gap_policy, "skip"),
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
        assert self.order is not None
        if self.gap_policy == "insert_zeros":
            return self.order.sorted(buckets, _WithZeros(children), stable=True)
        paths = [part.path for part in self.order.parts if part.path is not None]
        if len(paths) == len(self.order.parts):
            # a bucket without any of the figures cannot be sorted; keys and counts are never missing
            buckets = [
                bucket
                for bucket in buckets
                if any(not math.isnan(value_in(children, bucket, p, self.gap_policy)) for p in paths)
            ]
        return self.order.sorted(buckets, children, stable=True)


class _WithZeros(Aggregations):
    """The same aggregations, where 0 stands for figures that are missing."""

    def __init__(self, aggregations: Aggregations) -> None:
        super().__init__(aggregations.items, aggregations.pipelines)

    def sort_value(self, partial: Partial, names: Sequence[str], key: str | None) -> float | str:
        """Returns the number at a path, 0 if there is none."""
        return self.figure(partial, names, key)

    def figure(self, partial: Partial, names: Sequence[str], key: str | None) -> float:
        """Returns the number at a path, 0 if there is none."""
        value = super().figure(partial, names, key)
        return 0.0 if math.isnan(value) else value


def _order_of(sort: Sequence[object]) -> BucketOrder:
    entries = []
    for entry in sort:
        if isinstance(entry, str):
            entries.append({entry: "asc"})
        elif not isinstance(entry, dict):
            raise ParsingError(
                "malformed sort format, within the sort array, an object, or an actual string are allowed"
            )
        else:
            entries.append(
                {name: value.get("order", "asc") if isinstance(value, dict) else value for name, value in entry.items()}
            )
    return parse_order(entries, BucketOrder(()))
