"""The health report: indicators with a colour, a symptom and advice."""

from typing import Any

from findling.base.errors import ResourceNotFoundError
from findling.node.monitor.cluster_health import HealthRequest, cluster_health
from findling.node.services.node import Node

_QUIET = {
    "master_is_stable": "The cluster has a stable master node",
    "repository_integrity": "No snapshot repositories configured.",
    "disk": "The cluster has enough available disk space.",
    "shards_capacity": "The cluster has enough room to add new shards.",
    "data_stream_lifecycle": "No data stream lifecycle health data available yet.",
    "ilm": "Index Lifecycle Management is not running",
    "slm": "Snapshot Lifecycle Management is not running",
    "file_settings": "No file-based settings",
}


def health_report(node: Node, feature: str | None, verbose: bool = True) -> dict[str, Any]:
    """Returns all indicators, or one."""
    indicators: dict[str, dict[str, Any]] = {
        name: {"status": "green", "symptom": symptom} for name, symptom in _QUIET.items()
    }
    if verbose:
        here = {"node_id": node.id, "name": node.config.node_name}
        indicators["master_is_stable"]["details"] = {"current_master": here, "recent_masters": [here]}
    indicators["shards_availability"] = _shards(node, verbose)
    if feature is not None:
        if feature not in indicators:
            raise ResourceNotFoundError(f"Did not find indicator {feature}")
        return {"cluster_name": node.config.cluster_name, "indicators": {feature: indicators[feature]}}
    order = ("green", "unknown", "yellow", "red")
    status = max((indicator["status"] for indicator in indicators.values()), key=order.index)
    return {"status": status, "cluster_name": node.config.cluster_name, "indicators": indicators}


def _shards(node: Node, verbose: bool) -> dict[str, Any]:
    health = cluster_health(node, HealthRequest(timeout_ms=0))
    missing = health["unassigned_shards"]
    symptom = "This cluster has all shards available."
    if missing:
        plural = "s" if missing > 1 else ""
        symptom = f"This cluster has {missing} unavailable replica shard{plural}."
    body: dict[str, Any] = {"status": health["status"], "symptom": symptom}
    if verbose:
        body["details"] = {
            "started_primaries": health["active_primary_shards"],
            "unassigned_primaries": health["unassigned_primary_shards"],
            "unassigned_replicas": missing - health["unassigned_primary_shards"],
            "started_replicas": 0,
        }
    return body
