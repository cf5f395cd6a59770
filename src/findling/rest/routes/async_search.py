"""Asynchronous searches."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from findling.base.errors import ActionRequestValidationError
from findling.base.units import format_time
from findling.node.search.asynchronous import actions
from findling.node.search.search import SearchCall, parse_search
from findling.node.services.node import Node
from findling.rest.request import Request
from findling.rest.response import Response, acknowledged
from findling.rest.route import route
from findling.rest.routes.search import SEARCH_PARAMETERS, run_search, search_call

_DEFAULT_WAIT_MS: Final = 1000
_DEFAULT_KEEP_ALIVE_MS: Final = 5 * 24 * 3600 * 1000
_MIN_KEEP_ALIVE_MS: Final = 1000
_BATCH: Final = 5
_SUGGEST_ONLY: Final = {"suggest"}


def submit(node: Node, request: Request) -> Response:
    """Start a search and wait a moment for it."""
    call = search_call(node, request, request.search_json())
    keep_alive_ms = request.time_ms("keep_alive", _DEFAULT_KEEP_ALIVE_MS)
    _check(request, call.body, keep_alive_ms)
    parse_search(call)
    wanted = actions.Submission(
        request.time_ms("wait_for_completion_timeout", _DEFAULT_WAIT_MS),
        keep_alive_ms,
        request.flag("keep_on_completion"),
        request.integer("batched_reduce_size", _BATCH),
        f"async_search{{{call.description()}}}",
        request.headers.get("x-opaque-id"),
    )
    id, state = actions.submit(node, _counting_all(call), lambda node, call: run_search(node, call, None), wanted)
    body = state.render(id, call.typed_keys, request.flag("human"))
    if call.total_as_int and "response" in body:
        body["response"] = _total_as_int(body["response"])
    headers = {"X-Elasticsearch-Async-Is-Running": "?1" if state.is_running else "?0"}
    return Response(body, state.status, headers if id is None else {**headers, "X-Elasticsearch-Async-Id": id})


def _check(request: Request, body: Mapping[str, Any], keep_alive_ms: int) -> None:
    """Raises ActionRequestValidationError for what an asynchronous search cannot do."""
    faults = []
    if "scroll" in request.query:
        if request.flag("request_cache", True):
            faults.append("[request_cache] cannot be used in a scroll context")
        faults.append("[scroll] queries are not supported")
    if body and body.keys() <= _SUGGEST_ONLY:
        faults.append("suggest-only queries are not supported")
    if keep_alive_ms < _MIN_KEEP_ALIVE_MS:
        faults.append(f"[keep_alive] must be greater or equals than 1 second, got:{format_time(keep_alive_ms)}")
    if request.integer("pre_filter_shard_size", 1) != 1:
        faults.append("[pre_filter_shard_size] cannot be changed for async search queries")
    if faults:
        raise ActionRequestValidationError.of(*faults)


def _counting_all(call: SearchCall) -> SearchCall:
    """Returns a search whose total is stored as an object, and is exact if it is to be shown as a number."""
    params = {"batched_reduce_size": str(_BATCH), **call.params}
    if not call.total_as_int:
        return replace(call, params=params)
    return replace(call, params=params, total_as_int=False, body={"track_total_hits": True, **call.body})


def _total_as_int(response: Mapping[str, Any]) -> dict[str, Any]:
    hits = response["hits"]
    return {**response, "hits": {**hits, "total": hits["total"]["value"] if "total" in hits else -1}}


def get(node: Node, request: Request) -> Response:
    """How far a search is, and what it has found."""
    wait_ms = request.time_ms("wait_for_completion_timeout", -1)
    id = request.part("id")
    state = actions.get(node, id, wait_ms, request.time_ms("keep_alive", -1), request.check)
    headers = {
        "X-Elasticsearch-Async-Is-Running": "?1" if state.is_running else "?0",
        "X-Elasticsearch-Async-Id": id,
    }
    return Response(state.render(id, request.flag("typed_keys"), request.flag("human")), state.status, headers)


def status(node: Node, request: Request) -> Response:
    """How far a search is."""
    id = request.part("id")
    state = actions.get_status(node, id, request.time_ms("keep_alive", -1))
    return Response(state.render_status(id, request.flag("human")))


def delete(node: Node, request: Request) -> Response:
    """Cancel a search and forget what it has found."""
    actions.delete(node, request.part("id"))
    return acknowledged()


ROUTES: Final = [
    *route(
        "POST",
        "/_async_search /{index}/_async_search",
        submit,
        f"{SEARCH_PARAMETERS} wait_for_completion_timeout keep_on_completion keep_alive",
    ),
    *route("GET", "/_async_search/{id}", get, "wait_for_completion_timeout keep_alive typed_keys"),
    *route("GET", "/_async_search/status/{id}", status, "keep_alive"),
    *route("DELETE", "/_async_search/{id}", delete),
]
