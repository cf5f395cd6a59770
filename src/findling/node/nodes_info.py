"""What nodes are and how they are: `_nodes`, `_nodes/stats`, `_nodes/usage`, hot threads."""

import os
import platform
import resource
import shutil
import sys
import threading
import time
import traceback
from collections.abc import Iterable, Set
from typing import Any, Final

from findling.base.errors import IllegalArgumentError
from findling.base.spelling import close_names
from findling.cluster.wildcards import matches
from findling.node.index_stats import METRICS, check_metrics, service_stats, sum_up
from findling.node.iso_time import iso_time
from findling.node.node import Node
from findling.node.thread_pools import thread_pool_settings, thread_pools
from findling.version import ELASTICSEARCH_VERSION

ROLES: Final = ["data", "ingest", "master", "remote_cluster_client"]
INFO_METRICS: Final = ("settings", "os", "process", "jvm", "thread_pool", "transport", "http", "plugins", "ingest",
                       "aggregations", "indices", "remote_cluster_server")  # fmt: skip
STATS_METRICS: Final = ("indices", "os", "process", "jvm", "thread_pool", "fs", "transport", "http", "breaker",
                        "script", "discovery", "ingest", "adaptive_selection", "script_cache", "indexing_pressure",
                        "repositories", "allocations")  # fmt: skip
_METRIC_OF: Final = {"breakers": "breaker"}
SELECTORS: Final = frozenset({"_all", "_local", "_master", "_only_local", "master:true", "data:true", "ingest:true"})


def are_metrics(names: list[str]) -> bool:
    """Whether the one path part that may be node ids or metrics holds metrics."""
    return all(name in INFO_METRICS or name == "_all" for name in names)


def is_selected(node: Node, node_ids: list[str]) -> bool:
    """Whether node filters choose this node."""
    known = (node.id, node.name, node.config.host)
    return not node_ids or any(name in SELECTORS or any(matches(name, text) for text in known) for name in node_ids)


def header(node: Node, nodes: dict[str, Any]) -> dict[str, Any]:
    """Returns answers of nodes under their cluster."""
    counts = {"total": len(nodes), "successful": len(nodes), "failed": 0}
    return {"_nodes": counts, "cluster_name": node.config.cluster_name, "nodes": nodes}


def node_header(node: Node) -> dict[str, Any]:
    """Returns name and addresses of this node."""
    return {
        "name": node.name,
        "transport_address": node.bound_address,
        "host": node.config.host,
        "ip": node.bound_address,
        "roles": ROLES,
        "attributes": {},
    }


def _check(metrics: Iterable[str], known: Iterable[str], uri: str) -> None:
    for metric in metrics:
        if metric not in known and metric not in ("_all", "_none"):
            near = close_names(metric, known, 0.5)
            hint = f" -> did you mean [{near[0]}]?" if near else ""
            raise IllegalArgumentError(f"request [{uri}] contains unrecognized metric: [{metric}]{hint}")


def nodes_info(node: Node, node_ids: list[str], metrics: list[str], flat: bool = False) -> dict[str, Any]:
    """Returns what the chosen nodes are."""
    _check(metrics, INFO_METRICS, f"/_nodes/{','.join(metrics)}")
    if not is_selected(node, node_ids):
        return header(node, {})
    parts = _info_parts(node, flat)
    wanted = set(parts) if not metrics or "_all" in metrics else set(metrics)
    base = {
        "name": node.name,
        "transport_address": node.bound_address,
        "host": node.config.host,
        "ip": node.config.host,
        "version": ELASTICSEARCH_VERSION,
        "transport_version": 9000000,
        "index_version": 9033000,
        "component_versions": {},
        "build_flavor": "default",
        "build_type": "pip",
        "build_hash": "0" * 40,
        "total_indexing_buffer": 64 << 20,
        "roles": ROLES,
        "attributes": {},
    }
    return header(node, {node.id: {**base, **{key: value for key, value in parts.items() if key in wanted}}})


def _info_parts(node: Node, flat: bool) -> dict[str, Any]:
    address = {"bound_address": [node.bound_address], "publish_address": node.bound_address}
    settings: dict[str, Any] = (
        {"cluster.name": node.config.cluster_name, "node.name": node.name}
        if flat
        else {"cluster": {"name": node.config.cluster_name}, "node": {"name": node.name}}
    )
    return {
        "settings": settings,
        "os": {
            "refresh_interval_in_millis": 1000,
            "name": platform.system(),
            "pretty_name": platform.platform(),
            "arch": platform.machine(),
            "version": platform.release(),
            "available_processors": os.cpu_count() or 1,
            "allocated_processors": os.cpu_count() or 1,
        },
        "process": {"refresh_interval_in_millis": 1000, "id": os.getpid(), "mlockall": False},
        "jvm": {
            "pid": os.getpid(),
            "version": platform.python_version(),
            "vm_name": platform.python_implementation(),
            "vm_version": sys.version.partition(" ")[0],
            "start_time_in_millis": node.started_ms,
            "mem": {"heap_max_in_bytes": node.config.memory_bytes},
        },
        "thread_pool": thread_pool_settings(node),
        "transport": {**address, "profiles": {}},
        "http": {**address, "max_content_length_in_bytes": 100 << 20},
        "plugins": [],
        "modules": [],
        "ingest": {"processors": []},
        "aggregations": {},
        "indices": {},
    }


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


def nodes_stats(
    node: Node, node_ids: list[str], metrics: list[str], index_metrics: Iterable[str] = ()
) -> dict[str, Any]:
    """Returns how the chosen nodes are; index_metrics: parts of `indices`, all of them if there are none."""
    index_wanted = check_metrics(index_metrics, f"/_nodes/stats/{','.join(metrics)}/", "index metric")
    _check(metrics, STATS_METRICS, f"/_nodes/stats/{','.join(metrics)}")
    if not is_selected(node, node_ids):
        return header(node, {})
    wanted = set(STATS_METRICS) if not metrics or "_all" in metrics else set(metrics)
    parts: dict[str, Any] = {}
    if "indices" in wanted:
        parts["indices"] = node_index_stats(node, index_wanted)
    machine = _machine_parts(node)
    parts.update({key: value for key, value in machine.items() if _METRIC_OF.get(key, key) in wanted})
    base = {"timestamp": node.clock.now_ms(), **node_header(node)}
    return header(node, {node.id: {**base, **parts}})


def node_index_stats(node: Node, wanted: Set[str] = frozenset(METRICS)) -> dict[str, Any]:
    """Returns the counters of all indices on this node."""
    services = node.indices.open_all()
    return sum_up(
        [service_stats(service, [shard.stats() for shard in service.shards()], wanted) for service in services]
    )


def _machine_parts(node: Node) -> dict[str, Any]:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    load = os.getloadavg()
    total, resident = memory_total(), resident_bytes()
    disk = shutil.disk_usage(node.config.data)
    disk_total = {"total_in_bytes": disk.total, "free_in_bytes": disk.free, "available_in_bytes": disk.free}
    percent = int(100 * resident / max(1, node.config.memory_bytes))
    return {
        "os": {
            "timestamp": node.clock.now_ms(),
            "cpu": {"percent": 0, "load_average": dict(zip(("1m", "5m", "15m"), load, strict=True))},
            "mem": {
                "total_in_bytes": total,
                "free_in_bytes": max(0, total - resident),
                "used_in_bytes": resident,
                "free_percent": 100 - int(100 * resident / total),
                "used_percent": int(100 * resident / total),
            },
        },
        "process": {
            "timestamp": node.clock.now_ms(),
            "open_file_descriptors": len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else -1,
            "max_file_descriptors": resource.getrlimit(resource.RLIMIT_NOFILE)[0],
            "cpu": {"percent": 0, "total_in_millis": int((usage.ru_utime + usage.ru_stime) * 1000)},
            "mem": {"total_virtual_in_bytes": resident},
        },
        "jvm": {
            "timestamp": node.clock.now_ms(),
            "uptime_in_millis": int((time.monotonic() - node.started) * 1000),
            "mem": {
                "heap_used_in_bytes": resident,
                "heap_used_percent": percent,
                "heap_committed_in_bytes": resident,
                "heap_max_in_bytes": node.config.memory_bytes,
            },
            "threads": {"count": threading.active_count(), "peak_count": threading.active_count()},
            "gc": {"collectors": {}},
        },
        "thread_pool": thread_pools(node),
        "fs": {
            "timestamp": node.clock.now_ms(),
            "total": disk_total,
            "data": [{"path": str(node.config.data), **disk_total}],
        },
        "transport": {"server_open": 0, "rx_count": 0, "tx_count": 0},
        "http": {"current_open": 0, "total_opened": 0},
        "breakers": node.breakers.stats(),
        "script": {"compilations": 0, "cache_evictions": 0, "compilation_limit_triggered": 0},
        "discovery": {},
        "ingest": {"total": {"count": 0, "time_in_millis": 0, "current": 0, "failed": 0}, "pipelines": {}},
        "adaptive_selection": {},
        "indexing_pressure": {
            "memory": {"current": {"all_in_bytes": 0}, "limit_in_bytes": node.config.memory_bytes // 10}
        },
    }


def nodes_usage(node: Node, node_ids: list[str]) -> dict[str, Any]:
    """Returns how often APIs were used; not counted."""
    if not is_selected(node, node_ids):
        return header(node, {})
    now_ms = node.clock.now_ms()
    return header(
        node, {node.id: {"timestamp": now_ms, "since": node.started_ms, "rest_actions": {}, "aggregations": {}}}
    )


def hot_threads(node: Node) -> str:
    """Returns the stacks of all threads."""
    names = {thread.ident: thread.name for thread in threading.enumerate()}
    lines = [f"::: {{{node.name}}}{{{node.id}}}{{{node.config.host}}}{{{node.bound_address}}}"]
    lines.append(f"   Hot threads at {iso_time(node.clock.now_ms())}, all threads:")
    for ident, frame in sys._current_frames().items():
        lines.append(f"   thread '{names.get(ident, ident)}'")
        lines += [f"     {line.rstrip()}" for entry in traceback.format_stack(frame) for line in entry.splitlines()]
    return "\n".join(lines) + "\n"
