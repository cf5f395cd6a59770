"""Collects terms: over ordinals of keywords, or over numbers."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from findling.kernels import aggs
from findling.search.aggs.aggregator import AggregationContext, Leaf, Partial
from findling.search.aggs.bucket_ords import DenseBucketOrds, HashedBucketOrds, bucket_ords
from findling.search.aggs.multi_bucket import NO_BUCKET, MultiBucketAggregator, distinct_pairs
from findling.search.aggs.ordinal_values import OrdinalValues
from findling.search.aggs.path import AggregationPath
from findling.search.aggs.rows import Rows
from findling.search.aggs.sortable_doubles import from_sortable, to_sortable
from findling.search.aggs.value_format import key_of

if TYPE_CHECKING:
    from findling.search.aggs.numeric_values import NumericValues
    from findling.search.aggs.terms import TermsAggregation

_MAX_KERNEL_TOP = 1_000
_MAX_DENSE_RANGE = 1 << 20

# own ordinals, buckets and counts of the buckets in the running
Candidates = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]


class TermsAggregator(MultiBucketAggregator):
    """Chooses a shard's buckets."""

    aggregation: TermsAggregation
    kind: str
    format: Any = None

    def partials(self, buckets: Sequence[int]) -> list[Partial]:
        """Returns for each owning bucket its first `shard_size` terms."""
        return [self._partial(parent) for parent in buckets]

    @abstractmethod
    def accepted(self, own: NDArray[np.int64]) -> NDArray[np.bool_] | None:
        """Returns which own ordinals may make buckets; None: all."""

    @abstractmethod
    def universe(self) -> NDArray[np.int64]:
        """Returns all own ordinals that there are, increasing, also those of documents that do not match."""

    @abstractmethod
    def shown(self, own: int) -> Partial:
        """Returns the members of a bucket that say which term it is."""

    def _partial(self, parent: int) -> Partial:
        own, buckets, counts, total = self._chosen(parent)
        inner = self.inner(buckets.tolist())
        rendered = [
            {**self.shown(ordinal), "count": count, "error": 0, "aggs": aggs_}
            for ordinal, count, aggs_ in zip(own.tolist(), counts.tolist(), inner, strict=True)
        ]
        other = total - int(counts.sum())
        return {"kind": self.kind, "format": self.format, "buckets": rendered, "other": other, "error": 0}

    def _chosen(self, parent: int) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], int]:
        """Returns own ordinals, buckets and counts of the first terms, and how many rows all terms have."""
        spec = self.aggregation
        least = max(spec.shard_min_doc_count, 1 if spec.min_doc_count > 0 else 0)
        if (
            least > 0
            and spec.include_exclude is None
            and spec.order.is_count_desc
            and spec.shard_size <= _MAX_KERNEL_TOP
        ):
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

    def _most_frequent(
        self, parent: int, least: int, size: int
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], int]:
        if isinstance(self.ords, DenseBucketOrds):
            first = parent * self.ords.n_own
            counts = self.counts.upto(first + self.ords.n_own)[first:]
            top = _top_counts(counts, least, size)
            return top, top + first, counts[top], int(counts.sum())
        own, buckets, counts = self.of_parent(parent)
        top = _top_counts(counts, least, size)
        return own[top], buckets[top], counts[top], int(counts.sum())

    def _figures(self, path: AggregationPath, buckets: NDArray[np.int64]) -> NDArray[np.float64]:
        n_buckets = int(buckets.max()) + 1 if len(buckets) else 0
        figures = self.children.figures(path.names, path.key, n_buckets)
        return np.where(buckets == NO_BUCKET, np.nan, figures[buckets]) if len(buckets) and n_buckets else figures[:0]

    def _with_unseen(self, own: NDArray[np.int64], buckets: NDArray[np.int64], counts: NDArray[np.int64]) -> Candidates:
        """Adds the terms that no row has."""
        everything = self.universe()
        places = np.searchsorted(everything, own)
        all_buckets = np.full(len(everything), NO_BUCKET, np.int64)
        all_counts = np.zeros(len(everything), np.int64)
        all_buckets[places], all_counts[places] = buckets, counts
        return everything, all_buckets, all_counts


def _top_counts(counts: NDArray[np.int64], least: int, size: int) -> NDArray[np.int64]:
    top, top_counts = np.empty(size, np.int64), np.empty(size, np.int64)
    return top[: aggs.top_counts(np.ascontiguousarray(counts), least, top, top_counts)]


class OrdinalTermsAggregator(TermsAggregator):
    """Own ordinals are global ordinals."""

    kind = "sterms"

    def __init__(
        self, aggregation: TermsAggregation, ctx: AggregationContext, max_parents: int | None, values: OrdinalValues
    ) -> None:
        super().__init__(aggregation, ctx, max_parents, bucket_ords(values.n_ords, max_parents))
        self.aggregation = aggregation
        self._values = values
        self._is_text = values.field is None or values.field.family == "keyword"
        if values.field is None and values.n_ords == 0:
            self.kind = "umterms"
        chosen = aggregation.include_exclude
        self._accepted = None if chosen is None else chosen.ordinals(values)

    def collect(self, leaf: Leaf, rows: Rows) -> None:
        """Puts rows into the buckets of their documents' terms."""
        if rows.buckets is None and not self.children and isinstance(self.ords, DenseBucketOrds):
            known = self._values.counts(leaf, rows.docs)
            if known is not None:
                self.account(self.ords.n_own)
                self.counts.add_counts(*known, self.ords.n_own)
                return
        ords, owners = self._values.read(leaf, rows.docs)
        self.add(leaf, rows, owners, ords)

    def accepted(self, own: NDArray[np.int64]) -> NDArray[np.bool_] | None:
        """Returns what include and exclude leave."""
        return None if self._accepted is None else self._accepted[own]

    def universe(self) -> NDArray[np.int64]:
        """Returns all ordinals."""
        return np.arange(self._values.n_ords, dtype=np.int64)

    def of_parent(self, parent: int) -> Candidates:
        """Returns all that may be in a parent; nothing where the field has no terms."""
        if self._values.n_ords == 0:
            nothing = np.empty(0, np.int64)
            return nothing, nothing, nothing
        return super().of_parent(parent)

    def shown(self, own: int) -> Partial:
        """Returns the term; of other types than keyword a key that sorts as the term does, and its text."""
        term = self._values.term(own)
        if self._is_text:
            return {"key": term.decode("utf-8", "replace")}
        return {"key": term.hex(), "text": self._values.text(term)}


class NumericTermsAggregator(TermsAggregator):
    """Own ordinals are the values, less the smallest where that makes a small range; doubles as sortable bits."""

    def __init__(
        self, aggregation: TermsAggregation, ctx: AggregationContext, max_parents: int | None, values: NumericValues
    ) -> None:
        self._values = values
        self._base = 0
        bounds = None if values.is_double else values.bounds(ctx.readers())
        n_own = _MAX_DENSE_RANGE + 1 if bounds is None else bounds[1] - bounds[0] + 1
        ords = bucket_ords(n_own, max_parents) if n_own <= _MAX_DENSE_RANGE else HashedBucketOrds()
        if bounds is not None and isinstance(ords, DenseBucketOrds):
            self._base = bounds[0]
        super().__init__(aggregation, ctx, max_parents, ords)
        self.aggregation = aggregation
        self.format = values.format
        unsigned = values.format["kind"] == "unsigned" or values.format.get("unsigned")
        self.kind = "dterms" if values.is_double else "ulterms" if unsigned else "lterms"

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
        found = [np.empty(0, np.int64)]
        for segment in self.ctx.shard.segments:
            docs = None if segment.live is None else segment.live.to_docs()
            found.append(np.unique(self._own(self._values.read(segment.reader, docs)[0])))
        return np.unique(np.concatenate([*found, self._seen()]))

    def shown(self, own: int) -> Partial:
        """Returns the value."""
        number = self._numbers(np.array([own], np.int64))[0].item()
        return {"key": key_of(self._values.format, number)}

    def _seen(self) -> NDArray[np.int64]:
        return self.ords.keys() if isinstance(self.ords, HashedBucketOrds) else np.empty(0, np.int64)

    def _with_unseen(self, own: NDArray[np.int64], buckets: NDArray[np.int64], counts: NDArray[np.int64]) -> Candidates:
        seen = np.flatnonzero(counts)
        return super()._with_unseen(own[seen], buckets[seen], counts[seen])

    def _own(self, values: NDArray[Any]) -> NDArray[np.int64]:
        if self._values.is_double:
            return to_sortable(values)
        return values - self._base if self._base else values

    def _numbers(self, own: NDArray[np.int64]) -> NDArray[Any]:
        return from_sortable(own) if self._values.is_double else own + self._base
