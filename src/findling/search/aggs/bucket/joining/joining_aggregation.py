"""What the aggregations between documents have in common: from the documents of one relation to those of another."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import NDArray

from findling.base.errors import ParsingError
from findling.base.runs import distinct
from findling.search.aggs.base.aggregator import AggregationContext, Aggregator, Leaf, Partial
from findling.search.aggs.base.children import SingleBucketAggregator
from findling.search.aggs.base.parameters import PathParameters
from findling.search.aggs.base.rows import Rows
from findling.search.aggs.base.shard_collector import doc_counts
from findling.search.aggs.bucket.single_bucket import SingleBucketAggregation
from findling.search.query.joining.join_numbers import join_numbers
from findling.search.query.joining.join_relations import documents_of

if TYPE_CHECKING:
    from findling.mapping.types.join import JoinFieldType
    from findling.search.query.joining.join_numbers import Numbers


@dataclass(frozen=True, kw_only=True)
class JoiningAggregation(SingleBucketAggregation):
    """type: the child relation."""

    leaves_hits = True
    takes_samples = False

    type: str

    @classmethod
    def parameters(cls, name: str, body: Mapping[str, object]) -> PathParameters:
        """Returns a reader by hand."""
        return PathParameters(cls.type_name, body, name)

    @classmethod
    def parse(cls, name: str, params: PathParameters) -> Self:
        """Reads the relation."""
        relation = params.text("type")
        params.finish()
        if relation is None:
            raise ParsingError(f"Missing [child_type] field for {cls.type_name} aggregation [{name}]")
        return cls(name=name, type=relation)

    @property
    def builder_class(self) -> str:
        return f"org.elasticsearch.join.aggregations.{self.type_name.capitalize()}AggregationBuilder"

    def aggregator(self, ctx: AggregationContext, max_parents: int | None) -> Aggregator:
        """Returns the aggregator; one that finds nothing if no such relation is mapped."""
        join = ctx.shard.mapping.join_field
        parent = None if join is None else join.parent_of(self.type)
        if join is None or parent is None:
            return NothingJoined(self, ctx, max_parents)
        return JoinAggregator(self, ctx, max_parents, join.ids_field(parent), self.ends(join, parent))

    @abstractmethod
    def ends(self, join: JoinFieldType, parent: str) -> tuple[str, str]:
        """Returns the relation of the documents that are collected, and that of those that are in the bucket."""


class NothingJoined(SingleBucketAggregator):
    """An empty bucket."""

    def narrowed(self, leaf: Leaf, rows: Rows) -> Rows:
        """Returns no rows."""
        return rows.select(np.empty(0, np.int32))


class JoinAggregator(Aggregator):
    """Notes the ids of what is collected, and looks through all segments for their counterparts once that is done."""

    def __init__(
        self,
        aggregation: JoiningAggregation,
        ctx: AggregationContext,
        max_parents: int | None,
        field: str,
        ends: tuple[str, str],
    ) -> None:
        join = ctx.shard.mapping.join_field
        assert join is not None
        self._inner = _Collected(aggregation, ctx, max_parents)
        self._shard = ctx.shard
        self._numbers = join_numbers(ctx.shard.searcher, field)
        self._source, self._target = (documents_of(join, [end]).weight(ctx.shard, False) for end in ends)
        self._pairs: list[NDArray[np.int64]] = []
        self._n_buckets = 1
        self.bytes_per_bucket = self._inner.bytes_per_bucket

    def collect(self, leaf: Leaf, rows: Rows) -> None:
        """Notes which ids are in which buckets."""
        self._n_buckets = max(self._n_buckets, rows.n_buckets)
        self._inner.children.note_buckets(rows.n_buckets)
        docs = rows.doc_ids()
        kept = np.flatnonzero(self._source.filter(leaf.segment).contains(docs))
        docs, buckets = docs[kept], np.zeros(len(kept), np.int64) if rows.buckets is None else rows.buckets[kept]
        with_id, numbers = self._numbers.of_docs(leaf.segment, docs)
        if len(with_id) < len(docs):
            buckets = buckets[np.isin(docs, with_id)]
        self._pairs.append(distinct(numbers.astype(np.int64) << 32 | buckets))

    def prepare(self) -> None:
        """Collects the counterparts in all segments."""
        pairs = distinct(np.concatenate(self._pairs)) if self._pairs else np.empty(0, np.int64)
        ids, buckets = pairs >> 32, (pairs & 0xFFFFFFFF).astype(np.int32)
        for segment in self._shard.segments if len(pairs) else ():
            self._shard.check()
            docs = self._target.filter(segment).restrict(segment.visible).docs()
            rows = _rows(*self._numbers.of_docs(segment, docs), ids, buckets, self._n_buckets)
            self._inner.collect(Leaf(segment, rows.docs, None, doc_counts(segment)), rows)
        self._inner.prepare()

    def partials(self, buckets: Sequence[int]) -> list[Partial]:
        """Returns count and children of each bucket."""
        return self._inner.partials(buckets)

    def figures(self, names: Sequence[str], key: str | None, n_buckets: int) -> NDArray[np.float64]:
        """Returns the counts, or what a child has."""
        return self._inner.figures(names, key, n_buckets)


class _Collected(SingleBucketAggregator):
    """The bucket itself, which takes what it is given."""

    def narrowed(self, leaf: Leaf, rows: Rows) -> Rows:
        """Returns all rows."""
        return rows


def _rows(
    docs: NDArray[np.int32], numbers: Numbers, ids: NDArray[np.int64], buckets: NDArray[np.int32], n_buckets: int
) -> Rows:
    """Returns a row for each document and bucket of its id.

    ids, buckets: (n_pairs,), sorted by id
    """
    low = np.searchsorted(ids, numbers, side="left")
    counts = np.searchsorted(ids, numbers, side="right") - low
    owners = np.repeat(np.arange(len(docs)), counts)
    skipped = np.cumsum(counts) - counts
    places = np.arange(len(owners)) + (low - skipped)[owners]
    return Rows(docs[owners], len(owners), buckets[places], n_buckets)
