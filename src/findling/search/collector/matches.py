"""Matches: the hits of one segment that collectors and aggregations take."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from findling.search.doc_set import Docs
from findling.search.query.plan import SnapshotDocs

if TYPE_CHECKING:
    from findling.search.context import SegmentContext, ShardContext
    from findling.search.query.base import Scores, Weight
    from findling.search.query.plan import Check


class Matches:
    """Visible (live, root) documents of a segment that match.

    docs: (n,) int32, increasing; None: every document of the segment
    scores: (n,) float32, None where nobody needs them
    """

    __slots__ = ("_docs", "count", "is_everything", "scores", "segment")

    def __init__(self, segment: SegmentContext, docs: Docs | None, scores: Scores | None = None) -> None:
        self.segment = segment
        self._docs = docs
        self.is_everything = docs is None
        self.count: int = segment.max_doc if docs is None else len(docs)
        self.scores = scores

    @property
    def docs(self) -> Docs:
        """The documents, (n,) int32, increasing."""
        if self._docs is None:
            self._docs = np.arange(self.count, dtype=np.int32)
        return self._docs

    def keep(self, mask: NDArray[np.bool_]) -> Matches:
        """Returns the part where `mask`: (n,) bool is true."""
        return Matches(self.segment, self.docs[mask], None if self.scores is None else self.scores[mask])

    def at(self, places: NDArray[np.intp]) -> Matches:
        """Returns the documents at some places, which are increasing."""
        return Matches(self.segment, self.docs[places], None if self.scores is None else self.scores[places])

    def head(self, n: int) -> Matches:
        """Returns the first n documents."""
        if n >= self.count:
            return self
        return Matches(self.segment, self.docs[:n], None if self.scores is None else self.scores[:n])


def matches_of(weight: Weight, ctx: ShardContext, scoring: bool, check: Check) -> Iterator[Matches]:
    """Yields the visible matches of a weight in each segment; found by one call where no scores are needed."""
    plan = None if scoring else weight.plan(ctx.snapshot)
    found = None if plan is None else plan.found(check)
    if found is None:
        for segment in ctx.segments:
            check()
            yield evaluate(weight, segment, scoring)
        return
    yield from matches_in(found, ctx, check)


def matches_in(found: SnapshotDocs, ctx: ShardContext, check: Check) -> Iterator[Matches]:
    """Yields the matches of each segment."""
    for segment, docs in zip(ctx.segments, found.by_segment(), strict=True):
        check()
        yield Matches(segment, None if len(docs) == segment.max_doc else docs)


def all_matches(weight: Weight, ctx: ShardContext, check: Check) -> SnapshotDocs | None:
    """Returns the visible matches of a weight in all segments, None if these are all visible documents."""
    plan = weight.plan(ctx.snapshot)
    found = None if plan is None else plan.found(check)
    if found is not None or weight.matches_all:
        return found
    parts, ends = [], np.empty(len(ctx.segments), np.int64)
    for segment in ctx.segments:
        check()
        parts.append(evaluate(weight, segment, False).docs)
        ends[segment.ord] = len(parts[-1])
    return SnapshotDocs(np.concatenate(parts) if parts else np.empty(0, np.int32), np.cumsum(ends))


def evaluate(weight: Weight, segment: SegmentContext, scoring: bool) -> Matches:
    """Returns the visible matches of a weight in a segment."""
    visible = segment.visible
    if not scoring:
        if visible is None and weight.count(segment) == segment.max_doc:
            return Matches(segment, None)
        return Matches(segment, weight.filter(segment).restrict(visible).docs())
    scored = weight.score(segment)
    matches = Matches(segment, scored.docs, scored.scores)
    return matches if visible is None else matches.keep(visible.test(scored.docs))
