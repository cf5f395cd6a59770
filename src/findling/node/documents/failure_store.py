"""Documents that a data stream could not take: kept in its failure store, with what was wrong with them."""

import traceback
from collections.abc import Mapping, Sequence
from typing import Any

from findling.base.error_body import error_type, shown_reason
from findling.base.errors import FindlingError, VersionConflictError
from findling.base.json_values import json_text
from findling.base.wildcards import matches_any
from findling.cluster.cluster_settings import cluster_setting
from findling.cluster.state import ClusterState
from findling.cluster.streams.data_stream import DataStream
from findling.cluster.streams.options import failure_store_enabled
from findling.cluster.streams.settings import FAILURE_STORE
from findling.cluster.templates import compose, find_stream_template
from findling.node.documents.bulk_item import BulkItem
from findling.node.documents.document_update import load_document
from findling.node.services.iso_time import iso_time
from findling.node.services.node import Node
from findling.node.streams.create_stream import auto_create_stream
from findling.node.streams.stream_rollover import roll_if_asked


def is_kept(state: ClusterState, stream: DataStream) -> bool:
    """Whether a stream's failed documents are kept."""
    return _is_enabled(state, stream.name, stream.options)


def _is_enabled(state: ClusterState, name: str, options: Mapping[str, Any] | None) -> bool:
    patterns = cluster_setting(state, FAILURE_STORE)
    return failure_store_enabled(options, name, lambda stream: matches_any(patterns, stream))


def keep_failures(node: Node, items: Sequence[BulkItem]) -> dict[int, BulkItem]:
    """Returns by place the writes to failure stores that failed writes come to; says of others why there is none."""
    stored: dict[int, BulkItem] = {}
    for place, item in enumerate(items):
        if item.error is None or item.action not in ("create", "index") or not _may_be_kept(item):
            continue
        enabled = _enabled(node.cluster.state, item)
        if enabled is None:
            continue
        item.failure_store = "not_enabled"
        if enabled:
            try:
                stored[place] = _failed_document(node, item)
            except FindlingError:
                item.failure_store = "failed"
    return stored


def _may_be_kept(item: BulkItem) -> bool:
    """Whether a write failed in a pipeline, or in the shard: not where it was refused before."""
    return not isinstance(item.error, VersionConflictError) and (item.stream is not None or item.is_of_pipeline)


def _enabled(state: ClusterState, item: BulkItem) -> bool | None:
    """Whether a write's failure is kept; None if it is not for a data stream."""
    name = item.stream or item.index
    stream = state.streams.get(name)
    if stream is not None:
        return is_kept(state, stream)
    if name in state.indices:
        return None
    template = find_stream_template(state, name)
    if template is None:
        return None
    return _is_enabled(state, name, compose(state, template, state.index_templates[template]).options)


def _failed_document(node: Node, item: BulkItem) -> BulkItem:
    name = item.stream or item.index
    if name not in node.cluster.state.streams.streams:
        auto_create_stream(node, name)
    stream = roll_if_asked(node, node.cluster.state.streams.streams[name], "failures")
    source = json_text(_document(item, iso_time(node.clock.now_ms())))
    return BulkItem("create", stream.failure_write_index or "", source=source, is_failure=True)


def _document(item: BulkItem, now: str) -> dict[str, Any]:
    error = item.error
    assert error is not None
    known = {
        "id": None if item.is_of_pipeline else item.id,
        "routing": item.routing,
        "index": item.asked_index or item.index,
    }
    return {
        "@timestamp": now,
        "document": {
            **{key: value for key, value in known.items() if value is not None},
            "source": load_document(item.source),
        },
        "error": {
            "type": error_type(error),
            "message": shown_reason(error),
            "stack_trace": "".join(traceback.format_exception_only(error)),
            **item.pipeline_failure,
        },
    }


def take_outcomes(stored: Mapping[int, BulkItem], items: Sequence[BulkItem]) -> None:
    """Gives the writes that failed what became of their documents in the failure store."""
    for place, kept in stored.items():
        item = items[place]
        if kept.error is not None:
            item.failure_store = "failed"
            continue
        item.error, item.failure_store = None, "used"
        item.index_name, item.id, item.outcome, item.status = kept.index_name, kept.id, kept.outcome, kept.status
