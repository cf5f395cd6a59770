"""What histogram and date_histogram have in common: merging, filling gaps, order, rendering."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from findling.base.errors import SampledCountsError
from findling.search.aggs.base.aggregation import Partial
from findling.search.aggs.base.aggregator import AggregationContext
from findling.search.aggs.base.partials import IntervalsPartial
from findling.search.aggs.base.reduce_context import ReduceContext
from findling.search.aggs.bucket.order import BucketOrder
from findling.search.aggs.bucket.order_paths import check_order
from findling.search.aggs.values.sourced_aggregation import SourcedAggregation
from findling.search.aggs.values.value_format import json_number, plain_text, texts_of


@dataclass(frozen=True, kw_only=True)
class IntervalAggregation(SourcedAggregation):
    """Base; its partials are those of IntervalAggregator.

    min_doc_count: 0 fills the gaps between buckets
    """

    takes_children = True
    partial_type = IntervalsPartial

    order: BucketOrder
    min_doc_count: int
    keyed: bool

    @property
    def leaves_gaps(self) -> bool:
        """Whether empty buckets are left out."""
        return self.min_doc_count > 0

    def keeps_buckets(self, limit: int) -> bool:
        """Whether all buckets with documents are in the answer: there may have to be several."""
        return self.min_doc_count <= 1

    def check_place(self, ctx: AggregationContext) -> None:
        """Raises InvalidPathError for an order by no figure, SampledCountsError for a least number in a sample."""
        check_order(self.order, self.children)
        if ctx.sample is not None and self.min_doc_count > 1:
            raise SampledCountsError(
                f"aggregation [{self.name}] is within a sampling context; min_doc_count, provided "
                f"[{self.min_doc_count}], cannot be greater than 1"
            )

    @abstractmethod
    def filled_keys(self, keys: Sequence[object], partials: Sequence[Partial], ctx: ReduceContext) -> Sequence[Any]:
        """Returns the keys of all buckets from the first to the last, those of the extended bounds too."""

    def reduce(self, partials: Sequence[Partial], ctx: ReduceContext) -> Partial:
        """Adds up buckets of the same key, fills gaps, and puts them in order."""
        if len(partials) == 1 and self.min_doc_count > 0:
            return self._in_order(self._enough(partials[0], ctx), partials[0]["format"], ctx)
        merged: dict[Any, list[Partial]] = {}
        for partial in partials:
            for bucket in partial["buckets"]:
                merged.setdefault(bucket["key"], []).append(bucket)
        keys: Sequence[Any] = sorted(merged)
        if self.min_doc_count == 0:
            keys = self.filled_keys(keys, partials, ctx)
        buckets = []
        for key in keys:
            parts = merged.get(key)
            count = sum(part["count"] for part in parts) if parts else 0
            if count >= self.min_doc_count:
                # what fills a gap is the first shard's alone, as in Elasticsearch
                inner = [part["aggs"] for part in parts] if parts else [partials[0]["empty"]]
                buckets.append({"key": key, "count": count, "aggs": self.children.reduce(inner, ctx)})
        format = next((partial["format"] for partial in partials if partial["buckets"]), partials[0]["format"])
        return self._in_order(buckets, format, ctx)

    def _enough(self, partial: Partial, ctx: ReduceContext) -> list[Partial]:
        """Returns the reduced buckets of a single shard, by key, that have enough documents."""
        buckets = partial["buckets"]
        if self.min_doc_count > 1:
            buckets = [bucket for bucket in buckets if bucket["count"] >= self.min_doc_count]
        children = self.children
        if not children:
            return buckets  # type: ignore[no-any-return]
        return [{**bucket, "aggs": children.reduce([bucket["aggs"]], ctx)} for bucket in buckets]

    def _in_order(self, buckets: list[Partial], format: object, ctx: ReduceContext) -> Partial:
        ctx.count_buckets(len(buckets))
        if not self.order.is_key_asc:
            buckets = self.order.sorted(buckets, self.children)
        return {"format": format, "buckets": self.children.apply_inside(self, buckets)}

    def render(self, partial: Partial, typed_keys: bool) -> dict[str, object]:
        """Returns the buckets as an array, or by key as text if keyed."""
        buckets = partial["buckets"]
        texts = texts_of(partial["format"], [bucket["key"] for bucket in buckets])
        shown = []
        for text, bucket in zip(texts, buckets, strict=True):
            members: dict[str, Any] = {} if text is None else {"key_as_string": text}
            members["key"] = json_number(bucket["key"])
            members["doc_count"] = bucket["count"]
            if self.children:
                members.update(self.children.render(bucket["aggs"], typed_keys))
            shown.append(members)
        if not self.keyed:
            return {"buckets": shown}
        keys = [plain_text(partial["format"], bucket["key"]) for bucket in buckets]
        return {"buckets": dict(zip(keys, shown, strict=True))}
