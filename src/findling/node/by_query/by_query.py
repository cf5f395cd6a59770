"""Delete and update by query: find documents in a snapshot, then write those that nobody changed meanwhile."""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Final, TypeVar

import orjson

from findling.base.errors import ActionRequestValidationError, IllegalArgumentError, TaskCancelledError
from findling.base.json_values import json_text
from findling.cluster.name_resolution import IndicesOptions
from findling.node.by_query.by_query_progress import Progress
from findling.node.by_query.by_query_request import AUTO_SLICES, ByQueryRequest
from findling.node.by_query.document_script import DocumentScript
from findling.node.by_query.slices import run_slices
from findling.node.documents.bulk import write_items
from findling.node.documents.bulk_item import BulkItem
from findling.node.documents.write_faults import check_items
from findling.node.search.hit_pages import HitPages
from findling.node.search.matching import Match, read_matches
from findling.node.search.preference import preferred
from findling.node.search.scroll import check_batch, check_slices
from findling.node.search.search import QueryOutcome, SearchCall
from findling.node.search.shard_targets import ShardTarget, cut, find_targets, opened
from findling.node.services.index_blocks import check_blocks
from findling.node.services.node import Node
from findling.node.services.tasks import Task
from findling.script.context import Context
from findling.script.contexts.update import UPDATE_BY_QUERY
from findling.script.definition import ScriptDefinition
from findling.script.types import Long
from findling.search.query.primitive.slice import Slice as SliceQuery
from findling.search.shard_result import ShardHit
from findling.search.source_filter import WHOLE_SOURCE, SourceFilter

Found = TypeVar("Found")
OPTIONS: Final = IndicesOptions()
MAX_AUTO_SLICES: Final = 20


def delete_by_query(
    node: Node, expression: str, request: ByQueryRequest, options: IndicesOptions, task: Task
) -> dict[str, object]:
    """Deletes the documents that match."""
    check_is_local(expression)
    progress = run(node, expression, request, options, task, lambda match: _guarded("delete", match, b""))
    return progress.response(("deleted",))


def update_by_query(
    node: Node, expression: str, request: ByQueryRequest, options: IndicesOptions, task: Task
) -> dict[str, object]:
    """Writes the documents that match again: as a script has them, or as they are, to take on the present mapping."""
    check_is_local(expression)
    script = script_of(node, request.script, UPDATE_BY_QUERY)
    shown = request.search.source
    progress = run(node, expression, request, options, task, lambda match: _updated(match, shown, script))
    return progress.response(("updated", "deleted"))


def script_of(node: Node, definition: ScriptDefinition | None, context: Context) -> DocumentScript | None:
    """Returns the script of a request, None if it has none. Raises what keeps it from being compiled."""
    return None if definition is None else DocumentScript(definition, context, node.scripts, node.clock.now_ms())


def _updated(match: Match, shown: SourceFilter, script: DocumentScript | None) -> BulkItem | None:
    """Returns the write of one document, None if there is nothing to be done. shown: what is left of documents"""
    source = source_of(match, shown)
    if script is None:
        return _guarded("index", match, source)
    metadata = {"_index": match.target.index, "_id": match.id, "_version": Long(-1), "_routing": match.routing}
    made = script.run(source, metadata)
    for name, value in metadata.items():
        if made.metadata[name] != value:
            raise IllegalArgumentError(f"Modifying [{name}] not allowed")
    return None if made.op == "noop" else _guarded(made.op, match, b"" if made.op == "delete" else made.source)


def check_is_local(expression: str) -> None:
    """Raises ActionRequestValidationError if indices of another cluster are named."""
    remote = [name for name in expression.split(",") if ":" in name and not name.lstrip("-").startswith("<")]
    if remote:
        names = ", ".join(remote)
        raise ActionRequestValidationError.of(
            f"Cross-cluster calls are not supported in this context but remote indices were requested: [{names}]"
        )


def source_of(match: Match, shown: SourceFilter = WHOLE_SOURCE) -> bytes:
    """Returns what a filter leaves of a document's source. Raises IllegalArgumentError if there is none."""
    if not match.source or not shown.enabled:
        raise IllegalArgumentError(f"[{match.target.index}][{match.id}] didn't store _source")
    return match.source if shown.is_whole else json_text(shown.filter(orjson.loads(match.source)))


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
    to_item: Callable[[Match], BulkItem | None],
) -> Progress:
    """Writes what `to_item` makes of every matching document, batch by batch, at the speed that is asked for.

    to_item: gives None for a document with which nothing is to be done
    """
    search = _Search(node, expression, request, options, task)
    targets = search.targets()
    check_slices(request.search.slice, targets, node.id)
    for target in targets:
        node.cluster.check_writes()
        check_blocks(target.resolved.index, "write")
    task.throttle.change(request.speed)
    progress = Progress(task.throttle, request.conflicts == "abort")
    n_slices = _n_slices(request, targets)
    if n_slices > 1:
        parts = [partial(search.write, SliceQuery(number, n_slices), to_item) for number in range(n_slices)]
        run_slices(node, progress, task, parts)
    else:
        if request.search.slice is not None:
            progress.slice_id = request.search.slice.id
        search.write(request.search.slice, to_item, progress, task)
    task.status = progress.status()
    failed = progress.failures or any(part.failures for part in progress.parts)
    if request.refresh and not failed:
        for service in {target.service.uuid: target.service for target in targets}.values():
            for shard in service.shards():
                shard.refresh()
    return progress


@dataclass(frozen=True, slots=True)
class _Search:
    """The search for the documents, which each slice makes for itself."""

    node: Node
    expression: str | None
    request: ByQueryRequest
    options: IndicesOptions
    task: Task

    def targets(self) -> list[ShardTarget]:
        """Returns the shards that are searched."""
        request = self.request
        found = find_targets(self.node, self.expression, self.options, request.routing, request.types)
        return preferred(found, request.preference, self.node)

    def write(
        self, wanted: SliceQuery | None, to_item: Callable[[Match], BulkItem | None], progress: Progress, task: Task
    ) -> None:
        """Writes what becomes of the documents of a slice, or of all. task: that of the slice"""
        request, targets = self.request, self.targets()
        params = {"search_type": request.search_type}
        call = SearchCall(self.expression, {}, params, self.options, allow_partial=False, check=task.check)
        with unless_cancelled(progress, self.task, task), opened(self.node, targets, task.check):
            check_batch(request.search.size, targets, self.node.id)
            cut(targets, wanted)
            n_slices = wanted.max if wanted is not None and request.search.slice is None else 1
            part = Slice(self.node, request, targets, progress, task, n_slices)
            write_batches(part, _batches(part, HitPages(call, request.search)), to_item)


@contextmanager
def unless_cancelled(progress: Progress, *tasks: Task) -> Iterator[None]:
    """Ends work that somebody cancels, and notes it. tasks: the one that was asked for, and its child"""
    try:
        yield
    except TaskCancelledError:
        if not any(task.cancelled for task in tasks):
            raise  # the client has gone
        progress.cancel()


@dataclass(frozen=True, slots=True)
class Slice:
    """What the work on one slice, or on everything, needs to know. n_slices: how many there are"""

    node: Node
    request: ByQueryRequest
    targets: list[ShardTarget]
    progress: Progress
    task: Task
    n_slices: int = 1

    @property
    def limit(self) -> int | None:
        """How many documents may be written at most."""
        most = self.request.max_docs
        return None if most is None else most // self.n_slices


def write_batches(part: Slice, batches: Iterable[list[Found]], to_item: Callable[[Found], BulkItem | None]) -> None:
    """Writes what `to_item` makes of documents, until something fails."""
    progress, task = part.progress, part.task
    started, n_written = 0.0, 0
    for batch in batches:
        if n_written:
            progress.throttle.pause(n_written, started, task.check)
        started, n_written = time.monotonic(), len(batch)
        made = [to_item(match) for match in batch]
        items = [item for item in made if item is not None]
        if part.request.pipeline is not None:
            for item in items:
                item.pipeline = part.request.pipeline
        if items:
            check_items(items)
        write_items(part.node, items, part.request.options)
        progress.add(items, len(made) - len(items))
        task.status = progress.status()
        if progress.failures:
            return


def _batches(part: Slice, pages: HitPages) -> Iterator[list[Match]]:
    """Yields the documents of a slice, as many at a time as the request says."""
    outcome = pages.next(part.node, part.targets)
    total = outcome.merged.total or 0
    left = total if part.limit is None else min(total, part.limit)
    part.progress.counts.total += left
    part.task.status = part.progress.status()
    while left and outcome.merged.page:
        page = outcome.merged.page[:left]
        yield _read(outcome, page)
        pages.position += len(outcome.merged.page)
        left -= len(page)
        if left:
            outcome = pages.next(part.node, part.targets)


def _read(outcome: QueryOutcome, page: list[tuple[int, ShardHit]]) -> list[Match]:
    """Returns the documents of a page, in its order."""
    found: dict[int, Iterator[Match]] = {}
    for place in {place for place, _ in page}:
        docs = [hit.doc for owner, hit in page if owner == place]
        found[place] = iter(read_matches(outcome.answered[place], docs))
    return [next(found[place]) for place, _ in page]


def _n_slices(request: ByQueryRequest, targets: list[ShardTarget]) -> int:
    if request.slices != AUTO_SLICES:
        return request.slices
    shards: dict[str, int] = {}
    for target in targets:
        shards[target.service.uuid] = shards.get(target.service.uuid, 0) + 1
    return min(MAX_AUTO_SLICES, *shards.values()) if shards else 1
