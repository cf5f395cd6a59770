"""The nearest vectors of one shard: those of each segment, merged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from findling.search.doc_set import Docs, DocSet
from findling.search.query.base import Scored, Weight
from findling.search.vectors.nearest import Parents, best, nearest, scores_in

if TYPE_CHECKING:
    from findling.mapping.vector_structures import VectorStructures
    from findling.search.context import SegmentContext, ShardContext
    from findling.search.query.base import Scores


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is looked for.

    field: its full name, with the vector, of its column's dtype, and the structures of the mapping
    k: hits of the shard; candidates: of each segment
    rescored: how many are found by quantized vectors to be compared anew, None if none are
    path: of the nested documents that have the vectors, None for root documents; parent: of those they are told for
    """

    field: str
    vector: NDArray[Any]
    structures: VectorStructures
    k: int
    candidates: int
    rescored: int | None = None
    path: str | None = None
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class ShardNearest:
    """The hits of a shard: per segment, by its ord, documents in their order with their scores."""

    segments: tuple[Scored, ...]

    @property
    def count(self) -> int:
        """Number of hits."""
        return sum(len(scored.docs) for scored in self.segments)


def find_nearest(wanted: Wanted, filter: Weight | None, ctx: ShardContext) -> ShardNearest:
    """Returns the k nearest of a shard.

    filter: of the documents that may be hits, of their parents where these are nested; None for all
    """
    n = max(wanted.candidates, wanted.k if wanted.rescored is None else wanted.rescored)
    docs, scores = [], []
    for segment in ctx.segments:
        ctx.check()
        found = _in_segment(wanted, filter, segment, n)
        docs.append(found[0].astype(np.int64) + segment.doc_base)
        scores.append(found[1])
    all_docs = np.concatenate(docs) if docs else np.empty(0, np.int64)
    all_scores = np.concatenate(scores) if scores else np.empty(0, np.float32)
    kept, kept_scores = _best(all_docs, all_scores, wanted.k if wanted.rescored is None else wanted.rescored)
    if wanted.rescored is not None:
        kept_scores = _compared_anew(wanted, kept, ctx)
        kept, kept_scores = _best(kept, kept_scores, wanted.k)
    return ShardNearest(tuple(_of_segment(kept, kept_scores, segment) for segment in ctx.segments))


def _best(docs: NDArray[np.int64], scores: Scores, n: int) -> tuple[NDArray[np.int64], Scores]:
    order = np.argsort(docs, kind="stable")
    places, kept = best(np.arange(len(docs), dtype=np.int32), scores[order], n)
    return docs[order][places], kept


def _of_segment(docs: NDArray[np.int64], scores: Scores, segment: SegmentContext) -> Scored:
    own = np.flatnonzero((docs >= segment.doc_base) & (docs < segment.doc_base + segment.max_doc))
    own = own[np.argsort(docs[own], kind="stable")]
    return Scored((docs[own] - segment.doc_base).astype(np.int32), scores[own])


def _in_segment(wanted: Wanted, filter: Weight | None, segment: SegmentContext, n: int) -> tuple[Docs, Scores]:
    column = segment.reader.vectors(wanted.field)
    comparison = segment.reader.comparison(wanted.field, wanted.structures)
    if column is None or comparison is None or not len(column.docs):
        return np.empty(0, np.int32), np.empty(0, np.float32)
    accepted = _accepted(wanted, filter, segment)
    if accepted is not None and not accepted.count():
        return np.empty(0, np.int32), np.empty(0, np.float32)
    parents = None if wanted.path is None else Parents(segment.nested(wanted.parent).to_docs())
    graph = segment.reader.graph_arrays(wanted.field)
    return nearest(column, comparison, graph, wanted.vector, n, accepted, parents)


def _accepted(wanted: Wanted, filter: Weight | None, segment: SegmentContext) -> DocSet | None:
    """Returns the documents that may be hits, None if all may be."""
    if wanted.path is None:
        if filter is not None:
            return filter.filter(segment).restrict(segment.visible)
        return None if segment.visible is None else DocSet.from_bitmap(segment.visible)
    children = DocSet.from_bitmap(segment.nested(wanted.path)).restrict(segment.live)
    if filter is None:
        return children
    parents = segment.nested(wanted.parent)
    passing = filter.filter(segment).restrict(parents)
    docs = children.docs()
    kept = passing.contains(Parents(parents.to_docs()).of(docs))
    return DocSet.from_docs(docs[kept], segment.max_doc)


def _compared_anew(wanted: Wanted, docs: NDArray[np.int64], ctx: ShardContext) -> Scores:
    """Returns the scores by the vectors themselves."""
    scores = np.empty(len(docs), np.float32)
    for segment in ctx.segments:
        own = np.flatnonzero((docs >= segment.doc_base) & (docs < segment.doc_base + segment.max_doc))
        column = segment.reader.vectors(wanted.field)
        comparison = segment.reader.comparison(wanted.field, wanted.structures, quantized=False)
        if column is not None and comparison is not None and len(own):
            local = (docs[own] - segment.doc_base).astype(np.int32)
            scores[own] = scores_in(column, comparison, wanted.vector, local)
    return scores
