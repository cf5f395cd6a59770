"""Buckets of a key, a count and partials of children: merging those of several shards, and showing them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from findling.search.aggs.base.aggregation import Aggregation, Partial
from findling.search.aggs.base.partials import KeyedPartial
from findling.search.aggs.base.reduce_context import ReduceContext


@dataclass(frozen=True, kw_only=True)
class KeyedBucketsAggregation(Aggregation):
    """Base; partial: {"buckets": [{"key", "count", "aggs"}]} of the buckets with documents."""

    takes_children = True
    partial_type = KeyedPartial

    def chosen(self, counts: dict[Any, int]) -> Iterable[Any]:
        """Returns the keys of the answer in order, of the counts by key; all, by key, unless a subclass says else."""
        return sorted(counts)

    def empty(self) -> Partial:
        """Returns no buckets."""
        return {"buckets": []}

    def reduce(self, partials: Sequence[Partial], ctx: ReduceContext) -> Partial:
        """Adds up buckets of the same key and leaves the chosen ones."""
        counts, parts = counted(partials)
        kept = list(self.chosen(counts))
        ctx.count_buckets(len(kept))
        buckets = [
            {"key": key, "count": counts[key], "aggs": self.children.reduce([part["aggs"] for part in parts[key]], ctx)}
            for key in kept
        ]
        return {"buckets": self.children.apply_inside(self, buckets)}

    def shown(self, partial: Partial, typed_keys: bool, text: Callable[[Any], object]) -> list[dict[str, object]]:
        """Returns the buckets as JSON; text: of a key."""
        return [
            {"key": text(each["key"]), "doc_count": each["count"], **self.children.render(each["aggs"], typed_keys)}
            for each in partial["buckets"]
        ]


def counted(partials: Iterable[Partial]) -> tuple[dict[Any, int], dict[Any, list[Partial]]]:
    """Returns counts and parts of buckets by key."""
    parts = parts_by_key(partials)
    return {key: sum([part["count"] for part in own]) for key, own in parts.items()}, parts


def parts_by_key(partials: Iterable[Partial]) -> dict[Any, list[Partial]]:
    """Returns the buckets of each key."""
    parts: dict[Any, list[Partial]] = {}
    for partial in partials:
        for bucket in partial["buckets"]:
            parts.setdefault(bucket["key"], []).append(bucket)
    return parts
