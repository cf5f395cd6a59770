"""Scores of a few documents that are known already."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from findling.codec.bitmap import Bitmap
from findling.kernels.search.doc_filter import DocFilter
from findling.kernels.search.top_docs import TopDocs
from findling.search.hit_count import HitCount

if TYPE_CHECKING:
    from findling.search.context import SegmentContext, ShardContext
    from findling.search.doc_set import Docs
    from findling.search.query.base import Scores, Weight
    from findling.search.query.plan import Plan


def scores_of(weight: Weight, ctx: ShardContext, docs: NDArray[np.int64]) -> tuple[NDArray[np.bool_], Scores]:
    """Returns which of the documents match, and their scores, 0 for those that do not.

    docs: (n,) int64, counted over the shard, increasing
    """
    plan = None if weight.constant_score() is not None else weight.plan(ctx.snapshot)
    restricted = None if plan is None else plan.restricted([(_filter_of(docs, ctx), False)])
    if restricted is not None:
        return _planned(restricted, ctx, docs)
    matches, scores = np.zeros(len(docs), np.bool_), np.zeros(len(docs), np.float32)
    for segment, own in _by_segment(docs, ctx):
        ctx.check()
        matches[own], scores[own] = _in_segment(weight, segment, (docs[own] - segment.doc_base).astype(np.int32))
    return matches, scores


def _planned(plan: Plan, ctx: ShardContext, docs: NDArray[np.int64]) -> tuple[NDArray[np.bool_], Scores]:
    top = TopDocs(len(docs))
    plan.collect(top, HitCount.NONE, ctx.check)
    found, found_scores = top.ranked()
    matches, scores = np.zeros(len(docs), np.bool_), np.zeros(len(docs), np.float32)
    places = np.searchsorted(docs, found)
    matches[places], scores[places] = True, found_scores
    return matches, scores


def _filter_of(docs: NDArray[np.int64], ctx: ShardContext) -> DocFilter:
    made = DocFilter(len(ctx.segments))
    for segment, own in _by_segment(docs, ctx):
        local = (docs[own] - segment.doc_base).astype(np.int32)
        made.set_bits(segment.ord, Bitmap.from_docs(local, segment.max_doc).words)
    return made


def _by_segment(docs: NDArray[np.int64], ctx: ShardContext) -> Iterator[tuple[SegmentContext, slice]]:
    """Yields the segments that have any of the documents, and where these stand among them."""
    for segment in ctx.segments:
        first, last = np.searchsorted(docs, [segment.doc_base, segment.doc_base + segment.max_doc]).tolist()
        if first < last:
            yield segment, slice(first, last)


def _in_segment(weight: Weight, segment: SegmentContext, docs: Docs) -> tuple[NDArray[np.bool_], Scores]:
    constant = weight.constant_score()
    if constant is not None:
        matches = weight.accepts(segment, docs)
        return matches, np.where(matches, np.float32(constant), np.float32(0))
    scored = weight.score(segment)
    _, places, own = np.intersect1d(scored.docs, docs, assume_unique=True, return_indices=True)
    matches, scores = np.zeros(len(docs), np.bool_), np.zeros(len(docs), np.float32)
    matches[own], scores[own] = True, scored.scores[places]
    return matches, scores
