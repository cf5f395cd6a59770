"""What nodes are and how they are: `_nodes`, `_nodes/stats`, `_nodes/usage`, hot threads."""

import os
import platform
from collections.abc import Mapping, Sequence
from typing import Any, Final

from findling.base.settings import unflatten
from findling.base.wildcards import matches
from findling.base.work.process_memory import is_memory_locked
from findling.ingest.processor import FACTORIES as INGEST
from findling.node.monitor.aggregation_values import values_types
from findling.node.monitor.request_counters import RequestCounters
from findling.node.services.node import Node
from findling.node.services.shown_node import ATTRIBUTES, NO_ROLES, ROLES, attributes_of, roles_of
from findling.search.aggs.base.aggregation import aggregation_names
from findling.search.pipeline.processor import FACTORIES
from findling.version import ELASTICSEARCH_VERSION, INDEX_VERSION, TRANSPORT_VERSION

PROCESSORS: Final = os.cpu_count() or 1
_COMPONENTS: Final = {
    "transform_config_version": 10000099,
    "ml_config_version": 12000099,
    "api_key_version": 8150099,
}
INFO_METRICS: Final = ("settings", "os", "process", "jvm", "thread_pool", "transport", "http", "plugins", "ingest",
                       "aggregations", "indices", "remote_cluster_server", "search_pipelines")  # fmt: skip


def are_metrics(names: list[str]) -> bool:
    """Whether the one path part that may be node ids or metrics holds metrics."""
    return all(name in INFO_METRICS or name == "_all" for name in names)


def is_selected(node: Node, node_ids: Sequence[str]) -> bool:
    """Whether node filters choose this node: each of them adds it, takes it away or has nothing to do with it."""
    chosen = not node_ids
    for name in node_ids:
        verdict = _verdict(node, name)
        chosen = chosen if verdict is None else verdict
    return chosen


def _verdict(node: Node, name: str) -> bool | None:
    if name in ("_all", "_local", "_master", node.id):
        return True
    if any(matches(name, text) for text in (node.name, node.config.host)):
        return True
    key, colon, value = name.partition(":")
    if not colon:
        return None
    if key == "coordinating_only" or key in NO_ROLES:
        return None
    if key in ROLES:
        return value != "false"
    attributes = ATTRIBUTES.items()
    return True if any(matches(key, own) and matches(value, text) for own, text in attributes) else None


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
        "roles": roles_of(node),
        "attributes": attributes_of(node),
    }


def nodes_info(node: Node, node_ids: Sequence[str], metrics: list[str], flat: bool = False) -> dict[str, object]:
    """Returns what the chosen nodes are. Metrics that are not known show nothing."""
    if not is_selected(node, node_ids):
        return header(node, {})
    parts = _info_parts(node, flat)
    wanted = set(parts) if not metrics or metrics == ["_all"] else set(metrics)
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
        "transport_version": TRANSPORT_VERSION,
        "index_version": INDEX_VERSION,
        "component_versions": _COMPONENTS,
        "build_flavor": "default",
        "build_type": "pip",
        "build_hash": "0" * 40,
        "roles": roles_of(node),
        "attributes": attributes_of(node),
    }
    return header(node, {node.id: {**base, **{key: value for key, value in parts.items() if key in wanted}}})


def _info_parts(node: Node, flat: bool) -> dict[str, object]:
    address = {"bound_address": [node.bound_address], "publish_address": node.bound_address}
    data = str(node.config.data.absolute())
    set_here = {
        "cluster.name": node.config.cluster_name,
        "node.name": node.name,
        **{f"node.attr.{name}": value for name, value in ATTRIBUTES.items()},
        "network.host": node.config.host,
        "http.port": str(node.config.port),
        "discovery.type": "single-node",
        "xpack.security.enabled": str(node.config.security).lower(),
        "path.repo": [str(folder) for folder in node.config.repositories],
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
            "pretty_name": pretty_name(),
            "arch": architecture(),
            "version": platform.release(),
            "available_processors": PROCESSORS,
            "allocated_processors": PROCESSORS,
        },
        "process": {"refresh_interval_in_millis": 1000, "id": os.getpid(), "mlockall": is_memory_locked()},
        "jvm": _runtime(node),
        "thread_pool": node.pools.settings(),
        "transport": {**address, "profiles": {}},
        "http": {**address, "max_content_length_in_bytes": 100 << 20},
        "plugins": [],
        "modules": [],
        "ingest": {"processors": [{"type": kind} for kind in sorted(INGEST)]},
        "search_pipelines": {
            section: [{"type": kind} for kind in sorted(kinds)] for section, kinds in FACTORIES.items()
        },
        "aggregations": {name: {"types": values_types(name)} for name in sorted(aggregation_names())},
        "total_indexing_buffer": 64 << 20,
    }


def _runtime(node: Node) -> dict[str, object]:
    """Returns `jvm`: Python under the names that clients read."""
    return {
        "pid": os.getpid(),
        "version": platform.python_version(),
        "vm_name": platform.python_implementation(),
        "vm_version": platform.python_version(),
        "vm_vendor": "Python Software Foundation",
        "using_bundled_jdk": False,
        "start_time_in_millis": node.started_ms,
        "mem": {
            "heap_init_in_bytes": 0,
            "heap_max_in_bytes": node.config.memory_bytes,
            "non_heap_init_in_bytes": 0,
            "non_heap_max_in_bytes": 0,
            "direct_max_in_bytes": 0,
        },
        "gc_collectors": ["young", "old"],
        "memory_pools": ["young", "old", "survivor"],
        "using_compressed_ordinary_object_pointers": "false",
        "input_arguments": [],
    }


def pretty_name() -> str:
    """Returns the name of the operating system for people to read."""
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except OSError:
        return platform.platform()


def architecture() -> str:
    """Returns the processor's architecture by the name that Java has for it."""
    return {"x86_64": "amd64"}.get(platform.machine(), platform.machine())


def nodes_usage(node: Node, node_ids: list[str]) -> dict[str, object]:
    """Returns how often APIs were used, and aggregations of which kinds of values."""
    if not is_selected(node, node_ids):
        return header(node, {})
    usage = {
        "timestamp": node.clock.now_ms(),
        "since": node.started_ms,
        "rest_actions": dict(node.kept(RequestCounters).actions),
        "aggregations": {},
    }
    return header(node, {node.id: usage})
