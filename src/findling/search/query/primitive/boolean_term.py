"""Primitive query for a boolean field: kept as a column, but scored as the term it is in Elasticsearch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from findling.search.doc_set import DocSet
from findling.search.explanation import Explanation
from findling.search.query.base import Query, Scored, Weight
from findling.search.query.plan import Filters
from findling.search.query.primitive.column_weight import docs_in_range
from findling.search.query.requirements import Requirements, any_range
from findling.search.similarity import Bm25
from findling.search.statistics import FieldStatistics

if TYPE_CHECKING:
    from findling.search.context import SegmentContext, ShardContext
    from findling.search.snapshot import Snapshot


@dataclass(frozen=True, kw_only=True)
class BooleanTermQuery(Query):
    """Documents with `value` in a boolean field; BM25 without norms and frequencies."""

    lucene_class: ClassVar[str] = "TermQuery"

    field: str
    value: int

    def weight(self, ctx: ShardContext, scoring: bool) -> Weight:
        weight = BooleanTermWeight(self)
        if scoring:
            weight.similarity = self._similarity(ctx)
        return weight

    def may_be_nested(self, ctx: ShardContext) -> bool:
        return ctx.mapping.may_be_nested(self.field)

    def requirements(self) -> Requirements:
        return any_range(self.field, [(self.value, self.value)])

    def _similarity(self, ctx: ShardContext) -> Bm25:
        counts = [0, 0]
        doc_count = 0
        for segment in ctx.statistics.segments:
            for value in (0, 1):
                other = BooleanTermWeight(BooleanTermQuery(field=self.field, value=value))
                counts[value] += other.filter(segment).count()
            present = segment.reader.presence(self.field)
            doc_count += 0 if present is None else present.count()
        field = FieldStatistics(doc_count, sum(counts), sum(counts))
        return Bm25(self.boost, [counts[self.value]], field, ctx.similarity(self.field))


class BooleanTermWeight(Weight):
    """Scans the column; all matches have the same score."""

    query: BooleanTermQuery

    def __init__(self, query: BooleanTermQuery) -> None:
        super().__init__(query)
        self.query = query
        self.similarity: Bm25 | None = None

    def match(self, segment: SegmentContext) -> DocSet:
        column = segment.reader.numeric(self.query.field)
        if column is None:
            return DocSet.empty(segment.max_doc)
        return docs_in_range(column, self.query.value, self.query.value)

    def doc_filters(self, snapshot: Snapshot) -> Filters:
        return ((snapshot.numbers(self.query.field).between(self.query.value, self.query.value), False),)

    def score(self, segment: SegmentContext) -> Scored:
        docs = self.filter(segment).docs()
        if self.similarity is None:
            return Scored.constant(docs, 0.0)
        return Scored(docs, self.similarity.score(np.ones(len(docs), np.float32), None))

    def describe(self) -> str:
        return f"{self.query.field}:{'T' if self.query.value else 'F'}"

    def explain(self, segment: SegmentContext, doc: int) -> Explanation:
        if self.similarity is None or not self.match(segment).contains(np.array([doc], np.int32))[0]:
            return Explanation.no_match("no matching term")
        detail = self.similarity.explain(1.0, None, "freq, occurrences of term within document")
        description = f"weight({self.describe()} in {doc}) [PerFieldSimilarity], result of:"
        return Explanation.match(detail.value, description, [detail])
