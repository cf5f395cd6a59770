"""What range, date_range, ip_range and geo_distance have in common: merging and rendering."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from findling.base.errors import CLOSING, FindlingError, IllegalArgumentError, IllegalStateError, XContentParseError
from findling.base.json_values import json_token, scalar_text
from findling.base.spelling import did_you_mean
from findling.search.aggs.base.aggregation import Partial
from findling.search.aggs.base.partials import RangesPartial
from findling.search.aggs.base.reduce_context import ReduceContext
from findling.search.aggs.bucket.ranges.range_aggregator import Range
from findling.search.aggs.values.sourced_aggregation import SourcedAggregation
from findling.search.aggs.values.value_format import formatted, plain_text
from findling.search.parameters import ObjectParameters

if TYPE_CHECKING:
    from findling.search.context import ShardContext

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class RangeLikeAggregation(SourcedAggregation):
    """Base; its partials are those of RangeAggregator.

    keyed: buckets as an object by key
    """

    takes_children = True
    partial_type = RangesPartial

    keyed: bool

    def profile_type(self, ctx: ShardContext) -> str:
        """Returns the name of Elasticsearch's class."""
        return "RangeAggregator.NoOverlap"

    def empty(self) -> Partial:
        """Returns no ranges: those that collect know them."""
        return {"format": {"kind": "raw"}, "ranges": [], "counts": [], "aggs": []}

    def reduce(self, partials: Sequence[Partial], ctx: ReduceContext) -> Partial:
        """Adds up range by range."""
        known = [partial for partial in partials if partial["ranges"]]
        if not known:
            return partials[0]
        format, ranges = known[0]["format"], known[0]["ranges"]
        ctx.count_buckets(len(ranges))
        counts = [sum(counts) for counts in zip(*(partial["counts"] for partial in known), strict=True)]
        inner = [self.children.reduce(list(parts), ctx) for parts in zip(*(p["aggs"] for p in known), strict=True)]
        if self.children.pipelines:
            parts = zip(ranges, counts, inner, strict=True)
            buckets = [{"key": "", "range": range_, "count": count, "aggs": aggs} for range_, count, aggs in parts]
            buckets = self.children.apply_inside(self, buckets)
            ranges = [bucket["range"] for bucket in buckets]
            counts, inner = [bucket["count"] for bucket in buckets], [bucket["aggs"] for bucket in buckets]
        return {"format": format, "ranges": ranges, "counts": counts, "aggs": inner}

    def bucket_names(self, partial: Partial) -> Sequence[str]:
        """Returns the keys of the ranges."""
        return [self._key(partial["format"], range_) for range_ in partial["ranges"]]

    def _key(self, format: Any, range_: Sequence[Any]) -> str:
        key, low, high = range_
        return key if key is not None else self.default_key(format, low, high)

    def render(self, partial: Partial, typed_keys: bool) -> dict[str, object]:
        """Returns all ranges, by their lower ends."""
        shown: list[tuple[str, dict[str, Any]]] = []
        for range_, count, aggs in zip(partial["ranges"], partial["counts"], partial["aggs"], strict=True):
            _, low, high = range_
            bucket = {**self.ends(partial["format"], low, high), "doc_count": count}
            inner = self.children.render(aggs, typed_keys)
            shown.append((self._key(partial["format"], range_), {**bucket, **inner}))
        if self.keyed:
            return {"buckets": dict(shown)}
        return {"buckets": [{"key": name, **bucket} for name, bucket in shown]}

    def default_key(self, format: Any, low: float, high: float) -> str:
        """Returns the key of a range without one, such as `*-50.0`."""
        texts = ["*" if math.isinf(end) else plain_text(format, end) for end in (low, high)]
        return "-".join(texts)

    def ends(self, format: Any, low: float, high: float) -> dict[str, Any]:
        """Returns from and to where they are not open, and their texts."""
        shown: dict[str, Any] = {}
        for name, end in (("from", low), ("to", high)):
            if not math.isinf(end):
                shown[name] = end
                text = formatted(format, end)
                if text is not None:
                    shown[f"{name}_as_string"] = text
        return shown


def parse_entries(
    params: ObjectParameters,
    known: Sequence[str] = ("key", "from", "to"),
    faults: EntryFaults | None = None,
) -> list[Mapping[str, Any]]:
    """Returns the objects of the `ranges` array, or the only one. Raises XContentParseError."""
    entries = params.take("ranges", [])
    if isinstance(entries, Mapping):
        entries = [entries]
    if not isinstance(entries, list):
        raise params.wrong_token("ranges", entries)
    params.read("ranges", lambda _: _check_entries(entries, known, faults or EntryFaults()), None)
    return [entry for entry in entries if isinstance(entry, Mapping)]


def ranges_of(entries: Sequence[Mapping[str, Any]], convert: Callable[[Mapping[str, Any]], T]) -> list[T]:
    """Returns what `convert` makes of each entry; what it raises is found out where the entry ends."""
    made = []
    for place, entry in enumerate(entries):
        try:
            made.append(convert(entry))
        except FindlingError as fault:
            fault.place = fault.place or ("ranges", place, CLOSING)
            raise
    return made


class EntryFaults:
    """The errors of entries of `ranges` and of their members, as an object parser has them."""

    def of_entry(self, entry: object, token_after: str) -> FindlingError | None:
        """Returns the error of an entry that is no object, None for one that goes unnoticed.

        token_after: the kind of JSON that follows, which the reader has come to
        """
        if isinstance(entry, list):
            return IllegalStateError("expected value but got [START_ARRAY]")
        # the object behind it is taken for it
        return None if token_after == "START_OBJECT" else self.of_token(token_after)

    def of_token(self, token: str) -> FindlingError:
        """Returns the error of what is no object."""
        return XContentParseError(f"[range] Expected START_OBJECT but was: {token}")

    def of_member(self, name: str) -> FindlingError:
        """Returns the error of another member."""
        return XContentParseError(f"[range] unknown field [{name}]{did_you_mean(name, ('key', 'from', 'to'))}")

    def of_value(self, name: str, value: object) -> FindlingError | None:
        """Returns the error of a member's value, None if it can be one."""
        if isinstance(value, bool | Mapping | list) or (name == "key" and value is None):
            return XContentParseError(f"[range] {name} doesn't support values of type: {json_token(value)}")
        return None


def _check_entries(entries: Sequence[object], known: Sequence[str], faults: EntryFaults) -> None:
    for place, entry in enumerate(entries):
        if not isinstance(entry, Mapping):
            fault = faults.of_entry(entry, json_token(entries[place + 1]) if place + 1 < len(entries) else "END_ARRAY")
            if fault is not None:
                fault.place = ("ranges", place)
                raise fault
            continue
        for name, value in entry.items():
            fault = faults.of_value(name, value) if name in known else faults.of_member(name)
            if fault is not None:
                fault.place = ("ranges", place, name)
                raise fault


def check_ranges(name: str, ranges: Sequence[object]) -> None:
    """Raises IllegalArgumentError for no ranges at all, which shards are the first to see."""
    if not ranges:
        raise IllegalArgumentError(f"No [ranges] specified for the [{name}] aggregation")


def in_order(ranges: Sequence[Range]) -> list[Range]:
    """Returns ranges by lower, then by upper end."""
    return sorted(ranges, key=lambda entry: (entry.low, entry.high))


def key_of_entry(entry: Mapping[str, object]) -> str | None:
    """Returns the key that a range was given."""
    return None if entry.get("key") is None else scalar_text(entry["key"])
