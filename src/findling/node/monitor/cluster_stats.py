"""Statistics of the whole cluster: `_cluster/stats`."""

from collections import defaultdict
from typing import Any, Final

from findling.node.monitor.cluster_health import index_health, worst
from findling.node.monitor.node_stats import node_index_stats, nodes_stats
from findling.node.monitor.nodes_info import ROLES
from findling.node.services.node import Node
from findling.node.services.resolving import resolving_anew
from findling.version import ELASTICSEARCH_VERSION

_COUNTED: Final = ("docs", "store", "fielddata", "query_cache", "completion", "segments", "dense_vector",
                   "sparse_vector")  # fmt: skip


@resolving_anew
def cluster_stats(node: Node) -> dict[str, Any]:
    """Returns how much there is of everything."""
    state = node.cluster.state
    health = [index_health(node, index)["status"] for index in state.indices.values()]
    return {
        "_nodes": {"total": 1, "successful": 1, "failed": 0},
        "cluster_name": node.config.cluster_name,
        "cluster_uuid": state.cluster_uuid,
        "timestamp": node.clock.now_ms(),
        "status": worst(health),
        "indices": _indices(node),
        "nodes": _nodes(node),
        "snapshots": {},
    }


def _indices(node: Node) -> dict[str, Any]:
    indices = node.cluster.state.indices.values()
    counters = node_index_stats(node)
    shards = sum(index.number_of_shards for index in indices)
    return {
        "count": len(indices),
        "shards": {"total": shards, "primaries": shards, "replication": 0.0} if shards else {},
        **{name: counters.get(name, {"value_count": 0}) for name in _COUNTED},
        "mappings": _mappings(node),
        "analysis": {},
        "versions": [],
    }


def _mappings(node: Node) -> dict[str, object]:
    """Counts fields by their type, and the indices that have some of it."""
    fields: dict[str, int] = defaultdict(int)
    indices: dict[str, set[str]] = defaultdict(set)
    size = 0
    for service in node.indices.open_all():
        size += len(str(service.metadata.mapping))
        for field in service.mapping.fields():
            fields[field.type_name] += 1
            indices[field.type_name].add(service.name)
    total = sum(fields.values())
    return {
        "total_field_count": total,
        "total_deduplicated_field_count": total,
        "total_deduplicated_mapping_size_in_bytes": size,
        "field_types": [
            {"name": name, "count": count, "index_count": len(indices[name]), "script_count": 0}
            for name, count in sorted(fields.items())
        ],
        "runtime_field_types": [],
    }


def _nodes(node: Node) -> dict[str, Any]:
    machine = nodes_stats(node, [], ["os", "process", "jvm", "fs"])["nodes"][node.id]
    processors = {"available_processors": 1, "allocated_processors": 1}
    return {
        "count": {"total": 1, "coordinating_only": 0, **dict.fromkeys(ROLES, 1)},
        "versions": [ELASTICSEARCH_VERSION],
        "os": {**processors, "mem": machine["os"]["mem"]},
        "process": machine["process"],
        "jvm": {
            "max_uptime_in_millis": machine["jvm"]["uptime_in_millis"],
            "mem": {name: machine["jvm"]["mem"][name] for name in ("heap_used_in_bytes", "heap_max_in_bytes")},
            "threads": machine["jvm"]["threads"]["count"],
        },
        "fs": machine["fs"]["total"],
        "plugins": [],
        "network_types": {"transport_types": {}, "http_types": {"uvicorn": 1}},
        "discovery_types": {"single-node": 1},
        "packaging_types": [{"flavor": "default", "type": "pip", "count": 1}],
    }
