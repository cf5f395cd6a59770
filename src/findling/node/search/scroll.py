"""Scroll: a search whose hits are fetched page by page from one snapshot.

A scroll in `_doc` order, the one that exports use, finds its documents once and keeps their numbers. Any other order
runs the query again for each page, from the last hit of each shard on.
"""

import time
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from findling.base.errors import ActionRequestValidationError, IllegalArgumentError, SearchContextMissingError
from findling.base.wildcards import matches
from findling.node.search.matching import visible_docs
from findling.node.search.reader_targets import SCROLL, check_keep_alive, open_reader, reopened
from findling.node.search.search import QueryOutcome, SearchCall, fetch, parse_search, query, request_for, respond
from findling.node.search.shard_failures import all_shards_failed, context_missing
from findling.node.search.shard_targets import Check, ShardTarget, find_targets, never
from findling.node.services.node import Node
from findling.node.services.reader_contexts import ReaderContext, missing_context
from findling.search.hit_count import HitCount
from findling.search.phases import Merged
from findling.search.query.creation import rewritten
from findling.search.request import SearchRequest
from findling.search.shard_result import ShardHit
from findling.search.sort import BY_SCORE, SortField

_DOC = "_doc"


@dataclass(slots=True)
class ScrollState:
    """How far a scroll has got.

    docs: matching documents of each shard, for the `_doc` order; else None
    position: number of hits given so far; after: sort values of the last hit of each shard, None before its first
    """

    call: SearchCall
    request: SearchRequest
    docs: list[NDArray[np.int64]] | None = None
    position: int = 0
    after: dict[int, tuple[Any, ...]] = field(default_factory=dict)


def start_scroll(node: Node, call: SearchCall, keep_alive_ms: int) -> dict[str, Any]:
    """Returns the first page and the id to get the next with."""
    request = _checked(parse_search(call), call.params.get("request_cache"))
    targets = find_targets(node, call.expression, call.options, call.params.get("routing"))
    reader = open_reader(node, SCROLL, targets, keep_alive_ms)
    try:
        reader.state["scroll"] = ScrollState(call, replace(request, track_total_hits=HitCount.ALL))
        return _page(node, reader, call.check)
    except BaseException:
        node.readers.release(reader.id)
        raise


def _checked(request: SearchRequest, cached: str | None) -> SearchRequest:
    faults = []
    if request.size == 0:
        faults.append("[size] cannot be [0] in a scroll context")
    if request.from_ > 0:
        faults.append("using [from] is not allowed in a scroll context")
    if request.track_total_hits not in (None, HitCount.ALL):
        faults.insert(0, "disabling [track_total_hits] is not allowed in a scroll context")
    if request.search_after is not None:
        faults.append("[search_after] cannot be used in a scroll context")
    if cached == "true":
        faults.append("[request_cache] cannot be used in a scroll context")
    if faults:
        numbered = "".join(f" {i}: {fault};" for i, fault in enumerate(faults, 1))
        raise ActionRequestValidationError(f"Validation Failed:{numbered}")
    return request


def next_page(
    node: Node, scroll_id: str, keep_alive_ms: int | None, check: Check = never, total_as_int: bool = False
) -> dict[str, Any]:
    """Returns the next page; it is empty when all hits have been given. Raises AllShardsFailedError if it is gone."""
    if keep_alive_ms is not None:
        check_keep_alive(node, keep_alive_ms)
    try:
        reader = node.readers.get(scroll_id, SCROLL, keep_alive_ms)
    except SearchContextMissingError as error:
        raise context_missing(error) from error
    state: ScrollState = reader.state["scroll"]
    state.call = replace(state.call, total_as_int=total_as_int)
    return _page(node, reader, check)


def clear_scrolls(node: Node, scroll_ids: list[str]) -> tuple[dict[str, Any], int]:
    """Closes scrolls. Returns how many, and 404 if there were none."""
    if not scroll_ids:
        raise ActionRequestValidationError("Validation Failed: 1: no scroll ids specified;")
    known = node.readers.ids(SCROLL)
    if any(matches(scroll_id, "_all") for scroll_id in scroll_ids):
        scroll_ids = known
    elif any(not _well_formed(scroll_id) for scroll_id in scroll_ids):
        raise IllegalArgumentError("Cannot parse scroll id")
    freed = sum(node.readers.release(scroll_id) for scroll_id in scroll_ids)
    return {"succeeded": True, "num_freed": freed}, 200 if freed or not scroll_ids or scroll_ids == known else 404


def _well_formed(scroll_id: str) -> bool:
    return bool(scroll_id) and all(character.isalnum() or character in "-_=+/" for character in scroll_id)


def _page(node: Node, reader: ReaderContext, check: Check) -> dict[str, Any]:
    started = time.perf_counter()
    state: ScrollState = reader.state["scroll"]
    with reopened(node, reader, check, own_numbers=True) as targets:
        if not targets and reader.state["targets"]:
            raise context_missing(missing_context(reader.id))
        request = state.request
        _check_batch(request, targets, node.id)
        plain = _in_doc_order(request)
        outcome = _next_docs(state, targets) if plain else _next_hits(node, state, targets)
        hits = fetch(request, outcome, node.id)
    if not plain:
        _strip(hits, request)
    state.position += len(hits)
    if state.position > len(hits) or not request.aggregations:
        request = replace(request, aggregations=None)
    body = respond(node, request, outcome, hits, state.call, started)
    return {"_scroll_id": reader.id, **body}


def _check_batch(request: SearchRequest, targets: list[ShardTarget], node_id: str) -> None:
    """Raises AllShardsFailedError if a page is larger than an index allows."""
    limits = [(target, target.ready.setting("index.max_result_window", 10_000)) for target in targets]
    failures = [(target, _too_large(request.size, limit)) for target, limit in limits if request.size > limit]
    if failures:
        raise all_shards_failed(failures, "query", node_id)


def _too_large(size: int, limit: int) -> IllegalArgumentError:
    return IllegalArgumentError(
        f"Batch size is too large, size must be less than or equal to: [{limit}] but was [{size}]. Scroll batch sizes "
        "cost as much memory as result windows so they are controlled by the [index.max_result_window] index level "
        "setting."
    )


def _in_doc_order(request: SearchRequest) -> bool:
    return (
        request.sort == (SortField(_DOC),)
        and request.aggregations is None
        and request.post_filter is None
        and not request.needs_scores
        and not request.terminate_after
    )


def _next_docs(state: ScrollState, targets: list[ShardTarget]) -> QueryOutcome:
    if state.docs is None:
        state.docs = [_all_docs(state.request, target) for target in targets]
    page: list[tuple[int, ShardHit]] = []
    skip, left = state.position, state.request.size
    for place, docs in enumerate(state.docs):
        chosen = docs[skip : skip + left].tolist() if skip < len(docs) else []
        page += [(place, ShardHit(doc, None, (doc,))) for doc in chosen]
        left -= len(chosen)
        skip = max(0, skip - len(docs))
        if left <= 0:
            break
    total = sum(len(docs) for docs in state.docs)
    return QueryOutcome(targets, targets, [], [], Merged(page, total, "eq", None))


def _all_docs(request: SearchRequest, target: ShardTarget) -> NDArray[np.int64]:
    """Returns the matching documents of a shard, shard-wide, in order."""
    context = target.ready
    weight = rewritten(request_for(request, target).query, context).weight(context, scoring=False)
    parts = [visible_docs(weight, segment).astype(np.int64) + segment.doc_base for segment in context.segments]
    return np.concatenate(parts) if parts else np.empty(0, np.int64)


def _next_hits(node: Node, state: ScrollState, targets: list[ShardTarget]) -> QueryOutcome:
    """Runs the query again for the hits behind the last one of each shard."""
    keys = state.request.sort or BY_SCORE
    request = replace(state.request, sort=(*keys, SortField("_shard_doc")))
    if state.position:
        request = replace(request, aggregations=None)
    outcome = query(node, request, targets, state.call, state.after)
    for place, hit in outcome.merged.page:
        state.after[place] = hit.sort or ()
    return outcome


def _strip(hits: list[dict[str, Any]], request: SearchRequest) -> None:
    """Takes the tie-breaker out of the sort values that are shown."""
    for hit in hits:
        hit["sort"] = hit["sort"][:-1]
        if request.sort is None:
            del hit["sort"]
