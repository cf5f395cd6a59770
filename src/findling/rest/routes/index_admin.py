"""Work on whole indices: refresh, flush, force merge, open, close, blocks, resize, rollover, analyze, resolve."""

from typing import Final

from findling.base.errors import IllegalArgumentError
from findling.base.object_parser import parse_object
from findling.cluster.access import check_action
from findling.node.by_query import resize
from findling.node.indices import maintenance, open_close
from findling.node.indices.analyze import analyze
from findling.node.indices.resolve_index import OPTIONS as RESOLVE_OPTIONS
from findling.node.indices.resolve_index import resolve_cluster, resolve_index
from findling.node.services.active_shards import ActiveShards
from findling.node.services.node import Node
from findling.node.streams.stream_rollover import roll_over as roll_over_target
from findling.rest.request import Request
from findling.rest.response import Response
from findling.rest.route import INDICES, MASTER, route
from findling.rest.typed_urls import deprecation


def refresh(node: Node, request: Request) -> Response:
    """Refresh."""
    options = request.indices_options(maintenance.OPTIONS)
    return Response(maintenance.refresh(node, request.parts.get("index"), options))


def flush(node: Node, request: Request) -> Response:
    """Flush."""
    options = request.indices_options(maintenance.OPTIONS)
    force, wait = request.flag("force"), request.flag("wait_if_ongoing", True)
    return Response(maintenance.flush(node, request.parts.get("index"), options, force, wait))


def force_merge(node: Node, request: Request) -> Response:
    """Force merge."""
    maximum = request.optional_integer("max_num_segments")
    if maximum is not None and maximum < 1 and maximum != -1:
        raise IllegalArgumentError(f"max_num_segments must be >= 1, got [{maximum}]")
    body = maintenance.force_merge(
        node,
        request.parts.get("index"),
        request.indices_options(maintenance.OPTIONS),
        None if maximum == -1 else maximum,
        request.flag("only_expunge_deletes"),
        request.flag("flush", True),
        request.flag("wait_for_completion", True),
    )
    return Response(body)


def clear_cache(node: Node, request: Request) -> Response:
    """Clear caches."""
    options = request.indices_options(maintenance.OPTIONS)
    kinds = [name for name in ("fielddata", "query", "request") if request.flag(name)]
    return Response(maintenance.clear_cache(node, request.parts.get("index"), options, kinds))


def _waiting(request: Request) -> ActiveShards:
    """Returns what closing waits for; the parameter may say here that the index's setting counts."""
    if request.query.get("wait_for_active_shards") != "index-setting":
        return request.waiting()
    request.warnings.append(deprecation(_INDEX_SETTING))
    del request.query["wait_for_active_shards"]
    return request.waiting()


def close(node: Node, request: Request) -> Response:
    """Close indices."""
    options = request.indices_options(open_close.CLOSE_OPTIONS)
    return Response(open_close.close_index(node, request.part("index"), options, _waiting(request)))


def open_(node: Node, request: Request) -> Response:
    """Open indices."""
    options = request.indices_options(open_close.OPEN_OPTIONS)
    return Response(open_close.open_index(node, request.part("index"), options, request.waiting()))


def block(node: Node, request: Request) -> Response:
    """Add a block."""
    options = request.indices_options(open_close.BLOCK_OPTIONS)
    return Response(open_close.add_block(node, request.part("index"), request.part("block"), options))


def unblock(node: Node, request: Request) -> Response:
    """Remove a block."""
    options = request.indices_options(open_close.BLOCK_OPTIONS)
    return Response(open_close.remove_block(node, request.part("index"), request.part("block"), options))


def analyze_text(node: Node, request: Request) -> Response:
    """Show what analysis makes of a text."""
    if request.text("index") is None:
        check_action("cluster:admin/analyze")
    return Response(analyze(node, request.text("index"), request.json()))


def resolve(node: Node, request: Request) -> Response:
    """Names to indices and aliases."""
    parse_object("resolve_index", request.json(), {})
    return Response(resolve_index(node, request.part("name"), request.indices_options(RESOLVE_OPTIONS)))


def resolve_clusters(node: Node, request: Request) -> Response:
    """Which clusters names lead to."""
    return Response(resolve_cluster(node, request.parts.get("name"), request.indices_options(RESOLVE_OPTIONS)))


_INDEX_SETTING: Final = (
    "?wait_for_active_shards=index-setting is now the default behaviour; the 'index-setting' value for this parameter "
    "should no longer be used since it will become unsupported in version 9"
)


def _resized(node: Node, request: Request, action: resize.Resize) -> Response:
    parts = request.part("index"), request.part("target")
    return Response(action(node, *parts, request.json(), request.waiting()))


def shrink(node: Node, request: Request) -> Response:
    """Shrink an index."""
    return _resized(node, request, resize.shrink)


def split(node: Node, request: Request) -> Response:
    """Split an index."""
    return _resized(node, request, resize.split)


def clone(node: Node, request: Request) -> Response:
    """Clone an index."""
    return _resized(node, request, resize.clone)


def roll_over(node: Node, request: Request) -> Response:
    """Roll an alias or a data stream over to a new index."""
    dry_run, lazy, new_name = request.flag("dry_run"), request.flag("lazy"), request.parts.get("new_index")
    active = request.waiting()
    target = request.part("index")
    if request.flag("target_failure_store"):
        target = f"{target}::failures"
    return Response(roll_over_target(node, target, new_name, request.json(), dry_run, lazy, active))


_RESIZE = f"{MASTER} wait_for_active_shards"

ROUTES = [
    *route("POST GET", "/_refresh /{index}/_refresh", refresh, INDICES, body=False),
    *route("POST GET", "/_flush /{index}/_flush", flush, f"{INDICES} force wait_if_ongoing", body=False),
    *route("POST GET", "/_flush/synced /{index}/_flush/synced", flush, INDICES, body=False),
    *route(
        "POST",
        "/_forcemerge /{index}/_forcemerge",
        force_merge,
        f"{INDICES} max_num_segments only_expunge_deletes flush wait_for_completion",
        body=False,
    ),
    *route(
        "POST",
        "/_cache/clear /{index}/_cache/clear",
        clear_cache,
        f"{INDICES} fielddata fields query request index",
        body=False,
    ),
    *route("POST", "/{index}/_close", close, f"{INDICES} {MASTER} wait_for_active_shards", body=False),
    *route("POST", "/{index}/_open", open_, f"{INDICES} {MASTER} wait_for_active_shards", body=False),
    *route("PUT", "/{index}/_block/{block}", block, f"{INDICES} {MASTER}", body=False),
    *route("DELETE", "/{index}/_block/{block}", unblock, f"{INDICES} {MASTER}", body=False),
    *route(
        "GET POST",
        "/_analyze /{index}/_analyze",
        analyze_text,
        "index",
    ),
    *route("GET POST", "/_resolve/index/{name}", resolve, f"{INDICES} mode"),
    *route(
        "GET", "/_resolve/cluster /_resolve/cluster/{name}", resolve_clusters, f"{INDICES} ignore_throttled timeout"
    ),
    *route("PUT POST", "/{index}/_shrink/{target}", shrink, _RESIZE),
    *route("PUT POST", "/{index}/_split/{target}", split, _RESIZE),
    *route("PUT POST", "/{index}/_clone/{target}", clone, _RESIZE),
    *route(
        "POST",
        "/{index}/_rollover /{index}/_rollover/{new_index}",
        roll_over,
        f"{MASTER} dry_run wait_for_active_shards include_type_name lazy target_failure_store",
    ),
]
