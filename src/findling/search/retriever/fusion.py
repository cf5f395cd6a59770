"""Fusion: how the scored lists of a hybrid query become one, and the lists of such a query as a retriever."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

import numpy as np
from numpy.typing import NDArray

from findling.search.retriever.base import RequestTraits, Shards
from findling.search.retriever.compound import CompoundRetriever
from findling.search.retriever.rank_fusion import Pool
from findling.search.retriever.ranked_docs import RankDetails, RankedDocs

Scores = NDArray[np.float32]


class Fusion(ABC):
    """Makes one score of those that a document has in several lists."""

    @abstractmethod
    def normalized(self, scores: Scores, number: int) -> Scores:
        """Returns the scores of a list, comparable with those of others: (n,) float32, best first.

        number: of the list
        """

    @abstractmethod
    def combined(self, scores: NDArray[np.float32]) -> Scores:
        """Returns one score for each document of (n_lists, n) normalized ones, 0 where a list has not got it."""


class ScoreSum(Fusion):
    """What is done where nobody says how: the scores are added up."""

    def normalized(self, scores: Scores, number: int) -> Scores:
        return scores

    def combined(self, scores: NDArray[np.float32]) -> Scores:
        total: Scores = scores.sum(axis=0, dtype=np.float32)
        return total


SCORE_SUM: Final = ScoreSum()


@dataclass(frozen=True, kw_only=True)
class HybridRetriever(CompoundRetriever):
    """The list of a hybrid query: its queries' lists, of each shard as many as its window, fused."""

    kind: ClassVar[str] = "hybrid"
    per_shard: ClassVar[bool] = True

    fusion: Fusion

    def faults(self, traits: RequestTraits) -> list[str]:
        return []

    def combine(self, lists: Sequence[RankedDocs], shards: Shards) -> RankedDocs:
        pool = Pool.of(lists)
        scores = np.zeros((len(lists), len(pool.docs)), np.float32)
        for number, (ranked, places) in enumerate(zip(lists, pool.places, strict=True)):
            scores[number, places] = self.fusion.normalized(ranked.scores, number)
        combined = self.fusion.combined(scores)
        return pool.ranked(combined, pool.order(combined), RankDetails())
