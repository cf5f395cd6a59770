"""Collects what one shard took before the query phase: statistics of terms, and the nearest vectors."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from findling.base.errors import FindlingError
from findling.search.profile.breakdown import Breakdown, profile_entry
from findling.search.profile.search_profiler import SearchProfiler
from findling.search.profile.timed_collector import CollectorProfile
from findling.search.query.base import Query
from findling.search.query.creation import weight_of
from findling.search.statistics import FieldStatistics, ShardStatistics

if TYPE_CHECKING:
    from findling.search.context import ShardContext

_KINDS: Final = ("term_statistics", "collection_statistics", "create_weight", "rewrite")


class DfsProfiler:
    """Times of a shard's first phase, by Elasticsearch's names."""

    def __init__(self) -> None:
        self._statistics = Breakdown(_KINDS)
        self._sections: list[dict[str, Any]] = []

    def gather(self, query: Query | None, ctx: ShardContext) -> None:
        """Measures what it takes to look up the statistics of a query; what is wrong with it shows up later."""
        own, ctx.statistics = ctx.statistics, _Counted(ctx.statistics, self._statistics)
        try:
            with self._statistics.timed("create_weight"):
                weight_of(query, ctx, True)
        except FindlingError:
            pass
        finally:
            ctx.statistics = own

    @contextmanager
    def section(self, ctx: ShardContext) -> Iterator[None]:
        """Measures a with block that looks for the nearest vectors of one section."""
        profiler = ctx.profiler = SearchProfiler()
        collector = profiler.collector = CollectorProfile("TopScoreDocCollector", "search_top_hits")
        try:
            with collector.timed():
                yield
        finally:
            ctx.profiler = None
        self._sections += profiler.profile().searches

    def render(self) -> dict[str, Any]:
        """Returns the JSON of the phase."""
        entry: dict[str, Any] = {"statistics": profile_entry("statistics", "collect term statistics", self._statistics)}
        return {**entry, "knn": self._sections} if self._sections else entry


class _Counted(ShardStatistics):
    """Statistics that measure how they are asked, each thing once."""

    def __init__(self, inner: ShardStatistics, breakdown: Breakdown) -> None:
        self._inner = inner
        self._breakdown = breakdown
        self._known: set[object] = set()

    def field(self, field: str) -> FieldStatistics:
        with self._breakdown.timed("collection_statistics", self._count(field)):
            return self._inner.field(field)

    def doc_freq(self, field: str, term: bytes) -> int:
        with self._breakdown.timed("term_statistics", self._count((field, term))):
            return self._inner.doc_freq(field, term)

    def total_term_freq(self, field: str, term: bytes) -> int:
        return self._inner.total_term_freq(field, term)

    def _count(self, asked: object) -> int:
        known = asked in self._known
        self._known.add(asked)
        return int(not known)
