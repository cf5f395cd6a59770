"""Delete and update by query: find documents in a snapshot, then write those that nobody changed meanwhile."""

import time
from collections.abc import Callable, Iterator
from typing import Any, Final

from findling.base.errors import FindlingError, IllegalArgumentError
from findling.cluster.cluster_blocks import check_cluster_blocks
from findling.cluster.name_resolution import IndicesOptions
from findling.cluster.routing import hash_text
from findling.node.by_query.by_query_progress import Counts, Progress
from findling.node.by_query.by_query_request import AUTO_SLICES, ByQueryRequest, raise_faults
from findling.node.documents.bulk import DEFAULT_OPTIONS, write_items
from findling.node.documents.bulk_item import BulkItem
from findling.node.search.matching import Match, matching, parse_for
from findling.node.search.shard_targets import ShardTarget, find_targets, opened
from findling.node.services.index_blocks import check_blocks
from findling.node.services.node import Node
from findling.node.services.tasks import Task

OPTIONS: Final = IndicesOptions()
MAX_AUTO_SLICES: Final = 20


def delete_by_query(
    node: Node, expression: str, request: ByQueryRequest, options: IndicesOptions, task: Task
) -> dict[str, Any]:
    """Deletes the documents that match."""
    check_is_local(expression)
    progress = run(node, expression, request, options, task, lambda match: _guarded("delete", match, b""))
    return progress.response(("deleted",))


def update_by_query(
    node: Node, expression: str, request: ByQueryRequest, options: IndicesOptions, task: Task
) -> dict[str, Any]:
    """Writes the documents that match again as they are, so that they take on the present mapping."""
    check_is_local(expression)
    progress = run(node, expression, request, options, task, lambda match: _guarded("index", match, source_of(match)))
    return progress.response(("updated", "deleted"))


def check_is_local(expression: str) -> None:
    """Raises ActionRequestValidationError if indices of another cluster are named."""
    remote = [name for name in expression.split(",") if ":" in name and not name.lstrip("-").startswith("<")]
    if remote:
        names = ", ".join(remote)
        raise_faults(
            [f"Cross-cluster calls are not supported in this context but remote indices were requested: [{names}]"]
        )


def source_of(match: Match) -> bytes:
    """Returns a document's source. Raises IllegalArgumentError if its index keeps none."""
    if not match.source:
        raise IllegalArgumentError(f"[{match.target.index}][{match.id}] didn't store _source")
    return match.source


def _guarded(action: str, match: Match, source: bytes) -> BulkItem:
    return BulkItem(
        action, match.target.index, match.id, match.routing, source,
        if_seq_no=match.seq_no, if_primary_term=match.primary_term,
    )  # fmt: skip


def run(
    node: Node,
    expression: str | None,
    request: ByQueryRequest,
    options: IndicesOptions,
    task: Task,
    to_item: Callable[[Match], BulkItem],
) -> Progress:
    """Writes what `to_item` makes of every matching document, batch by batch, at the speed that is asked for."""
    targets = find_targets(node, expression, options, request.routing)
    for target in targets:
        check_cluster_blocks(node.cluster.state)
        check_blocks(target.resolved.index, "write")
        if target.number == 0:
            parse_for(target, request.query)
    progress = _begun(request, targets, task)
    with opened(node, targets, task.check):
        progress.counts.total = _total(targets, request)
        task.status = progress.status()
        started, n_written = 0.0, 0
        for batch in _batches(targets, request, progress.counts.total):
            if n_written:
                progress.throttle.pause(n_written, started, task.check)
            started, n_written = time.monotonic(), len(batch)
            _write_batch(node, [to_item(match) for match in batch], progress)
            task.status = progress.status()
            if progress.failures:
                break
    if request.refresh and not progress.failures:
        for service in {target.service.uuid: target.service for target in targets}.values():
            for shard in service.shards():
                shard.refresh()
    return progress


def _begun(request: ByQueryRequest, targets: list[ShardTarget], task: Task) -> Progress:
    task.throttle.change(request.speed)
    progress = Progress(task.throttle, request.conflicts == "abort")
    n_slices = request.slices
    if n_slices == AUTO_SLICES:
        shards: dict[str, int] = {}
        for target in targets:
            shards[target.service.uuid] = shards.get(target.service.uuid, 0) + 1
        n_slices = min(MAX_AUTO_SLICES, *shards.values()) if shards else 1
    if n_slices > 1:
        progress.slices = [Counts() for _ in range(n_slices)]
    return progress


def _total(targets: list[ShardTarget], request: ByQueryRequest) -> int:
    total = 0
    for target in targets:
        if target.context is not None:
            total += sum(len(batch) for batch in matching(target, target.context, request.query))
    return total if request.max_docs is None else min(total, request.max_docs)


def _batches(targets: list[ShardTarget], request: ByQueryRequest, limit: int) -> Iterator[list[Match]]:
    """Yields up to `limit` documents of all shards, as many at a time as the request says."""
    waiting: list[Match] = []
    left = limit
    for target in targets:
        if target.error is not None or target.context is None:
            raise target.error or FindlingError("shard not available")
        for found in matching(target, target.context, request.query):
            waiting += found[:left]
            left -= min(len(found), left)
            while len(waiting) >= request.batch_size:
                yield waiting[: request.batch_size]
                waiting = waiting[request.batch_size :]
            if not left:
                break
        if not left:
            break
    if waiting:
        yield waiting


def _write_batch(node: Node, items: list[BulkItem], progress: Progress) -> None:
    """Writes a batch; one of each slice if there are slices."""
    if not progress.slices:
        write_items(node, items, DEFAULT_OPTIONS)
        progress.add(items, 0)
        return
    parts: dict[int, list[BulkItem]] = {}
    for item in items:
        parts.setdefault(hash_text(str(item.id)) % len(progress.slices), []).append(item)
    for number, part in sorted(parts.items()):
        write_items(node, part, DEFAULT_OPTIONS)
        progress.slices[number].total += len(part)
        progress.add(part, number)
