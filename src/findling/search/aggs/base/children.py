"""The aggregators below a bucket aggregator, and what aggregators with a single bucket have in common."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from findling.search.aggs.base.aggregator import AggregationContext, Aggregator, Leaf, Partial
from findling.search.aggs.base.path import no_such_path
from findling.search.aggs.base.reductions import Counts
from findling.search.aggs.base.rows import OrdinalRows, Rows
from findling.search.aggs.base.timed_aggregator import AggregatorProfile, TimedAggregator

if TYPE_CHECKING:
    from findling.search.aggs.base.aggregation import Aggregation, Aggregations


class Children:
    """The sub-aggregators of a bucket aggregator."""

    def __init__(self, aggregations: Aggregations, ctx: AggregationContext, max_parents: int | None) -> None:
        self._unused = 0
        made = [_made(item, ctx, max_parents) for item in aggregations.items]
        self._aggregators = [(item.name, aggregator) for item, aggregator in zip(aggregations.items, made, strict=True)]
        self.bytes_per_bucket = sum(aggregator.bytes_per_bucket for _, aggregator in self._aggregators)

    def __bool__(self) -> bool:
        return bool(self._aggregators)

    def collect(self, leaf: Leaf, rows: Rows) -> None:
        """Hands rows in the parent's own buckets to all children."""
        if rows.size:
            self.collect_all(leaf, rows)

    def collect_by_ordinal(self, leaf: Leaf, rows: OrdinalRows) -> None:
        """Hands rows whose buckets are the ordinals of a column to all children."""
        if rows.n_docs:
            self.note_buckets(rows.n_buckets)
            for _, aggregator in self._aggregators:
                aggregator.collect_by_ordinal(leaf, rows)

    def collect_all(self, leaf: Leaf, rows: Rows) -> None:
        """Hands rows to all children, none too: `global` does not go by them."""
        self.note_buckets(rows.n_buckets)
        for _, aggregator in self._aggregators:
            aggregator.collect(leaf, rows)

    @property
    def read_columns_only(self) -> bool:
        """Whether all children look at nothing but columns."""
        return all(aggregator.reads_columns_only for _, aggregator in self._aggregators)

    def prepare(self) -> None:
        """Passes the call on."""
        for _, aggregator in self._aggregators:
            aggregator.prepare()

    def partials(self, buckets: Sequence[int]) -> list[Partial]:
        """Returns for each bucket the partials by name."""
        result: list[Partial] = [{} for _ in buckets]
        for name, aggregator in self._aggregators:
            for by_name, partial in zip(result, aggregator.partials(buckets), strict=True):
                by_name[name] = partial
        return result

    def empty(self) -> Partial:
        """Returns the partials by name of a bucket that was never collected."""
        return self.partials([self._unused])[0] if self._aggregators else {}

    def note_buckets(self, n_buckets: int) -> None:
        """Remembers how many buckets the parent has given out."""
        self._unused = max(self._unused, n_buckets)

    def figures(self, names: Sequence[str], key: str | None, n_buckets: int) -> NDArray[np.float64]:
        """Returns the number at a path for the first n_buckets buckets."""
        for name, aggregator in self._aggregators:
            if name == names[0]:
                return aggregator.figures(names[1:], key, n_buckets)
        raise no_such_path(names[0])


def _made(item: Aggregation, ctx: AggregationContext, max_parents: int | None) -> Aggregator:
    """Returns the aggregator of an item, a timed one if the search is profiled."""
    if item.children:
        ctx = replace(ctx, parents=(*ctx.parents, item))
    if ctx.profiles is None:
        return item.aggregator(ctx, max_parents)
    profile = AggregatorProfile(item.profile_type(ctx.shard), item.name)
    ctx.profiles.append(profile)
    with profile.breakdown.timed("initialize"):
        inner = item.aggregator(replace(ctx, profiles=profile.children), max_parents)
    return TimedAggregator(inner, profile)


class SingleBucketAggregator(Aggregator):
    """Base of aggregators with one bucket per owning bucket, which thereby has the same ordinal."""

    def __init__(self, aggregation: Aggregation, ctx: AggregationContext, max_parents: int | None) -> None:
        self.counts = Counts()
        inner = ctx if ctx.spans is None else replace(ctx, spans=ctx.spans.further())
        self.children = Children(aggregation.children, inner, max_parents)
        self.bytes_per_bucket = 16 + self.children.bytes_per_bucket

    @abstractmethod
    def narrowed(self, leaf: Leaf, rows: Rows) -> Rows:
        """Returns the rows that are in the bucket, their buckets unchanged."""

    def collect(self, leaf: Leaf, rows: Rows) -> None:
        """Counts what is in the bucket and hands it on."""
        kept = self.narrowed(leaf, rows)
        self.counts.add(kept.buckets, kept.size, kept.n_buckets, leaf.weights(kept.docs))
        self.children.collect(leaf, kept)

    def prepare(self) -> None:
        """Passes the call on."""
        self.children.prepare()

    def partials(self, buckets: Sequence[int]) -> list[Partial]:
        """Returns count and children of each bucket."""
        counts = self.counts.upto(max(buckets, default=-1) + 1)
        children = self.children.partials(buckets)
        return [{"count": int(counts[bucket]), "aggs": inner} for bucket, inner in zip(buckets, children, strict=True)]

    def figures(self, names: Sequence[str], key: str | None, n_buckets: int) -> NDArray[np.float64]:
        """Returns the counts, or what a child has."""
        if names:
            return self.children.figures(names, key, n_buckets)
        if key in (None, "_count", "doc_count"):
            return self.counts.upto(n_buckets).astype(np.float64)
        return super().figures(names, key, n_buckets)
