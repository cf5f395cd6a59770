"""Collects what one shard's fetch phase took."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any, Final

from findling.search.profile.breakdown import Breakdown, Timer, profile_entry

_READING: Final = ("load_stored_fields", "load_source", "next_reader")
_PHASE: Final = ("process", "next_reader")


class FetchProfiler:
    """Times of reading what is stored, and of each phase that makes something of it, by Elasticsearch's names."""

    def __init__(self) -> None:
        self._started = time.perf_counter_ns()
        self._reading = Breakdown(_READING)
        self._phases: dict[str, Breakdown] = {}
        self._debug: dict[str, dict[str, Any]] = {}

    def reading(self, kind: str, n_docs: int) -> Timer:
        """Returns what measures a with block that reads `load_stored_fields` or `load_source` of some documents."""
        return self._reading.timed(kind, n_docs)

    def enter(self, n_docs: int, phases: Iterable[str]) -> None:
        """Counts a segment, in which all of the phases are taken for some documents."""
        self._reading.add("next_reader", 0, 1)
        for name in phases:
            phase = self._phases.setdefault(name, Breakdown(_PHASE))
            phase.add("next_reader", 0, 1)
            phase.add("process", 0, n_docs)

    def phase(self, name: str) -> Timer:
        """Returns what measures a with block of a phase."""
        return self._phases.setdefault(name, Breakdown(_PHASE)).timed("process", 0)

    def count_whole_sources(self, n_docs: int) -> None:
        """Counts documents whose source is shown as it is stored."""
        debug = self._debug.setdefault("FetchSourcePhase", {"fast_path": 0})
        debug["fast_path"] += n_docs

    def render(self, stored_fields: list[str]) -> dict[str, object]:
        """Returns the JSON of the phase, which ends here. stored_fields: what was read of each document."""
        entry = profile_entry("fetch", "", self._reading, debug={"stored_fields": stored_fields})
        # all that was done, also what belongs to no phase
        entry["time_in_nanos"] = time.perf_counter_ns() - self._started
        children = [
            profile_entry(name, "", breakdown, debug=self._debug.get(name))
            for name, breakdown in sorted(self._phases.items())
        ]
        if children:
            entry["children"] = children
        return entry
