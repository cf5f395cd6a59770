"""ip_range: ranges and networks over addresses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np

from findling.base.errors import FindlingError, IllegalArgumentError, ParsingError
from findling.base.json_values import json_token, scalar_text
from findling.base.runs import distinct
from findling.mapping.types.ip import LAST, address_of, network_bounds, text_of_address
from findling.search.aggs.base.aggregation import Partial, register
from findling.search.aggs.base.aggregator import AggregationContext, Aggregator, Leaf
from findling.search.aggs.base.bucket_ords import DenseBucketOrds
from findling.search.aggs.base.parameters import NamedParameters
from findling.search.aggs.base.rows import Rows
from findling.search.aggs.bucket.multi_bucket import MultiBucketAggregator
from findling.search.aggs.bucket.ranges.range_aggregation import (
    EntryFaults,
    RangeLikeAggregation,
    check_ranges,
    key_of_entry,
    parse_entries,
    ranges_of,
)
from findling.search.aggs.values.bound_numbers import refusal
from findling.search.aggs.values.ordinal_values import OrdinalValues, ordinal_values
from findling.search.aggs.values.values_source import ValuesSource, refuse_missing_intervals, source_field

if TYPE_CHECKING:
    from findling.search.context import ShardContext


@dataclass(frozen=True, slots=True)
class IpRange:
    """low <= address < high; None where open."""

    key: str | None
    low: bytes | None
    high: bytes | None


@register("ip_range")
@dataclass(frozen=True, kw_only=True)
class IpRangeAggregation(RangeLikeAggregation):
    """Partials as those of RangeAggregator, with addresses as text for ends."""

    type_name = "ip_range"

    ranges: Sequence[IpRange]

    @property
    def factory_class(self) -> str:
        """Returns the name that Elasticsearch has for it."""
        return "BinaryRangeAggregatorFactory"

    @classmethod
    def parse(cls, name: str, params: NamedParameters) -> Self:
        """Reads the parameters; raises IllegalArgumentError and XContentParseError."""
        source = ValuesSource.parse(params, formats=False)
        entries = parse_entries(params, ("key", "from", "to", "mask"), _AddressFaults())
        ranges = params.read("ranges", lambda _: ranges_of(entries, _range_of), list[IpRange]())
        ranges.sort(key=lambda entry: (entry.low or b"", entry.high or LAST + b"\0"))
        item = cls(name=name, source=source, ranges=ranges, keyed=params.boolean("keyed", False))
        params.finish()
        return item

    def profile_type(self, ctx: ShardContext) -> str:
        """Returns the name of Elasticsearch's class."""
        return "BinaryRangeAggregator"

    def aggregator(self, ctx: AggregationContext, max_parents: int | None) -> Aggregator:
        """Returns the aggregator over the field's ordinals."""
        check_ranges(self.name, self.ranges)
        field = source_field(ctx.shard, self.source)
        refuse_missing_intervals(field, self.source)
        if field is not None and not field.type.is_address:
            raise refusal(field, self.source, ctx.shard, self.type_name)
        missing = None if self.source.missing is None else address_of(scalar_text(self.source.missing))
        return IpRangeAggregator(self, ctx, max_parents, ordinal_values(field, missing, ctx.shard))

    def default_key(self, format: object, low: object, high: object) -> str:
        """Returns the key of a range without one, such as `10.0.0.5-*`."""
        return f"{'*' if low is None else low}-{'*' if high is None else high}"

    def ends(self, format: object, low: object, high: object) -> dict[str, object]:
        """Returns from and to where they are not open."""
        return {name: end for name, end in (("from", low), ("to", high)) if end is not None}


class _AddressFaults(EntryFaults):
    """Read by hand: every entry has to be an object, every member a text."""

    def of_entry(self, entry: object, token_after: str) -> FindlingError | None:
        if isinstance(entry, list):
            return super().of_entry(entry, token_after)
        return ParsingError(f"[ranges] must contain objects, but hit a {json_token(entry)}")

    def of_member(self, name: str) -> FindlingError:
        return ParsingError(f"Unexpected ip range parameter: [{name}]")

    def of_value(self, name: str, value: object) -> FindlingError | None:
        if not isinstance(value, Mapping | list) and (value is not None or name != "mask"):
            return None
        return IllegalArgumentError(f"Expected text at 1:1 but found {json_token(value)}")


def _range_of(entry: Mapping[str, object]) -> IpRange:
    key = key_of_entry(entry)
    if "mask" not in entry:
        low, high = entry.get("from"), entry.get("to")
        return IpRange(
            key,
            None if low is None else address_of(scalar_text(low)),
            None if high is None else address_of(scalar_text(high)),
        )
    # a mask wins over from and to
    mask = scalar_text(entry["mask"])
    if "/" not in mask:
        raise IllegalArgumentError(f"Expected [ip/prefix] but was [{mask}]")
    first, last = network_bounds(mask)
    after = None if last == LAST else (int.from_bytes(last, "big") + 1).to_bytes(16, "big")
    return IpRange(mask if key is None else key, None if not any(first) else first, after)


class IpRangeAggregator(MultiBucketAggregator):
    """Own ordinals number the ranges, which are runs of global ordinals."""

    def __init__(
        self, aggregation: IpRangeAggregation, ctx: AggregationContext, max_parents: int | None, values: OrdinalValues
    ) -> None:
        super().__init__(aggregation, ctx, max_parents, DenseBucketOrds(len(aggregation.ranges)))
        self._ranges = aggregation.ranges
        self._values = values
        self._runs = [
            (
                0 if entry.low is None else values.seek(entry.low),
                values.n_ords if entry.high is None else values.seek(entry.high),
            )
            for entry in self._ranges
        ]

    def collect(self, leaf: Leaf, rows: Rows) -> None:
        """Puts rows into the ranges that any of their addresses lies in."""
        ords, owners = self._values.read(leaf, rows.docs)
        for number, (low, high) in enumerate(self._runs):
            chosen = np.flatnonzero((ords >= low) & (ords < high)).astype(np.int32)
            kept = chosen if owners is None else distinct(owners[chosen])
            self.add(leaf, rows, kept, np.full(len(kept), number, np.int32))

    def partials(self, buckets: Sequence[int]) -> list[Partial]:
        """Returns all ranges of each owning bucket."""
        texts = [
            [entry.key, *(None if end is None else text_of_address(end) for end in (entry.low, entry.high))]
            for entry in self._ranges
        ]
        partials = []
        for parent in buckets:
            _, own_buckets, counts = self.of_parent(parent)
            inner = self.inner(own_buckets.tolist())
            partials.append({"format": None, "ranges": texts, "counts": counts.tolist(), "aggs": inner})
        return partials
