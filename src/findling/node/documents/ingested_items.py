"""Documents of a write request go through their pipelines before anything else is done with them."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from findling.base.errors import FindlingError, IllegalArgumentError
from findling.base.json_values import json_text
from findling.cluster.date_math_names import resolve_date_math
from findling.cluster.ingest_pipelines import NONE, pipelines_of_index
from findling.ingest.document import (
    DYNAMIC_TEMPLATES,
    ID,
    INDEX,
    ROUTING,
    VERSION,
    VERSION_TYPE,
    IngestDocument,
)
from findling.ingest.errors import IngestStateError
from findling.ingest.pipeline import Pipeline
from findling.ingest.processor import Failure
from findling.node.documents.bulk_item import BulkItem, read_update
from findling.node.documents.bulk_request import ANY_VERSION
from findling.node.documents.document_update import load_document
from findling.node.services.iso_time import iso_time
from findling.node.services.node import Node

AUTO_GENERATED: Final = "auto-generated"
_NO_VERSION: Final = -4
_NO_SHARDS: Final = {"total": 0, "successful": 0, "failed": 0}
Queue = tuple[str, ...]


@dataclass(slots=True)
class _Ingest:
    """A document of an item on its way.

    final: its final pipeline; indices: those that it was meant for, the first one first
    of_upsert: whether it is what an update makes of a document that is not there
    """

    item: BulkItem
    document: IngestDocument
    final: str
    indices: list[str]
    of_upsert: bool = False
    is_first: bool = True


@dataclass(slots=True)
class IngestRun:
    """The pipelines of one request. nanos: how long they took; is_needed: whether there were any"""

    node: Node
    nanos: int = 0
    is_needed: bool = False
    _known: dict[str, tuple[str, str]] = field(default_factory=dict)

    def run(self, items: Sequence[BulkItem]) -> list[BulkItem]:
        """Runs the documents of items through their pipelines; returns the items that are to be written.

        The others hold their outcomes afterwards.
        """
        queues: dict[Queue, list[_Ingest]] = defaultdict(list)
        for item in items:
            try:
                self._queue(item, queues)
            except FindlingError as error:
                fail(item, error)
        if not self.is_needed:
            return list(items)
        started = time.perf_counter_ns()
        while queues:
            queue = next(iter(queues))
            self._run_first(queue, queues.pop(queue), queues)
        self.nanos = time.perf_counter_ns() - started
        return [item for item in items if item.error is None and not item.outcome]

    def pipelines(self, index: str) -> tuple[str, str]:
        """Returns the default and the final pipeline of an index."""
        found = self._known.get(index)
        if found is None:
            state, now_ms = self.node.cluster.state, self.node.clock.now_ms()
            try:
                found = pipelines_of_index(state, resolve_date_math(index, now_ms))
            except FindlingError:
                found = (NONE, NONE)  # the write itself will tell what is wrong with the name
            self._known[index] = found
        return found

    def _pipeline(self, name: str) -> Pipeline:
        """Returns a pipeline. Raises IllegalArgumentError if there is none."""
        pipeline = self.node.ingest.get(name)
        if pipeline is None:
            raise IllegalArgumentError(f"pipeline with id [{name}] does not exist")
        return pipeline

    def _queue(self, item: BulkItem, queues: dict[Queue, list[_Ingest]]) -> None:
        if item.action == "delete":
            return
        default, final = self.pipelines(item.index)
        chosen = item.pipeline
        if item.action == "update" and read_update(item).upsert is None:
            chosen = None  # it is for documents that come whole
        first = default if chosen is None else chosen
        queue = tuple(name for name in (first, final) if name != NONE)
        if not queue:
            return
        sources = list(_sources(item)) if item.action == "update" else None
        if sources == []:
            return
        self.is_needed = True
        self._pipeline(queue[0])
        for source, of_upsert in _sources(item) if sources is None else sources:
            document = IngestDocument(source, _metadata(item), iso_time(self.node.clock.now_ms()))
            queues[queue].append(_Ingest(item, document, final, [item.index], of_upsert))

    def _run_first(self, queue: Queue, group: list[_Ingest], queues: dict[Queue, list[_Ingest]]) -> None:
        """Runs documents through the first pipeline that they wait for."""
        rest = queue[1:]
        try:
            pipeline = self._pipeline(queue[0])
        except FindlingError as error:
            for each in group:
                fail(each.item, error)
            return
        pipeline.counter.bytes_in += sum(len(each.item.source) for each in group if each.is_first)
        started = time.perf_counter_ns()
        failures = pipeline.run([each.document for each in group])
        self.node.ingest.total.add(len(group), time.perf_counter_ns() - started, len(failures))
        for place, each in enumerate(group):
            failure = failures.get(place)
            if failure is not None:
                each.item.asked_index = each.indices[0]
                each.item.pipeline_failure = where_it_failed(pipeline.id, failure)
                fail(each.item, failure.error if isinstance(failure, Failure) else failure)
                continue
            try:
                self._go_on(each, pipeline, rest, queues)
            except FindlingError as error:
                fail(each.item, error)

    def _go_on(self, each: _Ingest, pipeline: Pipeline, rest: Queue, queues: dict[Queue, list[_Ingest]]) -> None:
        document = each.document
        each.item.executed_pipelines.append(pipeline.id)
        if document.is_dropped:
            drop(each.item)
            return
        if document.metadata[INDEX] != each.indices[-1]:
            rest = self._redirected(each, pipeline, is_final=not rest and pipeline.id == each.final)
        document.is_rerouted = False
        n_bytes = self._take(each)
        if each.is_first:
            pipeline.counter.bytes_out += n_bytes
            each.is_first = False
        if rest:
            queues[rest].append(each)

    def _redirected(self, each: _Ingest, pipeline: Pipeline, is_final: bool) -> Queue:
        """Returns the pipelines of the index that a document goes to now. Raises IngestStateError if it may not."""
        before, after = each.indices[-1], each.document.metadata[INDEX]
        if is_final:
            raise IngestStateError(
                f"final pipeline [{pipeline.id}] can't change the target index (from [{before}] to [{after}]) for "
                f"document [{each.document.metadata.get(ID)}]"
            )
        route = [*each.indices, after]
        if after in each.indices:
            raise IngestStateError(
                f"index cycle detected while processing pipeline [{pipeline.id}] for document "
                f"[{each.document.metadata.get(ID)}]: [{', '.join(route)}]"
            )
        each.indices = route
        default, each.final = self.pipelines(after)
        first = default if each.document.is_rerouted else NONE
        return tuple(name for name in (first, each.final) if name != NONE)

    def _take(self, each: _Ingest) -> int:
        """Gives an item what became of its document; returns its bytes."""
        item, document = each.item, each.document
        if each.of_upsert:
            assert item.update is not None
            if item.update.upsert is not None:
                item.update.upsert = document.source
            else:
                item.update.doc = document.source
            return 0
        metadata = document.metadata
        item.source = json_text(document.source)
        item.index, item.id, item.routing = metadata[INDEX], metadata.get(ID), metadata.get(ROUTING)
        version = metadata[VERSION]
        item.version = None if version in (ANY_VERSION, _NO_VERSION) else int(version)
        item.version_type = metadata.get(VERSION_TYPE) or item.version_type
        if metadata.get("_if_seq_no") is not None:
            item.if_seq_no = int(metadata["_if_seq_no"])
        if metadata.get("_if_primary_term") is not None:
            item.if_primary_term = int(metadata["_if_primary_term"])
        if metadata.get(DYNAMIC_TEMPLATES):
            item.dynamic_templates = {**(item.dynamic_templates or {}), **metadata[DYNAMIC_TEMPLATES]}
        return len(item.source)


def _sources(item: BulkItem) -> Iterable[tuple[dict[str, Any], bool]]:
    """Yields the documents of an item that pipelines see, and whether each is that of an update."""
    if item.action != "update":
        yield load_document(item.source), False
    else:
        update = read_update(item)
        if update.upsert is not None:
            yield update.upsert, True
        elif update.doc_as_upsert and update.doc is not None:
            yield update.doc, True


def _metadata(item: BulkItem) -> dict[str, Any]:
    version = item.version
    if version is None or item.action == "update":
        version = _NO_VERSION if item.action == "create" else ANY_VERSION
    metadata: dict[str, Any] = {INDEX: item.index, ID: item.id, VERSION: version, VERSION_TYPE: item.version_type}
    if item.routing is not None:
        metadata[ROUTING] = item.routing
    return metadata


def where_it_failed(outermost: str, failure: FindlingError | Failure) -> dict[str, Any]:
    """Returns what the record of a failed document says of its pipeline and processor."""
    if not isinstance(failure, Failure):
        return {"pipeline_trace": [outermost], "pipeline": outermost}
    inner = failure.pipeline or outermost
    trace = [outermost] if inner == outermost else [outermost, inner]
    shown: dict[str, Any] = {"pipeline_trace": trace, "pipeline": inner}
    if failure.tag is not None:
        shown["processor_tag"] = failure.tag
    return {**shown, "processor_type": failure.kind}


def fail(item: BulkItem, error: FindlingError) -> None:
    """Gives an item the error of a pipeline."""
    if item.id is None:
        item.id = AUTO_GENERATED
    item.index_name = item.index_name or item.index
    item.is_of_pipeline = True
    item.fail(error)


def drop(item: BulkItem) -> None:
    """Gives an item the outcome of a document that a pipeline has dropped."""
    version = item.version
    if version is None:
        version = _NO_VERSION if item.action == "create" else ANY_VERSION
    item.id = item.id or AUTO_GENERATED
    item.index_name = item.index_name or item.index
    item.outcome = {"_version": version, "result": "noop", "_shards": dict(_NO_SHARDS)}
    item.status = 200
