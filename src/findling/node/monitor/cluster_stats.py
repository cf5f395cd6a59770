"""Statistics of the whole cluster: `_cluster/stats`."""

import platform
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, Final

import orjson

from findling.cluster.ingest_pipelines import ingest_pipelines
from findling.cluster.state import IndexMetadata
from findling.node.monitor.analysis_stats import analysis_stats
from findling.node.monitor.cluster_health import index_health, worst
from findling.node.monitor.machine import disk_stats, process_stats, runtime_stats, system_stats
from findling.node.monitor.node_stats import node_index_stats
from findling.node.monitor.nodes_info import PROCESSORS, architecture, header, is_selected, pretty_name
from findling.node.services.index_service import IndexService
from findling.node.services.node import Node
from findling.node.services.resolving import resolving_anew
from findling.node.services.shown_node import NO_ROLES, ROLES
from findling.snapshots.definitions import repositories
from findling.version import ELASTICSEARCH_VERSION

_COUNTED: Final = ("docs", "store", "fielddata", "query_cache", "completion", "segments")
_PRESSURE: Final = ("combined_coordinating_and_primary", "coordinating", "primary", "replica", "all")
_REJECTIONS: Final = ("coordinating_rejections", "primary_rejections", "replica_rejections",
                      "primary_document_rejections", "large_operation_rejections")  # fmt: skip


@resolving_anew
def cluster_stats(node: Node, node_ids: Sequence[str] = ()) -> dict[str, Any]:
    """Returns how much there is of everything on the chosen nodes."""
    state = node.cluster.state
    here = is_selected(node, node_ids)
    health = [index_health(node, index)["status"] for index in state.indices.values()]
    return {
        "_nodes": header(node, {node.id: None} if here else {})["_nodes"],
        "cluster_name": node.config.cluster_name,
        "cluster_uuid": state.cluster_uuid,
        "timestamp": node.clock.now_ms(),
        "status": worst(health),
        "indices": _indices(node),
        "nodes": _nodes(node),
        "snapshots": _snapshots(node),
        "repositories": _repositories(node),
        "ccs": {"_search": _OTHER_CLUSTERS},
    }


def _indices(node: Node) -> dict[str, Any]:
    indices = list(node.cluster.state.indices.values())
    counters: dict[str, Any] = node_index_stats(node)
    services = node.indices.open_all()
    return {
        "count": len(indices),
        "shards": _shards(indices),
        **{name: counters[name] for name in _COUNTED},
        "mappings": _mappings(services),
        "analysis": analysis_stats(services),
        "versions": _versions(indices, counters["store"]["size_in_bytes"]),
        "search": {
            "total": counters["search"]["query_total"],
            "queries": {},
            "rescorers": {},
            "sections": {},
            "retrievers": {},
        },
        **{name: {"value_count": counters[name]["value_count"]} for name in ("dense_vector", "sparse_vector")},
    }


def _shards(indices: Sequence[IndexMetadata]) -> dict[str, Any]:
    if not indices:
        return {}
    counts = [index.number_of_shards for index in indices]
    return {
        "total": sum(counts),
        "primaries": sum(counts),
        "replication": 0.0,
        "index": {
            "shards": _spread(counts),
            "primaries": _spread(counts),
            "replication": {"min": 0.0, "max": 0.0, "avg": 0.0},
        },
    }


def _spread(numbers: Sequence[int]) -> dict[str, float]:
    return {"min": min(numbers), "max": max(numbers), "avg": sum(numbers) / len(numbers)}


def _versions(indices: Sequence[IndexMetadata], size: int) -> list[dict[str, Any]]:
    if not indices:
        return []
    shards = sum(index.number_of_shards for index in indices)
    counts = {"index_count": len(indices), "primary_shard_count": shards, "total_primary_bytes": size}
    return [{"version": ELASTICSEARCH_VERSION, **counts}]


def _mappings(services: Iterable[IndexService]) -> dict[str, object]:
    """Counts fields by their type, and the indices that have some of it; a mapping that several have counts once."""
    fields: Counter[str] = Counter()
    indices: dict[str, set[str]] = defaultdict(set)
    mappings: dict[bytes, int] = {}
    runtime: Counter[str] = Counter()
    runtime_indices: dict[str, set[str]] = defaultdict(set)
    modes: Counter[str] = Counter()
    for service in services:
        mapping: Any = service.metadata.mapping
        types = list(_types(mapping))
        if mapping:
            mappings[orjson.dumps(mapping, option=orjson.OPT_SORT_KEYS, default=str)] = len(types)
        fields.update(types)
        for name in types:
            indices[name].add(service.name)
        for body in (mapping.get("runtime") or {}).values():
            runtime[body["type"]] += 1
            runtime_indices[body["type"]].add(service.name)
        modes[str(service.metadata.settings.get("index.mapping.source.mode", "stored"))] += 1
    return {
        "total_field_count": fields.total(),
        "total_deduplicated_field_count": sum(mappings.values()),
        "total_deduplicated_mapping_size_in_bytes": sum(map(len, mappings)),
        "field_types": [
            {"name": name, "count": count, "index_count": len(indices[name]), "script_count": 0}
            for name, count in sorted(fields.items())
        ],
        "runtime_field_types": [
            {"name": name, "count": count, "index_count": len(runtime_indices[name]), **_NO_SCRIPTS}
            for name, count in sorted(runtime.items())
        ],
        "source_modes": dict(modes),
    }


_NO_SCRIPTS: Final[dict[str, Any]] = {
    "scriptless_count": 0,
    "shadowed_count": 0,
    "lang": [],
    **{f"{what}_{how}": 0 for what in ("lines", "chars", "source", "doc") for how in ("max", "total")},
}


def _types(mapping: dict[str, Any]) -> Iterable[str]:
    """Yields the type of each field of a mapping, of objects and of multi-fields too."""
    for members in ("properties", "fields"):
        for body in (mapping.get(members) or {}).values():
            yield body.get("type", "object")
            yield from _types(body)


def _nodes(node: Node) -> dict[str, Any]:
    system, process, runtime = system_stats(node), process_stats(node), runtime_stats(node)
    files = process["open_file_descriptors"]
    vm = {"version": platform.python_version(), "vm_name": platform.python_implementation()}
    return {
        "count": {"total": 1, **dict(sorted([("coordinating_only", 0), *_role_counts()]))},
        "versions": [ELASTICSEARCH_VERSION],
        "os": {
            "available_processors": PROCESSORS,
            "allocated_processors": PROCESSORS,
            "names": [{"name": platform.system(), "count": 1}],
            "pretty_names": [{"pretty_name": pretty_name(), "count": 1}],
            "architectures": [{"arch": architecture(), "count": 1}],
            "mem": system["mem"],
        },
        "process": {
            "cpu": {"percent": process["cpu"]["percent"]},
            "open_file_descriptors": {"min": files, "max": files, "avg": files},
        },
        "jvm": {
            "max_uptime_in_millis": runtime["uptime_in_millis"],
            "versions": [
                {
                    **vm,
                    "vm_version": vm["version"],
                    "vm_vendor": "Python Software Foundation",
                    "bundled_jdk": False,
                    "using_bundled_jdk": False,
                    "count": 1,
                }
            ],
            "mem": {name: runtime["mem"][name] for name in ("heap_used_in_bytes", "heap_max_in_bytes")},
            "threads": runtime["threads"]["count"],
        },
        "fs": disk_stats(node)["total"],
        "plugins": [],
        "network_types": {"transport_types": {"netty4": 1}, "http_types": {"netty4": 1}},
        "discovery_types": {"single-node": 1},
        "packaging_types": [{"flavor": "default", "type": "pip", "count": 1}],
        "ingest": _ingest(node),
        "indexing_pressure": {"memory": _pressure()},
    }


def _role_counts() -> list[tuple[str, int]]:
    return [*((role, 1) for role in ROLES), *((role, 0) for role in NO_ROLES)]


def _ingest(node: Node) -> dict[str, Any]:
    pipelines = ingest_pipelines(node.cluster.state)
    return {"number_of_pipelines": len(pipelines), "processor_stats": _processors(node.ingest.render())}


def _processors(stats: dict[str, Any]) -> dict[str, Any]:
    """Sums up what processors did, by their type."""
    total: dict[str, Counter[str]] = defaultdict(Counter)
    for pipeline in stats["pipelines"].values():
        for processor in pipeline["processors"]:
            for body in processor.values():
                total[body["type"]].update(body["stats"])
    names = ("count", "failed", "current", "time_in_millis")
    return {kind: {name: counts[name] for name in names} for kind, counts in sorted(total.items())}


def _pressure() -> dict[str, Any]:
    """Returns the shape of `indexing_pressure`: Elasticsearch's sums are of other nodes' figures, and are zero too."""
    sizes = {f"{name}_in_bytes": 0 for name in _PRESSURE}
    return {"current": sizes, "total": {**sizes, **dict.fromkeys(_REJECTIONS, 0)}, "limit_in_bytes": 0}


def _snapshots(node: Node) -> dict[str, Any]:
    counts = ("snapshots", "shard_snapshots", "snapshot_deletions", "concurrent_operations", "cleanups")
    return {"current_counts": dict.fromkeys(counts, 0), "repositories": {}}


def _repositories(node: Node) -> dict[str, Any]:
    """Counts the repositories of each type, and how they may be used."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for definition in repositories(node.cluster.state).values():
        readonly = str(definition.get("settings", {}).get("readonly", "false")) == "true" or definition["type"] == "url"
        counts[definition["type"]].update({"count": 1, "read_only": readonly, "read_write": not readonly})
    return {kind: dict(found) for kind, found in sorted(counts.items())}


_TOOK: Final = {"max": 0, "avg": 0, "p90": 0}
_OTHER_CLUSTERS: Final = {
    "total": 0,
    "success": 0,
    "skipped": 0,
    "took": _TOOK,
    "took_mrt_true": _TOOK,
    "took_mrt_false": _TOOK,
    "remotes_per_search_max": 0,
    "remotes_per_search_avg": 0.0,
    "failure_reasons": {},
    "features": {},
    "clients": {},
    "clusters": {},
}
