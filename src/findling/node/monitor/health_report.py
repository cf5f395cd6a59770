"""The health report: indicators with a colour, a symptom and advice."""

from typing import Any

from findling.base.errors import ResourceNotFoundError
from findling.cluster.cluster_settings import cluster_setting
from findling.node.monitor.cluster_health import HealthRequest, cluster_health
from findling.node.monitor.lifecycle_health import lifecycle_indicators
from findling.node.services.disk_monitor import BLOCK
from findling.node.services.node import Node

_QUIET = {
    "master_is_stable": "The cluster has a stable master node",
    "repository_integrity": "No snapshot repositories configured.",
    "shards_capacity": "The cluster has enough room to add new shards.",
    "data_stream_lifecycle": "No data stream lifecycle health data available yet.",
    "file_settings": "File-based settings are inactive",
}


def health_report(node: Node, feature: str | None, verbose: bool = True) -> dict[str, object]:
    """Returns all indicators, or one."""
    indicators: dict[str, dict[str, Any]] = {
        name: {"status": "green", "symptom": symptom} for name, symptom in _QUIET.items()
    }
    if verbose:
        here = {"node_id": node.id, "name": node.config.node_name}
        indicators["master_is_stable"]["details"] = {"current_master": here, "recent_masters": [here]}
        data, frozen = "cluster.max_shards_per_node", "cluster.max_shards_per_node.frozen"
        indicators["shards_capacity"]["details"] = {
            "data": {"max_shards_in_cluster": cluster_setting(node.cluster.state, data)},
            "frozen": {"max_shards_in_cluster": cluster_setting(node.cluster.state, frozen)},
        }
    indicators |= lifecycle_indicators(node.cluster.state, verbose)
    indicators["shards_availability"] = _shards(node, verbose)
    indicators["disk"] = _disk(node, verbose)
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
        if missing and not health["unassigned_primary_shards"]:
            body |= _without_copies(node)
    return body


def _without_copies(node: Node) -> dict[str, Any]:
    """Returns what it means that replicas are nowhere, why, and what helps."""
    indices = sorted(index.name for index in node.cluster.state.indices.values() if index.number_of_replicas)
    counted = f"{len(indices)} {'index' if len(indices) == 1 else 'indices'} [{', '.join(indices)}]"
    impact = {
        "id": "elasticsearch:health:shards_availability:impact:replica_unassigned",
        "severity": 2,
        "description": f"Searches might be slower than usual. Fewer redundant copies of the data exist on {counted}.",
        "impact_areas": ["search"],
    }
    diagnosis = {
        "id": "elasticsearch:health:shards_availability:diagnosis:increase_tier_capacity_for_allocations:tier:"
        "data_content",
        "cause": "Elasticsearch isn't allowed to allocate some shards from these indices to any of the nodes in the "
        "desired data tier because there are not enough nodes in the [data_content] tier to allocate each shard copy "
        "on a different node.",
        "action": "Increase the number of nodes in this tier or decrease the number of replica shards in the affected "
        "indices.",
        "help_url": "https://ela.st/tier-capacity",
        "affected_resources": {"indices": indices},
    }
    return {"impacts": [impact], "diagnosis": [diagnosis]}


def _disk(node: Node, verbose: bool) -> dict[str, object]:
    """Red with indices that take no writes because the disk is full, yellow over the high watermark."""
    blocked = [index.name for index in node.cluster.state.indices.values() if index.settings.get(BLOCK) == "true"]
    over = node.disk.stage.name in ("high", "flood_stage")
    body: dict[str, Any] = {"status": "green", "symptom": "The cluster has enough available disk space."}
    if blocked:
        plural = "indices are" if len(blocked) > 1 else "index is"
        body = {"status": "red", "symptom": f"{len(blocked)} {plural} not allowed to be updated."}
    elif over:
        body = {"status": "yellow", "symptom": "1 node is out of disk or running low on disk space."}
    if verbose:
        body["details"] = {
            "indices_with_readonly_block": len(blocked),
            "nodes_with_enough_disk_space": int(not over),
            "nodes_with_unknown_disk_status": 0,
            "nodes_over_high_watermark": int(node.disk.stage.name == "high"),
            "nodes_over_flood_stage_watermark": int(node.disk.stage.name == "flood_stage"),
        }
    return body
