"""Delete and update by query: find documents in a snapshot, then write those that nobody changed meanwhile."""

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from findling.base.error_body import error_object
from findling.base.errors import (
    ActionRequestValidationError,
    FindlingError,
    IllegalArgumentError,
    ParsingError,
    VersionConflictError,
)
from findling.cluster.cluster_blocks import check_cluster_blocks
from findling.cluster.name_resolution import IndicesOptions
from findling.node.bulk import DEFAULT_OPTIONS, write_items
from findling.node.bulk_item import BulkItem
from findling.node.index_blocks import check_blocks
from findling.node.matching import Match, matching, parse_for
from findling.node.node import Node
from findling.node.shard_targets import find_targets, opened
from findling.node.tasks import Task
from findling.node.url_query import query_of

Conflicts = Literal["abort", "proceed"]
OPTIONS: Final = IndicesOptions()


@dataclass(slots=True)
class ByQueryRequest:
    """What both APIs, and reindex, take."""

    query: Any = None
    max_docs: int | None = None
    conflicts: Conflicts = "abort"
    refresh: bool = False
    routing: str | None = None
    batch_size: int = 1000


@dataclass(slots=True)
class Progress:
    """What has been done; the task's status and the response."""

    total: int = 0
    created: int = 0
    updated: int = 0
    deleted: int = 0
    noops: int = 0
    batches: int = 0
    version_conflicts: int = 0
    failures: list[dict[str, Any]] = field(default_factory=list)
    started: float = field(default_factory=time.perf_counter)

    def status(self) -> dict[str, Any]:
        return {
            "total": self.total,
            "updated": self.updated,
            "created": self.created,
            "deleted": self.deleted,
            "batches": self.batches,
            "version_conflicts": self.version_conflicts,
            "noops": self.noops,
            "retries": {"bulk": 0, "search": 0},
            "throttled_millis": 0,
            "requests_per_second": -1.0,
            "throttled_until_millis": 0,
        }

    def response(self, kinds: Iterable[str]) -> dict[str, Any]:
        """kinds: which of created, updated and deleted this API reports."""
        body = self.status()
        for kind in {"created", "updated", "deleted"} - set(kinds):
            del body[kind]
        took = int((time.perf_counter() - self.started) * 1000)
        return {"took": took, "timed_out": False, **body, "failures": self.failures}


def parse_request(body: Mapping[str, Any], params: Mapping[str, str], query_required: bool) -> ByQueryRequest:
    """Returns the request of a body and the URL parameters."""
    known = {"query", "max_docs", "size", "conflicts", "slice", "script"}
    for key in body:
        if key not in known:
            raise ParsingError(f"Unknown key for a VALUE in [{key}].", line=1, col=1)
    if "script" in body:
        raise IllegalArgumentError("cannot execute [inline] scripts")
    if query_required and "query" not in body and "q" not in params:
        raise ActionRequestValidationError("Validation Failed: 1: query is missing;")
    pipeline = params.get("pipeline", "_none")
    if pipeline != "_none":
        raise IllegalArgumentError(f"pipeline with id [{pipeline}] does not exist")
    query = query_of({"query": body["query"]} if "query" in body else {}, params, "by query")
    max_docs = params.get("max_docs", body.get("max_docs", body.get("size")))
    return ByQueryRequest(
        query,
        parse_max_docs(max_docs),
        parse_conflicts(params.get("conflicts", body.get("conflicts", "abort"))),
        params.get("refresh") in ("", "true"),
        params.get("routing"),
        parse_batch_size(params.get("scroll_size", 1000)),
    )


def parse_max_docs(value: Any) -> int | None:
    """Returns a limit of documents; -1 and None mean all."""
    if value is None or value in (-1, "-1"):
        return None
    try:
        number = int(value)
    except (TypeError, ValueError) as error:
        raise IllegalArgumentError(f'For input string: "{value}"') from error
    if number < 0:
        raise IllegalArgumentError(f"[max_docs] parameter cannot be negative, found [{number}]")
    return number


def parse_batch_size(value: Any) -> int:
    try:
        number = int(value)
    except (TypeError, ValueError) as error:
        raise IllegalArgumentError(f'For input string: "{value}"') from error
    if not 1 <= number <= 10_000:
        raise IllegalArgumentError(
            f"Batch size is too large, size must be less than or equal to: [10000] but was [{number}]"
        )
    return number


def parse_conflicts(value: Any) -> Conflicts:
    """Returns what to do about documents that changed meanwhile."""
    if value == "proceed":
        return "proceed"
    if value != "abort":
        raise IllegalArgumentError(f'conflicts may only be "proceed" or "abort" but was [{value}]')
    return "abort"


def delete_by_query(
    node: Node, expression: str, request: ByQueryRequest, options: IndicesOptions, task: Task
) -> dict[str, Any]:
    """Deletes the documents that match."""
    progress = Progress()
    run(node, expression, request, options, task, progress, lambda match: _guarded("delete", match, b""))
    return progress.response(("deleted",))


def update_by_query(
    node: Node, expression: str, request: ByQueryRequest, options: IndicesOptions, task: Task
) -> dict[str, Any]:
    """Writes the documents that match again as they are, so that they take on the present mapping."""
    progress = Progress()
    run(node, expression, request, options, task, progress, lambda match: _guarded("index", match, match.source))
    return progress.response(("updated", "deleted"))


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
    progress: Progress,
    to_item: Callable[[Match], BulkItem],
) -> None:
    """Writes what `to_item` makes of every matching document, batch by batch."""
    targets = find_targets(node, expression, options, request.routing)
    for target in targets:
        check_cluster_blocks(node.cluster.state)
        check_blocks(target.resolved.index, "write")
        if target.number == 0:
            parse_for(target, request.query)
    with opened(node, targets, task.check):
        progress.total = _total(targets, request)
        task.status = progress.status()
        left = progress.total
        for target in targets:
            if target.error is not None or target.context is None:
                raise target.error or FindlingError("shard not available")
            for batch in matching(target, target.context, request.query):
                for start in range(0, min(len(batch), left), request.batch_size):
                    chosen = batch[start : start + min(request.batch_size, left - start)]
                    if not _write(node, [to_item(match) for match in chosen], request, progress):
                        return
                    task.status = progress.status()
                left -= min(len(batch), left)
                if left <= 0:
                    break
    if request.refresh:
        for service in {target.service.uuid: target.service for target in targets}.values():
            for shard in service.shards():
                shard.refresh()


def _total(targets: list[Any], request: ByQueryRequest) -> int:
    total = 0
    for target in targets:
        if target.context is not None:
            total += sum(len(batch) for batch in matching(target, target.context, request.query))
    return total if request.max_docs is None else min(total, request.max_docs)


def _write(node: Node, items: list[BulkItem], request: ByQueryRequest, progress: Progress) -> bool:
    """Writes a batch. Returns False if the work is to end: something failed, or a conflict that aborts."""
    write_items(node, items, DEFAULT_OPTIONS)
    progress.batches += 1
    for item in items:
        if item.error is None:
            _count(item, progress)
        elif isinstance(item.error, VersionConflictError):
            progress.version_conflicts += 1
            if request.conflicts == "abort":
                progress.failures.append(_failure(item, item.error))
        else:
            progress.failures.append(_failure(item, item.error))
    return not progress.failures


def _count(item: BulkItem, progress: Progress) -> None:
    result = item.outcome["result"]
    if result == "created":
        progress.created += 1
    elif result == "updated":
        progress.updated += 1
    elif result == "deleted":
        progress.deleted += 1
    else:
        progress.noops += 1


def _failure(item: BulkItem, error: FindlingError) -> dict[str, Any]:
    return {"index": item.index_name, "id": item.id, "cause": error_object(error), "status": error.status}
