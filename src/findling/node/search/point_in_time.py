"""Points in time: searches that all see the same state."""

import time
from typing import Any, Final

from findling.base.errors import (
    ActionRequestValidationError,
    IllegalArgumentError,
    NoShardAvailableError,
    ParsingError,
)
from findling.base.json_values import json_token
from findling.base.object_parser import STRING, Member, parse_object
from findling.base.units import parse_time_ms
from findling.cluster.access import current_access
from findling.cluster.name_resolution import IndicesOptions
from findling.node.search.reader_targets import PIT, check_keep_alive, open_reader, reopened
from findling.node.search.search import (
    OPTIONS,
    SearchCall,
    fetch,
    parse_search,
    query,
    respond,
    retrieve,
    with_tie_breaker,
)
from findling.node.search.shard_targets import ShardTarget, cut, find_targets
from findling.node.services.context_ids import check_base64, check_pit_id
from findling.node.services.node import Node
from findling.node.services.reader_contexts import ReaderContext
from findling.node.services.resolving import resolving_anew


@resolving_anew
def open_point_in_time(
    node: Node, expression: str, keep_alive_ms: int, options: IndicesOptions, routing: str | None = None
) -> dict[str, object]:
    """Returns the id of a new point in time."""
    targets = find_targets(node, expression, options, routing)
    reader = open_reader(node, PIT, targets, keep_alive_ms)
    shards = {"total": len(targets), "successful": len(targets), "skipped": 0, "failed": 0}
    return {"id": reader.id, "_shards": shards}


def close_point_in_time(node: Node, reader_id: str) -> dict[str, Any]:
    """Closes a point in time; `num_freed` is 0 if it was not there."""
    check_base64(reader_id)
    check_pit_id(reader_id)
    known = node.readers.find(reader_id)
    freed = len(known.searchers) + len(known.far) if known is not None else 0
    found = node.readers.release(reader_id)
    return {"succeeded": found, "num_freed": freed}


def search_point_in_time(node: Node, call: SearchCall) -> dict[str, object]:
    """Searches the point in time that the body names."""
    started = time.perf_counter()
    reader_id, keep_alive_ms = parse_point_in_time(call)
    if keep_alive_ms is not None:
        check_keep_alive(node, keep_alive_ms)
    request = parse_search(call)
    request = with_tie_breaker(request)
    reader = node.readers.get(reader_id, PIT, keep_alive_ms)
    _check_seen(reader)
    with reopened(node, reader, call.check) as targets:
        _leave_out_gone(node, targets)
        cut(targets, request.slice)
        request = retrieve(node, request, targets, call)
        outcome = query(node, request, targets, call)
        hits = fetch(node, request, outcome, call)
        body = respond(node, request, outcome, hits, call, started)
    return {"pit_id": reader.id, **body}


def parse_point_in_time(call: SearchCall) -> tuple[str, int | None]:
    """Returns the id of the point in time that a search names, and for how long it is kept. Raises what is wrong."""
    pit = call.body["pit"]
    if not isinstance(pit, dict):
        raise ParsingError(f"Unknown key for a {json_token(pit)} in [pit].")
    members = parse_object("pit", pit, _MEMBERS)
    if "id" not in members:
        raise IllegalArgumentError("point in time id is not provided")
    if call.expression is not None:
        raise ActionRequestValidationError(
            "Validation Failed: 1: [indices] cannot be used with point in time. Do not specify any index with point in "
            "time.;"
        )
    wrong = [name for name in ("routing", "preference") if name in call.params]
    if call.options != OPTIONS:
        wrong.append("indicesOptions")
    if call.params.get("ccs_minimize_roundtrips") in ("", "true"):
        wrong.append("ccs_minimize_roundtrips")
    if wrong:
        raise ActionRequestValidationError.of(*[f"[{name}] cannot be used with point in time" for name in wrong])
    check_pit_id(members["id"])
    return members["id"], members.get("keep_alive")


def _check_seen(reader: ReaderContext) -> None:
    """Raises the refusal of a point in time with an index that whoever searches may not use. It does not tell which."""
    access = current_access()
    reached = [kept.resolved for kept in reader.state["targets"]]
    if access is not None and not all(access.documents(one.index.name, one.via) for one in reached):
        raise access.refusal(())


def _id(value: str) -> str:
    check_base64(value)
    return value


_MEMBERS: Final = {
    "id": Member(STRING, _id),
    "keep_alive": Member(STRING, lambda value: parse_time_ms(value, "keep_alive")),
}


def _leave_out_gone(node: Node, targets: list[ShardTarget]) -> None:
    """Makes the shards of indices that were deleted since fail: their snapshots are not to be seen any more."""
    indices = node.cluster.state.indices
    for target in targets:
        now = indices.get(target.index)
        if now is None or now.uuid != target.service.uuid:
            target.context = target.far = None
            target.error = NoShardAvailableError(f"[{target.index}][{target.number}] was deleted")
