"""Pipeline: the processors of a search in their order, and how long each takes."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import orjson

from findling.base.errors import FindlingError
from findling.search.pipeline.configuration import Configuration
from findling.search.pipeline.processor import (
    Answer,
    PhaseProcessor,
    PipelineContext,
    Processor,
    RequestProcessor,
    ResponseProcessor,
    Search,
    make_processors,
)
from findling.search.retriever.fusion import SCORE_SUM, Fusion


@dataclass(slots=True)
class StepReport:
    """What one processor did to one search, for those who ask for it."""

    processor: Processor
    nanos: int
    before: Any
    after: Any
    error: str | None = None

    def render(self) -> dict[str, Any]:
        """Returns the entry of `processor_results`."""
        body = {
            "processor_name": self.processor.kind,
            "tag": self.processor.tag,
            "duration_millis": self.nanos // 1_000_000,
            "status": "success" if self.error is None else "fail",
            "error": self.error,
            "input_data": self.before,
            "output_data": self.after,
        }
        return {name: value for name, value in body.items() if value is not None}


@dataclass(slots=True)
class Run:
    """A search on its way through a pipeline. reports: None where nobody asks for them"""

    context: PipelineContext
    note: Callable[[str, Processor, int, bool], None]
    reports: list[StepReport] | None = None


@dataclass(frozen=True)
class Pipeline:
    """The processors of a pipeline. name: None for one that a search brings along"""

    name: str | None
    request: tuple[RequestProcessor, ...] = ()
    phase: tuple[PhaseProcessor, ...] = ()
    response: tuple[ResponseProcessor, ...] = ()
    body: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def parse(cls, name: str | None, body: Mapping[str, Any]) -> Pipeline:
        """Returns the pipeline of its JSON. Raises what is wrong with it."""
        configuration = Configuration(None, body)
        configuration.text("description")
        configuration.integer("version")
        parts: dict[str, Any] = {}
        for section, member in _SECTIONS.items():
            parts[member] = tuple(make_processors(section, configuration.listed(section) or []))
        configuration.finish(f"pipeline [{name or '_ad_hoc_pipeline'}]")
        return cls(name, **parts, body=body)

    @property
    def fusion(self) -> Fusion:
        """How the lists of a hybrid query become one."""
        return self.phase[-1].fusion() if self.phase else SCORE_SUM

    def on_request(self, search: Search, run: Run) -> Search:
        """Returns the body of a search after the processors before it."""
        for processor in self.request:
            step = partial(processor.process, dict(search), run.context)
            search = _step(run, "request", processor, step, search)
        return search

    def on_response(self, answer: Answer, search: Search, run: Run) -> Answer:
        """Returns an answer after the processors behind it."""
        if self.response:
            answer = {**answer, "hits": _decoded(answer["hits"])}
        for processor in self.response:
            step = partial(processor.process, _copied(answer), search, run.context)
            answer = _step(run, "response", processor, step, answer, lambda shown: shown["hits"]["hits"])
        return answer


_SECTIONS = {"request_processors": "request", "phase_results_processors": "phase", "response_processors": "response"}


def _step(
    run: Run,
    side: str,
    processor: Processor,
    work: Callable[[], Any],
    before: Any,
    shown: Callable[[Any], Any] = lambda value: value,
) -> Any:
    """Returns what a processor makes of its input, which goes on as it is where errors are passed over."""
    started = time.perf_counter_ns()
    error = None
    try:
        after = work()
    except FindlingError as failure:
        run.note(side, processor, time.perf_counter_ns() - started, True)
        if not processor.ignores_failure:
            raise
        after, error = before, failure.reason
    nanos = time.perf_counter_ns() - started
    if error is None:
        run.note(side, processor, nanos, False)
    if run.reports is not None:
        run.reports.append(StepReport(processor, nanos, shown(before), shown(after), error))
    return after


def _decoded(hits: Mapping[str, Any]) -> dict[str, Any]:
    """Returns hits whose sources, which are bytes to splice in, are objects."""
    return {**hits, "hits": [_decoded_hit(hit) for hit in hits["hits"]]}


def _decoded_hit(hit: Mapping[str, Any]) -> dict[str, Any]:
    decoded: dict[str, Any] = orjson.loads(orjson.dumps(hit))
    return decoded


def _copied(answer: Answer) -> Answer:
    """Returns an answer whose hits may be changed without changing those of before."""
    hits = answer["hits"]
    return {**answer, "hits": {**hits, "hits": [dict(hit) for hit in hits["hits"]]}}
