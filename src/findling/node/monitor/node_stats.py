"""How nodes are: `_nodes/stats`, and what other APIs show of it."""

import os
import resource
import shutil
import threading
import time
from collections.abc import Iterable, Sequence, Set
from typing import Any, Final

from findling.base.errors import IllegalArgumentError
from findling.cluster.search_pipelines import search_pipelines
from findling.node.monitor.index_stats import (
    METRICS,
    check_metrics,
    empty_counters,
    service_stats,
    shard_counters,
    sum_up,
)
from findling.node.monitor.nodes_info import check_names, header, is_selected, node_header
from findling.node.services.index_service import IndexService
from findling.node.services.node import Node
from findling.node.services.resolving import resolving_anew

STATS_METRICS: Final = ("indices", "os", "process", "jvm", "thread_pool", "fs", "transport", "http", "breaker",
                        "script", "discovery", "ingest", "adaptive_selection", "script_cache", "indexing_pressure",
                        "repository", "allocations", "search_pipeline")  # fmt: skip
_METRIC_OF: Final = {"breakers": "breaker"}
_LEVELS: Final = ("node", "indices", "shards")
_MAPPING_BYTES: Final = 1024
"""What Elasticsearch estimates a field of a mapping to take."""
_STEPS: Final = ("computation", "publication", "context_construction", "commit", "completion", "master_apply",
                 "notification")  # fmt: skip


def resident_bytes() -> int:
    """Returns the memory this process occupies now (its peak where the system does not say)."""
    try:
        with open("/proc/self/statm") as file:
            return int(file.read().split()[1]) * resource.getpagesize()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def memory_total() -> int:
    """Returns the machine's memory in bytes."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


@resolving_anew
def nodes_stats(
    node: Node,
    node_ids: list[str],
    metrics: list[str],
    index_metrics: Sequence[str] = (),
    level: str = "node",
    uri: str = "/_nodes/stats",
) -> dict[str, Any]:
    """Returns how the chosen nodes are.

    index_metrics: parts of `indices`, all of them if there are none
    level: node, indices or shards: how far `indices` is taken apart
    uri: the request's path, for errors
    """
    _check(metrics, index_metrics, level, uri)
    index_wanted = check_metrics(index_metrics, uri, "index metric")
    if not is_selected(node, node_ids):
        return header(node, {})
    wanted = set(STATS_METRICS) if not metrics or "_all" in metrics else set(metrics)
    parts: dict[str, Any] = {}
    if "indices" in wanted:
        parts["indices"] = {**node_index_stats(node, index_wanted), **_taken_apart(node, level, index_wanted)}
    machine = _machine_parts(node)
    parts.update({key: value for key, value in machine.items() if _METRIC_OF.get(key, key) in wanted})
    base = {"timestamp": node.clock.now_ms(), **node_header(node)}
    return header(node, {node.id: {**base, **parts}})


def _check(metrics: list[str], index_metrics: Sequence[str], level: str, uri: str) -> None:
    """Raises IllegalArgumentError for metrics that are not known or do not go together."""
    check_names(metrics, STATS_METRICS, uri)
    shown = ",".join(metrics)
    if "_all" in metrics and len(metrics) > 1:
        raise IllegalArgumentError(f"request [{uri}] contains _all and individual metrics [{shown}]")
    if index_metrics and metrics and not {"indices", "_all"} & set(metrics):
        raise IllegalArgumentError(
            f"request [{uri}] contains index metrics [{','.join(index_metrics)}] but indices stats not requested"
        )
    if level not in _LEVELS:
        raise IllegalArgumentError(f"level parameter must be one of [node] or [indices] or [shards] but was [{level}]")


def node_index_stats(node: Node, wanted: Set[str] = frozenset(METRICS)) -> dict[str, object]:
    """Returns the counters of all indices on this node."""
    services = node.indices.open_all()
    counted = [
        service_stats(service, [shard.stats() for shard in service.running().values()], wanted) for service in services
    ]
    total = sum_up([empty_counters(wanted), *counted])
    return {**total, **_mapping_stats(services)} if wanted >= set(METRICS) else total


def _mapping_stats(services: Iterable[IndexService]) -> dict[str, object]:
    count = sum(_field_count(service) for service in services)
    return {
        "mappings": {
            "total_count": count,
            "total_estimated_overhead_in_bytes": count * _MAPPING_BYTES,
            "total_segments": 0,
            "total_segment_fields": 0,
        }
    }


def _field_count(service: IndexService) -> int:
    return len(list(service.mapping.fields()))


def _taken_apart(node: Node, level: str, wanted: Set[str]) -> dict[str, object]:
    if level == "node":
        return {}
    services = node.indices.open_all()
    if level == "indices":
        return {
            "indices": {
                service.name: {
                    **service_stats(service, [shard.stats() for shard in service.running().values()], wanted),
                    **(_mapping_stats([service]) if wanted >= set(METRICS) else {}),
                }
                for service in services
            }
        }
    return {"shards": {service.name: _by_shard(node, service, wanted) for service in services}}


def _by_shard(node: Node, service: IndexService, wanted: Set[str]) -> list[dict[str, object]]:
    routing = {"state": "STARTED", "primary": True, "node": node.id, "relocating_node": None}
    return [
        {str(number): {"routing": routing, **shard_counters(shard.stats(), wanted)}}
        for number, shard in service.running().items()
    ]


def _machine_parts(node: Node) -> dict[str, object]:
    return {
        **_system(node),
        "thread_pool": node.pools.stats(),
        "fs": _disks(node),
        "transport": {
            "server_open": 0, "total_outbound_connections": 0, "rx_count": 0, "rx_size_in_bytes": 0, "tx_count": 0,
            "tx_size_in_bytes": 0,
        },
        "http": {"current_open": 0, "total_opened": 0, "clients": []},
        "breakers": node.breakers.stats(),
        **_scripts(node),
        "discovery": _discovery(node),
        "ingest": node.ingest.render(),
        "search_pipeline": node.pipelines.render(list(search_pipelines(node.cluster.state))),
        "adaptive_selection": {},
        "indexing_pressure": {"memory": node.indexing.stats()},
        "repository": {},
        "allocations": _allocations(node),
    }  # fmt: skip


def _scripts(node: Node) -> dict[str, object]:
    service = node.scripts
    total = service.counters().to_json()
    contexts = [{"context": name, **counters.to_json()} for name, counters in service.of_contexts().items()]
    return {
        "script": {**total, "compilations_history": service.history(), "contexts": contexts},
        "script_cache": {"sum": total, **({"contexts": contexts} if contexts else {})},
    }


def _system(node: Node) -> dict[str, object]:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    total, resident = memory_total(), resident_bytes()
    percent = int(100 * resident / max(1, node.config.memory_bytes))
    now_ms = node.clock.now_ms()
    return {
        "os": {
            "timestamp": now_ms,
            "cpu": {"percent": 0, "load_average": dict(zip(("1m", "5m", "15m"), os.getloadavg(), strict=True))},
            "mem": {
                "total_in_bytes": total,
                "adjusted_total_in_bytes": total,
                "free_in_bytes": max(0, total - resident),
                "used_in_bytes": resident,
                "free_percent": 100 - int(100 * resident / total),
                "used_percent": int(100 * resident / total),
            },
        },
        "process": {
            "timestamp": now_ms,
            "open_file_descriptors": len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else -1,
            "max_file_descriptors": resource.getrlimit(resource.RLIMIT_NOFILE)[0],
            "cpu": {"percent": 0, "total_in_millis": int((usage.ru_utime + usage.ru_stime) * 1000)},
            "mem": {"total_virtual_in_bytes": resident},
        },
        "jvm": {
            "timestamp": now_ms,
            "uptime_in_millis": int((time.monotonic() - node.started) * 1000),
            "mem": {
                "heap_used_in_bytes": resident,
                "heap_used_percent": percent,
                "heap_committed_in_bytes": resident,
                "heap_max_in_bytes": node.config.memory_bytes,
                "non_heap_used_in_bytes": 0,
                "non_heap_committed_in_bytes": 0,
                # there is no heap of generations: what the process holds stands where long-lived objects would
                "pools": {
                    "young": _pool(0, 0),
                    "old": _pool(resident, node.config.memory_bytes),
                    "survivor": _pool(0, 0),
                },
            },
            "threads": {"count": threading.active_count(), "peak_count": threading.active_count()},
            "gc": {"collectors": {name: _collector() for name in ("young", "old")}},
            "buffer_pools": {},
            "classes": {"current_loaded_count": 0, "total_loaded_count": 0, "total_unloaded_count": 0},
        },
    }


def _pool(used: int, most: int) -> dict[str, int]:
    return {"used_in_bytes": used, "max_in_bytes": most, "peak_used_in_bytes": used, "peak_max_in_bytes": most}


def _collector() -> dict[str, int]:
    return {"collection_count": 0, "collection_time_in_millis": 0}


def _disks(node: Node) -> dict[str, object]:
    disk = shutil.disk_usage(node.config.data)
    sizes = {"total_in_bytes": disk.total, "free_in_bytes": disk.free, "available_in_bytes": disk.free}
    marks = {
        "low_watermark_free_space_in_bytes": disk.total * 15 // 100,
        "high_watermark_free_space_in_bytes": disk.total * 10 // 100,
        "flood_stage_free_space_in_bytes": disk.total * 5 // 100,
    }
    path = str(node.config.data)
    return {
        "timestamp": node.clock.now_ms(),
        "total": sizes,
        "data": [{"path": path, "mount": path, "type": "unknown", **sizes, **marks}],
    }


def _discovery(node: Node) -> dict[str, object]:
    """Returns what changing the cluster state took; changes are counted by the state's version alone."""
    counts = {
        "unchanged": {"count": 0, "computation_time_millis": 0, "notification_time_millis": 0},
        "success": {"count": node.cluster.state.version, **{f"{step}_time_millis": 0 for step in _STEPS}},
        "failure": {"count": 0, **{f"{step}_time_millis": 0 for step in _STEPS}},
    }
    return {
        "cluster_state_queue": {"total": 0, "pending": 0, "committed": 0},
        "published_cluster_states": {"full_states": 0, "incompatible_diffs": 0, "compatible_diffs": 0},
        "cluster_state_update": counts,
        "serialized_cluster_states": {
            kind: {"count": 0, "uncompressed_size_in_bytes": 0, "compressed_size_in_bytes": 0}
            for kind in ("full_states", "diffs")
        },
        "cluster_applier_stats": {"recordings": []},
    }


def _allocations(node: Node) -> dict[str, object]:
    services = node.indices.open_all()
    size = sum(shard.stats().store_bytes for service in services for shard in service.running().values())
    return {
        "shards": sum(service.metadata.number_of_shards for service in services),
        "undesired_shards": 0,
        "forecasted_ingest_load": 0.0,
        "forecasted_disk_usage_in_bytes": size,
        "current_disk_usage_in_bytes": size,
    }
