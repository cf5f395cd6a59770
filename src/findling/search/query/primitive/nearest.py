"""Primitive query of the nearest vectors of a shard, found before anything else is evaluated."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from findling.base.java_numbers import java_float
from findling.search.doc_set import DocSet
from findling.search.explanation import Explanation
from findling.search.query.base import Query, Scored, Weight, weigh
from findling.search.query.notation import Notation
from findling.search.vectors.shard_nearest import ShardNearest, Wanted, find_nearest

if TYPE_CHECKING:
    from findling.mapping.dense_vectors import DenseVectors
    from findling.search.context import SegmentContext, ShardContext


@dataclass(frozen=True, kw_only=True)
class NearestQuery(Query):
    """The k nearest vectors of a shard; members as in KnnQuery and Wanted.

    seen: stands for the state of the shard, on all of which the hits depend, so that the query is equal in it alone
    """

    lucene_class: ClassVar[str] = "DocAndScoreQuery"

    field: str
    vector: tuple[float, ...]
    k: int
    candidates: int
    filter: Query | None = None
    similarity: float | None = None
    least_score: float | None = None
    rescored: int | None = None
    path: str | None = None
    parent: str | None = None
    seen: object = None

    def children(self) -> Iterable[Query]:
        return () if self.filter is None else (self.filter,)

    def notation(self, ctx: ShardContext) -> Notation:
        return Notation(NearestWeight(self, ctx).plan_text(ctx)).boosted(self.boost)

    def weight(self, ctx: ShardContext, scoring: bool) -> Weight:
        return NearestWeight(self, ctx)


class NearestWeight(Weight):
    """Finds the nearest of the whole shard when it is first asked."""

    cacheable = False
    query: NearestQuery

    def __init__(self, query: NearestQuery, ctx: ShardContext) -> None:
        super().__init__(query)
        self.query = query
        self._ctx = ctx
        self._filter = None if query.filter is None else weigh(query.filter, ctx, False)
        self._found: ShardNearest | None = None

    @property
    def _vectors(self) -> DenseVectors:
        field = self._ctx.field(self.query.field)
        vectors = None if field is None else field.type.vectors
        assert vectors is not None  # the query was rewritten with the same mapping
        return vectors

    def found(self) -> ShardNearest:
        """Returns the hits, unboosted, before the least similarity is asked for."""
        if self._found is None:
            query, vectors = self.query, self._vectors
            assert vectors.structures.vectors is not None
            wanted = Wanted(
                field=query.field,
                vector=vectors.query_vector(query.vector),
                structures=vectors.structures.vectors,
                k=query.k,
                candidates=query.candidates,
                rescored=query.rescored,
                path=query.path,
                parent=query.parent,
            )
            self._found = find_nearest(wanted, self._filter, self._ctx)
        return self._found

    @property
    def least_score(self) -> np.float32 | None:
        """The least score of hits, given or for the least similarity."""
        if self.query.least_score is not None:
            return np.float32(self.query.least_score)
        return None if self.query.similarity is None else self._vectors.score_of(self.query.similarity)

    def _hits(self, segment: SegmentContext) -> Scored:
        hits = self.found().segments[segment.ord]
        return hits if self.least_score is None else hits.keep(hits.scores >= self.least_score)

    def match(self, segment: SegmentContext) -> DocSet:
        return DocSet.from_docs(self._hits(segment).docs, segment.max_doc)

    def score(self, segment: SegmentContext) -> Scored:
        hits = self._hits(segment)
        return Scored(hits.docs, hits.scores * np.float32(self.query.boost))

    def cost(self, segment: SegmentContext) -> int:
        return self.query.k

    def explain(self, segment: SegmentContext, doc: int) -> Explanation:
        found = self.found()
        score = found.segments[segment.ord].score_of(doc)
        boost = np.float32(self.query.boost)
        if boost == 0 and self._hits(segment).score_of(doc) is not None:
            return Explanation.match(0.0, f"ConstantScore({self.describe()})^0.0")
        if self.least_score is None:
            if score is None:
                return Explanation.no_match(f"not in top {found.count} docs")
            return Explanation.match(float(np.float32(score) * boost), f"within top {found.count} docs")
        if score is None:
            inner = Explanation.no_match(f"not in top {found.count} docs")
        else:
            inner = Explanation.match(score, f"within top {found.count} docs")
        if score is None or score < self.least_score:
            return Explanation.no_match("vector similarity not within limit", [inner])
        return Explanation.match(float(np.float32(score) * boost), "vector similarity within limit", [inner])

    def describe(self) -> str:
        docs, scores = [], []
        for segment in self._ctx.segments:
            hits = self.found().segments[segment.ord]
            docs += (hits.docs + segment.doc_base).tolist()
            scores += hits.scores.tolist()
        if not docs:
            return self._limited('MatchNoDocsQuery("")')
        best = java_float(max(scores))
        return self._limited(f"DocAndScoreQuery[{docs[0]},...][{java_float(scores[0])},...],{best}")

    def _limited(self, text: str) -> str:
        if self.least_score is None:
            return text
        similarity = java_float(self.query.similarity or 0.0)
        return (
            f"VectorSimilarityQuery[similarity={similarity}, docScore={java_float(float(self.least_score))}, "
            f"innerKnnQuery={text}]"
        )

    def plan_text(self, ctx: ShardContext) -> str:
        """Returns the query in Lucene's notation as it is before the nearest are found."""
        query = self.query
        kind = "Float" if self._vectors.element_type == "float" else "Byte"
        first = java_float(query.vector[0]) if kind == "Float" else str(int(query.vector[0]))
        text = f"ESKnn{kind}VectorQuery:{query.field}[{first},...][{query.candidates}]"
        if query.filter is not None:
            text += f"[{query.filter.notation(ctx).text}]"
        return self._limited(text)
