"""matched_queries: which named parts of the query a hit matches, with their scores if asked for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from findling.base.java_collections import in_map_order
from findling.search.query.base import Query, Weight, named_queries
from findling.search.query.creation import weight_of

if TYPE_CHECKING:
    from findling.search.context import SegmentContext, ShardContext


class MatchedQueries:
    """The named parts of some queries on one shard. with_scores: whether they are shown with their scores"""

    def __init__(self, roots: Iterable[Query | None], with_scores: bool, ctx: ShardContext) -> None:
        self._with_scores = with_scores
        named = {name: query for root in roots if root is not None for name, query in named_queries(root).items()}
        self._weights: dict[str, Weight] = {}
        for name in in_map_order(named) if named else ():
            with ctx.within(named[name].scope or ctx.nested_scope):
                self._weights[name] = weight_of(named[name].query, ctx, self._with_scores)

    def __bool__(self) -> bool:
        return bool(self._weights)

    def add(self, segment: SegmentContext, docs: Any, results: list[dict[str, Any]]) -> None:
        """Adds the names to the hits of a segment; docs: (n,) int32, one per result."""
        for name, weight in self._weights.items():
            if self._with_scores:
                self._add_scores(name, weight, segment, docs, results)
                continue
            for result, matches in zip(results, weight.filter(segment).contains(docs).tolist(), strict=True):
                if matches:
                    result.setdefault("matched_queries", []).append(name)

    def _add_scores(
        self, name: str, weight: Weight, segment: SegmentContext, docs: Any, results: list[dict[str, Any]]
    ) -> None:
        scored = weight.score(segment)
        for result, doc in zip(results, docs.tolist(), strict=True):
            score = scored.score_of(doc)
            if score is not None:
                result.setdefault("matched_queries", {})[name] = score
