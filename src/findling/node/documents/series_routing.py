"""Writes to an index of time series: the dimensions of a document say its shard, and later its id."""

from collections.abc import Sequence
from typing import Final

from findling.base.errors import DocumentParsingError, IllegalArgumentError, VersionConflictError
from findling.base.json_values import json_token
from findling.cluster.routing import refused_by_series, shard_of_hash, shard_of_series
from findling.cluster.state import ClusterState, IndexMetadata
from findling.index.operations.operation import Operation, OperationResult
from findling.mapping.dates import date_formatter
from findling.mapping.documents.document_errors import caused
from findling.mapping.documents.source_location import end_location
from findling.mapping.parsed_batch import ParsedBatch
from findling.mapping.time_series.bounds import TIMESTAMP, time_series_of
from findling.mapping.time_series.routing_hash import encode_hash, routing_hash
from findling.node.documents.bulk_item import BulkItem
from findling.node.documents.document_update import load_document

_INSTANT: Final = date_formatter("strict_date_time")


def route_series(index: IndexMetadata, item: BulkItem) -> None:
    """Finds the shard of a write. A document gets its routing hash for a routing.

    Raises IllegalArgumentError for what such an index does not support and for documents without routing fields,
    ResourceNotFoundError for the id of a deletion that no document can have.
    """
    if item.action == "update":
        raise refused_by_series(index, "update")
    if item.action == "delete":
        item.shard = shard_of_series(index, item.id or "", item.routing)
        return
    if item.routing is not None:
        raise refused_by_series(index, "specifying routing")
    series = time_series_of(index.settings)
    if series is None:
        raise IllegalArgumentError(f"[{index.name}] has no time series")
    hashed = routing_hash(load_document(item.source), series.routing_path)
    item.routing, item.shard = encode_hash(hashed), shard_of_hash(index, hashed)


def series_index(state: ClusterState, stream: str, item: BulkItem) -> IndexMetadata:
    """Returns the backing index whose window of time has the timestamp of a document.

    Raises IllegalArgumentError if there is none, DocumentParsingError for a timestamp that cannot be read.
    """
    value = load_document(item.source).get(TIMESTAMP)
    if value is None:
        raise IllegalArgumentError(f"Error get data stream timestamp field: timestamp field [{TIMESTAMP}] is missing")
    if isinstance(value, (bool, list, dict)):
        raise IllegalArgumentError(
            f"Error get data stream timestamp field: Failed to parse object: expecting token of type [VALUE_STRING] or "
            f"[VALUE_NUMBER] but found [{json_token(value)}]"
        )
    millis = date_formatter("strict_date_optional_time_nanos||strict_date_optional_time||epoch_millis").parse_millis(
        str(value)
    )
    indices = [state.indices[name] for name in reversed(state.streams.streams[stream].indices)]
    windows = []
    for index in indices:
        series = time_series_of(index.settings)
        if series is not None and series.start_ms <= millis < series.end_ms:
            return index
        if series is not None:
            windows.append(f"[{_INSTANT.format(series.start_ms)},{_INSTANT.format(series.end_ms)}]")
    raise IllegalArgumentError(
        f"the document timestamp [{_INSTANT.format(millis)}] is outside of ranges of currently writable indices "
        f"[{''.join(reversed(windows))}]"
    )


def name_documents(index: str, items: Sequence[BulkItem], operations: Sequence[Operation], parsed: ParsedBatch) -> None:
    """Gives documents of time series their ids; one that came with another id fails."""
    for item, operation in zip(items, operations, strict=True):
        number = operation.input
        if parsed.identities is None or number < 0 or number in parsed.errors:
            continue
        made = parsed.identities.ids[number]
        if item.id not in (None, made):
            cause = IllegalArgumentError(
                f"_id must be unset or set to [{made}] but was [{item.id}] because [{index}] is in time_series mode"
            )
            reason = f"[{end_location(operation.source)}] failed to parse: {cause.reason}"
            parsed.errors[number] = caused(DocumentParsingError(reason), cause)
            continue
        item.id = operation.id = made
        operation.routing = None


def describe_conflict(operation: Operation, result: OperationResult, parsed: ParsedBatch) -> None:
    """Says of which series the document of a version conflict is."""
    error = result.error
    exists = isinstance(error, VersionConflictError) and "document already exists" in error.reason
    if error is not None and exists and parsed.identities is not None:
        what = error.reason.removeprefix(f"[{operation.id}]")
        result.error = VersionConflictError(f"{parsed.identities.description(operation.input)}{what}", **error.metadata)
