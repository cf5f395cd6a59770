"""A weight that measures how long another one takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from findling.search.profile.breakdown import QUERY_TIMINGS, Breakdown, profile_entry
from findling.search.query.base import Query, Scored, Weight, described

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from findling.search.context import SegmentContext, ShardContext
    from findling.search.doc_set import Docs, DocSet
    from findling.search.explanation import Explanation
    from findling.search.query.plan import Plan
    from findling.search.snapshot import Snapshot


class QueryProfile:
    """What is known of one query of the tree: its name in Lucene, its text, and what it took."""

    def __init__(self, query: Query, ctx: ShardContext) -> None:
        self._type = query.lucene_class if query.boost == 1.0 else "BoostQuery"
        self._description = described(query, ctx)
        self.breakdown = Breakdown(QUERY_TIMINGS)
        self.children: list[QueryProfile] = []

    def render(self) -> dict[str, object]:
        children = [child.render() for child in self.children]
        return profile_entry(self._type, self._description, self.breakdown, children=children)


class TimedWeight(Weight):
    """Does what `inner` does. Documents with scores count as `score`, documents alone as `next_doc`, documents that
    are tested one by one as `advance`, totals as `count_weight`, estimates as `build_scorer`.
    """

    def __init__(self, inner: Weight, profile: QueryProfile) -> None:
        super().__init__(inner.query)
        self.cacheable = inner.cacheable
        self.asks_documents = inner.asks_documents
        self._inner = inner
        self._breakdown = profile.breakdown

    def match(self, segment: SegmentContext) -> DocSet:
        with self._breakdown.timed("next_doc") as timer:
            found = self._inner.match(segment)
            timer.count = found.count()
        return found

    def score(self, segment: SegmentContext) -> Scored:
        with self._breakdown.timed("score") as timer:
            scored = self._inner.score(segment)
            timer.count = len(scored.docs)
        return scored

    def filter(self, segment: SegmentContext) -> DocSet:
        with self._breakdown.timed("next_doc") as timer:
            found = self._inner.filter(segment)
            timer.count = found.count()
        return found

    def accepts(self, segment: SegmentContext, docs: Docs) -> NDArray[np.bool_]:
        with self._breakdown.timed("advance") as timer:
            timer.count = len(docs)
            return self._inner.accepts(segment, docs)

    def first(self, segment: SegmentContext, n: int) -> Docs | None:
        with self._breakdown.timed("next_doc"):
            return self._inner.first(segment, n)

    def count(self, segment: SegmentContext) -> int | None:
        with self._breakdown.timed("count_weight"):
            return self._inner.count(segment)

    def count_visible(self, segment: SegmentContext) -> int:
        with self._breakdown.timed("count_weight"):
            return self._inner.count_visible(segment)

    def cost(self, segment: SegmentContext) -> int:
        with self._breakdown.timed("build_scorer"):
            return self._inner.cost(segment)

    def plan(self, snapshot: Snapshot) -> Plan | None:
        return None

    def constant_score(self) -> float | None:
        return self._inner.constant_score()

    def explain(self, segment: SegmentContext, doc: int) -> Explanation:
        return self._inner.explain(segment, doc)

    def describe(self) -> str:
        return self._inner.describe()
