"""Nodes: information, statistics, usage, hot threads."""

from findling.base.errors import FindlingError, IllegalStateError
from findling.base.object_parser import STRING, Member, parse_object
from findling.edge.fleet.metrics import prometheus
from findling.edge.fleet.service import Fleet
from findling.node.monitor import nodes_info
from findling.node.monitor.hot_threads import HotThreadsRequest
from findling.node.monitor.node_stats import nodes_stats
from findling.node.monitor.prometheus import CONTENT_TYPE, prometheus_metrics
from findling.node.services.node import Node
from findling.rest.among_nodes.every_node import every_node, threads_of_nodes
from findling.rest.human import counted
from findling.rest.request import Request
from findling.rest.response import Response
from findling.rest.route import route
from findling.rest.routes.index_stats import stats_detail


def info(node: Node, request: Request) -> Response:
    """What nodes are."""
    metrics, node_ids = request.names("metric"), request.names("node_id")
    if node_ids and not metrics and nodes_info.are_metrics(node_ids):
        metrics, node_ids = node_ids, []
    return counted(request, every_node(node, nodes_info.nodes_info, node_ids, metrics, request.flag("flat_settings")))


def stats(node: Node, request: Request) -> Response:
    """How nodes are."""
    metrics, node_ids = request.names("metric"), request.names("node_id")
    level, index_metrics = request.query.get("level", "node"), request.names("index_metric")
    detail = stats_detail(request)
    return counted(
        request, every_node(node, nodes_stats, node_ids, metrics, index_metrics, level, request.path, detail)
    )


def usage(node: Node, request: Request) -> Response:
    """Which APIs were used."""
    return Response(every_node(node, nodes_info.nodes_usage, request.names("node_id")))


def hot_threads(node: Node, request: Request) -> Response:
    """What the threads are at."""
    asked = HotThreadsRequest(
        request.query.get("type", "cpu"),
        request.integer("threads", 3),
        request.time_ms("interval", 500),
        request.integer("snapshots", 10),
        request.flag("ignore_idle_threads", True),
        request.query.get("sort", "total"),
    )
    request.time_ms("timeout", 0)
    return Response(threads_of_nodes(node, request.names("node_id"), asked))


def metrics(node: Node, request: Request) -> Response:
    """Counters for Prometheus."""
    fleet = node.kept(Fleet.of)
    edges = prometheus(node.config.cluster_name, fleet.store, fleet.registry)
    return Response((prometheus_metrics(node) + edges).encode(), content_type=CONTENT_TYPE)


def reload_secure_settings(node: Node, request: Request) -> Response:
    """Reads the keystore again: keys of inference services and the passphrase of the certificate are taken anew."""
    known = {"secure_settings_password": Member(STRING)}
    given = parse_object("reload_secure_settings", request.json(), known).get("secure_settings_password")
    if not nodes_info.is_selected(node, request.names("node_id")):
        return Response(nodes_info.header(node, {}))
    shown: dict[str, object] = {"name": node.name}
    try:
        if not node.secrets.load(given):
            raise IllegalStateError("Keystore is missing")
        node.inference.forget()
        shown["secure_setting_names"] = node.secrets.names()
    except FindlingError as error:
        shown["reload_exception"] = {"type": error.type, "reason": error.reason}
    return Response(nodes_info.header(node, {node.id: shown}))


_STATS = (
    "level timeout groups fields completion_fields fielddata_fields include_segment_file_sizes "
    "include_unloaded_segments metric index_metric"
)

ROUTES = [
    *route("GET", "/_prometheus/metrics", metrics),
    *route("GET", "/_nodes /_nodes/{node_id} /_nodes/{node_id}/{metric}", info, "flat_settings timeout metric node_id"),
    *route(
        "GET",
        "/_nodes/stats /_nodes/stats/{metric} /_nodes/stats/{metric}/{index_metric} /_nodes/{node_id}/stats "
        "/_nodes/{node_id}/stats/{metric} /_nodes/{node_id}/stats/{metric}/{index_metric}",
        stats,
        _STATS,
    ),
    *route(
        "GET",
        "/_nodes/usage /_nodes/usage/{metric} /_nodes/{node_id}/usage /_nodes/{node_id}/usage/{metric}",
        usage,
        "timeout",
    ),
    *route(
        "GET",
        "/_nodes/hot_threads /_nodes/{node_id}/hot_threads /_nodes/hotthreads /_nodes/{node_id}/hotthreads",
        hot_threads,
        "ignore_idle_threads interval snapshots threads timeout type sort",
    ),
    *route(
        "POST",
        "/_nodes/reload_secure_settings /_nodes/{node_id}/reload_secure_settings",
        reload_secure_settings,
        "timeout",
    ),
]
