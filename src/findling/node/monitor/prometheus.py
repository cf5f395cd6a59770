"""`/_prometheus/metrics`: counters in the text format that Prometheus collects.

Names are those of the exporter plugins that there are for both engines, with `es_` or `opensearch_` before them, so
that dashboards made for these show Findling too.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from findling.node.monitor.cluster_health import HealthRequest, cluster_health
from findling.node.monitor.node_stats import nodes_stats
from findling.node.services.node import Node
from findling.node.services.resolving import resolving_anew

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
_PREFIXES: Final = {"elasticsearch": "es_", "opensearch": "opensearch_"}
_COLOURS: Final = {"green": 0, "yellow": 1, "red": 2}
_SHARDS: Final = {
    "active": "active_shards",
    "active_primary": "active_primary_shards",
    "delayed": "delayed_unassigned_shards",
    "initializing": "initializing_shards",
    "relocating": "relocating_shards",
    "unassigned": "unassigned_shards",
}
_INDEX: Final = {
    "doc_number": ("docs", "count", "Documents"),
    "doc_deleted_number": ("docs", "deleted", "Deleted documents"),
    "store_size_bytes": ("store", "size_in_bytes", "Bytes on disk"),
    "indexing_index_count": ("indexing", "index_total", "Documents that were indexed"),
    "indexing_index_failed_count": ("indexing", "index_failed", "Documents that could not be indexed"),
    "indexing_delete_count": ("indexing", "delete_total", "Deletions"),
    "get_count": ("get", "total", "Documents that were asked for by id"),
    "search_query_count": ("search", "query_total", "Queries"),
    "search_fetch_count": ("search", "fetch_total", "Fetches"),
    "refresh_total_count": ("refresh", "total", "Refreshes"),
    "flush_total_count": ("flush", "total", "Flushes"),
    "merges_total_number": ("merges", "total", "Merges"),
    "segments_number": ("segments", "count", "Segments"),
    "translog_operations_number": ("translog", "operations", "Operations in the translog"),
    "requestcache_hit_count": ("request_cache", "hit_count", "Searches that the request cache answered"),
    "requestcache_miss_count": ("request_cache", "miss_count", "Searches that it could not answer"),
    "fielddata_memory_size_bytes": ("fielddata", "memory_size_in_bytes", "Bytes of field data"),
}
_TIMES: Final = {
    "indexing_index_time_seconds": ("indexing", "index_time_in_millis", "Time spent in indexing"),
    "search_query_time_seconds": ("search", "query_time_in_millis", "Time spent in queries"),
    "search_fetch_time_seconds": ("search", "fetch_time_in_millis", "Time spent in fetches"),
    "merges_total_time_seconds": ("merges", "total_time_in_millis", "Time spent in merges"),
}

Labels = Mapping[str, str]


class Page:
    """Lines of metrics; each name is described once, before its first value."""

    def __init__(self, prefix: str, labels: Labels) -> None:
        self._prefix = prefix
        self._labels = labels
        self._values: dict[str, list[str]] = {}

    def add(self, name: str, description: str, value: float, /, **labels: str) -> None:
        full = self._prefix + name
        shown = ",".join(f'{key}="{_escaped(text)}"' for key, text in {**self._labels, **labels}.items())
        head = [f"# HELP {full} {description}", f"# TYPE {full} gauge"]
        self._values.setdefault(full, head).append(f"{full}{{{shown}}} {float(value)!r}")

    @property
    def has_any(self) -> bool:
        return bool(self._values)

    def __str__(self) -> str:
        return "\n".join(line for lines in self._values.values() for line in lines) + "\n"


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")


@resolving_anew
def prometheus_metrics(node: Node) -> str:
    """Returns the page of all metrics."""
    page = Page(_PREFIXES[node.config.flavor], {"cluster": node.config.cluster_name})
    _add_cluster(page, cluster_health(node, HealthRequest(timeout_ms=0)))
    stats = nodes_stats(node, [], [], level="indices")["nodes"][node.id]
    who = {"node": node.name, "nodeid": node.id}
    _add_counters(page, "indices_", stats["indices"], who)
    for name, counters in sorted(stats["indices"]["indices"].items()):
        _add_counters(page, "index_", counters, {"index": name, "context": "total"})
    _add_node(page, stats, who)
    return str(page)


def _add_cluster(page: Page, health: Mapping[str, Any]) -> None:
    page.add("cluster_status", "Health: 0 green, 1 yellow, 2 red", _COLOURS[health["status"]])
    page.add("cluster_nodes_number", "Nodes", health["number_of_nodes"])
    page.add("cluster_datanodes_number", "Nodes with data", health["number_of_data_nodes"])
    page.add("cluster_shards_active_percent", "Active shards", health["active_shards_percent_as_number"])
    page.add("cluster_pending_tasks_number", "Changes of the state that wait", health["number_of_pending_tasks"])
    for kind, member in _SHARDS.items():
        page.add("cluster_shards_number", "Shards", health[member], type=kind)


def _add_counters(page: Page, prefix: str, stats: Mapping[str, Any], labels: Labels) -> None:
    for name, (group, member, description) in _INDEX.items():
        page.add(prefix + name, description, stats[group][member], **labels)
    for name, (group, member, description) in _TIMES.items():
        page.add(prefix + name, description, stats[group][member] / 1000, **labels)


def _add_node(page: Page, stats: Mapping[str, Any], who: Labels) -> None:
    for name, description, value in _machine(stats):
        page.add(name, description, value, **who)
    for breaker, figures in sorted(stats["breakers"].items()):
        labels = {**who, "name": breaker}
        page.add("circuitbreaker_estimated_bytes", "Bytes in use", figures["estimated_size_in_bytes"], **labels)
        page.add("circuitbreaker_limit_bytes", "Bytes allowed", figures["limit_size_in_bytes"], **labels)
        page.add("circuitbreaker_tripped_count", "Requests refused", figures["tripped"], **labels)
    for pool, figures in stats["thread_pool"].items():
        for kind in ("threads", "active", "largest", "queue"):
            page.add("threadpool_threads_number", "Threads", figures[kind], **who, name=pool, type=kind)
        page.add("threadpool_tasks_number", "Tasks refused", figures["rejected"], **who, name=pool, type="rejected")
    for path, figures in stats["http"]["routes"].items():
        page.add("http_requests_count", "Requests", figures["requests"]["count"], **who, path=path)


def _machine(stats: Mapping[str, Any]) -> Iterator[tuple[str, str, float]]:
    """Yields name, description and value of what the machine and the process do."""
    process, system, heap = stats["process"], stats["os"], stats["jvm"]["mem"]
    disk = stats["fs"]["total"]
    yield "jvm_mem_heap_used_bytes", "Memory of the process", heap["heap_used_in_bytes"]
    yield "jvm_mem_heap_max_bytes", "Memory that it may take", heap["heap_max_in_bytes"]
    yield "jvm_mem_heap_used_percent", "The share of it", heap["heap_used_percent"]
    yield "jvm_uptime_seconds", "Since the start", stats["jvm"]["uptime_in_millis"] / 1000
    yield "jvm_threads_number", "Threads", stats["jvm"]["threads"]["count"]
    yield "process_cpu_percent", "Processors used by the process", process["cpu"]["percent"]
    yield "process_cpu_time_seconds", "Processor time", process["cpu"]["total_in_millis"] / 1000
    yield "process_file_descriptors_open_number", "Open files", process["open_file_descriptors"]
    yield "process_file_descriptors_max_number", "Files allowed", process["max_file_descriptors"]
    yield "os_cpu_percent", "Processors used by all", system["cpu"]["percent"]
    yield "os_load_average_one_minute", "Load", system["cpu"]["load_average"]["1m"]
    yield "os_mem_free_bytes", "Free memory", system["mem"]["free_in_bytes"]
    yield "os_mem_total_bytes", "All memory", system["mem"]["total_in_bytes"]
    yield "fs_total_total_bytes", "Size of the disk", disk["total_in_bytes"]
    yield "fs_total_available_bytes", "Free on the disk", disk["available_in_bytes"]
    yield "http_open_total_number", "Connections", stats["http"]["total_opened"]
