"""One document through a pipeline, with an account of what each step did, as `_simulate?verbose` shows it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from findling.base.error_body import error_body
from findling.base.errors import FindlingError, IllegalArgumentError
from findling.ingest.document import IngestDocument
from findling.ingest.errors import IngestStateError
from findling.ingest.pipeline import Pipeline
from findling.ingest.processor import Failure
from findling.ingest.processors.pipeline import PipelineProcessor
from findling.ingest.step import Step, tell, untell

Results = list[dict[str, Any]]


class SimulationError(IllegalArgumentError):
    """A pipeline that cannot be tried at all."""


_SUCCESS: Final = "success"


def shown_error(error: FindlingError) -> dict[str, Any]:
    """Returns an error with its root cause."""
    return {"error": error_body(error)["error"]}


def track(pipeline: Pipeline, document: IngestDocument) -> Results:
    """Runs a document through a pipeline; returns what each step did."""
    results: Results = []
    _pipeline(pipeline, document, results)
    return results


def _pipeline(pipeline: Pipeline, document: IngestDocument, results: Results) -> Failure | None:
    outer = document.ingest.get("pipeline")
    pipeline.enter(document)
    failure = _steps(pipeline.steps, document, results)
    if failure is not None and pipeline.on_failure:
        failure = _handled(failure, pipeline.on_failure, document, results)
    pipeline.leave(document, outer)
    return failure


def _steps(steps: Sequence[Step], document: IngestDocument, results: Results) -> Failure | None:
    for step in steps:
        failure = _step(step, document, results)
        if failure is not None:
            if step.ignores_failure:
                continue
            if step.on_failure:
                failure = _handled(failure, step.on_failure, document, results)
        if failure is not None:
            return failure
        if document.is_ended:
            break
    return None


def _handled(failure: Failure, steps: Sequence[Step], document: IngestDocument, results: Results) -> Failure | None:
    tell(document, failure)
    again = _steps(steps, document, results)
    untell(document)
    return again


def _step(step: Step, document: IngestDocument, results: Results) -> Failure | None:
    """Runs a step and notes what it did; returns why it failed. Raises ScriptError if its condition fails."""
    holds = None
    if step.condition is not None:
        holds = step.condition.holds(document)
        if not holds:
            results.append(_result(step, "skipped", holds))
            return None
    try:
        if isinstance(step.processor, PipelineProcessor):
            pipeline = _found(step.processor, document)
            return _inner(step, pipeline, document, holds, results)
        step.processor.process(document)
    except SimulationError:
        raise
    except FindlingError as error:
        results.append(_failed(step, document, holds, error))
        return step.failure(document, error)
    if document.is_dropped:
        results.append(_result(step, "dropped", holds))
    else:
        results.append({**_result(step, _SUCCESS, holds), "doc": document.snapshot()})
    return None


def _found(processor: PipelineProcessor, document: IngestDocument) -> Pipeline | None:
    """Returns the pipeline to run. Raises SimulationError, which fails the whole request, if there has to be one."""
    try:
        return processor.find(document)
    except IngestStateError as error:
        raise SimulationError(error.reason) from None


def _inner(
    step: Step, pipeline: Pipeline | None, document: IngestDocument, holds: bool | None, results: Results
) -> Failure | None:
    if pipeline is None:
        results.append(_result(step, _SUCCESS, holds))
        return None
    if pipeline.id in document.pipelines:
        error = pipeline.enter(document)
        assert error is not None
        raise error
    results.append(_result(step, _SUCCESS, holds))
    return _pipeline(pipeline, document, results)


def _failed(step: Step, document: IngestDocument, holds: bool | None, error: FindlingError) -> dict[str, Any]:
    if step.ignores_failure:
        ignored = {"ignored_error": shown_error(error), "doc": document.snapshot()}
        return {**_result(step, "error_ignored", holds), **ignored}
    return {**_result(step, "error", holds), **shown_error(error)}


def _result(step: Step, status: str, holds: bool | None) -> dict[str, Any]:
    result: dict[str, Any] = {"processor_type": step.kind, "status": status}
    if step.description is not None:
        result["description"] = step.description
    if step.tag is not None:
        result["tag"] = step.tag
    if step.condition is not None and holds is not None:
        result["if"] = {"condition": step.condition.source, "result": holds}
    return result
