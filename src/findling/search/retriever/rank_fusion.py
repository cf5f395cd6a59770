"""The arithmetic of fused lists: which documents are in which list, and the order of their new scores."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from findling.search.retriever.ranked_docs import RankDetails, RankedDocs, ShardKey

Scores = NDArray[np.float32]
_SHARD_BITS = 32


@dataclass(frozen=True, slots=True)
class Pool:
    """The documents of several lists, each once.

    shards, docs: (n,) int64, as in RankedDocs; places: for each list, (length,) where its documents are among these
    """

    keys: tuple[ShardKey, ...]
    shards: NDArray[np.int64]
    docs: NDArray[np.int64]
    places: tuple[NDArray[np.intp], ...]

    @classmethod
    def of(cls, lists: Sequence[RankedDocs]) -> Pool:
        """Returns the documents of at least one list. All have the same shards."""
        numbers = [(ranked.shards << _SHARD_BITS) | ranked.docs for ranked in lists]
        distinct, places = np.unique(np.concatenate(numbers), return_inverse=True)
        ends = np.cumsum([len(ranked) for ranked in lists])[:-1]
        docs = distinct & ((1 << _SHARD_BITS) - 1)
        return cls(lists[0].keys, distinct >> _SHARD_BITS, docs, tuple(np.split(places, ends)))

    def order(self, scores: Scores) -> NDArray[np.intp]:
        """Returns the places of the documents by descending scores: (n,) float32; ties by shard and document."""
        return np.lexsort((self.docs, self.shards, -scores))

    def ranked(self, scores: Scores, order: NDArray[np.intp], details: RankDetails) -> RankedDocs:
        """Returns the documents at some places as a list."""
        return RankedDocs(self.keys, self.shards[order], self.docs[order], scores[order], details)
