"""Statistics of indices, their segments, recoveries and shard copies."""

from dataclasses import replace

from findling.cluster.name_resolution import LENIENT_OPEN, OPEN_AND_CLOSED
from findling.node.indices.maintenance import OPTIONS
from findling.node.monitor import index_stats
from findling.node.monitor.disk_usage import disk_usage
from findling.node.monitor.recovery import index_recovery
from findling.node.search.search_shards import search_shards
from findling.node.services.index_selection import select
from findling.node.services.node import Node
from findling.rest.human import counted
from findling.rest.request import Request
from findling.rest.response import Response
from findling.rest.route import INDICES, route


def stats(node: Node, request: Request) -> Response:
    """Counters."""
    forbid_closed = request.flag("forbid_closed_indices", True)
    options = request.indices_options(replace(OPTIONS, forbid_closed=forbid_closed))
    level = request.query.get("level", "indices")
    index, metrics, detail = request.parts.get("index"), request.names("metric"), stats_detail(request)
    return counted(request, index_stats.index_stats(node, index, metrics, options, level, request.path, detail))


def stats_detail(request: Request) -> index_stats.StatsDetail:
    """Returns what a request wants to see on its own."""
    fields = request.names("fields")
    return index_stats.StatsDetail(
        request.names("groups"),
        request.names("fielddata_fields") or fields,
        request.names("completion_fields") or fields,
        request.flag("include_segment_file_sizes"),
    )


def segments(node: Node, request: Request) -> Response:
    """Segments."""
    return counted(
        request, index_stats.index_segments(node, request.parts.get("index"), request.indices_options(OPTIONS))
    )


def recovery(node: Node, request: Request) -> Response:
    """Recoveries of shards: all have long been done."""
    if request.flag("active_only"):
        select(node, request.parts.get("index"), request.indices_options(OPEN_AND_CLOSED))
        return Response({})
    options = request.indices_options(OPEN_AND_CLOSED)
    body = index_recovery(node, request.parts.get("index"), options, request.flag("detailed"))
    return counted(request, body)


def shard_stores(node: Node, request: Request) -> Response:
    """Copies of shards."""
    statuses = request.names("status") or ("yellow", "red")
    options = request.indices_options(replace(OPEN_AND_CLOSED, hidden=True))
    return Response(index_stats.shard_stores(node, request.parts.get("index"), options, statuses))


def shards_of_search(node: Node, request: Request) -> Response:
    """Which shards a search would ask."""
    options = request.indices_options(LENIENT_OPEN)
    routing, preference = request.query.get("routing"), request.query.get("preference")
    return Response(search_shards(node, request.parts.get("index"), routing, options, preference))


def usage_of_disk(node: Node, request: Request) -> Response:
    """Sizes of fields on disk."""
    options = request.indices_options(OPTIONS)
    expensive, flush = request.flag("run_expensive_tasks"), request.flag("flush", True)
    return counted(request, disk_usage(node, request.part("index"), options, expensive, flush))


_STATS = (
    f"{INDICES} level groups fields completion_fields fielddata_fields forbid_closed_indices "
    "include_segment_file_sizes include_unloaded_segments metric"
)

ROUTES = [
    *route("GET", "/_stats /_stats/{metric} /{index}/_stats /{index}/_stats/{metric}", stats, _STATS),
    *route("POST", "/{index}/_disk_usage", usage_of_disk, f"{INDICES} run_expensive_tasks flush", body=False),
    *route("GET", "/_segments /{index}/_segments", segments, INDICES),
    *route("GET", "/_recovery /{index}/_recovery", recovery, f"{INDICES} active_only detailed"),
    *route("GET", "/_shard_stores /{index}/_shard_stores", shard_stores, f"{INDICES} status"),
    *route(
        "GET POST",
        "/_search_shards /{index}/_search_shards",
        shards_of_search,
        f"{INDICES} local preference routing master_timeout",
        body=False,
    ),
]
