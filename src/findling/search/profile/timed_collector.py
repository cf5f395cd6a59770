"""A collector that measures how long another one takes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from findling.search.collector.collector import Check, Collector

if TYPE_CHECKING:
    from findling.search.collector.matches import Matches
    from findling.search.context import ShardContext
    from findling.search.query.base import Weight
    from findling.search.shard_result import ShardQueryResult


class CollectorProfile:
    """What is known of one collector. children: the collectors to which it hands on."""

    def __init__(self, name: str, reason: str, children: tuple[CollectorProfile, ...] = ()) -> None:
        self._name = name
        self._reason = reason
        self._children = children
        self.nanos = 0

    @contextmanager
    def timed(self) -> Iterator[None]:
        """Measures a with block that collects."""
        started = time.perf_counter_ns()
        try:
            yield
        finally:
            self.nanos += time.perf_counter_ns() - started

    def render(self) -> dict[str, object]:
        entry: dict[str, Any] = {"name": self._name, "reason": self._reason, "time_in_nanos": self.nanos}
        if self._children:
            entry["children"] = [child.render() for child in self._children]
        return entry


class TimedCollector(Collector):
    """Does what `after` does.

    query_nanos: how long queries have taken so far; they are evaluated in between, and are not the collector's
    """

    def __init__(self, profile: CollectorProfile, query_nanos: Callable[[], int], after: Collector) -> None:
        self._profile = profile
        self._query_nanos = query_nanos
        self._after = after

    def collect_pruned(self, weight: Weight, ctx: ShardContext, check: Check) -> bool:
        started = self._clock()
        try:
            return self._after.collect_pruned(weight, ctx, check)
        finally:
            self._profile.nanos += self._clock() - started

    def collect(self, matches: Matches) -> None:
        started = self._clock()
        try:
            self._after.collect(matches)
        finally:
            self._profile.nanos += self._clock() - started

    def _clock(self) -> int:
        return time.perf_counter_ns() - self._query_nanos()

    def result(self) -> ShardQueryResult:
        return self._after.result()
