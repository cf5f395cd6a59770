"""Primitive query of documents that are known, with their scores."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from findling.search.doc_set import DocSet
from findling.search.explanation import Explanation
from findling.search.query.base import Query, Scored, Weight

if TYPE_CHECKING:
    from findling.search.context import SegmentContext, ShardContext


@dataclass(frozen=True, kw_only=True)
class ScoredDocsQuery(Query):
    """Documents by their numbers in the shard, increasing, with the score of each."""

    lucene_class: ClassVar[str] = "KnnScoreDocQuery"

    docs: tuple[int, ...]
    scores: tuple[float, ...]

    def weight(self, ctx: ShardContext, scoring: bool) -> Weight:
        return ScoredDocsWeight(self)

    def matches_nothing(self) -> bool:
        return not self.docs


class ScoredDocsWeight(Weight):
    """Takes the documents of each segment."""

    cacheable = False
    query: ScoredDocsQuery

    def __init__(self, query: ScoredDocsQuery) -> None:
        super().__init__(query)
        self.query = query
        self._docs = np.array(query.docs, np.int64)
        self._scores = np.array(query.scores, np.float32) * np.float32(query.boost)

    def score(self, segment: SegmentContext) -> Scored:
        first, last = np.searchsorted(self._docs, [segment.doc_base, segment.doc_base + segment.max_doc])
        return Scored((self._docs[first:last] - segment.doc_base).astype(np.int32), self._scores[first:last])

    def match(self, segment: SegmentContext) -> DocSet:
        return DocSet.from_docs(self.score(segment).docs, segment.max_doc)

    def cost(self, segment: SegmentContext) -> int:
        return len(self._docs)

    def explain(self, segment: SegmentContext, doc: int) -> Explanation:
        score = self.score(segment).score_of(doc)
        if score is None:
            return Explanation.no_match("not within top k documents")
        if self.query.boost == 0:
            return Explanation.match(0.0, f"ConstantScore({self.describe()})^0.0")
        return Explanation.match(score, "within top k documents")

    def describe(self) -> str:
        return "ScoreAndDocQuery"
