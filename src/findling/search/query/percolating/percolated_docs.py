"""Primitive query of the documents whose stored query matches any of the documents of a percolation."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

import numpy as np

from findling.search.doc_set import Docs, DocSet
from findling.search.explanation import Explanation
from findling.search.query.base import NamedQuery, Query, Scored, Weight
from findling.search.query.percolating.candidates import candidates
from findling.search.query.percolating.query_store import QueryStore

if TYPE_CHECKING:
    from findling.mapping.types.percolator import PercolatorFieldType
    from findling.search.context import SegmentContext, ShardContext
    from findling.search.query.percolating.documents import PercolatedDocuments, PercolationContext


_NUMBERS: Final = itertools.count()


@dataclass(frozen=True, kw_only=True)
class PercolatedDocsQuery(Query):
    """Equal to itself only: what it finds is not worth remembering. Its boost does not count.

    field: of the stored queries
    number: that of no other
    """

    lucene_class: ClassVar[str] = "PercolateQuery"

    field: PercolatorFieldType = dataclasses.field(compare=False)
    documents: PercolatedDocuments = dataclasses.field(compare=False)
    number: int = dataclasses.field(default_factory=lambda: next(_NUMBERS))

    def weight(self, ctx: ShardContext, scoring: bool) -> Weight:
        return PercolatedDocsWeight(self, ctx)


class PercolatedDocsWeight(Weight):
    """Tries the candidates; the score is that of the best of the documents in their own index."""

    cacheable = False
    query: PercolatedDocsQuery

    def __init__(self, query: PercolatedDocsQuery, ctx: ShardContext) -> None:
        super().__init__(query)
        self.query = query
        self._ctx = ctx
        self._within = query.documents.context(ctx)
        self._store = QueryStore(ctx.searcher, query.field.name)

    def match(self, segment: SegmentContext) -> DocSet:
        found = candidates(segment, self.query.field, self.query.documents)
        kept = found.certain.copy()
        for place in np.flatnonzero(~kept).tolist():
            kept[place] = len(self.matching(segment, int(found.docs[place]))) > 0
        return DocSet.from_docs(found.docs[kept], segment.max_doc)

    def score(self, segment: SegmentContext) -> Scored:
        found = candidates(segment, self.query.field, self.query.documents).docs
        if segment.live is not None:
            found = found[segment.live.test(found)]
        scores = np.full(len(found), np.nan, np.float32)
        for place, doc in enumerate(found.tolist()):
            best = self._best(segment, doc)
            if best is not None:
                scores[place] = best
        return Scored(found, scores).keep(~np.isnan(scores))

    def matching(self, segment: SegmentContext, doc: int) -> Docs:
        """Returns which of the documents the query of a document matches, by their docs."""
        weight = self._weight_of(segment, doc, False)
        if weight is None:
            return np.empty(0, np.int32)
        within = self._within.segment
        return weight.match(within).restrict(within.visible).docs()

    def stored(self, segment: SegmentContext, doc: int) -> tuple[Query | None, PercolationContext]:
        """Returns the query of a document as it is stored, and what it sees of the documents."""
        stored = self._store.get(segment, doc)
        return None if stored is None else stored.parsed, self._within

    def matching_parts(
        self, segment: SegmentContext, doc: int, parts_of: Callable[[Query], dict[str, NamedQuery]]
    ) -> Iterator[tuple[str, Docs]]:
        """Yields for some parts of the query of a document, by name, which of the documents they match."""
        stored = self._store.get(segment, doc)
        within = self._within.segment
        for name, part in () if stored is None else parts_of(stored.parsed).items():
            with self._within.within(part.scope):
                weight = part.query.rewrite(self._within).weight(self._within, False)
            yield name, weight.match(within).restrict(within.visible).docs()

    def _best(self, segment: SegmentContext, doc: int) -> float | None:
        weight = self._weight_of(segment, doc, True)
        if weight is None:
            return None
        within = self._within.segment
        scored = weight.score(within)
        scores = scored.scores if within.visible is None else scored.scores[within.visible.test(scored.docs)]
        return float(scores.max()) if len(scores) else None

    def _weight_of(self, segment: SegmentContext, doc: int, scoring: bool) -> Weight | None:
        self._ctx.check()
        stored = self._store.get(segment, doc)
        return None if stored is None else stored.rewritten(self._within).weight(self._within, scoring)

    def constant_score(self) -> float | None:
        return None

    def explain(self, segment: SegmentContext, doc: int) -> Explanation:
        best = self._best(segment, doc)
        weight = None if best is None else self._weight_of(segment, doc, True)
        if best is None or weight is None:
            return Explanation.no_match("PercolateQuery")
        return Explanation.match(best, "PercolateQuery", [weight.explain(self._within.segment, 0)])

    def describe(self) -> str:
        return f"PercolateQuery{{field={self.query.field.name}}}"
