"""Delete by query, update by query, reindex."""

from collections.abc import Callable
from typing import Any, Final

from findling.base.errors import IllegalArgumentError
from findling.cluster.name_resolution import IndicesOptions
from findling.node.by_query.by_query import OPTIONS, delete_by_query, update_by_query
from findling.node.by_query.by_query_progress import answer_status
from findling.node.by_query.by_query_request import ByQueryRequest, parse_request
from findling.node.by_query.reindex import reindex
from findling.node.by_query.reindex_request import parse_reindex
from findling.node.monitor.task_actions import rethrottle as rethrottle_task
from findling.node.services.background_tasks import run_task
from findling.node.services.node import Node
from findling.node.services.tasks import Task
from findling.rest.request import Request
from findling.rest.response import Response
from findling.rest.route import INDICES, route


def _answer(body: dict[str, Any]) -> Response:
    return Response(body, answer_status(body))


def check_search(request: Request) -> None:
    """Raises IllegalArgumentError for parameters of the search that cannot be."""
    request.check_query_text()
    for name in ("terminate_after", "batched_reduce_size", "pre_filter_shard_size", "max_concurrent_shard_requests"):
        request.optional_integer(name)
    for name in ("allow_partial_search_results", "rest_total_hits_as_int", "ccs_minimize_roundtrips"):
        request.flag(name)


def _run(node: Node, request: Request, action: str, what: str, work: Callable[[Task], dict[str, Any]]) -> Response:
    """Answers with what a task did, or with its name if nobody waits for it. what: it does, for lists of tasks"""
    waits, opaque_id = request.flag("wait_for_completion", True), request.headers.get("x-opaque-id")
    return _answer(run_task(node, f"indices:data/write/{action}", what, work, waits, opaque_id))


def delete(node: Node, request: Request) -> Response:
    """Delete what matches."""
    index, parsed, options = _read(request, query_required=True)
    what = f"delete-by-query [{index}]"
    return _run(node, request, "delete/byquery", what, lambda task: delete_by_query(node, index, parsed, options, task))


def update(node: Node, request: Request) -> Response:
    """Write again what matches."""
    index, parsed, options = _read(request, query_required=False)
    what = f"update-by-query [{index}]"
    return _run(node, request, "update/byquery", what, lambda task: update_by_query(node, index, parsed, options, task))


def _read(request: Request, query_required: bool) -> tuple[str, ByQueryRequest, IndicesOptions]:
    """Returns the names of indices, what is to be done with them, and which of them are meant."""
    check_search(request)
    parsed = parse_request(request.json(), request.query, query_required=query_required)
    parsed.types = request.types
    return request.part("index"), parsed, request.indices_options(OPTIONS)


def copy(node: Node, request: Request) -> Response:
    """Copy what matches."""
    if "pipeline" in request.query:
        raise IllegalArgumentError(
            "_reindex doesn't support [pipeline] as a query parameter. Specify it in the [dest] object instead."
        )
    parsed = parse_reindex(request.required_json(), request.query, request.flag("require_alias"))
    what = f"reindex from [{','.join(parsed.sources)}] to [{parsed.destination}]"
    return _run(node, request, "reindex", what, lambda task: reindex(node, parsed, task))


def rethrottle(node: Node, request: Request) -> Response:
    """Change the speed of a running task."""
    return Response(rethrottle_task(node, request.part("task_id"), request.query.get("requests_per_second")))


_COMMON: Final = (
    f"{INDICES} conflicts max_docs refresh requests_per_second routing scroll scroll_size search_timeout "
    "search_type size slices sort "
    "stats terminate_after timeout version wait_for_active_shards wait_for_completion q df analyzer analyze_wildcard "
    "default_operator lenient from preference request_cache _source _source_includes _source_excludes stored_fields "
    "docvalue_fields explain seq_no_primary_term track_scores track_total_hits batched_reduce_size "
    "pre_filter_shard_size max_concurrent_shard_requests allow_partial_search_results rest_total_hits_as_int "
    "ccs_minimize_roundtrips"
)

ROUTES = [
    *route("POST", "/{index}/_delete_by_query /{index}/{type}/_delete_by_query", delete, _COMMON),
    *route(
        "POST",
        "/{index}/_update_by_query /{index}/{type}/_update_by_query",
        update,
        f"{_COMMON} pipeline version_type",
    ),
    *route(
        "POST",
        "/_reindex",
        copy,
        "max_docs refresh requests_per_second require_alias scroll slices timeout wait_for_active_shards "
        "wait_for_completion pipeline",
    ),
    *route(
        "POST",
        "/_delete_by_query/{task_id}/_rethrottle /_update_by_query/{task_id}/_rethrottle "
        "/_reindex/{task_id}/_rethrottle /_rebuild/{task_id}/_rethrottle",
        rethrottle,
        "requests_per_second",
        body=False,
    ),
]
