"""Does with documents all that indexing would do, but for the writing: pipelines, then the mapping."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from findling.base.error_body import error_object
from findling.base.errors import (
    ActionRequestValidationError,
    DocumentParsingError,
    FindlingError,
    IllegalArgumentError,
    IllegalStateError,
)
from findling.base.json_values import json_text
from findling.cluster.date_math_names import resolve_date_math
from findling.cluster.ingest_pipelines import NONE, pipelines_of_index
from findling.cluster.name_resolution import resolve_write
from findling.cluster.state import ClusterState
from findling.cluster.templates import merge_mappings, templates_for
from findling.ingest.configuration import ProcessorConfiguration
from findling.ingest.document import ID, INDEX, ROUTING, VERSION, IngestDocument
from findling.ingest.pipeline import Pipeline
from findling.ingest.processor import Failure
from findling.mapping.mapping import Mapping as IndexMapping
from findling.node.indices.mapping_body import untyped
from findling.node.indices.template_bodies import parse_component_template, parse_index_template
from findling.node.ingest.simulate import parse_document
from findling.node.services.index_service import analysis_of
from findling.node.services.iso_time import iso_time
from findling.node.services.node import Node

_MISSING_ID: Final = "<n/a>"
_NO_ID: Final = "_id should have been set on the coordinating node"


@dataclass(frozen=True, slots=True)
class IndexSimulation:
    """What a request wants.

    pipeline: of the URL; substitutes: pipelines in the place of those that are kept, by their ids
    mapping_addition: to the mapping of the index; templates, components: in the place of those that are kept
    """

    documents: list[IngestDocument]
    pipeline: str | None = None
    substitutes: Mapping[str, Pipeline] = field(default_factory=dict)
    mapping_addition: Mapping[str, Any] = field(default_factory=dict)
    templates: Mapping[str, dict[str, Any]] = field(default_factory=dict)
    components: Mapping[str, dict[str, Any]] = field(default_factory=dict)

    def state(self, state: ClusterState) -> ClusterState:
        """Returns what indices and templates there are for it: where it brings templates, they decide alone."""
        if not self.templates and not self.components:
            return state
        return replace(
            state,
            indices={},
            index_templates={**state.index_templates, **self.templates},
            component_templates={**state.component_templates, **self.components},
        )


def parse_index_simulation(
    node: Node, index: str | None, pipeline: str | None, body: Mapping[str, Any]
) -> IndexSimulation:
    """Returns the simulation of a body. Raises what is wrong with it."""
    given = ProcessorConfiguration(None, body)
    listed = given.required_list("docs")
    if not listed:
        raise IllegalArgumentError("must specify at least one document in [docs]")
    timestamp = iso_time(node.clock.now_ms())
    documents = [parse_document(entry, timestamp, index or "", None) for entry in listed]
    if not all(document.metadata[INDEX] for document in documents):
        raise ActionRequestValidationError.of("index is missing")
    bodies = given.mapping("pipeline_substitutions") or {}
    substitutes = {name: Pipeline.parse(name, each, node.ingest.services) for name, each in bodies.items()}
    templates = given.mapping("index_template_substitutions") or {}
    components = given.mapping("component_template_substitutions") or {}
    return IndexSimulation(
        documents,
        pipeline,
        substitutes,
        given.mapping("mapping_addition") or {},
        {name: parse_index_template(each) for name, each in templates.items()},
        {name: parse_component_template(each) for name, each in components.items()},
    )


def simulate_index(node: Node, simulation: IndexSimulation) -> dict[str, Any]:
    """Returns what would become of the documents."""
    return {"docs": [{"doc": _Run(node, simulation, document).result()} for document in simulation.documents]}


class _Run:
    """One document on its way."""

    def __init__(self, node: Node, simulation: IndexSimulation, document: IngestDocument) -> None:
        self._node = node
        self._simulation = simulation
        self._state = simulation.state(node.cluster.state)
        self._document = document
        self._executed: list[str] = []

    def result(self) -> dict[str, Any]:
        metadata = self._document.metadata
        try:
            self._through_pipelines()
        except FindlingError as fault:
            shown = {"_id": metadata.get(ID) or "auto-generated", "_index": metadata[INDEX]}
            return {**shown, "error": error_object(fault)}
        if self._document.is_dropped:
            return {
                "_id": metadata.get(ID) or "auto-generated",
                "_index": metadata[INDEX],
                "executed_pipelines": self._executed,
            }
        body = {
            "_id": metadata.get(ID) or _MISSING_ID,
            "_index": metadata[INDEX],
            "_version": metadata[VERSION],
            "_source": self._document.source,
            "executed_pipelines": self._executed,
        }
        error = self._mapping_fault()
        return body if error is None else {**body, "error": error_object(error)}

    def _through_pipelines(self) -> None:
        document, seen = self._document, [self._document.metadata[INDEX]]
        queue = self._pipelines(self._simulation.pipeline)
        while queue:
            name = queue.pop(0)
            failure = self._pipeline(name).run([document]).get(0)
            if failure is not None:
                raise failure.error if isinstance(failure, Failure) else failure
            self._executed.append(name)
            if document.is_dropped:
                return
            if document.metadata[INDEX] != seen[-1]:
                if document.metadata[INDEX] in seen:
                    raise IllegalStateError(f"index cycle detected while processing pipeline [{name}]")
                seen.append(document.metadata[INDEX])
                queue = self._pipelines(None if document.is_rerouted else NONE)
            document.is_rerouted = False

    def _pipelines(self, first: str | None) -> list[str]:
        """Returns the pipelines of the present index. first: in the place of the default one"""
        name = resolve_date_math(self._document.metadata[INDEX], self._node.clock.now_ms())
        default, final = pipelines_of_index(self._state, name)
        return [each for each in (default if first is None else first, final) if each != NONE]

    def _pipeline(self, name: str) -> Pipeline:
        found = self._simulation.substitutes.get(name) or self._node.ingest.get(name)
        if found is None:
            raise IllegalArgumentError(f"pipeline with id [{name}] does not exist")
        return found

    def _mapping_fault(self) -> FindlingError | None:
        """Returns why the mapping would not take the document, None if it would."""
        metadata, source = self._document.metadata, self._document.source
        try:
            mapping = self._mapping()
            if mapping is None:
                return None
            if metadata.get(ID) is None:
                raise DocumentParsingError(f"[1:2] failed to parse: {_NO_ID}") from IllegalStateError(_NO_ID)
            parsed = mapping.parse_batch(
                [metadata[ID]], [source], [metadata.get(ROUTING)], lambda number: json_text(source)
            )
        except FindlingError as error:
            return error
        return parsed.errors.get(0)

    def _mapping(self) -> IndexMapping | None:
        """Returns the mapping that the index has, or would get, with what the request adds; None if nothing says."""
        state = self._state
        name = resolve_date_math(self._document.metadata[INDEX], self._node.clock.now_ms())
        target = resolve_write(state, name)
        addition, _ = untyped(self._simulation.mapping_addition or None)
        if target is not None and not addition:
            return self._node.indices.get(target[0]).mapping
        template = templates_for(state, name)
        if target is None and not addition and template.name is None and not template.legacy:
            return None
        settings = template.settings if target is None else target[0].settings
        present = template.mappings if target is None else target[0].mapping
        below, _ = untyped(present)
        return IndexMapping.from_json(merge_mappings(below, addition), analysis_of(settings), settings)
