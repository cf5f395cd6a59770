"""What clients do with asynchronous searches: submit, get, ask for the status, delete."""

import threading
from collections.abc import Callable
from contextvars import copy_context
from dataclasses import dataclass, replace
from typing import Any, Final

from findling.base.errors import IllegalArgumentError, ResourceNotFoundError, TaskCancelledError, VersionConflictError
from findling.base.ids import random_uuid
from findling.base.work.request_watch import watched_work
from findling.cluster.access import current_owner
from findling.cluster.cluster_settings import cluster_setting
from findling.cluster.system.async_search import INDEX
from findling.node.search.asynchronous.running_search import RunningSearch
from findling.node.search.asynchronous.search_id import SearchId
from findling.node.search.asynchronous.state import SearchState
from findling.node.search.search import SearchCall
from findling.node.services.node import Node
from findling.node.services.system.document import SystemDocument
from findling.node.services.system.system_index import SystemIndex

ACTION: Final = "indices:data/read/async_search/submit"
_STEP_S: Final = 0.1
_LISTING_S: Final = 1.0
_LARGEST: Final = "search.max_async_search_response_size"

Search = Callable[[Node, SearchCall], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Submission:
    """What a submitter asks for besides the search.

    wait_ms: how long it waits for the whole answer; keep: whether the answer is kept even if that came in time
    description, opaque_id: of the task
    """

    wait_ms: int
    keep_alive_ms: int
    keep: bool
    batch_size: int
    description: str
    opaque_id: str | None = None


def submit(node: Node, call: SearchCall, search: Search, wanted: Submission) -> tuple[str | None, SearchState]:
    """Starts a search and returns its id and how far it is; no id if it has ended and is not kept.

    search: does it; call.check: raises once the submitter has gone, and the search is cancelled then
    """
    headers = {} if wanted.opaque_id is None else {"X-Opaque-Id": wanted.opaque_id}
    task = node.tasks.start(ACTION, wanted.description, headers)
    id = SearchId(random_uuid(), task.full_id)
    max_buckets = cluster_setting(node.cluster.state, "search.max_buckets")
    running = RunningSearch(id, task, call, wanted.batch_size, wanted.keep_alive_ms, max_buckets)
    running.owner = current_owner()
    task.subject = running
    stored = threading.Event()
    # with the rights of whoever asks
    node.patient_pool.submit(copy_context().run, _run, node, running, search, stored)
    try:
        running.listed.wait(_LISTING_S)
        _wait(running, wanted.wait_ms, call.check)
        state = running.state()
        if not state.is_running and not wanted.keep:
            return None, state
        _index(node).put(id.document, _storable(node, state.if_interrupted(), running.owner))
        running.is_kept = state.is_running
        return id.encoded(), state
    except TaskCancelledError:
        task.cancelled = True
        raise
    finally:
        stored.set()


def _run(node: Node, running: RunningSearch, search: Search, stored: threading.Event) -> None:
    """Runs a search to its end, then stores its state if its submitter wants that."""
    try:
        try:
            with watched_work(node.breakers) as work:
                running.task.outer = work.check
                running.run(lambda call: search(node, call), node.clock)
        finally:
            running.ended.set()
        stored.wait()
        if running.is_kept:
            _store(node, running)
    finally:
        node.tasks.finish(running.task, keep=False)


def _store(node: Node, running: RunningSearch) -> None:
    """Stores the state of a search that has ended, unless it was deleted meanwhile."""
    index = _index(node)
    while (found := index.get(running.id.document)) is not None:
        state = running.state()
        try:
            document = _storable(node, state, running.owner)
        except IllegalArgumentError as error:
            failed = replace(state, response=None).failed(error)
            document = {**failed.to_document(), "owner": running.owner}
        try:
            index.put(found.id, document, expected=found.revision)
        except VersionConflictError:
            continue  # it was given more time
        return


def _storable(node: Node, state: SearchState, owner: str | None) -> dict[str, Any]:
    """Returns the document of a state. Raises IllegalArgumentError if its response is larger than may be stored."""
    document = {**state.to_document(), "owner": owner}
    limit = cluster_setting(node.cluster.state, _LARGEST)
    if document["response"] is not None and len(document["response"]) > limit:
        raise IllegalArgumentError(
            f"Can't store an async search response larger than [{limit}] bytes. This limit can be set by changing the "
            f"[{_LARGEST}] setting."
        )
    return document


def _wait(running: RunningSearch, wait_ms: int, check: Callable[[], None]) -> None:
    """Returns when a search has ended, or the time is over. Raises what check does."""
    left_s = wait_ms / 1000
    while left_s > 0 and not running.ended.wait(min(left_s, _STEP_S)):
        check()
        left_s -= _STEP_S


def _index(node: Node) -> SystemIndex:
    return node.system.index(INDEX)


def _running(node: Node, id: SearchId) -> RunningSearch | None:
    """Returns a search if it runs here and was not cancelled."""
    owner, _, number = id.task.rpartition(":")
    task = node.tasks.find(int(number)) if owner == node.id and number.isdecimal() else None
    running = None if task is None else task.subject
    if not isinstance(running, RunningSearch) or running.id != id or running.task.cancelled:
        return None
    if not _is_own(running.owner):
        return None
    return running


def get(node: Node, text: str, wait_ms: int, keep_alive_ms: int, check: Callable[[], None]) -> SearchState:
    """Returns how far a search is, after waiting for its end. Raises ResourceNotFoundError, IllegalArgumentError.

    keep_alive_ms: how long it is to be kept from now on; not above 0 leaves that as it is
    """
    id = SearchId.decode(text)
    if keep_alive_ms > 0:
        _prolong(node, id, text, node.clock.now_ms() + keep_alive_ms)
    running = _running(node, id)
    if running is not None:
        _wait(running, wait_ms, check)
    return _state(node, id, text)


def get_status(node: Node, text: str, keep_alive_ms: int) -> SearchState:
    """Returns how far a search is, without waiting. Raises as `get` does."""
    return get(node, text, 0, keep_alive_ms, lambda: None)


def _state(node: Node, id: SearchId, text: str) -> SearchState:
    running = _running(node, id)
    state = SearchState.from_document(_document(node, id, text).source) if running is None else running.state()
    if state.expiration_ms < node.clock.now_ms():
        raise ResourceNotFoundError(text)
    return state


def _document(node: Node, id: SearchId, text: str) -> SystemDocument:
    found = _index(node).get(id.document)
    if found is None or not _is_own(found.source.get("owner")):
        raise ResourceNotFoundError(text)
    return found


def _is_own(owner: str | None) -> bool:
    """Whether what somebody submitted is of whoever asks."""
    return current_owner() in (None, owner)


def _prolong(node: Node, id: SearchId, text: str, expiration_ms: int) -> None:
    """Moves the moment at which a search is removed."""
    while True:
        found = _document(node, id, text)
        running = _running(node, id)
        if running is not None:
            running.expiration_ms = expiration_ms
        try:
            _index(node).put(found.id, found.source | {"expiration_time": expiration_ms}, expected=found.revision)
        except VersionConflictError:
            continue
        return


def delete(node: Node, text: str) -> None:
    """Cancels a search if it runs, and removes its answer. Raises ResourceNotFoundError, IllegalArgumentError."""
    id = SearchId.decode(text)
    running = _running(node, id)
    if running is not None:
        running.task.cancelled = True
    else:
        _document(node, id, text)
    if not _index(node).delete(id.document) and running is None:
        raise ResourceNotFoundError(text)
