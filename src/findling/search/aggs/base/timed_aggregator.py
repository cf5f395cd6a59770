"""What each aggregation of a profiled search took."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from findling.search.aggs.base.aggregator import Aggregator, Leaf, Partial
from findling.search.aggs.base.rows import OrdinalRows, Rows
from findling.search.profile.breakdown import Breakdown, profile_entry

if TYPE_CHECKING:
    from findling.search.context import SegmentContext

_TIMINGS: Final = (
    "reduce", "build_aggregation", "post_collection", "build_leaf_collector", "initialize", "collect",
)  # fmt: skip


class AggregatorProfile:
    """Times of one aggregator, those of its children included.

    type: what Elasticsearch calls the aggregator; name: of the aggregation
    """

    def __init__(self, type_: str, name: str) -> None:
        self.breakdown = Breakdown(_TIMINGS)
        self.children: list[AggregatorProfile] = []
        self.built_buckets = 0
        self.debug: dict[str, Any] = {}
        self._type = type_
        self._name = name

    def render(self) -> dict[str, object]:
        """Returns the JSON of the profile."""
        children = [child.render() for child in self.children]
        debug = {**self.debug, "built_buckets": self.built_buckets}
        return profile_entry(self._type, self._name, self.breakdown, debug=debug, children=children)


class TimedAggregator(Aggregator):
    """Does what another aggregator does, and measures it."""

    def __init__(self, inner: Aggregator, profile: AggregatorProfile) -> None:
        self._inner = inner
        self._profile = profile
        self._segment: SegmentContext | None = None
        self.bytes_per_bucket = inner.bytes_per_bucket

    def collect(self, leaf: Leaf, rows: Rows) -> None:
        """Measures the rows of one segment; each counts as a document."""
        self._enter(leaf)
        with self._profile.breakdown.timed("collect", rows.size):
            self._inner.collect(leaf, rows)

    def collect_by_ordinal(self, leaf: Leaf, rows: OrdinalRows) -> None:
        """Measures the rows of one segment, whose buckets are the ordinals of a column."""
        self._enter(leaf)
        with self._profile.breakdown.timed("collect", rows.n_docs):
            self._inner.collect_by_ordinal(leaf, rows)

    def prepare(self) -> None:
        """Measures what comes after the last segment."""
        with self._profile.breakdown.timed("post_collection"):
            self._inner.prepare()

    def partials(self, buckets: Sequence[int]) -> list[Partial]:
        """Measures the making of results."""
        self._profile.built_buckets += len(buckets)
        with self._profile.breakdown.timed("build_aggregation"):
            partials = self._inner.partials(buckets)
        self._profile.debug = self._inner.debug()
        return partials

    def figures(self, names: Sequence[str], key: str | None, n_buckets: int) -> NDArray[np.float64]:
        """Passes the call on."""
        return self._inner.figures(names, key, n_buckets)

    def _enter(self, leaf: Leaf) -> None:
        if leaf.segment is not self._segment:
            self._segment = leaf.segment
            self._profile.breakdown.add("build_leaf_collector", 0, 1)
