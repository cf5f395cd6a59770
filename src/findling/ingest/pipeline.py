"""Pipeline: processors under one name."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from findling.base.errors import FindlingError, ParseError
from findling.ingest.configuration import ProcessorConfiguration
from findling.ingest.counters import PipelineCounter
from findling.ingest.document import IngestDocument
from findling.ingest.errors import GraphStructureError
from findling.ingest.processor import Failure, Failures
from findling.ingest.services import IngestServices
from findling.ingest.step import ON_FAILURE, Failed, Step, handle, make_steps, run_steps

MAX_NESTED: Final = 100
# the members that stand with a stored pipeline and that no request may give
DATES: Final = ("created_date", "created_date_millis", "modified_date", "modified_date_millis")


@dataclass(slots=True)
class Pipeline:
    """The steps of a pipeline. on_failure: for documents that fail in it and are not handled further in"""

    id: str
    steps: tuple[Step, ...]
    on_failure: tuple[Step, ...] = ()
    counter: PipelineCounter = field(default_factory=PipelineCounter)

    @classmethod
    def parse(cls, name: str, body: Mapping[str, Any], services: IngestServices) -> Pipeline:
        """Returns the pipeline of its JSON. Raises what is wrong with it."""
        configuration = ProcessorConfiguration(None, body)
        configuration.text("description")
        configuration.integer("version")
        configuration.mapping("_meta")
        configuration.flag("deprecated")
        steps = make_steps(configuration.required_list("processors"), services)
        listed = configuration.listed(ON_FAILURE)
        on_failure = () if listed is None else make_steps(listed, services)
        configuration.finish(f"pipeline [{name}]")
        if listed is not None and not on_failure:
            raise ParseError(f"pipeline [{name}] cannot have an empty on_failure option defined")
        return cls(name, steps, on_failure)

    def run(self, documents: list[IngestDocument]) -> Failures:
        """Runs documents through the pipeline; returns which failed, and why."""
        if not self.steps:
            return {}
        started = time.perf_counter_ns()
        failures: Failures = {}
        entered: list[tuple[IngestDocument, str | None]] = []
        for place, document in enumerate(documents):
            outer = document.ingest.get("pipeline")
            fault = self.enter(document)
            if fault is None:
                entered.append((document, outer))
            else:
                failures[place] = fault
        failed = run_steps(self.steps, [document for document, _ in entered])
        if failed and self.on_failure:
            failed = handle(failed, self.on_failure)
        for document, outer in entered:
            self.leave(document, outer)
        if failed:
            places = {id(document): place for place, document in enumerate(documents)}
            failures.update((places[id(document)], failure) for document, failure in failed)
        self.counter.add(len(documents), time.perf_counter_ns() - started, len(failures))
        return failures

    def enter(self, document: IngestDocument) -> FindlingError | None:
        """Puts a document into the pipeline; returns why it cannot be."""
        if self.id in document.pipelines:
            return GraphStructureError(f"Cycle detected for pipeline: {self.id}")
        if len(document.pipelines) >= MAX_NESTED:
            return GraphStructureError(
                f"Too many nested pipelines. Cannot have more than {MAX_NESTED} nested pipelines"
            )
        document.pipelines.append(self.id)
        document.ingest["pipeline"] = self.id
        return None

    def leave(self, document: IngestDocument, outer: str | None) -> None:
        """Takes a document out. outer: the pipeline around this one"""
        document.pipelines.pop()
        document.is_terminated = False
        if outer is None:
            document.ingest.pop("pipeline", None)
        else:
            document.ingest["pipeline"] = outer

    def take_counters(self, before: Pipeline) -> None:
        """Goes on counting where an earlier form of the pipeline stopped, step by step if these are alike."""
        self.counter = before.counter
        if len(self.steps) == len(before.steps):
            for step, old in zip(self.steps, before.steps, strict=True):
                if step.kind == old.kind:
                    step.counter = old.counter

    def render_counters(self) -> dict[str, Any]:
        """Returns its statistics."""
        return {**self.counter.render(), "processors": [_rendered(step) for step in self.steps]}


def _rendered(step: Step) -> dict[str, Any]:
    name = step.processor.label if not step.tag else f"{step.processor.label}:{step.tag}"
    kind = step.kind if step.condition is None else "conditional"
    return {name: {"type": kind, "stats": step.counter.render()}}


__all__ = ["DATES", "Failed", "Failure", "Pipeline"]
