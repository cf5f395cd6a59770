"""Scores of several plain terms at once, through the kernels that do not prune."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeGuard

import numpy as np
from numpy.typing import NDArray

from findling.kernels.search.cursor import ScoredTerm
from findling.kernels.search.intersection import intersect_terms
from findling.kernels.search.scores import score_docs, score_union
from findling.kernels.search.snapshot_search import PlannedTerm
from findling.search.doc_set import Docs, DocSet, union
from findling.search.query.base import Scored, Weight
from findling.search.query.plan import MAX_TERMS
from findling.search.query.primitive.scored_term import scored_term
from findling.search.query.primitive.term_weight import PostingsWeight, docs_of_ords
from findling.search.similarity import Bm25

if TYPE_CHECKING:
    from findling.search.context import SegmentContext


def is_plain(weight: Weight) -> TypeGuard[PostingsWeight]:
    """Whether a weight is one term scored by BM25, which the kernels can read."""
    return isinstance(weight, PostingsWeight) and len(weight.query.terms) == 1 and isinstance(weight.similarity, Bm25)


def all_plain(weights: Sequence[Weight]) -> TypeGuard[Sequence[PostingsWeight]]:
    """Whether the kernels can take all of the weights at once."""
    return 0 < len(weights) <= MAX_TERMS and all(is_plain(weight) for weight in weights)


def all_terms(weights: Sequence[Weight]) -> TypeGuard[Sequence[PostingsWeight]]:
    """Whether all of the weights read the postings of one term each, scored or not."""
    return all(isinstance(weight, PostingsWeight) and len(weight.query.terms) == 1 for weight in weights)


def conjunction_docs(weights: Sequence[PostingsWeight], segment: SegmentContext) -> DocSet:
    """Returns the docs with all of the terms."""
    terms = terms_of(weights, segment)
    if len(terms) < len(weights):
        return DocSet.empty(segment.max_doc)
    docs = np.empty(min(term.doc_freq for term in terms), np.int32)
    return DocSet.from_docs(docs[: intersect_terms(terms, docs)], segment.max_doc)


def union_docs(weights: Sequence[PostingsWeight], segment: SegmentContext) -> DocSet:
    """Returns the docs with any of the terms."""
    by_field: dict[str, list[int]] = {}
    for weight in weights:
        found = weight.terms(segment)
        if found is not None:
            by_field.setdefault(weight.query.field, []).append(found[1][0])
    matches = []
    for field, ords in by_field.items():
        terms = segment.reader.terms(field)
        assert terms is not None
        matches.append(docs_of_ords(terms, np.array(ords, np.int64), segment.max_doc))
    return union(matches, segment.max_doc)


def term_of(weight: PostingsWeight, segment: SegmentContext) -> ScoredTerm | None:
    """Returns what the kernels need of a term in a segment, None if the segment does not have it."""
    found = weight.terms(segment)
    if found is None:
        return None
    return scored_term(found[0], found[1][0], weight.similarity)


def terms_of(weights: Sequence[PostingsWeight], segment: SegmentContext) -> list[ScoredTerm]:
    """Returns the terms that the segment has."""
    return [term for weight in weights if (term := term_of(weight, segment)) is not None]


def union_scores(weights: Sequence[PostingsWeight], segment: SegmentContext, minimum: int) -> Scored:
    """Returns the docs with at least `minimum` (at least one) of the terms, with their scores."""
    terms = terms_of(weights, segment)
    size = min(segment.max_doc, sum(term.doc_freq for term in terms))
    docs, scores = np.empty(size, np.int32), np.empty(size, np.float32)
    n = score_union(terms, segment.max_doc, max(minimum, 1), docs, scores)
    return Scored(docs[:n], scores[:n])


def conjunction_scores(weights: Sequence[PostingsWeight], segment: SegmentContext) -> Scored:
    """Returns the docs with all of the terms, with their scores."""
    terms = terms_of(weights, segment)
    if len(terms) < len(weights):
        return Scored(np.empty(0, np.int32), np.empty(0, np.float32))
    docs = np.empty(min(term.doc_freq for term in terms), np.int32)
    docs = docs[: intersect_terms(terms, docs)]
    return Scored(docs, scores_at(terms, docs)[0].astype(np.float32))


def scores_at(terms: list[ScoredTerm], docs: Docs) -> tuple[NDArray[np.float64], NDArray[np.uint8]]:
    """Returns for given docs (increasing) the sum of the terms' scores and how many of the terms each has."""
    sums, matched = np.zeros(len(docs), np.float64), np.zeros(len(docs), np.uint8)
    score_docs(terms, np.ascontiguousarray(docs), sums, matched)
    return sums, matched


def planned_terms(parts: Sequence[Weight]) -> list[PlannedTerm] | None:
    """Returns the terms of parts that are one term each, as the kernels take them; None if some are not."""
    terms: list[PlannedTerm] = []
    for part in parts:
        term = part.planned_term()
        if term is None:
            return None
        terms += (term,)
    return terms if len(terms) <= MAX_TERMS else None
