"""Primitive query for as many of some queries as a number of the document says (Lucene's CoveringQuery)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Protocol

import numpy as np
from numpy.typing import NDArray

from findling.mapping.traits import NumberTraits
from findling.search.doc_set import Docs, DocSet
from findling.search.explanation import Explanation
from findling.search.query.base import Query, Scored, Weight, weigh
from findling.search.query.scoring.doc_numbers import first_doubles

if TYPE_CHECKING:
    from findling.search.context import SegmentContext, ShardContext


class RequiredMatches(Protocol):
    """How many of the queries a document has to match. Hashable."""

    def required(self, segment: SegmentContext, docs: Docs) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Returns the numbers of some documents, (n,), and whether each has one."""
        ...

    def describe(self) -> str:
        """Returns it in Lucene's notation."""
        ...


@dataclass(frozen=True)
class RequiredByField:
    """A number of the document, the least of several, without its decimals."""

    field: str
    numbers: NumberTraits

    def required(self, segment: SegmentContext, docs: Docs) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Returns what RequiredMatches asks for."""
        values, found = first_doubles(segment, self.field, self.numbers, docs)
        return values.astype(np.int64), found

    def describe(self) -> str:
        """Returns it in Lucene's notation."""
        return f"long({self.field})"


@dataclass(frozen=True, kw_only=True)
class CoveringQuery(Query):
    """Documents that match enough of `queries`, at least one; those without a number match nothing."""

    lucene_class: ClassVar[str] = "CoveringQuery"

    queries: tuple[Query, ...]
    minimum: RequiredMatches

    def children(self) -> Iterable[Query]:
        return self.queries

    def weight(self, ctx: ShardContext, scoring: bool) -> Weight:
        return CoveringWeight(self, [weigh(part, ctx, scoring, self.boost) for part in self.queries])


class CoveringWeight(Weight):
    """Counts the queries that each document matches."""

    query: CoveringQuery

    def __init__(self, query: CoveringQuery, parts: list[Weight]) -> None:
        super().__init__(query)
        self.query = query
        self._parts = parts

    def match(self, segment: SegmentContext) -> DocSet:
        counts = np.zeros(segment.max_doc, np.int64)
        for part in self._parts:
            counts[part.match(segment).docs()] += 1
        docs = np.flatnonzero(counts).astype(np.int32)
        return DocSet.from_docs(docs[self._is_enough(segment, docs, counts[docs])], segment.max_doc)

    def _is_enough(self, segment: SegmentContext, docs: Docs, counts: NDArray[np.int64]) -> NDArray[np.bool_]:
        required, found = self.query.minimum.required(segment, docs)
        enough: NDArray[np.bool_] = found & (counts >= np.maximum(required, 1))
        return enough

    def score(self, segment: SegmentContext) -> Scored:
        sums, counts = np.zeros(segment.max_doc, np.float64), np.zeros(segment.max_doc, np.int64)
        for part in self._parts:
            scored = part.score(segment)
            sums[scored.docs] += scored.scores
            counts[scored.docs] += 1
        docs = np.flatnonzero(counts).astype(np.int32)
        docs = docs[self._is_enough(segment, docs, counts[docs])]
        return Scored(docs, sums[docs].astype(np.float32))

    def cost(self, segment: SegmentContext) -> int:
        return sum(part.cost(segment) for part in self._parts)

    def describe(self) -> str:
        parts = ", ".join(sorted(part.describe() for part in self._parts))
        return f"CoveringQuery(queries=[{parts}], minimumNumberMatch={self.query.minimum.describe()})"

    def explain(self, segment: SegmentContext, doc: int) -> Explanation:
        required, found = self.query.minimum.required(segment, np.array([doc], np.int32))
        if not found[0]:
            return Explanation.no_match("minimumNumberMatch has no value on the current document")
        details = [part.explain(segment, doc) for part in self._parts]
        matching = [detail.value for detail in details if detail.matches]
        text = f"{len(matching)} matches for {max(int(required[0]), 1)} required matches"
        if len(matching) < max(int(required[0]), 1):
            return Explanation.no_match(text, details)
        return Explanation.match(float(np.float32(sum(matching))), f"{text}, sum of:", details)
