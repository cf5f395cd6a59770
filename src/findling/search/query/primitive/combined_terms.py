"""Primitive query for a term in several fields that count as one (BM25F)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from numpy.typing import NDArray

from findling.base.field_lengths import FIELD_LENGTHS
from findling.base.java_numbers import java_float
from findling.base.runs import distinct
from findling.search.doc_set import Docs, DocSet, union
from findling.search.explanation import Explanation
from findling.search.query.base import Query, Scored, Weight
from findling.search.query.creation import EvaluationError
from findling.search.query.positions.marks import AnyMarks, Marks
from findling.search.query.primitive.term_weight import PostingsQuery, PostingsWeight
from findling.search.similarity import Bm25
from findling.search.statistics import FieldStatistics

if TYPE_CHECKING:
    from findling.search.context import SegmentContext, ShardContext


@dataclass(frozen=True, kw_only=True)
class CombinedTermsQuery(Query):
    """Documents with any of the terms in any of the fields, scored as if all stood in one field.

    fields: names, sorted, and weights, at least 1, by which frequencies and lengths count
    Mirrors Lucene's CombinedFieldQuery.
    """

    lucene_class: ClassVar[str] = "CombinedFieldQuery"

    fields: tuple[tuple[str, float], ...]
    terms: tuple[bytes, ...]

    def marks(self, ctx: ShardContext) -> Marks:
        parts = [PostingsQuery(field=name, terms=self.terms, boost=self.boost) for name, _ in self.fields]
        return AnyMarks(query=self, parts=tuple(part.marks(ctx) for part in parts))

    def weight(self, ctx: ShardContext, scoring: bool) -> Weight:
        self._check_norms(ctx)
        return CombinedTermsWeight(self, ctx, self._similarity(ctx) if scoring else None)

    def _check_norms(self, ctx: ShardContext) -> None:
        """Raises EvaluationError unless all of the fields that the shard has keep lengths, or none."""
        kinds = {
            segment.reader.norms(name) is not None
            for segment in ctx.segments
            for name, _ in self.fields
            if segment.reader.terms(name) is not None
        }
        if len(kinds) > 1:
            raise EvaluationError(
                "CombinedFieldQuery requires norms to be consistent across fields: some fields cannot  have norms "
                "enabled, while others have norms disabled"
            )

    def _similarity(self, ctx: ShardContext) -> Bm25 | None:
        statistics = ctx.statistics
        doc_freq = max(statistics.doc_freq(name, term) for name, _ in self.fields for term in self.terms)
        if doc_freq == 0:
            return None
        found = [(weight, statistics.field(name)) for name, weight in self.fields]
        tokens = 0
        for weight, field in found:
            tokens = int(tokens + weight * field.sum_total_term_freq)
        together = FieldStatistics(max(field.doc_count for _, field in found), tokens)
        return Bm25(self.boost, [doc_freq], together, ctx.similarity(self.fields[0][0]))


class CombinedTermsWeight(Weight):
    """Adds up weighted frequencies and lengths."""

    query: CombinedTermsQuery

    def __init__(self, query: CombinedTermsQuery, ctx: ShardContext, similarity: Bm25 | None) -> None:
        super().__init__(query)
        self.query = query
        self.similarity = similarity
        self._parts = [
            (weight, PostingsWeight(PostingsQuery(field=name, terms=(term,)), ctx.terms, None))
            for name, weight in query.fields
            for term in query.terms
        ]

    def match(self, segment: SegmentContext) -> DocSet:
        return union([part.match(segment) for _, part in self._parts], segment.max_doc)

    def docs_freqs(self, segment: SegmentContext) -> tuple[Docs, NDArray[np.float32]]:
        """Returns docs and the sums of their weighted frequencies."""
        found = list(self._postings(segment))
        if not found:
            return np.empty(0, np.int32), np.empty(0, np.float32)
        docs = distinct(np.concatenate([part for _, part, _ in found]))
        freqs = np.zeros(len(docs), np.float32)
        for weight, part, own in found:
            freqs[np.searchsorted(docs, part)] += np.float32(weight) * own.astype(np.float32)
        return docs, freqs

    def _postings(self, segment: SegmentContext) -> Iterator[tuple[float, Docs, NDArray[np.generic]]]:
        for weight, part in self._parts:
            postings = part.docs_freqs(segment)
            if postings is not None:
                yield weight, *postings

    def norms(self, segment: SegmentContext, docs: Docs) -> NDArray[np.uint8] | None:
        """Returns the norms of the weighted sums of the lengths; None if the fields keep none."""
        lengths = np.zeros(len(docs), np.float32)
        has_norms = False
        for name, weight in self.query.fields:
            norms = segment.reader.norms(name)
            if norms is not None:
                has_norms = True
                lengths += np.float32(weight) * FIELD_LENGTHS[norms[docs]].astype(np.float32)
        if not has_norms:
            return None
        rounded = np.floor(lengths.astype(np.float64) + 0.5)
        return (np.searchsorted(FIELD_LENGTHS, rounded, side="right") - 1).astype(np.uint8)

    def score(self, segment: SegmentContext) -> Scored:
        docs, freqs = self.docs_freqs(segment)
        if self.similarity is None:
            return Scored.constant(docs, 0.0)
        return Scored(docs, self.similarity.score(freqs, self.norms(segment, docs)))

    def cost(self, segment: SegmentContext) -> int:
        return sum(part.cost(segment) for _, part in self._parts)

    def describe(self) -> str:
        fields = [name if weight == 1 else f"{name}^{java_float(weight)}" for name, weight in self.query.fields]
        terms = [term.decode("utf-8", "replace") for term in self.query.terms]
        return f"CombinedFieldQuery(({' '.join(fields)})({' '.join(terms)}))"

    def explain(self, segment: SegmentContext, doc: int) -> Explanation:
        docs, freqs = self.docs_freqs(segment)
        place = int(np.searchsorted(docs, doc))
        if place == len(docs) or docs[place] != doc or self.similarity is None:
            return Explanation.no_match("no matching term")
        norms = self.norms(segment, docs[place : place + 1])
        norm = None if norms is None else int(norms[0])
        detail = self.similarity.explain(float(freqs[place]), norm, "termFreq", with_value=True)
        return Explanation.match(detail.value, f"weight({self.describe()} in {doc}), result of:", [detail])
