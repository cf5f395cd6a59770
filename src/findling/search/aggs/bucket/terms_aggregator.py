"""Collects terms: over ordinals of keywords, or over numbers."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from findling.base.runs import distinct
from findling.search.aggs.base.aggregator import AggregationContext, Leaf, Partial
from findling.search.aggs.base.bucket_ords import DenseBucketOrds, HashedBucketOrds, bucket_ords
from findling.search.aggs.base.path import AggregationPath
from findling.search.aggs.base.reductions import add_counts_of
from findling.search.aggs.base.rows import OrdinalRows, Rows
from findling.search.aggs.bucket.multi_bucket import NO_BUCKET, MultiBucketAggregator, distinct_pairs
from findling.search.aggs.values.ordinal_counts import OrdinalCounts, top_counts
from findling.search.aggs.values.ordinal_values import OrdinalValues
from findling.search.aggs.values.sortable_doubles import from_sortable, to_sortable
from findling.search.aggs.values.value_format import key_of

if TYPE_CHECKING:
    from findling.codec.columns.ordinals import OrdinalColumn
    from findling.search.aggs.bucket.terms import TermsAggregation
    from findling.search.aggs.values.numeric_values import NumericValues

_MAX_KERNEL_TOP = 1_000
# what is chosen of these is in memory before it is accounted for
_PARENTS_AT_ONCE = 64
_MAX_DENSE_RANGE = 1 << 20
_MAX_FEW = 1 << 8

# own ordinals, buckets and counts of the buckets in the running
Candidates = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]
# the same of the buckets chosen, and how many rows all buckets have
Chosen = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], int]
# own ordinals, buckets and counts of the terms of several owning buckets; how many each of these has, and other rows
_Listed = tuple[list[int], list[int], list[int], list[int], list[int]]
NOTHING: NDArray[np.int64] = np.empty(0, np.int64)


class TermsAggregator(MultiBucketAggregator):
    """Chooses a shard's buckets."""

    aggregation: TermsAggregation
    kind: str
    format: Any = None

    def partials(self, buckets: Sequence[int]) -> list[Partial]:
        """Returns for each owning bucket its first `shard_size` terms."""
        spec = self.aggregation
        if spec.min_doc_count == 0 and spec.include_exclude is None:
            # also buckets that no row is in: many more than rows in memory
            each = min(spec.shard_size, len(self.universe()))
            self.ctx.buckets.expect_partials(each * len(buckets))
        partials: list[Partial] = []
        for first in range(0, len(buckets), _PARENTS_AT_ONCE):
            partials += self.first_terms(buckets[first : first + _PARENTS_AT_ONCE])
        return partials

    def debug(self) -> dict[str, Any]:
        return {"result_strategy": self.result_strategy, "total_buckets": self.counts.n_filled}

    @property
    def result_strategy(self) -> str:
        """What profiles call the way to the result."""
        return "terms"

    @abstractmethod
    def accepted(self, own: NDArray[np.int64]) -> NDArray[np.bool_] | None:
        """Returns which own ordinals may make buckets; None: all."""

    @abstractmethod
    def universe(self) -> NDArray[np.int64]:
        """Returns all own ordinals that there are, increasing, also those of documents that do not match."""

    @abstractmethod
    def shown(self, own: Sequence[int]) -> list[Partial]:
        """Returns the members of buckets that say which terms they are."""

    def first_terms(self, parents: Sequence[int]) -> list[Partial]:
        """Returns the first terms of some owning buckets; of all of them children and keys are asked for together."""
        if len(parents) == 1:
            own_of, buckets_of, counts_of, total = self._chosen(parents[0])
            own, buckets, counts = own_of.tolist(), buckets_of.tolist(), counts_of.tolist()
            sizes, others = [len(own)], [total - sum(counts)]
        else:
            own, buckets, counts, sizes, others = self._most_frequent_of_each(parents) or self._one_by_one(parents)
        rendered = self.shown(own)
        for bucket, count, aggs in zip(rendered, counts, self.inner(buckets), strict=True):
            bucket["count"] = count
            bucket["error"] = 0
            bucket["aggs"] = aggs
        partials: list[Partial] = []
        first = 0
        for size, other in zip(sizes, others, strict=True):
            shown = rendered[first : first + size]
            partials.append({"kind": self.kind, "format": self.format, "buckets": shown, "other": other, "error": 0})
            first += size
        return partials

    def _one_by_one(self, parents: Sequence[int]) -> _Listed:
        own: list[int] = []
        buckets: list[int] = []
        counts: list[int] = []
        sizes, others = [], []
        for parent in parents:
            own_of, buckets_of, counts_of, total = self._chosen(parent)
            own += own_of.tolist()
            buckets += buckets_of.tolist()
            counts += counts_of.tolist()
            sizes.append(len(own_of))
            others.append(total - int(counts_of.sum()))
        return own, buckets, counts, sizes, others

    def _most_frequent_of_each(self, parents: Sequence[int]) -> _Listed | None:
        """Returns what `_one_by_one` does, where few terms are numbered for each owning bucket and by count."""
        if not isinstance(self.ords, DenseBucketOrds) or self.ords.n_own > _MAX_FEW or not self._least:
            return None
        if not self._takes_most_frequent:
            return None
        places = np.array(parents, np.int64)[:, np.newaxis] * self.ords.n_own + np.arange(self.ords.n_own)
        table = self.counts.upto(int(places[:, -1].max()) + 1)[places]
        order = np.argsort(-table, axis=1, kind="stable")[:, : self.aggregation.shard_size]
        sorted_counts = np.take_along_axis(table, order, 1)
        kept = sorted_counts >= self._least
        buckets = np.take_along_axis(places, order, 1)[kept]
        counts = sorted_counts[kept]
        others = table.sum(axis=1) - np.where(kept, sorted_counts, 0).sum(axis=1)
        return order[kept].tolist(), buckets.tolist(), counts.tolist(), kept.sum(axis=1).tolist(), others.tolist()

    @property
    def _least(self) -> int:
        spec = self.aggregation
        return spec.shard_min_doc_count or (1 if spec.min_doc_count > 0 else 0)

    @property
    def _takes_most_frequent(self) -> bool:
        """Whether terms are taken by their counts alone, and not too many."""
        spec = self.aggregation
        is_by_count = spec.include_exclude is None and spec.order.is_count_desc
        return is_by_count and spec.shard_size <= _MAX_KERNEL_TOP

    def _chosen(self, parent: int) -> Chosen:
        """Returns own ordinals, buckets and counts of the first terms, and how many rows all terms have."""
        spec = self.aggregation
        least = self._least
        if least > 0 and self._takes_most_frequent:
            return self._most_frequent(parent, least, spec.shard_size)
        own, buckets, counts = self.of_parent(parent)
        if least == 0:
            own, buckets, counts = self._with_unseen(own, buckets, counts)
        accepted = self.accepted(own)
        if accepted is not None:
            own, buckets, counts = own[accepted], buckets[accepted], counts[accepted]
        total = int(counts.sum())
        if least > 0:
            enough = np.flatnonzero(counts >= least)
            own, buckets, counts = own[enough], buckets[enough], counts[enough]
        first = spec.order.ranked(own, counts, lambda path: self._figures(path, buckets), spec.shard_size)
        return own[first], buckets[first], counts[first], total

    def _most_frequent(self, parent: int, least: int, size: int) -> Chosen:
        if isinstance(self.ords, DenseBucketOrds):
            first = parent * self.ords.n_own
            top, counts, total = top_counts(self.counts.upto(first + self.ords.n_own)[first:], least, size)
            return top, top + first, counts, total
        own, buckets, counts = self.of_parent(parent)
        top, top_of, total = top_counts(counts, least, size)
        return own[top], buckets[top], top_of, total

    def _figures(self, path: AggregationPath, buckets: NDArray[np.int64]) -> NDArray[np.float64]:
        n_buckets = int(buckets.max()) + 1 if len(buckets) else 0
        figures = self.children.figures(path.names, path.key, n_buckets)
        return np.where(buckets == NO_BUCKET, np.nan, figures[buckets]) if len(buckets) and n_buckets else figures[:0]

    def _with_unseen(self, own: NDArray[np.int64], buckets: NDArray[np.int64], counts: NDArray[np.int64]) -> Candidates:
        """Adds the terms that no row has."""
        everything = self.universe()
        # numbers of a parent may be those of all keys of a flattened field
        own_only = np.isin(own, everything)
        own, buckets, counts = own[own_only], buckets[own_only], counts[own_only]
        places = np.searchsorted(everything, own)
        all_buckets = np.full(len(everything), NO_BUCKET, np.int64)
        all_counts = np.zeros(len(everything), np.int64)
        all_buckets[places], all_counts[places] = buckets, counts
        return everything, all_buckets, all_counts


class OrdinalTermsAggregator(TermsAggregator):
    """Own ordinals are global ordinals."""

    kind = "sterms"

    def __init__(
        self, aggregation: TermsAggregation, ctx: AggregationContext, max_parents: int | None, values: OrdinalValues
    ) -> None:
        super().__init__(aggregation, ctx, max_parents, bucket_ords(values.n_ords, max_parents, ctx.expected_docs))
        self.aggregation = aggregation
        self._values = values
        self._is_text = values.is_text
        self._is_below = max_parents != 1
        if values.field is None and values.n_ords == 0:
            self.kind = "umterms"
        chosen = aggregation.include_exclude
        self._accepted = None if chosen is None else chosen.ordinals(values)

    def debug(self) -> dict[str, Any]:
        readers = [segment.reader for segment in self.ctx.shard.segments]
        field = self._values.field
        columns = [] if field is None else [reader.ordinals(field.column) for reader in readers]
        several = sum([column is not None and column.starts is not None for column in columns])
        if self.aggregation.execution_hint == "map" and field is not None:
            return {**super().debug(), "collection_strategy": f"from Field [{field.name}] of type [{field.type_name}]"}
        alone = "remap using single bucket ords" if self.aggregation.children.items else "dense"
        return {
            **super().debug(),
            "collection_strategy": "remap using many bucket ords" if self._is_below else alone,
            "segments_with_single_valued_ords": len(readers) - several,
            "segments_with_multi_valued_ords": several,
            "has_filter": self._accepted is not None,
        }

    @property
    def reads_columns_only(self) -> bool:
        return self._values.is_by_name and self.children.read_columns_only

    def collect(self, leaf: Leaf, rows: Rows) -> None:
        """Puts rows into the buckets of their documents' terms."""
        if rows.buckets is None and isinstance(self.ords, DenseBucketOrds) and leaf.doc_counts is None:
            column = self._values.plain_column(leaf)
            if column is not None:
                self._collect_column(leaf, rows, column)
                return
        ords, owners = self._values.read(leaf, rows.docs)
        self.add(leaf, rows, owners, ords)

    def _collect_column(self, leaf: Leaf, rows: Rows, column: OrdinalColumn) -> None:
        """Takes the buckets as the column has them, without putting them down row by row."""
        n_buckets = self._values.n_ords
        self.account(n_buckets)
        frequencies = self._values.doc_frequencies(leaf) if rows.docs is None else None
        if frequencies is None:
            counts = np.zeros(n_buckets + 1, np.int64)
            add_counts_of(column.ords, rows.docs, n_buckets + 1, counts)
            frequencies = counts[1:]
        self.counts.add_counts(slice(n_buckets), frequencies, n_buckets)
        self.children.collect_by_ordinal(leaf, OrdinalRows(rows.docs, rows.size, column.ords, n_buckets))

    def accepted(self, own: NDArray[np.int64]) -> NDArray[np.bool_] | None:
        """Returns what include and exclude leave."""
        return None if self._accepted is None else self._accepted[own]

    def universe(self) -> NDArray[np.int64]:
        """Returns all ordinals; where only some documents may be seen, those of these."""
        if not self.ctx.shard.is_restricted:
            return self._values.all_ords()
        found = [NOTHING]
        for segment in self.ctx.shard.segments:
            docs = None if segment.live is None else segment.live.to_docs()
            found.append(self._values.read(Leaf(segment, docs), docs)[0].astype(np.int64))
        return distinct(np.concatenate(found))

    def of_parent(self, parent: int) -> Candidates:
        """Returns all that may be in a parent; nothing where the field has no terms."""
        if self._values.n_ords == 0:
            return NOTHING, NOTHING, NOTHING
        return super().of_parent(parent)

    def shown(self, own: Sequence[int]) -> list[Partial]:
        """Returns the terms; of other types than keyword keys that sort as the terms do, and their texts."""
        if not self._is_text:
            return [{"key": term.hex(), "text": self._values.text(term)} for term in self._values.terms(own)]
        distinct = list(dict.fromkeys(own))
        keys = [term.decode("utf-8", "replace") for term in self._values.terms(distinct)]
        if len(keys) == len(own):
            return [{"key": key} for key in keys]
        key_of_ord = dict(zip(distinct, keys, strict=True))
        return [{"key": key_of_ord[ord]} for ord in own]


class CountedTermsAggregator(OrdinalTermsAggregator):
    """Only counts: a single owning bucket, 0, and no sub-aggregations. Buckets have no numbers."""

    def __init__(self, aggregation: TermsAggregation, ctx: AggregationContext, values: OrdinalValues) -> None:
        super().__init__(aggregation, ctx, 1, values)
        self._counted = OrdinalCounts(values, ctx.expected_docs)

    def collect(self, leaf: Leaf, rows: Rows) -> None:
        """Counts the documents' terms."""
        taken = self._counted.add(leaf, rows.docs)
        if taken:
            self.ctx.account(taken, self.label)

    def of_parent(self, parent: int) -> Candidates:
        """Returns the terms that came up."""
        if parent != 0 or self._values.n_ords == 0:
            return NOTHING, NOTHING, NOTHING
        own, counts = self._counted.all()
        return own, np.full(len(own), NO_BUCKET, np.int64), counts

    def _most_frequent(self, parent: int, least: int, size: int) -> Chosen:
        if parent != 0 or self._values.n_ords == 0:
            return NOTHING, NOTHING, NOTHING, 0
        own, counts, total = self._counted.top(least, size)
        return own, own, counts, total

    def inner(self, buckets: Sequence[int]) -> list[Partial]:
        """Returns nothing for each bucket."""
        self.ctx.buckets.account_partials(len(buckets))
        if self._keeps_all:
            self.ctx.buckets.note_buckets(len(buckets))
        return [{} for _ in buckets]


class NumericTermsAggregator(TermsAggregator):
    """Own ordinals are the values, less the smallest where that makes a small range; doubles as sortable bits."""

    def __init__(
        self, aggregation: TermsAggregation, ctx: AggregationContext, max_parents: int | None, values: NumericValues
    ) -> None:
        self._values = values
        self._base = 0
        self._universe: NDArray[np.int64] | None = None
        bounds = None if values.is_double else values.bounds(ctx.readers())
        n_own = _MAX_DENSE_RANGE + 1 if bounds is None else bounds[1] - bounds[0] + 1
        is_small = n_own <= _MAX_DENSE_RANGE
        ords = bucket_ords(n_own, max_parents, ctx.expected_docs) if is_small else HashedBucketOrds()
        if bounds is not None and isinstance(ords, DenseBucketOrds):
            self._base = bounds[0]
        super().__init__(aggregation, ctx, max_parents, ords)
        self.aggregation = aggregation
        self.format = values.format
        unsigned = values.format["kind"] == "unsigned" or values.format.get("unsigned")
        self.kind = "dterms" if values.is_double else "ulterms" if unsigned else "lterms"

    @property
    def result_strategy(self) -> str:
        return "double_terms" if self._values.is_double else "long_terms"

    @property
    def reads_columns_only(self) -> bool:
        return self.children.read_columns_only

    def collect(self, leaf: Leaf, rows: Rows) -> None:
        """Puts rows into the buckets of their documents' values."""
        values, owners = self._values.read(leaf.reader, rows.docs)
        own = self._own(values)
        if owners is not None:
            owners, own = distinct_pairs(owners, own)
        self.add(leaf, rows, owners, own)

    def accepted(self, own: NDArray[np.int64]) -> NDArray[np.bool_] | None:
        """Returns what include and exclude leave."""
        chosen = self.aggregation.include_exclude
        return None if chosen is None else chosen.numbers(self._values, self._values.as_doubles(self._numbers(own)))

    def universe(self) -> NDArray[np.int64]:
        """Returns the values of all live documents."""
        if self._universe is None:
            self._universe = self._all_values()
        return self._universe

    def _all_values(self) -> NDArray[np.int64]:
        found = [np.empty(0, np.int64)]
        for segment in self.ctx.shard.segments:
            docs = None if segment.live is None else segment.live.to_docs()
            found.append(distinct(self._own(self._values.read(segment.reader, docs)[0])))
        return distinct(np.concatenate([*found, self._seen()]))

    def shown(self, own: Sequence[int]) -> list[Partial]:
        """Returns the values."""
        numbers = self._numbers(np.array(own, np.int64)).tolist()
        return [{"key": key_of(self._values.format, number)} for number in numbers]

    def _seen(self) -> NDArray[np.int64]:
        return self.ords.keys() if isinstance(self.ords, HashedBucketOrds) else np.empty(0, np.int64)

    def _with_unseen(self, own: NDArray[np.int64], buckets: NDArray[np.int64], counts: NDArray[np.int64]) -> Candidates:
        seen = np.flatnonzero(counts)
        return super()._with_unseen(own[seen], buckets[seen], counts[seen])

    def _own(self, values: NDArray[Any]) -> NDArray[np.int64]:
        if self._values.is_double:
            return to_sortable(values)
        return values - self._base if self._base else values

    def _numbers(self, own: NDArray[np.int64]) -> NDArray[np.generic]:
        return from_sortable(own) if self._values.is_double else own + self._base
