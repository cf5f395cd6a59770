"""What search pipelines did since the start: counted for `_nodes/stats`."""

import threading
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Counter:
    """How often something was done, how long it took, and how often it failed."""

    count: int = 0
    nanos: int = 0
    failed: int = 0

    def add(self, nanos: int, has_failed: bool) -> None:
        self.count += 1
        self.nanos += nanos
        self.failed += has_failed

    def render(self) -> dict[str, int]:
        """Returns the counter as JSON."""
        return {"count": self.count, "time_in_millis": self.nanos // 1_000_000, "current": 0, "failed": self.failed}


@dataclass(slots=True)
class _PipelineCounter:
    request: Counter = field(default_factory=Counter)
    response: Counter = field(default_factory=Counter)
    processors: dict[tuple[str, str, str | None], Counter] = field(default_factory=dict)

    def of_side(self, side: str) -> Counter:
        return self.request if side == "request" else self.response

    def render(self) -> dict[str, Any]:
        return {
            "request": self.request.render(),
            "response": self.response.render(),
            "request_processors": self._processors("request"),
            "response_processors": self._processors("response"),
        }

    def _processors(self, side: str) -> list[dict[str, Any]]:
        return [
            {kind if tag is None else f"{kind}:{tag}": {"type": kind, "stats": counter.render()}}
            for (own, kind, tag), counter in self.processors.items()
            if own == side
        ]


class PipelineCounters:
    """The counters of all pipelines. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._total = _PipelineCounter()
        self._pipelines: dict[str, _PipelineCounter] = {}

    def add(self, name: str | None, side: str, nanos: int, has_failed: bool) -> None:
        """Counts a search or an answer that went through a pipeline; name: None for one that came with its search"""
        with self._lock:
            self._total.of_side(side).add(nanos, has_failed)
            if name is not None:
                self._pipeline(name).of_side(side).add(nanos, has_failed)

    def add_step(self, name: str | None, side: str, kind: str, tag: str | None, nanos: int, has_failed: bool) -> None:
        """Counts what one processor did."""
        if name is None:
            return
        with self._lock:
            self._pipeline(name).processors.setdefault((side, kind, tag), Counter()).add(nanos, has_failed)

    def _pipeline(self, name: str) -> _PipelineCounter:
        return self._pipelines.setdefault(name, _PipelineCounter())

    def render(self, names: list[str]) -> dict[str, Any]:
        """Returns the `search_pipeline` of statistics. names: of the pipelines that there are"""
        with self._lock:
            return {
                "total_request": self._total.request.render(),
                "total_response": self._total.response.render(),
                "pipelines": {name: self._pipelines.get(name, _PipelineCounter()).render() for name in names},
            }
