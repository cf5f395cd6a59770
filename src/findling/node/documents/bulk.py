"""The bulk action: many writes, one parse and one translog sync per shard."""

import time
from collections import defaultdict
from dataclasses import dataclass
from typing import Final, Literal

from findling.base.errors import FindlingError, IndexClosedError, SecurityError
from findling.base.ids import auto_id
from findling.base.units import parse_time_ms
from findling.base.work.current import checked
from findling.cluster.routing import shards_of
from findling.cluster.state import IndexMetadata
from findling.index.shard import Shard
from findling.node.documents.bulk_item import BulkItem, check_item
from findling.node.documents.failure_store import keep_failures, take_outcomes
from findling.node.documents.ingested_items import IngestRun
from findling.node.documents.owner_stamp import signature_of, stamp
from findling.node.documents.series_routing import route_series
from findling.node.documents.shard_write import ShardWriter
from findling.node.documents.update_script import UpdateScripts
from findling.node.documents.write_faults import check_items
from findling.node.documents.write_targets import WriteTargets, alias_routing
from findling.node.services.active_shards import ActiveShards, inactive_fault
from findling.node.services.index_blocks import closed_block
from findling.node.services.index_service import IndexService
from findling.node.services.node import Node

RefreshPolicy = Literal["false", "true", "wait_for"]


@dataclass(frozen=True, slots=True)
class WriteOptions:
    """How a write request is carried out.

    refresh: true makes the writes searchable before the answer, wait_for answers once they are
    active_shards: copies that must be active (see active_shards.py); timeout: how long to wait for them, as the client
    wrote it
    """

    refresh: RefreshPolicy = "false"
    active_shards: int | None = None
    timeout: str = "1m"


DEFAULT_OPTIONS: Final = WriteOptions()


def bulk(node: Node, items: list[BulkItem], options: WriteOptions = DEFAULT_OPTIONS) -> dict[str, object]:
    """Carries out writes and returns the bulk response; an item that fails does not keep the others back.

    Raises ActionRequestValidationError, and has done nothing then, if one of them makes no sense.
    """
    started = time.perf_counter_ns()
    check_items(items)
    ingest_ms = write_items(node, items, options, of_bulk=True)
    ingest_took = {} if ingest_ms is None else {"ingest_took": ingest_ms}
    return {
        "errors": any(item.error is not None for item in items),
        "took": (time.perf_counter_ns() - started) // 1_000_000,
        **ingest_took,
        "items": [{item.action: item.answer()} for item in items],
    }


def write_items(node: Node, items: list[BulkItem], options: WriteOptions, of_bulk: bool = False) -> int | None:
    """Carries out writes; the items hold their outcomes afterwards. of_bulk: whether a bulk request asks for them

    Returns the milliseconds that pipelines took, None without any.
    """
    ingest = IngestRun(node)
    _write_ingested(node, ingest.run(items), options, of_bulk)
    stored = keep_failures(node, items)
    if stored:
        _write_ingested(node, list(stored.values()), options, of_bulk)
        take_outcomes(stored, items)
    return ingest.nanos // 1_000_000 if ingest.is_needed else None


def _write_ingested(node: Node, items: list[BulkItem], options: WriteOptions, of_bulk: bool) -> None:
    targets = WriteTargets(node, of_bulk, not of_bulk and any(item.action == "update" for item in items))
    groups: dict[str, list[BulkItem]] = defaultdict(list)
    indices: dict[str, IndexMetadata] = {}
    signature = signature_of(node)
    creating = {item.index for item in items if item.may_create_index}
    of_any_kind = {item.index for item in items if item.may_create_index and not item.require_data_stream}
    for item in checked(items):
        try:
            check_item(item)
            metadata, alias = targets.find_for(item, item.index in creating, item.index not in of_any_kind)
            targets.check_operation(item.index, item.action)
            item.routing = alias_routing(alias, item.index, item.routing)
            item.index_name = metadata.name
            targets.take_type(metadata, item.type_name)
            if metadata.is_time_series:
                route_series(metadata, item)
            elif item.id is None:
                item.id, item.auto_id = auto_id(), True
            if signature is not None:
                stamp(node, item, signature)
            groups[metadata.name].append(item)
            indices[metadata.name] = metadata
        except IndexClosedError as error:
            single = item.action == "update" and not of_bulk
            item.fail(closed_block(error.metadata["index"]) if single else error)
        except SecurityError as error:
            if item.id is None and _is_known(node, item.index):
                item.id = auto_id()  # Elasticsearch numbers documents before it asks who may write them
            item.fail(error)
        except FindlingError as error:
            item.fail(error)
    for name, group in groups.items():
        _write_index(node, indices[name], group, options)


def _is_known(node: Node, name: str) -> bool:
    """Whether there is an index, alias or stream of a name."""
    state = node.cluster.state
    return name in state.indices or name in state.streams.streams or name in state.alias_names()


def _write_index(node: Node, metadata: IndexMetadata, items: list[BulkItem], options: WriteOptions) -> None:
    active = ActiveShards(options.active_shards, parse_time_ms(options.timeout, "timeout")).reached(node, metadata)
    try:
        service = node.indices.enter(metadata)
    except FindlingError as error:
        for item in items:
            item.fail(error)
        return
    try:
        written = _write_shards(node, service, items, options, active)
    finally:
        service.gate.leave()
    for writer, group in written:
        if writer.applied:
            last = max((item.outcome.get("_seq_no", -1) for item in group if item.error is None), default=-1)
            make_visible(node, writer.shard, last, options.refresh)


def _write_shards(
    node: Node, service: IndexService, items: list[BulkItem], options: WriteOptions, active: bool
) -> list[tuple[ShardWriter, list[BulkItem]]]:
    """Writes items to the shards of their index; returns what each shard was given. active: whether it may be"""
    metadata = service.metadata
    if metadata.is_time_series:
        numbers = [item.shard for item in items]
    else:
        numbers = shards_of(metadata, [item.id or "" for item in items], [item.routing for item in items])
    by_shard: dict[int, list[BulkItem]] = defaultdict(list)
    for item, number in checked(zip(items, numbers, strict=True)):
        by_shard[number].append(item)
    written = []
    scripts = UpdateScripts(node.scripts, node.clock.now_ms())
    for number, group in by_shard.items():
        try:
            if not active:
                raise inactive_fault(metadata, number, options.active_shards, options.timeout, _described(group))
            writer = ShardWriter(service, number, scripts, node.inference, options.refresh == "true")
            writer.write(group)
            written.append((writer, group))
        except FindlingError as error:
            for item in group:
                item.fail(error)
    return written


def _described(items: list[BulkItem]) -> str:
    """Returns the writes to one shard as the error that stands for all of them shows them."""
    first = items[0]
    if len(items) > 1:
        return f"[{len(items)}] requests"
    if first.action == "delete":
        return f"[delete {{[{first.index}][{first.id}]}}]"
    return f"[index {{[{first.index}][{first.id}], source[{first.source.decode('utf-8', 'replace')}]}}]"


def make_visible(node: Node, shard: Shard, last_seq_no: int, refresh: RefreshPolicy) -> None:
    """Refreshes, or waits for a refresh, as the request says.

    last_seq_no: the last sequence number that the request's writes got on the shard, -1 if none
    """
    if refresh == "true":
        shard.refresh()
    elif refresh == "wait_for":
        if node.config.read_your_writes or not node.config.background:
            shard.refresh()
        elif last_seq_no >= 0:
            shard.wait_for_refresh(last_seq_no)
