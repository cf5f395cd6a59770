"""Answers about the cluster with the members that OpenSearch's have."""

from collections.abc import Callable
from typing import Any, Final

from findling.base.units import format_time
from findling.cluster.cluster_settings import cluster_setting
from findling.node.services.node import Node
from findling.node.services.shown_node import ATTRIBUTES, ROLES
from findling.version import LUCENE_VERSION, OPENSEARCH_LUCENE_VERSION, OPENSEARCH_VERSION

OVERRIDDEN_VERSION: Final = "7.10.2"
NODE_ROLES: Final = ["cluster_manager", "data", "ingest", "remote_cluster_client"]
NODE_ATTRIBUTES: Final = {"shard_indexing_pressure_enabled": "true"}
BUILD_DATE: Final = "2026-08-01T18:48:00.452816924Z"

_GONE: Final = frozenset({
    "unassigned_primary_shards", "mappings_updated_version", "timestamp_range", "event_ingested_range",
    "persistent_tasks", "reserved_state", "nodes_versions", "nodes_features", "external_id", "min_index_version",
    "max_index_version", "relocation_failure_info", "recovered_from_snapshot_in_bytes", "total_data_set_size_in_bytes",
    "shard_stats", "bulk", "dense_vector", "sparse_vector", "query_failure", "fetch_failure",
    "recent_search_load", "write_load", "recent_write_load", "peak_write_load",
    "index_failed_due_to_version_conflict", "total_time_excluding_waiting_on_lock_in_millis",
    "metadata_field", "transport_version", "index_version", "component_versions", "build_flavor",
})  # fmt: skip
"""Members of Elasticsearch's answers that OpenSearch's have not."""
_OF_STATE: Final = ("roles", "version")


def root(node: Node, body: dict[str, Any]) -> dict[str, Any]:
    """Returns the page that clients look at first."""
    overridden = cluster_setting(node.cluster.state, "compatibility.override_main_response_version")
    version = {
        "distribution": "opensearch",
        "number": OVERRIDDEN_VERSION if overridden else OPENSEARCH_VERSION,
        "build_type": "pip",
        "build_hash": body["version"]["build_hash"],
        "build_date": BUILD_DATE,
        "build_snapshot": False,
        "lucene_version": OPENSEARCH_LUCENE_VERSION,
        "minimum_wire_compatibility_version": "2.19.0",
        "minimum_index_compatibility_version": "2.0.0",
    }
    if overridden:
        del version["distribution"]
    return {**body, "version": version, "tagline": "The OpenSearch Project: https://opensearch.org/"}


def health(node: Node, body: dict[str, Any]) -> dict[str, Any]:
    """Returns the health of the cluster."""
    shown = general(node, body)
    found: dict[str, Any] = {}
    for key, value in shown.items():
        found[key] = value
        if key == "number_of_data_nodes":
            found |= {"discovered_master": True, "discovered_cluster_manager": True}
    return found


def state(node: Node, body: dict[str, Any]) -> dict[str, Any]:
    """Returns the cluster state."""
    shown = general(node, body)
    for entry in shown.get("nodes", {}).values():
        for name in _OF_STATE:
            entry.pop(name, None)
    shown.pop("health", None)
    found: dict[str, Any] = {}
    for key, value in shown.items():
        found[key] = value
        if key == "master_node":
            found["cluster_manager_node"] = value
    for index in shown.get("metadata", {}).get("indices", {}).values():
        index["primary_terms_map"] = index["primary_terms"]
    return found


def shards_of_search(node: Node, body: dict[str, Any]) -> dict[str, Any]:
    """Returns the shards that a search would ask."""
    shown = general(node, body)
    for entry in shown["nodes"].values():
        for name in _OF_STATE:
            entry.pop(name, None)
    return {**shown, "shards": [[{**copy, "searchOnly": False} for copy in group] for group in shown["shards"]]}


def nodes_stats(node: Node, body: dict[str, Any]) -> dict[str, Any]:
    """Returns how nodes are."""
    shown: dict[str, Any] = general(node, body)
    for entry in shown["nodes"].values():
        for part in ("allocations", "script_cache"):
            entry.pop(part, None)
        for part, names in _PARTS_OF_NODES.items():
            if part in entry:
                entry[part] = {name: value for name, value in entry[part].items() if name in names}
        if "breakers" in entry:
            entry["breakers"]["in_flight_requests"] = entry["breakers"].pop("inflight_requests")
        if "indices" in entry:
            entry["indices"].pop("mappings", None)
    return shown


_PARTS_OF_NODES: Final = {
    "http": ("current_open", "total_opened"),
    "transport": (
        "server_open", "total_outbound_connections", "rx_count", "rx_size_in_bytes", "tx_count", "tx_size_in_bytes"
    ),
    "script": ("compilations", "cache_evictions", "compilation_limit_triggered"),
    "discovery": ("cluster_state_queue", "published_cluster_states"),
}  # fmt: skip


def index_stats(node: Node, body: dict[str, Any]) -> dict[str, Any]:
    """Returns the counters of indices."""
    shown: dict[str, Any] = general(node, body)
    for entry in shown.get("indices", {}).values():
        for name in ("health", "status"):
            entry.pop(name, None)
    return shown


def allocation(node: Node, body: dict[str, Any]) -> dict[str, Any]:
    """Returns why a shard is where it is."""
    shown: dict[str, Any] = general(node, body)
    if "allocate_explanation" in shown and shown["can_allocate"] == "no":
        shown["allocate_explanation"] = "cannot allocate because allocation is not permitted to any of the nodes"
    for decision in shown.get("node_allocation_decisions", ()):
        decision.pop("roles", None)
        for decider in decision.get("deciders", ()):
            decider["explanation"] = decider["explanation"].replace(", failed_attempts[0]", "")
    return shown


def general(node: Node, body: Any, part: str = "") -> Any:
    """Returns an answer without what OpenSearch has not, and with its nodes' roles, attributes and versions.

    part: the name of what it is of
    """
    if isinstance(body, list):
        return NODE_ROLES if body == ROLES else [general(node, item, part) for item in body]
    if not isinstance(body, dict):
        return _SAME.get(body, body) if isinstance(body, str) else body
    if body == ATTRIBUTES:
        return NODE_ATTRIBUTES
    gone = _GONE | _GONE_OF.get(part, frozenset())
    shown = {key: general(node, value, key) for key, value in body.items() if key not in gone}
    if part == "get" and "exists_total" in shown:
        shown["getTime"] = format_time(shown["time_in_millis"])
    added = _ADDED.get(part)
    return {**shown, **added} if added is not None and _MARKS[part] in shown else shown


_GONE_OF: Final = {
    "docs": frozenset({"total_size_in_bytes"}),
    "fielddata": frozenset({"global_ordinals"}),
    "mem": frozenset({"adjusted_total_in_bytes"}),
    "data": frozenset({f"{mark}_free_space_in_bytes" for mark in ("low_watermark", "high_watermark", "flood_stage")}),
}
_MARKS: Final = {"search": "query_total", "indexing": "index_total", "merges": "total_docs", "segments": "file_sizes",
                "translog": "uncommitted_operations"}  # fmt: skip
"""The member by which these are known to be statistics, and no index or field of the same name."""
_SIZES: Final = {f"{state}_bytes": 0 for state in ("started", "succeeded", "failed")}
_ADDED: Final[dict[str, dict[str, Any]]] = {
    "translog": {
        "remote_store": {
            "upload": {"total_uploads": {"started": 0, "failed": 0, "succeeded": 0}, "total_upload_size": _SIZES}
        }
    },
    "search": {
        "query_failed": 0,
        "concurrent_query_total": 0,
        "concurrent_query_time_in_millis": 0,
        "concurrent_query_current": 0,
        "concurrent_avg_slice_count": 0.0,
        "startree_query_total": 0,
        "startree_query_time_in_millis": 0,
        "startree_query_current": 0,
        "startree_query_failed": 0,
        "point_in_time_total": 0,
        "point_in_time_time_in_millis": 0,
        "point_in_time_current": 0,
        "search_idle_reactivate_count_total": 0,
    },
    "indexing": {"max_last_index_request_timestamp": 0},
    "merges": {
        "unreferenced_file_cleanups_performed": 0,
        "warmer": {
            "total_invocations_count": 0,
            "total_time_millis": 0,
            "total_failure_count": 0,
            "total_bytes_sent": 0,
            "total_bytes_received": 0,
            "total_send_time_millis": 0,
            "total_receive_time_millis": 0,
            "ongoing_count": 0,
        },
    },
    "segments": {
        "remote_store": {
            "upload": {
                "total_upload_size": _SIZES,
                "refresh_size_lag": {"total_bytes": 0, "max_bytes": 0},
                "max_refresh_time_lag_in_millis": 0,
                "total_time_spent_in_millis": 0,
                "pressure": {"total_rejections": 0},
            },
            "download": {"total_download_size": _SIZES, "total_time_spent_in_millis": 0},
        },
        "segment_replication": {"max_bytes_behind": 0, "total_bytes_behind": 0, "max_replication_lag": 0},
    },
}
"""What OpenSearch counts besides: of remote stores, replication by segments and star trees, which are not here."""
_SAME: Final = {LUCENE_VERSION: OPENSEARCH_LUCENE_VERSION, "9.1.0": OPENSEARCH_VERSION}
BODIES: Final[dict[str, Callable[[Node, Any], Any]]] = {
    "info.main": root,
    "cluster.health": health,
    "cluster.state": state,
    "cluster.explain_allocation": allocation,
    "nodes.stats": nodes_stats,
    "index_stats.stats": index_stats,
    "index_stats.shards_of_search": shards_of_search,
    **dict.fromkeys(
        ("cluster.stats", "cluster.reroute", "nodes.info", "nodes.usage",
         "index_stats.segments", "index_stats.recovery", "index_stats.shard_stores",
         "query.capabilities"),
        general,
    ),
}  # fmt: skip
"""What translates an answer, by the module and name of the handler that made it."""
