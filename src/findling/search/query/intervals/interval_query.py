"""Primitive query for the documents that have intervals of a source, scored by how many and how short they are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from numpy.typing import NDArray

from findling.kernels.search.intervals import interval_freqs
from findling.search.doc_set import Docs, DocSet
from findling.search.explanation import Explanation
from findling.search.query.base import Query, Scored, Weight
from findling.search.query.intervals.interval_source import IntervalSource
from findling.search.query.positions.marks import IntervalMarks, Marks
from findling.search.query.positions.position_tree import PositionTree

if TYPE_CHECKING:
    from findling.search.context import SegmentContext, ShardContext

_ONE = np.float32(1)


@dataclass(frozen=True, kw_only=True)
class IntervalQuery(Query):
    """Documents with an interval of the source; the score is below the boost."""

    lucene_class: ClassVar[str] = "IntervalQuery"

    field: str
    source: IntervalSource

    def marks(self, ctx: ShardContext) -> Marks:
        return IntervalMarks(query=self, field=self.field, source=self.source)

    def weight(self, ctx: ShardContext, scoring: bool) -> Weight:
        return IntervalWeight(self, self.boost if scoring else 1.0, ctx.check)


class IntervalWeight(Weight):
    """Walks the source through the documents that have its terms."""

    query: IntervalQuery

    def __init__(self, query: IntervalQuery, boost: float, check: Callable[[], None]) -> None:
        super().__init__(query)
        self.query = query
        self._boost = boost
        self.cacheable = query.source.is_lasting()
        self._check = check

    def docs_freqs(self, segment: SegmentContext) -> tuple[Docs, NDArray[np.float32]]:
        """Returns the matching docs and the sum over their intervals of 1 / (1 + positions more than needed)."""
        tree = PositionTree(self.query.source, segment, self._check)
        freqs = np.empty(len(tree.candidates), np.float32)
        done = 0
        for docs in tree.windows():
            interval_freqs(tree.nodes, self.query.source.min_extent, freqs[done : done + len(docs)])
            done += len(docs)
        found = freqs > 0
        return tree.candidates[found], freqs[found]

    def match(self, segment: SegmentContext) -> DocSet:
        return DocSet.from_docs(self.docs_freqs(segment)[0], segment.max_doc)

    def score(self, segment: SegmentContext) -> Scored:
        docs, freqs = self.docs_freqs(segment)
        return Scored(docs, self._saturated(freqs))

    def _saturated(self, freqs: NDArray[np.float32]) -> NDArray[np.float32]:
        scores: NDArray[np.float32] = np.float32(self._boost) * (_ONE - _ONE / (_ONE + freqs))
        return scores

    def describe(self) -> str:
        return f"{self.query.field}:{self.query.source.text}"

    def explain(self, segment: SegmentContext, doc: int) -> Explanation:
        docs, freqs = self.docs_freqs(segment)
        place = int(np.searchsorted(docs, doc))
        if place == len(docs) or docs[place] != doc:
            return Explanation.no_match("no matching intervals")
        freq = freqs[place : place + 1]
        details = [
            Explanation.match(self._boost, "w, weight of this function"),
            Explanation.match(1.0, "k, pivot feature value that would give a score contribution equal to w/2"),
            Explanation.match(float(freq[0]), f"S, the sloppy frequency of the interval query {self.describe()}"),
        ]
        return Explanation.match(
            float(self._saturated(freq)[0]),
            "Saturation function on interval frequency, computed as w * S / (S + k) from:",
            details,
        )
