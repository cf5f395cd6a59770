"""The cluster as a whole: its state, statistics, allocation of shards."""

import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from findling.base.errors import IllegalArgumentError
from findling.base.settings import unflatten
from findling.base.spelling import close_names
from findling.cluster.cluster_blocks import shown_cluster_blocks
from findling.cluster.cluster_settings import cluster_setting
from findling.cluster.name_resolution import IndicesOptions, resolve_names
from findling.cluster.shards.members import master_of
from findling.cluster.state import ClusterState, IndexMetadata
from findling.cluster.stored_scripts import shown_scripts
from findling.node.indices.index_info import shown_settings
from findling.node.monitor.node_stats import nodes_stats
from findling.node.monitor.stream_metadata import stream_metadata
from findling.node.search.search_shards import shard_routing
from findling.node.search.shards.copies_shown import shown_copies
from findling.node.services.index_blocks import shown_blocks
from findling.node.services.iso_time import iso_time
from findling.node.services.node import Node
from findling.node.services.shown_node import allocation_id, discovery_nodes, drawn_id
from findling.version import INDEX_VERSION, TRANSPORT_VERSION

_METRIC_OF: Final = {"health": "customs", "state_uuid": "version", "nodes_versions": "nodes", "nodes_features": "nodes"}
_DISK: Final = "cluster.routing.allocation.disk.watermark"
_DISK_LIMITS: Final = {
    "high_watermark": ("high", "90%"),
    "high_max_headroom": ("high.max_headroom", "150gb"),
    "flood_stage_watermark": ("flood_stage", "95%"),
    "flood_stage_max_headroom": ("flood_stage.max_headroom", "100gb"),
    "frozen_flood_stage_watermark": ("flood_stage.frozen", "95%"),
    "frozen_flood_stage_max_headroom": ("flood_stage.frozen.max_headroom", "20gb"),
}
_EXCLUSIONS: Final = "voting_config_exclusions"
_POLL_S: Final = 0.05
STATE_METRICS: Final = (
    "version",
    "master_node",
    "blocks",
    "nodes",
    "metadata",
    "routing_table",
    "routing_nodes",
    "customs",
)


def reaches(node: Node, version: int, timeout_ms: int) -> bool:
    """Returns whether the cluster state has, or gets in time, at least a version."""
    deadline = time.monotonic() + timeout_ms / 1000
    while node.cluster.state.version < version:
        left = deadline - time.monotonic()
        if left <= 0:
            return False
        time.sleep(min(_POLL_S, left))
    return True


def cluster_state(
    node: Node,
    metrics: list[str],
    expression: str | None,
    options: IndicesOptions,
    flat: bool = False,
    uri: str = "/_cluster/state",
) -> dict[str, object]:
    """Returns the metadata, or the parts of it that are asked for. uri: the request's path, for errors"""
    for metric in metrics:
        if metric not in STATE_METRICS and metric != "_all":
            near = close_names(metric, STATE_METRICS, 0.5)
            hint = f" -> did you mean [{near[0]}]?" if near else ""
            raise IllegalArgumentError(f"request [{uri}] contains unrecognized metric: [{metric}]{hint}")
    state = node.cluster.state
    indices = resolve_names(state, expression, options, node.clock.now_ms())
    wanted = set(STATE_METRICS) if not metrics or "_all" in metrics else set(metrics)
    parts = {
        "version": state.version,
        "state_uuid": drawn_id(state.cluster_uuid, state.version),
        "master_node": node.id if node.others is None else master_of(state),
        "blocks": _blocks(state, indices),
        "nodes": discovery_nodes(node),
        "nodes_versions": [{"node_id": node.id, "transport_version": str(TRANSPORT_VERSION), "mappings_versions": {}}],
        "nodes_features": [{"node_id": node.id, "features": ["ES_V_8", "ES_V_9"]}],
        "metadata": _metadata(node, indices, flat),
        "routing_table": {"indices": {index.name: {"shards": _shards(node, index)} for index in indices}},
        "routing_nodes": _routing_nodes(node, indices),
        "health": _health_settings(state),
    }
    body: dict[str, Any] = {"cluster_name": node.config.cluster_name, "cluster_uuid": state.cluster_uuid}
    return {**body, **{key: value for key, value in parts.items() if _METRIC_OF.get(key, key) in wanted}}


def _health_settings(state: ClusterState) -> dict[str, object]:
    """Returns the limits that the indicators of health go by."""
    given = {**state.persistent, **state.transient}
    return {
        "disk": {name: str(given.get(f"{_DISK}.{key}", default)) for name, (key, default) in _DISK_LIMITS.items()},
        "shard_limits": {
            "max_shards_per_node": cluster_setting(state, "cluster.max_shards_per_node"),
            "max_shards_per_node_frozen": cluster_setting(state, "cluster.max_shards_per_node.frozen"),
        },
    }


def set_exclusions(node: Node, names: list[str], by_id: bool) -> None:
    """Notes which nodes are to leave the voting configuration; no names, none. It has no effect: there is one node."""
    absent = "_absent_"
    entries = [{"node_id": name if by_id else absent, "node_name": absent if by_id else name} for name in names]
    node.cluster.update(lambda state: replace(state, custom={**state.custom, _EXCLUSIONS: entries}))


def _blocks(state: ClusterState, indices: list[IndexMetadata]) -> dict[str, Any]:
    everywhere = shown_cluster_blocks(state)
    of_indices = {index.name: blocks for index in indices if (blocks := shown_blocks(index))}
    return {**({"global": everywhere} if everywhere else {}), **({"indices": of_indices} if of_indices else {})}


def _metadata(node: Node, indices: list[IndexMetadata], flat: bool) -> dict[str, object]:
    state = node.cluster.state
    templates = {name: _nested(body) for name, body in state.component_templates.items()}
    return {
        "cluster_uuid": state.cluster_uuid,
        "cluster_uuid_committed": True,
        "cluster_coordination": {"term": 1, "last_committed_config": [node.id], "last_accepted_config": [node.id],
                                 "voting_config_exclusions": state.custom.get(_EXCLUSIONS, [])},
        "templates": {name: _typed(body) for name, body in state.legacy_templates.items()},
        "component_template": {"component_template": templates} if templates else {},
        "index_template": {"index_template": dict(state.index_templates)} if state.index_templates else {},
        "indices": {index.name: _index(node, index, flat) for index in indices},
        "index-graveyard": {"tombstones": []},
        "persistent_tasks": {"last_allocation_id": 0, "tasks": []},
        "reserved_state": {"file_settings": {"version": -1, "handlers": {}, "errors": None}},
        **stream_metadata(state, {index.name for index in indices}),
        **({"stored_scripts": dict(scripts)} if (scripts := shown_scripts(state)) else {}),
    }  # fmt: skip


def _nested(template: Mapping[str, Any]) -> dict[str, Any]:
    """Returns a component template with its settings as objects."""
    part = template.get("template", {})
    return (
        {**template, "template": {**part, "settings": unflatten(part["settings"])}}
        if "settings" in part
        else dict(template)
    )


def _typed(template: Mapping[str, object]) -> dict[str, object]:
    """Returns a legacy template with its mapping type around the mapping, as cluster states show them."""
    shown = dict(template)
    type_name = shown.pop("type_name", "_doc")
    return {**shown, "mappings": {type_name: shown["mappings"]} if shown["mappings"] else {}}


def _index(node: Node, index: IndexMetadata, flat: bool) -> dict[str, object]:
    shards = range(index.number_of_shards)
    return {
        "version": index.version,
        "mapping_version": index.mapping_version,
        "settings_version": index.settings_version,
        "aliases_version": index.aliases_version,
        "routing_num_shards": index.routing_shards,
        "state": "close" if index.closed else "open",
        "settings": shown_settings(index, flat),
        "mappings": {index.type_name or "_doc": dict(index.mapping)} if index.mapping else {},
        "aliases": sorted(index.aliases),
        "primary_terms": {str(number): index.primary_terms[number] for number in shards},
        "in_sync_allocations": {str(number): [allocation_id(index.uuid, number)] for number in shards},
        "rollover_info": {},
        "mappings_updated_version": INDEX_VERSION,
        "system": False,
        "timestamp_range": {"unknown": True},
        "event_ingested_range": {"unknown": True},
    }


def shard_copies(node: Node, index: IndexMetadata, number: int) -> list[dict[str, object]]:
    """Returns the primary and the replicas, which have no node, of one shard."""
    if node.others is not None:
        return shown_copies(node, index, number)
    copies = [shard_routing(node, index.name, index.uuid, number)]
    for _ in range(index.number_of_replicas):
        copies.append(
            {
                "state": "UNASSIGNED",
                "primary": False,
                "node": None,
                "relocating_node": None,
                "shard": number,
                "index": index.name,
                "recovery_source": {"type": "PEER"},
                "unassigned_info": {
                    "reason": "INDEX_CREATED",
                    "at": iso_time(index.creation_date),
                    "delayed": False,
                    "allocation_status": "no_attempt",
                },
                "relocation_failure_info": {"failed_attempts": 0},
            }
        )
    return copies


def _shards(node: Node, index: IndexMetadata) -> dict[str, Any]:
    return {str(number): shard_copies(node, index, number) for number in range(index.number_of_shards)}


def _routing_nodes(node: Node, indices: list[IndexMetadata]) -> dict[str, object]:
    copies = [copy for index in indices for n in range(index.number_of_shards) for copy in shard_copies(node, index, n)]
    return {
        "unassigned": [copy for copy in copies if copy["node"] is None],
        "nodes": {place: [copy for copy in copies if copy["node"] == place] for place in discovery_nodes(node)},
    }


def targeted_info(node: Node, targets: list[str]) -> dict[str, Any]:
    """Returns statistics of http, ingest, thread_pool or script over all nodes."""
    known = ("http", "ingest", "thread_pool", "script")
    shown = ",".join(targets)
    if "_all" in targets and len(targets) > 1:
        raise IllegalArgumentError(f"request [/_info/{shown}] contains _all and individual target [{shown}]")
    chosen = list(known) if targets == ["_all"] else targets
    for name in chosen:
        if name not in known:
            raise IllegalArgumentError(f"request [/_info/{shown}] contains unrecognized target: [{name}]")
    parts = nodes_stats(node, [], chosen)["nodes"][node.id]
    return {"cluster_name": node.config.cluster_name, **{name: parts[name] for name in chosen}}
