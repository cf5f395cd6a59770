"""Explains the scores of hits that were rescored."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from findling.search.context import SegmentContext, ShardContext
    from findling.search.explanation import Explanation
    from findling.search.query.base import Weight
    from findling.search.rescore.rescorer import Rescorer


class RescoreExplainer:
    """Tells how one rescorer after the other made the score of a hit.

    weight: of the query; rescored: for each rescorer the documents in its window, counted over the shard
    """

    def __init__(
        self, weight: Weight, rescorers: Sequence[Rescorer], rescored: Sequence[Collection[int]], ctx: ShardContext
    ) -> None:
        self._weight = weight
        self._steps = [(rescorer.bound(ctx), window) for rescorer, window in zip(rescorers, rescored, strict=True)]

    def explain(self, segment: SegmentContext, doc: int) -> Explanation:
        """Returns why `doc` scores as it does."""
        explanation = self._weight.explain(segment, doc)
        for bound, window in self._steps:
            explanation = bound.explain(segment, doc, explanation, segment.doc_base + doc in window)
        return explanation
