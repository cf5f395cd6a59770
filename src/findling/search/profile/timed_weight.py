"""A weight that measures how long another one takes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
        self.type = query.lucene_class
        self._description = described(query, ctx)
        self.breakdown = Breakdown(QUERY_TIMINGS)
        self.children: list[QueryProfile] = []

    @classmethod
    def of_term(cls, field: str, term: bytes) -> QueryProfile:
        """Returns what is known of a term that is evaluated as a part of another query, which has its times."""
        return cls._part("TermQuery", f"{field}:{term.decode('utf-8', 'replace')}")

    @classmethod
    def of_terms(cls, terms: Sequence[tuple[str, bytes]]) -> QueryProfile:
        """Returns the same of terms that are united."""
        parts = [cls.of_term(*term) for term in terms]
        if len(parts) == 1:
            return parts[0]
        whole = cls._part("BooleanQuery", " ".join(part._description for part in parts))
        whole.children = parts
        return whole

    @classmethod
    def _part(cls, type: str, description: str) -> QueryProfile:
        made = cls.__new__(cls)
        made.type, made._description, made.children = type, description, []
        made.breakdown = Breakdown(QUERY_TIMINGS)
        made.breakdown.add("create_weight", 0, 1)
        return made

    def render(self) -> dict[str, object]:
        children = [child.render() for child in self.children]
        return profile_entry(self.type, self._description, self.breakdown, children=children)


class TimedWeight(Weight):
    """Does what `inner` does. Documents with scores count as `score`, documents alone as `next_doc`, documents that
    are tested one by one as `advance`, totals as `count_weight`, segments and estimates as `build_scorer`.

    begin: hears of each segment that is evaluated
    """

    def __init__(self, inner: Weight, profile: QueryProfile, begin: Callable[[SegmentContext], None]) -> None:
        super().__init__(inner.query)
        self.cacheable = inner.cacheable
        self.asks_documents = inner.asks_documents
        self._inner = inner
        self._breakdown = profile.breakdown
        self._begin = begin
        self._begun: set[int] = set()

    def _enter(self, segment: SegmentContext) -> None:
        """Counts a segment when it is first evaluated."""
        if segment.ord not in self._begun:
            self._begun.add(segment.ord)
            self._breakdown.add("build_scorer", 0, 2)
            self._begin(segment)

    def match(self, segment: SegmentContext) -> DocSet:
        self._enter(segment)
        with self._breakdown.timed("next_doc") as timer:
            found = self._inner.match(segment)
            timer.count = found.count() + 1
        return found

    def score(self, segment: SegmentContext) -> Scored:
        self._enter(segment)
        with self._breakdown.timed("score") as timer:
            scored = self._inner.score(segment)
            timer.count = len(scored.docs)
        self._breakdown.add("next_doc", 0, timer.count + 1)
        return scored

    def filter(self, segment: SegmentContext) -> DocSet:
        self._enter(segment)
        with self._breakdown.timed("next_doc") as timer:
            found = self._inner.filter(segment)
            timer.count = found.count() + 1
        return found

    def accepts(self, segment: SegmentContext, docs: Docs) -> NDArray[np.bool_]:
        self._enter(segment)
        with self._breakdown.timed("advance") as timer:
            timer.count = len(docs)
            return self._inner.accepts(segment, docs)

    def first(self, segment: SegmentContext, n: int) -> Docs | None:
        self._enter(segment)
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
