"""Collects significant_terms: all terms of a shard's documents, and how often they are in the background."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from findling.base.java_collections import BestOf
from findling.search.aggs.base.aggregator import AggregationContext, Leaf, Partial
from findling.search.aggs.base.bucket_ords import DenseBucketOrds, HashedBucketOrds
from findling.search.aggs.base.reductions import Counts
from findling.search.aggs.base.rows import Rows
from findling.search.aggs.bucket.multi_bucket import distinct_pairs
from findling.search.aggs.bucket.significance.heuristics import Frequencies
from findling.search.aggs.bucket.terms_aggregator import (
    NOTHING,
    NumericTermsAggregator,
    OrdinalTermsAggregator,
    TermsAggregator,
)
from findling.search.aggs.values.numeric_values import NumericValues

if TYPE_CHECKING:
    from findling.search.aggs.bucket.significance.significant_terms import SignificantTermsAggregation
    from findling.search.aggs.bucket.terms import TermsAggregation
    from findling.search.aggs.values.ordinal_values import OrdinalValues
    from findling.search.context import SegmentContext
    from findling.search.query.base import Weight

# own ordinals, increasing, and how many documents of the background have them
# more terms than this are ranked by array operations, ties by term
_MOST_QUEUED: Final = 5_000
_Background = tuple[NDArray[np.int64], NDArray[np.int64]]


class SignificantTermsAggregator(TermsAggregator):
    """Base. background: of the documents to compare with, None for all that are live"""

    significance: SignificantTermsAggregation
    background: Weight | None

    def prepare_for(self, significance: SignificantTermsAggregation, background: Weight | None) -> None:
        """Sets what terms are compared with."""
        self.significance = significance
        self.background = background
        self._heuristic = significance.heuristic.bound(self.ctx.shard.scripts)
        self._sizes = Counts()
        self._n_background = 0

    def read_own(self, leaf: Leaf, docs: NDArray[np.int32] | None) -> NDArray[np.int64]:
        """Returns the own ordinals of docs, once for each document that has them."""
        raise NotImplementedError

    def collect(self, leaf: Leaf, rows: Rows) -> None:
        """Counts documents too."""
        self._sizes.add(rows.buckets, rows.size, rows.n_buckets)
        self.collect_rows(leaf, rows)

    def collect_rows(self, leaf: Leaf, rows: Rows) -> None:
        """Puts rows into the buckets of their terms."""
        super().collect(leaf, rows)  # type: ignore[safe-super]

    def prepare(self) -> None:
        """Counts the documents of the background."""
        super().prepare()
        for segment, docs in self.backgrounds():
            self._n_background += segment.max_doc if docs is None else len(docs)

    def backgrounds(self) -> Iterator[tuple[SegmentContext, NDArray[np.int32] | None]]:
        """Yields the documents of the background in each segment, None for all."""
        for segment in self.ctx.shard.segments:
            visible = segment.visible
            docs = None if visible is None else visible.to_docs()
            if self.background is not None:
                docs = self.background.filter(segment).restrict(visible).docs()
            if self.ctx.sample is not None:
                docs = self.ctx.sample.of(segment, docs)
            yield segment, docs

    def first_terms(self, parents: Sequence[int]) -> list[Partial]:
        """Returns the terms of some owning buckets."""
        return [self._partial(parent) for parent in parents]

    def _partial(self, parent: int) -> Partial:
        spec = self.significance
        own, buckets, counts = self.of_parent(parent)
        some = counts >= max(spec.shard_min_doc_count, 1)
        accepted = self.accepted(own)
        if accepted is not None:
            some = some & accepted
        own, buckets, counts = own[some], buckets[some], counts[some]
        background = self.background_of(own)
        n_found = int(self._sizes.upto(parent + 1)[parent])
        scores = self._heuristic.scores(Frequencies(counts, n_found, background, self._n_background))
        first = self._best(own, buckets, scores)
        shown = self.shown(own[first].tolist())
        inner = self.inner(buckets[first].tolist())
        columns = zip(counts[first].tolist(), background[first].tolist(), inner, strict=True)
        for bucket, (count, usual, aggs) in zip(shown, columns, strict=True):
            bucket.update(count=count, background=usual, aggs=aggs)
        sizes = {"found": n_found, "background": self._n_background}
        return {"kind": self.kind, "format": self.format, "buckets": shown, **sizes}

    def _best(
        self, own: NDArray[np.int64], buckets: NDArray[np.int64], scores: NDArray[np.float64]
    ) -> NDArray[np.int64]:
        """Returns the places of the best scores, the best first; ties come as Elasticsearch's queue gives them."""
        size = self.significance.shard_size
        if len(own) > _MOST_QUEUED:
            return np.lexsort((own, -scores))[:size]
        came = np.arange(len(own)) if isinstance(self.ords, DenseBucketOrds) else np.argsort(buckets, kind="stable")
        listed = scores.tolist()
        best: BestOf[int] = BestOf(size, listed.__getitem__)
        best.offer_all(came.tolist())
        return np.array(best.drained()[::-1], np.int64)

    def background_of(self, own: NDArray[np.int64]) -> NDArray[np.int64]:
        """Returns how many documents of the background have each of some terms."""
        known, counts = self._known
        if len(known) == 0:
            return np.zeros(len(own), np.int64)
        places = np.minimum(np.searchsorted(known, own), len(known) - 1)
        return np.where(known[places] == own, counts[places], 0)

    @cached_property
    def _known(self) -> _Background:
        found: list[NDArray[np.int64]] = [np.empty(0, np.int64)]
        found += [self.read_own(Leaf(segment, docs), docs) for segment, docs in self.backgrounds()]
        own, counts = np.unique(np.concatenate(found), return_counts=True)
        return own, counts.astype(np.int64)


class SignificantOrdinalsAggregator(SignificantTermsAggregator, OrdinalTermsAggregator):
    """Of terms."""

    def __init__(
        self, every_term: TermsAggregation, ctx: AggregationContext, max_parents: int | None, values: OrdinalValues
    ) -> None:
        super().__init__(every_term, ctx, max_parents, values)
        self._by_appearance = max_parents != 1 or bool(every_term.children) or every_term.include_exclude is not None

    def prepare_for(self, significance: SignificantTermsAggregation, background: Weight | None) -> None:
        super().prepare_for(significance, background)
        if self._by_appearance or significance.execution_hint == "map":
            # ties come in the order in which Elasticsearch numbers terms
            self.ords = HashedBucketOrds()

    def background_of(self, own: NDArray[np.int64]) -> NDArray[np.int64]:
        """Takes the document frequencies of the terms, where all documents are the background."""
        if self.background is not None or self.ctx.sample is not None or self._values.field is None:
            return super().background_of(own)
        counts = np.zeros(len(own), np.int64)
        for segment, docs in self.backgrounds():
            leaf = Leaf(segment, docs)
            found = None if docs is not None else self._values.doc_frequencies_of(leaf, own)
            if found is None:
                return super().background_of(own)
            counts += found
        return counts

    def read_own(self, leaf: Leaf, docs: NDArray[np.int32] | None) -> NDArray[np.int64]:
        """Returns ordinals; in the background `missing` stands for nothing, and so do, in Elasticsearch, keys."""
        if self._values.field is not None and self._values.field.type.key is not None:
            return NOTHING
        return self._values.present(leaf, docs)[0].astype(np.int64)


class SignificantNumbersAggregator(SignificantTermsAggregator, NumericTermsAggregator):
    """Of whole numbers."""

    def __init__(
        self, every_term: TermsAggregation, ctx: AggregationContext, max_parents: int | None, values: NumericValues
    ) -> None:
        super().__init__(every_term, ctx, max_parents, values)
        self.ords = HashedBucketOrds()
        self._base = 0
        # in the background `missing` stands for nothing
        self._unfilled = NumericValues(values.field, None, values.format, False)

    def read_own(self, leaf: Leaf, docs: NDArray[np.int32] | None) -> NDArray[np.int64]:
        """Returns values, or what stands for them."""
        values, owners = self._unfilled.read(leaf.reader, docs)
        own = self._own(values)
        return (own if owners is None else distinct_pairs(owners, own)[1]).astype(np.int64)
