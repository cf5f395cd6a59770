"""Scroll: a search whose hits are fetched page by page from one snapshot."""

import time
from dataclasses import replace
from typing import Any

from findling.base.errors import ActionRequestValidationError, IllegalArgumentError, SearchContextMissingError
from findling.base.wildcards import matches
from findling.cluster.access import check_action, current_access
from findling.cluster.index_settings import get_setting
from findling.node.search.hit_pages import HitPages
from findling.node.search.preference import preferred
from findling.node.search.reader_targets import SCROLL, check_keep_alive, open_reader, reopened
from findling.node.search.search import SearchCall, fetch, parse_search, respond
from findling.node.search.shard_failures import all_shards_failed, context_missing
from findling.node.search.shard_targets import Check, ShardTarget, check_shard_count, cut, find_targets, never
from findling.node.services.context_ids import check_scroll_id
from findling.node.services.node import Node
from findling.node.services.reader_contexts import ReaderContext, missing_context
from findling.node.services.resolving import resolving_anew
from findling.search.hit_count import HitCount
from findling.search.query.primitive.slice import Slice
from findling.search.request import SearchRequest


@resolving_anew
def start_scroll(node: Node, call: SearchCall, keep_alive_ms: int) -> dict[str, object]:
    """Returns the first page and the id to get the next with."""
    request = parse_search(call)
    faults = scroll_faults(request, call.params.get("request_cache"))
    if faults:
        raise ActionRequestValidationError.of(*faults)
    targets = find_targets(node, call.expression, call.options, call.params.get("routing"), call.types)
    targets = preferred(targets, call.params.get("preference"), node)
    check_shard_count(node, targets)
    check_slices(request.slice, targets, node.id)
    cut(targets, request.slice)
    reader = open_reader(node, SCROLL, targets, keep_alive_ms)
    try:
        reader.state["scroll"] = HitPages(call, replace(request, track_total_hits=HitCount.ALL))
        return _page(node, reader, call.check)
    except BaseException:
        node.readers.release(reader.id)
        raise


def scroll_faults(request: SearchRequest, cached: str | None) -> list[str]:
    """Returns what of a search does not go together with reading all its hits page by page.

    cached: the parameter `request_cache`
    """
    faults = []
    if request.track_total_hits not in (None, HitCount.ALL):
        faults.append("disabling [track_total_hits] is not allowed in a scroll context")
    if request.from_ > 0:
        faults.append("using [from] is not allowed in a scroll context")
    if request.size == 0:
        faults.append("[size] cannot be [0] in a scroll context")
    if request.rescore:
        faults.append("using [rescore] is not allowed in a scroll context")
    if request.search_after is not None:
        faults.append("[search_after] cannot be used in a scroll context")
    if request.collapse is not None:
        faults.append("cannot use `collapse` in a scroll context")
    if cached in ("", "true"):
        faults.append("[request_cache] cannot be used in a scroll context")
    return faults


def next_page(
    node: Node, scroll_id: str, keep_alive_ms: int | None, check: Check = never, total_as_int: bool = False
) -> dict[str, object]:
    """Returns the next page; it is empty when all hits have been given. Raises AllShardsFailedError if it is gone."""
    if keep_alive_ms is not None:
        check_keep_alive(node, keep_alive_ms)
    _check_id(scroll_id)
    try:
        reader = node.readers.get(scroll_id, SCROLL, keep_alive_ms)
    except SearchContextMissingError as error:
        raise context_missing(error) from error
    state: HitPages = reader.state["scroll"]
    state.call = replace(state.call, total_as_int=total_as_int)
    return _page(node, reader, check)


def _check_id(scroll_id: str) -> None:
    """Raises IllegalArgumentError for what cannot be an id; with security on that may not be searched."""
    access = current_access()
    try:
        check_scroll_id(scroll_id)
    except IllegalArgumentError as fault:
        if access is None:
            raise
        raise access.refusal(()) from fault


def clear_scrolls(node: Node, scroll_ids: list[str]) -> tuple[dict[str, Any], int]:
    """Closes scrolls. Returns how many, and 404 if there were none."""
    if not scroll_ids:
        raise ActionRequestValidationError("Validation Failed: 1: no scroll ids specified;")
    known = node.readers.ids(SCROLL)
    is_all = any(matches(scroll_id, "_all") for scroll_id in scroll_ids)
    if is_all:
        check_action("cluster:admin/indices/scroll/clear_all")
        scroll_ids = known
    else:
        for scroll_id in scroll_ids:
            check_scroll_id(scroll_id)
    freed = sum(node.readers.release_own(scroll_id) for scroll_id in scroll_ids)
    return {"succeeded": True, "num_freed": freed}, 200 if freed or is_all else 404


def _page(node: Node, reader: ReaderContext, check: Check) -> dict[str, object]:
    started = time.perf_counter()
    state: HitPages = reader.state["scroll"]
    with reopened(node, reader, check) as targets:
        if not targets and reader.state["targets"]:
            raise context_missing(missing_context(reader.id))
        request = state.request
        check_batch(request.size, targets, node.id)
        plain = state.in_doc_order
        outcome = state.next(node, targets)
        hits = fetch(node, request, outcome, replace(state.call, check=check))
        if not plain:
            _strip(hits, request)
        state.position += len(hits)
        if state.position > len(hits) or not request.aggregations:
            request = replace(request, aggregations=None)
        body = respond(node, request, outcome, hits, state.call, started)
    return {"_scroll_id": reader.id, **body}


def check_batch(size: int, targets: list[ShardTarget], node_id: str) -> None:
    """Raises AllShardsFailedError if a page is larger than an index allows."""
    limits = [(target, _window(target)) for target in targets]
    failures = [(target, _too_large(size, limit)) for target, limit in limits if size > limit]
    if failures:
        raise all_shards_failed(failures, "query", node_id)


def _window(target: ShardTarget) -> int:
    """Returns the most that a page may have. Raises what keeps a shard from being asked."""
    limit: int = target.service.setting("index.max_result_window")
    return limit if target.far is not None else target.ready.setting("index.max_result_window", limit)


def check_slices(wanted: Slice | None, targets: list[ShardTarget], node_id: str) -> None:
    """Raises AllShardsFailedError if there are more slices than an index allows."""
    if wanted is None:
        return
    limits = [
        (target, get_setting(target.resolved.index.settings, "index.max_slices_per_scroll")) for target in targets
    ]
    failures = [(target, too_many_slices(wanted.max, limit)) for target, limit in limits if wanted.max > limit]
    if failures:
        raise all_shards_failed(failures, "query", node_id)


def too_many_slices(n_slices: int, limit: int) -> IllegalArgumentError:
    """Returns the error for more slices than an index allows."""
    return IllegalArgumentError(
        f"The number of slices [{n_slices}] is too large. It must be less than [{limit}]. This limit can be set by "
        "changing the [index.max_slices_per_scroll] index level setting."
    )


def _too_large(size: int, limit: int) -> IllegalArgumentError:
    return IllegalArgumentError(
        f"Batch size is too large, size must be less than or equal to: [{limit}] but was [{size}]. Scroll batch sizes "
        "cost as much memory as result windows so they are controlled by the [index.max_result_window] index level "
        "setting."
    )


def _strip(hits: list[dict[str, Any]], request: SearchRequest) -> None:
    """Takes the tie-breaker out of the sort values that are shown."""
    for hit in hits:
        hit["sort"] = hit["sort"][:-1]
        if request.sort is None:
            del hit["sort"]
