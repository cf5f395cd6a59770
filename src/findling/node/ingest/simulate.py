"""Runs documents that a request brings through a pipeline, and tells what becomes of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from findling.base.errors import IllegalArgumentError, NumberFormatError
from findling.base.java_values import shown
from findling.ingest.configuration import ProcessorConfiguration
from findling.ingest.document import DYNAMIC_TEMPLATES, ID, INDEX, ROUTING, VERSION, VERSION_TYPE, IngestDocument
from findling.ingest.pipeline import Pipeline
from findling.ingest.processor import Failure
from findling.ingest.tracking import shown_error, track
from findling.node.documents.bulk_request import parse_version_type
from findling.node.services.iso_time import iso_time
from findling.node.services.node import Node

SIMULATED: Final = "_simulate_pipeline"
_ANY_VERSION: Final = -3


@dataclass(frozen=True, slots=True)
class Simulation:
    """What a request wants. documents: at least one; verbose: whether each step is told"""

    pipeline: Pipeline
    documents: list[IngestDocument]
    verbose: bool = False


def parse_simulation(node: Node, name: str | None, body: Mapping[str, Any], verbose: bool) -> Simulation:
    """Returns the simulation of a body. Raises what is wrong with it. name: of a pipeline that is kept"""
    given = ProcessorConfiguration(None, body)
    if name is None:
        pipeline = _anew(node, SIMULATED, given.required_mapping("pipeline"))
    else:
        kept = node.ingest.get(name)
        if kept is None:
            raise IllegalArgumentError(f"pipeline [{name}] does not exist")
        pipeline = kept
    listed = given.required_list("docs")
    if not listed:
        raise IllegalArgumentError("must specify at least one document in [docs]")
    timestamp = iso_time(node.clock.now_ms())
    return Simulation(pipeline, [parse_document(entry, timestamp) for entry in listed], verbose)


def _anew(node: Node, name: str, body: Mapping[str, Any]) -> Pipeline:
    return Pipeline.parse(name, body, node.ingest.services)


def parse_document(entry: Any, timestamp: str, index: str = INDEX, doc_id: str | None = ID) -> IngestDocument:
    """Returns a document of a request. Raises what is wrong with it. index, doc_id: where it names none"""
    if not isinstance(entry, Mapping):
        raise IllegalArgumentError("malformed [docs] section, should include an inner object")
    given = ProcessorConfiguration(None, entry)
    source = dict(given.required_mapping("_source"))
    metadata: dict[str, Any] = {
        INDEX: given.text_or_integer(INDEX) or index,
        ID: given.text_or_integer(ID) or doc_id,
    }
    routing = given.text_or_integer(ROUTING)
    if routing is not None:
        metadata[ROUTING] = routing
    version = given.take(VERSION)
    metadata[VERSION] = _ANY_VERSION if version is None else _whole(version)
    version_type = given.text(VERSION_TYPE)
    if version_type is not None:
        metadata[VERSION_TYPE] = parse_version_type(version_type)
    for name in ("_if_seq_no", "_if_primary_term"):
        number = given.take(name)
        if number is not None:
            metadata[name] = _whole(number)
    templates = given.mapping(DYNAMIC_TEMPLATES)
    if templates:
        metadata[DYNAMIC_TEMPLATES] = dict(templates)
    return IngestDocument(source, metadata, timestamp)


def _whole(value: Any) -> int:
    text = shown(value)
    try:
        return int(text)
    except ValueError:
        raise NumberFormatError.of(text) from None


def simulate(simulation: Simulation) -> dict[str, Any]:
    """Returns what becomes of the documents."""
    if simulation.verbose:
        return {"docs": [{"processor_results": track(simulation.pipeline, each)} for each in simulation.documents]}
    failures = simulation.pipeline.run(simulation.documents)
    return {"docs": [_result(each, failures.get(place)) for place, each in enumerate(simulation.documents)]}


def _result(document: IngestDocument, failure: Any) -> dict[str, Any] | None:
    if failure is not None:
        return shown_error(failure.error if isinstance(failure, Failure) else failure)
    return None if document.is_dropped else {"doc": document.snapshot()}
