"""Collects categorize_text: the texts of `_source`, analysed anew, in the order of the documents."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from findling.search.aggs.base.aggregator import AggregationContext, Leaf, Partial
from findling.search.aggs.base.bucket_ords import HashedBucketOrds
from findling.search.aggs.base.rows import Rows
from findling.search.aggs.bucket.categorization.categorizer import Categorizer
from findling.search.aggs.bucket.categorization.token_category import TokenCategory
from findling.search.aggs.bucket.multi_bucket import MultiBucketAggregator

if TYPE_CHECKING:
    from findling.search.aggs.bucket.categorization.analyzed_texts import AnalyzedTexts
    from findling.search.aggs.bucket.categorization.categorize_text import CategorizeTextAggregation

# documents that are read and analysed at once; in between a search may be cancelled
_AT_ONCE: Final = 256
_BYTES_PER_TOKEN: Final = 200


class CategorizeTextAggregator(MultiBucketAggregator):
    """Own keys are numbers of categories, of each owning bucket its own. texts: None where the field is not mapped"""

    def __init__(
        self,
        aggregation: CategorizeTextAggregation,
        ctx: AggregationContext,
        max_parents: int | None,
        texts: AnalyzedTexts | None,
    ) -> None:
        super().__init__(aggregation, ctx, max_parents, HashedBucketOrds())
        self._aggregation = aggregation
        self._texts = texts
        self._categorizers: dict[int, Categorizer] = {}

    def collect(self, leaf: Leaf, rows: Rows) -> None:
        """Finds the category of each text."""
        if self._texts is None:
            return
        docs = rows.doc_ids()
        for low in range(0, rows.size, _AT_ONCE):
            self.ctx.shard.check()
            places = np.arange(low, min(low + _AT_ONCE, rows.size), dtype=np.int32)
            buckets, weights = rows.buckets_at(places), leaf.weights(docs[places])
            own: list[int] = []
            owners: list[int] = []
            for owner, length, tokens in self._texts.of_documents(leaf, docs[places]):
                bucket = 0 if buckets is None else int(buckets[owner])
                own.append(self._number(bucket, length, tokens, 1 if weights is None else int(weights[owner])))
                owners.append(low + owner)
            self.add(leaf, rows, np.array(owners, np.int32), np.array(own, np.int64))

    def _number(self, bucket: int, length: int, tokens: Sequence[str], count: int) -> int:
        categorizer = self._categorizers.get(bucket)
        if categorizer is None:
            categorizer = self._categorizers[bucket] = Categorizer(self._aggregation.threshold)
        known = len(categorizer.categories)
        category = categorizer.add_text(tokens, length, count)
        if category.number == known:
            self.ctx.account(len(tokens) * _BYTES_PER_TOKEN, self.label)
        return category.number

    def partials(self, buckets: Sequence[int]) -> list[Partial]:
        """Returns the most frequent categories of each owning bucket."""
        return [self._partial(parent) for parent in buckets]

    def _partial(self, parent: int) -> Partial:
        categorizer = self._categorizers.get(parent)
        if categorizer is None:
            return {"buckets": []}
        chosen = categorizer.categories[: self._aggregation.shard_size]
        own, buckets, _ = self.of_parent(parent)
        of_number = dict(zip(own.tolist(), buckets.tolist(), strict=True))
        inner = self.inner([of_number[category.number] for category in chosen])
        return {"buckets": [bucket_of(category, aggs) for category, aggs in zip(chosen, inner, strict=True)]}


def bucket_of(category: TokenCategory, aggs: Partial) -> Partial:
    """Returns the bucket of a partial."""
    return {
        "tokens": list(category.tokens),
        "weights": list(category.weights),
        "common": category.common,
        "range": [category.begin, category.end],
        "length": category.length,
        "longest": category.longest,
        "count": category.count,
        "aggs": aggs,
    }
