"""What other nodes ask of this one's copies of shards."""

import time
from collections.abc import Callable, Sequence
from typing import Any, Final

import orjson

from findling.base.errors import CorruptIndexError, IllegalStateError, UnavailableShardsError
from findling.cluster.nats.errors import NodeUnreachableError
from findling.index.operations.operation import GetResult, Operation
from findling.index.shard_stats import ShardStats
from findling.mapping.parsed_batch import ParsedBatch
from findling.node.services.index_service import IndexService
from findling.node.services.replication.copies import Copies
from findling.node.services.replication.copy import Copy
from findling.node.services.replication.logged_message import PackedResult, pack_results

_MAPPING_S: Final = 10.0
_APPLY_S: Final = 10.0
_POLL_S: Final = 0.02


def register(copies: Copies) -> None:
    """Makes everything here available to other nodes."""
    for name, action in ACTIONS.items():
        copies.calls.register(name, _bound(action, copies))
    copies.calls.register("recovery_begin", copies.source.begin)
    copies.calls.register("recovery_read", copies.source.read)
    copies.calls.register("recovery_end", copies.source.end)


def _bound(action: Callable[[Copies, Any], Any], copies: Copies) -> Callable[[Any], Any]:
    return lambda request: action(copies, request)


def _open(copies: Copies, request: dict[str, Any]) -> Copy:
    copy = copies.ready(request["uuid"], request["number"])
    if copy is None:
        raise UnavailableShardsError(f"no open copy of [{request['uuid']}][{request['number']}] here")
    return copy


def _readable(copies: Copies, request: dict[str, Any]) -> Copy:
    copy = copies.readable(request["uuid"], request["number"])
    if copy is None:
        raise NodeUnreachableError(f"no readable copy of [{request['uuid']}][{request['number']}] here")
    return copy


def write(copies: Copies, request: dict[str, Any]) -> list[PackedResult]:
    """Writes a batch to a primary that is here."""
    copy = _open(copies, request)
    operations: list[Operation] = request["operations"]
    _wait_for_mapping(copy.service, request["mapping"])
    parsed = _parsed(copy.service, operations)
    return pack_results(copy.write(operations, parsed, request["batch"], request["term"]))


def _wait_for_mapping(service: IndexService, version: int) -> None:
    deadline = time.monotonic() + _MAPPING_S
    while service.metadata.mapping_version < version:
        if time.monotonic() > deadline:
            raise UnavailableShardsError(f"the mapping of [{service.name}] has not come, version {version}")
        time.sleep(_POLL_S)


def _parsed(service: IndexService, operations: Sequence[Operation]) -> ParsedBatch | None:
    """Returns the documents as columns; whoever sent them has put their fields into the mapping."""
    indexing = [operation for operation in operations if operation.input >= 0]
    if not indexing:
        return None
    for number, operation in enumerate(indexing):
        operation.input = number
    ids, routings = [operation.id for operation in indexing], [operation.routing for operation in indexing]
    parsed = service.mapping.parse_batch(ids, [orjson.loads(operation.source) for operation in indexing], routings)
    if parsed.mapping_update is not None:
        raise IllegalStateError(f"documents have fields that the mapping lacks: {parsed.mapping_update}")
    return parsed


def get(copies: Copies, request: dict[str, Any]) -> list[GetResult | None]:
    """Returns documents of a copy that is here."""
    copy = copies.fresh(request["uuid"], request["number"], request["realtime"])
    try:
        return copy.get_many(request["ids"], request["realtime"])
    except CorruptIndexError as error:
        if copies.damaged(*copy.key, error):
            raise NodeUnreachableError(f"the copy here is damaged: {error.reason}") from None
        raise


def refresh(copies: Copies, request: dict[str, Any]) -> None:
    """Makes everything up to a message of the log visible."""
    copy = _readable(copies, request)
    if not copy.wait_for(request["sequence"], _APPLY_S):
        raise UnavailableShardsError("the copy does not follow its log")
    copy.shard.refresh()


def await_refresh(copies: Copies, request: dict[str, Any]) -> None:
    """Returns once an operation is visible."""
    copy = _readable(copies, request)
    deadline = time.monotonic() + _APPLY_S
    while copy.shard.max_seq_no < request["seq_no"]:
        if time.monotonic() > deadline:
            raise UnavailableShardsError("the copy does not follow its log")
        time.sleep(_POLL_S)
    if not copy.shard.wait_for_refresh(request["seq_no"], _APPLY_S / 2):
        copy.shard.refresh()


def flush(copies: Copies, request: dict[str, Any]) -> None:
    """Writes a commit point."""
    _readable(copies, request).shard.flush(request["force"])


def force_merge(copies: Copies, request: dict[str, Any]) -> None:
    """Merges segments."""
    shard = _readable(copies, request).shard
    shard.force_merge(request["max_num_segments"], request["only_expunge_deletes"])


def stats(copies: Copies, request: dict[str, Any]) -> ShardStats:
    """Returns the statistics of a copy."""
    return _readable(copies, request).shard.stats()


ACTIONS: Final[dict[str, Callable[[Copies, Any], Any]]] = {
    "write": write,
    "get": get,
    "refresh": refresh,
    "await_refresh": await_refresh,
    "flush": flush,
    "force_merge": force_merge,
    "stats": stats,
}
