"""Matches: the hits of one segment that collectors and aggregations take."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from findling.search.doc_set import Docs

if TYPE_CHECKING:
    from findling.search.context import SegmentContext
    from findling.search.query.base import Scores, Weight


@dataclass(frozen=True, slots=True)
class Matches:
    """Visible (live, root) documents of a segment that match.

    docs: (n,) int32, increasing; scores: (n,) float32, None where nobody needs them
    """

    segment: SegmentContext
    docs: Docs
    scores: Scores | None = None

    def keep(self, mask: NDArray[np.bool_]) -> Matches:
        """Returns the part where `mask`: (n,) bool is true."""
        return Matches(self.segment, self.docs[mask], None if self.scores is None else self.scores[mask])

    def at(self, places: NDArray[np.intp]) -> Matches:
        """Returns the documents at some places, in the order of doc ids."""
        ordered = np.sort(places)
        return Matches(self.segment, self.docs[ordered], None if self.scores is None else self.scores[ordered])

    def head(self, n: int) -> Matches:
        """Returns the first n documents."""
        return Matches(self.segment, self.docs[:n], None if self.scores is None else self.scores[:n])


def evaluate(weight: Weight, segment: SegmentContext, scoring: bool) -> Matches:
    """Returns the visible matches of a weight in a segment."""
    if not scoring:
        return Matches(segment, weight.filter(segment).restrict(segment.visible).docs())
    scored = weight.score(segment)
    if segment.visible is None:
        return Matches(segment, scored.docs, scored.scores)
    return Matches(segment, scored.docs, scored.scores).keep(segment.visible.test(scored.docs))
