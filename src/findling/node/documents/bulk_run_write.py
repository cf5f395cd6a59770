"""Carries out a bulk run: one parse, one batch and one translog sync per shard, nothing per document in between."""

import time
from collections.abc import Sequence
from typing import Any

import numpy as np

from findling.base.errors import FindlingError
from findling.base.ids import auto_ids
from findling.base.work.current import check_work
from findling.cluster.routing import shards_of
from findling.cluster.state import IndexMetadata
from findling.index.operations.batch_selection import select_inputs
from findling.index.operations.operation_run import OperationRun, RunResult
from findling.index.shard import Shard
from findling.mapping.documents.json_documents import JsonDocuments
from findling.node.documents.bulk import WriteOptions, make_visible
from findling.node.documents.bulk_run import BulkRun, BulkRunOutcome
from findling.node.documents.owner_stamp import owner_field, signature_of
from findling.node.documents.shard_write import parse_documents
from findling.node.documents.write_targets import WriteTargets, alias_routing
from findling.node.services.active_shards import are_active
from findling.node.services.index_service import IndexService
from findling.node.services.node import Node
from findling.node.services.slow_log import log_slow_indexing


def write_run(node: Node, run: BulkRun, options: WriteOptions) -> BulkRunOutcome | None:
    """Writes a run. Returns None, and has written nothing, if its items have to be taken one by one."""
    started = time.perf_counter_ns()
    try:
        targets = WriteTargets(node)
        if not targets.takes_run(run.index, run.action):
            return None
        metadata, alias = targets.find(run.index, run.defaults.require_alias)
        targets.check_operation(run.index, run.action)
        targets.take_type(metadata, run.type_name)
        routing = alias_routing(alias, run.index, run.defaults.routing)
        if metadata.is_time_series or not are_active(node, metadata, options.active_shards):
            return None
        service = node.indices.enter(metadata)
    except FindlingError:
        return None
    try:
        writer = _written(node, service, run, routing)
    finally:
        service.gate.leave()
    if writer is None:
        return None
    for shard, last_seq_no in writer.written:
        make_visible(node, shard, last_seq_no, options.refresh)
    took_ms = (time.perf_counter_ns() - started) // 1_000_000
    refreshed = options.refresh == "true"
    return BulkRunOutcome(run.action, service.metadata, writer.ids, writer.result, took_ms, refreshed, run.type_name)


def _written(node: Node, service: IndexService, run: BulkRun, routing: str | None) -> "_RunWriter | None":
    """Gives a run to the shards of its index; returns None, and has written nothing, if it has to be taken apart."""
    if service.mapping.semantic_fields or (service.mapping.routing_required and routing is None):
        return None
    if signature_of(node) is not None and owner_field(node, service.name) is not None:
        return None
    check_work()  # from here on it is done to its end
    writer = _RunWriter(service, run, auto_ids(len(run)) if run.ids is None else run.ids, routing)
    for number, places in _places_by_shard(service.metadata, writer.ids, routing):
        writer.write(number, places)
    return writer


def _places_by_shard(metadata: IndexMetadata, ids: list[str], routing: str | None) -> list[tuple[int, Sequence[int]]]:
    """Returns the shards in the order in which documents go to them, each with the places of these."""
    if metadata.number_of_shards == 1:
        return [(0, range(len(ids)))]
    numbers = np.array(shards_of(metadata, ids, [routing] * len(ids)))
    return [(number, np.flatnonzero(numbers == number).tolist()) for number in dict.fromkeys(numbers.tolist())]


class _RunWriter:
    """Writes the documents of a run to their shards.

    written: shards that applied something, with the last sequence number there
    """

    def __init__(self, service: IndexService, run: BulkRun, ids: list[str], routing: str | None) -> None:
        self._service = service
        self._run = run
        self.ids = ids
        self._operations = OperationRun(run.action, ids, run.sources, routing, run.ids is None)
        self.result = RunResult.empty(len(run), service.metadata.primary_terms[0])
        self.written: list[tuple[Shard, int]] = []

    def write(self, number: int, places: Sequence[int]) -> None:
        """Applies the documents at these places to one shard; they may be acknowledged then."""
        try:
            shard = self._service.primary(number)
            with self._service.while_open():
                if self._apply(shard, places):
                    shard.acknowledge()
        except FindlingError as error:
            self.result.fail(places, error)

    def _apply(self, shard: Shard, places: Sequence[int]) -> bool:
        """Returns whether anything was given to the shard."""
        operations, documents = self._operations, self._run.documents
        if len(places) < len(operations):
            operations, documents = operations.select(places), _chosen(documents, places)
        routings = [operations.routing] * len(operations)
        parsed = parse_documents(self._service, operations.ids, documents, routings, operations.sources.__getitem__)
        if parsed.errors:
            self.result.errors.update((places[i], error) for i, error in parsed.errors.items())
            good = [i for i in range(len(operations)) if i not in parsed.errors]
            if not good:
                return False
            operations, parsed = operations.select(good), select_inputs(parsed, good)
            places = [places[i] for i in good]
        started = time.perf_counter()
        result = shard.apply_run(operations, parsed, sync=False)
        elapsed_ms, metadata = (time.perf_counter() - started) * 1000, self._service.metadata
        log_slow_indexing(
            metadata.settings, metadata.name, metadata.uuid, elapsed_ms, operations.ids, operations.sources
        )
        self.result.put(places, result)
        self.written.append((shard, max(int(result.seq_nos.max()), -1)))  # what failed has a negative number
        return True


def _chosen(documents: Sequence[dict[str, Any]], places: Sequence[int]) -> Sequence[dict[str, Any]]:
    return documents.select(places) if isinstance(documents, JsonDocuments) else [documents[i] for i in places]
