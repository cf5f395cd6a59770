"""Step: a processor in its place, with its condition and what is done when it fails."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from findling.base.error_body import error_object
from findling.base.errors import FindlingError, IllegalArgumentError, ParseError
from findling.ingest.condition import Condition, parse_condition
from findling.ingest.configuration import ProcessorConfiguration
from findling.ingest.counters import IngestCounter
from findling.ingest.document import IngestDocument
from findling.ingest.errors import as_told
from findling.ingest.java_types import java_class
from findling.ingest.processor import FACTORIES, Failure, Making, Processor
from findling.ingest.services import IngestServices

Failed = list[tuple[IngestDocument, Failure]]
ON_FAILURE: Final = "on_failure"
_SHOWN: Final = ("on_failure_message", "on_failure_processor_type", "on_failure_processor_tag", "on_failure_pipeline")


@dataclass(slots=True)
class Step:
    """A processor of a pipeline.

    condition: None: for all documents; on_failure: what is done with documents that fail
    """

    processor: Processor
    tag: str | None = None
    description: str | None = None
    condition: Condition | None = None
    ignores_failure: bool = False
    on_failure: tuple[Step, ...] = ()
    counter: IngestCounter = field(default_factory=IngestCounter)

    @property
    def kind(self) -> str:
        """The type of its processor."""
        return self.processor.kind

    def run(self, documents: list[IngestDocument]) -> tuple[list[IngestDocument], Failed]:
        """Returns the documents that go on to the next step, and those that failed."""
        chosen, failed = (documents, []) if self.condition is None else self._chosen(documents)
        started = time.perf_counter_ns()
        failures = self.processor.process_all(chosen) if chosen else {}
        self.counter.add(len(chosen), time.perf_counter_ns() - started, len(failures))
        failed = failed + [(chosen[place], self.failure(chosen[place], error)) for place, error in failures.items()]
        if failed:
            failed = self._handled(failed)
        if not failed and not self.processor.ends and not self.on_failure:
            return documents, []
        lost = {id(document) for document, _ in failed}
        return [document for document in documents if id(document) not in lost and not document.is_ended], failed

    def failure(self, document: IngestDocument, error: FindlingError | Failure) -> Failure:
        """Returns a failure that tells where it happened."""
        if isinstance(error, Failure):
            return error
        inner = document.pipelines[-1] if len(document.pipelines) > 1 else None
        return Failure(error, self.kind, self.tag, inner)

    def _chosen(self, documents: list[IngestDocument]) -> tuple[list[IngestDocument], Failed]:
        """Returns the documents for which the condition holds, and those for which it fails."""
        assert self.condition is not None
        chosen, failed = [], []
        holds = self.condition.holds
        for document in documents:
            try:
                if holds(document):
                    chosen.append(document)
            except FindlingError as error:
                failed.append((document, self.failure(document, error)))
        return chosen, failed

    def _handled(self, failed: Failed) -> Failed:
        if self.ignores_failure:
            return []
        return handle(failed, self.on_failure) if self.on_failure else failed


def run_steps(steps: Sequence[Step], documents: list[IngestDocument]) -> Failed:
    """Runs documents through steps, one step after the other; returns those that failed."""
    failed: Failed = []
    for step in steps:
        if not documents:
            break
        documents, more = step.run(documents)
        failed += more
    return failed


def handle(failed: Failed, steps: Sequence[Step]) -> Failed:
    """Runs documents that failed through the steps for that; returns those that failed there again."""
    for document, failure in failed:
        tell(document, failure)
    documents = [document for document, _ in failed]
    again = run_steps(steps, documents)
    for document in documents:
        untell(document)
    return again


def tell(document: IngestDocument, failure: Failure) -> None:
    """Puts what failed into a document's metadata."""
    document.ingest["on_failure_message"] = root_reason(failure.error)
    document.ingest["on_failure_processor_type"] = failure.kind
    document.ingest["on_failure_processor_tag"] = failure.tag
    if failure.pipeline is not None:
        document.ingest["on_failure_pipeline"] = failure.pipeline


def untell(document: IngestDocument) -> None:
    """Takes it out again."""
    for name in _SHOWN:
        document.ingest.pop(name, None)


def root_reason(error: FindlingError) -> str | None:
    """Returns the reason of the innermost cause."""
    shown: dict[str, Any] = error_object(error)
    while "caused_by" in shown:
        shown = shown["caused_by"]
    reason: str | None = shown["reason"]
    return reason


def make_steps(listed: Sequence[Any], services: IngestServices) -> tuple[Step, ...]:
    """Returns the steps of a list of processors.

    Raises ParseError and what else is wrong with the first that cannot be made; the others are told beside.
    """
    made, faults = [], []
    for entry in listed:
        if not isinstance(entry, Mapping):
            raise IllegalArgumentError(
                f"class {java_class(entry)} cannot be cast to class java.util.Map ({java_class(entry)} and "
                "java.util.Map are in module java.base of loader 'bootstrap')"
            )
        for kind, body in entry.items():
            try:
                made.append(make_step(kind, body, services))
            except FindlingError as error:
                faults.append(error)
    if faults:
        first = faults[0]
        if len(faults) > 1:
            first.metadata = {**first.metadata, "suppressed": [error_object(fault) for fault in faults[1:]]}
        raise first
    return tuple(made)


def make_step(kind: str, body: Any, services: IngestServices) -> Step:
    """Returns the step of one processor. Raises what is wrong with it."""
    if kind == "script" and isinstance(body, str):
        body = {"source": body}
    if not isinstance(body, Mapping):
        raise ParseError(f"property isn't a map, but of type [{java_class(body)}]", processor_type=kind)
    common = ProcessorConfiguration(None, body)
    tag, description = common.text("tag"), common.text("description")
    own = {key: value for key, value in body.items() if key not in _COMMON}
    configuration = ProcessorConfiguration(kind, own, tag)
    given = body.get("if")
    condition = None if given is None else parse_condition(given, configuration, services.scripts)
    factory = FACTORIES.get(kind)
    if factory is None:
        raise ParseError(f"No processor type exists with name [{kind}]", **configuration.place())
    ignores_failure = common.flag("ignore_failure")
    listed = common.listed(ON_FAILURE)
    on_failure = () if listed is None else make_steps(listed, services)
    if listed is not None and not on_failure:
        raise configuration.fault(ON_FAILURE, "processors list cannot be empty")
    try:
        processor = factory(Making(configuration, services))
        configuration.finish(f"processor [{kind}]")
    except FindlingError as error:
        told = as_told(error)
        raise configuration.placed(told) from told.__cause__
    return Step(processor, tag, description, condition, ignores_failure, on_failure)


_COMMON: Final = frozenset({"tag", "description", "if", "ignore_failure", ON_FAILURE})
