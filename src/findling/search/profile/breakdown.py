"""Times and counts of the kinds of work that a part of a search does."""

from __future__ import annotations

import time
from collections.abc import Iterable
from types import TracebackType
from typing import Any, Final

QUERY_TIMINGS: Final = (
    "set_min_competitive_score", "next_doc", "match", "compute_max_score", "advance", "score", "count_weight",
    "build_scorer", "create_weight", "shallow_advance",
)  # fmt: skip


class Breakdown:
    """Nanoseconds and counts by kind of work; kinds that never happened are shown as 0.

    Usage: with breakdown.timed("score") as timer: ...; timer.count = number of documents, where that shows up inside
    """

    def __init__(self, kinds: Iterable[str]) -> None:
        self._nanos = dict.fromkeys(kinds, 0)
        self._counts = dict.fromkeys(self._nanos, 0)

    def timed(self, kind: str, count: int = 1) -> Timer:
        """Returns what measures the length of a with block."""
        return Timer(self, kind, count)

    def add(self, kind: str, nanos: int, count: int) -> None:
        """Adds what was measured."""
        self._nanos[kind] += nanos
        self._counts[kind] += count

    @property
    def total(self) -> int:
        """Nanoseconds of all kinds."""
        return sum(self._nanos.values())

    def render(self) -> dict[str, int]:
        """Returns the times by kind, and the counts by kind with `_count` behind."""
        return {**self._nanos, **{f"{kind}_count": count for kind, count in self._counts.items()}}


class Timer:
    """Adds the length of a with block to a breakdown. count: how many documents or calls it was for."""

    __slots__ = ("_breakdown", "_kind", "_started", "count")

    def __init__(self, breakdown: Breakdown, kind: str, count: int) -> None:
        self._breakdown = breakdown
        self._kind = kind
        self._started = 0
        self.count = count

    def __enter__(self) -> Timer:
        self._started = time.perf_counter_ns()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._breakdown.add(self._kind, time.perf_counter_ns() - self._started, self.count)


def profile_entry(type_: str, description: str, breakdown: Breakdown, **more: Any) -> dict[str, object]:
    """Returns the JSON of one part. more: `debug` and `children`, left out where they are empty."""
    entry: dict[str, Any] = {
        "type": type_,
        "description": description,
        "time_in_nanos": breakdown.total,
        "breakdown": breakdown.render(),
    }
    entry.update({name: value for name, value in more.items() if value})
    return entry
