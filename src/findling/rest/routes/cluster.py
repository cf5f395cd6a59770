"""The cluster: health, state, statistics, settings, allocation."""

from typing import Any, Final

from findling.node.monitor import allocation, cluster_info, cluster_settings
from findling.node.monitor.cluster_health import OPTIONS as HEALTH_OPTIONS
from findling.node.monitor.cluster_health import HealthRequest, cluster_health
from findling.node.monitor.cluster_stats import cluster_stats
from findling.node.monitor.health_report import health_report
from findling.node.monitor.placement import leaving
from findling.node.monitor.placement.ready import readiness
from findling.node.monitor.reroute import parse_reroute
from findling.node.monitor.reroute import reroute as move_shards
from findling.node.services.node import Node
from findling.rest.human import counted
from findling.rest.request import Request
from findling.rest.response import Response
from findling.rest.route import INDICES, MASTER, Route, route


def health(node: Node, request: Request) -> Response:
    """Health; 408 if what was waited for did not come in time."""
    wanted = HealthRequest(
        request.parts.get("index"),
        request.query.get("level", "cluster"),
        request.query.get("wait_for_status"),
        request.query.get("wait_for_nodes"),
        request.query.get("wait_for_active_shards"),
        request.query.get("wait_for_events"),
        request.flag("wait_for_no_relocating_shards"),
        request.flag("wait_for_no_initializing_shards"),
        request.time_ms("timeout", 30_000),
    )
    body = cluster_health(node, wanted, request.indices_options(HEALTH_OPTIONS))
    patient = request.flag("return_200_for_cluster_health_timeout")
    return counted(request, body, 408 if body["timed_out"] and not patient else 200)


def state(node: Node, request: Request) -> Response:
    """Cluster state, or parts of it."""
    metrics = request.names("metric")
    options = request.indices_options(HEALTH_OPTIONS)
    flat = request.flag("flat_settings")
    wanted = request.optional_integer("wait_for_metadata_version")
    if wanted is not None and not cluster_info.reaches(node, wanted, request.time_ms("wait_for_timeout", 60_000)):
        return Response({"cluster_name": node.config.cluster_name, "wait_for_timed_out": True})
    body = cluster_info.cluster_state(node, metrics, request.parts.get("index"), options, flat, request.path)
    return Response(body)


def stats(node: Node, request: Request) -> Response:
    """Cluster statistics."""
    return counted(request, cluster_stats(node, request.names("node_id")))


def info(node: Node, request: Request) -> Response:
    """Cluster information by target."""
    return counted(request, cluster_info.targeted_info(node, request.names("target_name")))


def get_settings(node: Node, request: Request) -> Response:
    """Settings of the cluster."""
    flat, defaults = request.flag("flat_settings"), request.flag("include_defaults")
    return Response(cluster_settings.get_cluster_settings(node, flat, defaults))


def put_settings(node: Node, request: Request) -> Response:
    """Change settings of the cluster."""
    body = request.required_json()
    return Response(cluster_settings.put_cluster_settings(node, body, request.flag("flat_settings")))


def pending_tasks(node: Node, request: Request) -> Response:
    """Changes of the state that wait: none, they are made at once."""
    return Response({"tasks": []})


def reroute(node: Node, request: Request) -> Response:
    """Move shards; on a single node there is nowhere to move them, which is what the answer says."""
    commands, dry = parse_reroute(request.json())
    dry = request.flag("dry_run") or dry
    retry = request.flag("retry_failed") and not dry
    return Response(move_shards(node, commands, request.names("metric"), request.flag("explain"), retry, dry))


_COPY: Final = ("index", "shard", "primary", "current_node")


def explain_allocation(node: Node, request: Request) -> Response:
    """Why a shard is where it is."""
    with_yes = request.flag("include_yes_decisions")
    body: dict[str, Any] = {name: request.query[name] for name in _COPY if name in request.query}
    with_disks = request.flag("include_disk_info")
    return Response(allocation.explain_allocation(node, {**body, **request.json()}, with_disks, with_yes))


def put_shutdown(node: Node, request: Request) -> Response:
    """Note that a node is about to be stopped."""
    leaving.put_shutdown(node, request.part("node_id"), request.required_json())
    return Response({"acknowledged": True})


def delete_shutdown(node: Node, request: Request) -> Response:
    """Forget that a node is about to be stopped."""
    leaving.delete_shutdown(node, request.part("node_id"))
    return Response({"acknowledged": True})


def get_shutdown(node: Node, request: Request) -> Response:
    """Nodes that are about to be stopped."""
    return Response(leaving.shown_shutdowns(node, request.names("node_id")))


def ready(node: Node, request: Request) -> Response:
    """Whether this node can serve."""
    return Response(*readiness(node))


def report(node: Node, request: Request) -> Response:
    """Health indicators."""
    return Response(health_report(node, request.parts.get("feature"), request.flag("verbose", True)))


_HEALTH = (
    f"{INDICES} {MASTER} level local wait_for_active_shards wait_for_events wait_for_no_initializing_shards "
    "wait_for_no_relocating_shards wait_for_nodes wait_for_status return_200_for_cluster_health_timeout"
)
_STATE = f"{INDICES} local master_timeout flat_settings wait_for_metadata_version wait_for_timeout metric"

ROUTES = [
    *route("GET", "/_cluster/health /_cluster/health/{index}", health, _HEALTH),
    *route("GET", "/_cluster/state /_cluster/state/{metric} /_cluster/state/{metric}/{index}", state, _STATE),
    *route("GET", "/_cluster/stats /_cluster/stats/nodes/{node_id}", stats, "timeout include_remotes"),
    *route("GET", "/_info/{target_name}", info),
    *route("GET", "/_cluster/settings", get_settings, f"{MASTER} include_defaults flat_settings local!"),
    *route("PUT", "/_cluster/settings", put_settings, f"{MASTER} flat_settings"),
    *route("GET", "/_cluster/pending_tasks", pending_tasks, "local! master_timeout"),
    *route("POST", "/_cluster/reroute", reroute, f"{MASTER} dry_run explain metric retry_failed"),
    *route(
        "GET POST",
        "/_cluster/allocation/explain",
        explain_allocation,
        "include_yes_decisions include_disk_info master_timeout index shard primary current_node",
    ),
    Route(("GET", "HEAD"), "/_ready", ready, frozenset(), takes_body=False, is_public=True),
    *route("GET", "/_nodes/shutdown /_nodes/{node_id}/shutdown", get_shutdown, "master_timeout timeout"),
    *route("PUT", "/_nodes/{node_id}/shutdown", put_shutdown, "master_timeout timeout"),
    *route("DELETE", "/_nodes/{node_id}/shutdown", delete_shutdown, "master_timeout timeout"),
    *route("GET", "/_health_report /_health_report/{feature}", report, "timeout verbose size"),
]
