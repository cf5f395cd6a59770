"""What nodes are and how they are: `_nodes`, `_nodes/stats`, `_nodes/usage`, hot threads."""

import os
import platform
import sys
import threading
import traceback
from collections.abc import Iterable, Mapping
from typing import Any, Final

from findling.base.errors import IllegalArgumentError
from findling.base.settings import unflatten
from findling.base.spelling import close_names
from findling.base.wildcards import matches
from findling.ingest.processor import FACTORIES as PROCESSORS
from findling.node.services.iso_time import iso_time
from findling.node.services.node import Node
from findling.search.aggs.base.aggregation import aggregation_names
from findling.search.pipeline.processor import FACTORIES
from findling.version import ELASTICSEARCH_VERSION

ROLES: Final = ["data", "data_cold", "data_content", "data_frozen", "data_hot", "data_warm", "ingest", "master",
                "remote_cluster_client"]  # fmt: skip
ROLE_LETTERS: Final = "cdfhimrsw"
INFO_METRICS: Final = ("settings", "os", "process", "jvm", "thread_pool", "transport", "http", "plugins", "ingest",
                       "aggregations", "indices", "remote_cluster_server", "search_pipelines")  # fmt: skip
SELECTORS: Final = frozenset({"_all", "_local", "_master", "_only_local", "master:true", "data:true", "ingest:true"})


def are_metrics(names: list[str]) -> bool:
    """Whether the one path part that may be node ids or metrics holds metrics."""
    return all(name in INFO_METRICS or name == "_all" for name in names)


def is_selected(node: Node, node_ids: list[str]) -> bool:
    """Whether node filters choose this node."""
    known = (node.id, node.name, node.config.host)
    return not node_ids or any(name in SELECTORS or any(matches(name, text) for text in known) for name in node_ids)


def header(node: Node, nodes: Mapping[str, object]) -> dict[str, object]:
    """Returns answers of nodes under their cluster."""
    counts = {"total": len(nodes), "successful": len(nodes), "failed": 0}
    return {"_nodes": counts, "cluster_name": node.config.cluster_name, "nodes": nodes}


def node_header(node: Node) -> dict[str, object]:
    """Returns name and addresses of this node."""
    return {
        "name": node.name,
        "transport_address": node.bound_address,
        "host": node.config.host,
        "ip": node.bound_address,
        "roles": ROLES,
        "attributes": {},
    }


def check_names(metrics: Iterable[str], known: Iterable[str], uri: str) -> None:
    """Raises IllegalArgumentError for a metric that is not known, with the nearest one that is."""
    for metric in metrics:
        if metric not in known and metric not in ("_all", "_none"):
            near = close_names(metric, known, 0.5)
            hint = f" -> did you mean [{near[0]}]?" if near else ""
            raise IllegalArgumentError(f"request [{uri}] contains unrecognized metric: [{metric}]{hint}")


def nodes_info(
    node: Node, node_ids: list[str], metrics: list[str], flat: bool = False, uri: str = "/_nodes"
) -> dict[str, object]:
    """Returns what the chosen nodes are. uri: the request's path, for errors"""
    check_names(metrics, INFO_METRICS, uri)
    if not is_selected(node, node_ids):
        return header(node, {})
    parts = _info_parts(node, flat)
    wanted = set(parts) if not metrics or "_all" in metrics else set(metrics)
    if "plugins" in wanted:
        wanted.add("modules")
    if "indices" in wanted:
        wanted.add("total_indexing_buffer")
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
        "roles": ROLES,
        "attributes": {},
    }
    return header(node, {node.id: {**base, **{key: value for key, value in parts.items() if key in wanted}}})


def _info_parts(node: Node, flat: bool) -> dict[str, object]:
    address = {"bound_address": [node.bound_address], "publish_address": node.bound_address}
    data = str(node.config.data.absolute())
    set_here = {
        "cluster.name": node.config.cluster_name,
        "node.name": node.name,
        "path.data": data,
        "path.home": data,
        "path.logs": data,
    }
    settings: dict[str, Any] = set_here if flat else unflatten(set_here)
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
        "thread_pool": node.pools.settings(),
        "transport": {**address, "profiles": {}},
        "http": {**address, "max_content_length_in_bytes": 100 << 20},
        "plugins": [],
        "modules": [],
        "ingest": {"processors": [{"type": kind} for kind in sorted(PROCESSORS)]},
        "search_pipelines": {
            section: [{"type": kind} for kind in sorted(kinds)] for section, kinds in FACTORIES.items()
        },
        "aggregations": {name: {"types": ["other"]} for name in sorted(aggregation_names())},
        "total_indexing_buffer": 64 << 20,
    }


def nodes_usage(node: Node, node_ids: list[str]) -> dict[str, object]:
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
