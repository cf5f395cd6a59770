"""How nodes are: `_nodes/stats`, and what other APIs show of it."""

from collections.abc import Callable, Sequence, Set
from typing import Any, Final

from findling.base.errors import IllegalArgumentError
from findling.cluster.search_pipelines import search_pipelines
from findling.node.monitor.counters import METRICS, empty_counters, sum_up
from findling.node.monitor.index_stats import (
    ASKED_METRICS,
    NO_DETAIL,
    StatsDetail,
    check_metrics,
    check_names,
    service_stats,
    stats_by_shard,
)
from findling.node.monitor.machine import disk_stats, process_stats, runtime_stats, system_stats
from findling.node.monitor.nodes_info import header, is_selected, node_header
from findling.node.monitor.request_counters import RequestCounters
from findling.node.services.index_service import IndexService
from findling.node.services.node import Node
from findling.node.services.resolving import resolving_anew

STATS_METRICS: Final = ("indices", "os", "process", "jvm", "thread_pool", "fs", "transport", "http", "breaker",
                        "script", "discovery", "ingest", "adaptive_selection", "script_cache", "indexing_pressure",
                        "repositories", "allocations", "search_pipeline")  # fmt: skip
_METRIC_OF: Final = {"breakers": "breaker"}
_LEVELS: Final = ("node", "indices", "shards")
_MAPPING_BYTES: Final = 1024
"""What Elasticsearch estimates a field of a mapping to take."""
_STEPS: Final = ("computation", "publication", "context_construction", "commit", "completion", "master_apply",
                 "notification")  # fmt: skip


@resolving_anew
def nodes_stats(
    node: Node,
    node_ids: list[str],
    metrics: list[str],
    index_metrics: Sequence[str] = (),
    level: str = "node",
    uri: str = "/_nodes/stats",
    detail: StatsDetail = NO_DETAIL,
) -> dict[str, Any]:
    """Returns how the chosen nodes are.

    index_metrics: parts of `indices`, all of them if there are none
    level: node, indices or shards: how far `indices` is taken apart
    uri: the request's path, for errors
    """
    _check(metrics, index_metrics, level, uri)
    index_wanted = check_metrics(index_metrics, uri)
    if not is_selected(node, node_ids):
        return header(node, {})
    wanted = set(STATS_METRICS) if not metrics or "_all" in metrics else set(metrics)
    parts: dict[str, Any] = {}
    if "indices" in wanted:
        parts["indices"] = {**node_index_stats(node, index_wanted, detail), **_taken_apart(node, level, index_wanted)}
    parts.update({key: make() for key, make in _parts(node).items() if _METRIC_OF.get(key, key) in wanted})
    base = {"timestamp": node.clock.now_ms(), **node_header(node)}
    return header(node, {node.id: {**base, **parts}})


def _check(metrics: list[str], index_metrics: Sequence[str], level: str, uri: str) -> None:
    """Raises IllegalArgumentError for metrics that are not known or do not go together."""
    shown = ",".join(metrics)
    if "_all" in metrics and len(metrics) > 1:
        raise IllegalArgumentError(f"request [{uri}] contains _all and individual metrics [{shown}]")
    check_names(metrics, {*STATS_METRICS, "_all"}, uri)
    if list(index_metrics) not in ([], ["_all"]):
        asked = ",".join(index_metrics)
        if not metrics or metrics == ["_all"]:
            raise IllegalArgumentError(f"request [{uri}] contains index metrics [{asked}] but all stats requested")
        if "indices" not in metrics:
            raise IllegalArgumentError(
                f"request [{uri}] contains index metrics [{asked}] but indices stats not requested"
            )
        check_names(index_metrics, ASKED_METRICS, uri, "index metric")
    if level not in _LEVELS:
        raise IllegalArgumentError(f"level parameter must be one of [node] or [indices] or [shards] but was [{level}]")


def node_index_stats(
    node: Node, wanted: Set[str] = frozenset({*METRICS, "mappings"}), detail: StatsDetail = NO_DETAIL
) -> dict[str, object]:
    """Returns the counters of all indices on this node."""
    services = node.indices.open_all()
    counted = [
        service_stats(service, [shard.stats() for shard in service.here().values()], wanted, detail)
        for service in services
    ]
    total = sum_up([empty_counters(wanted), *counted])
    return {**total, **_mapping_stats(services)} if "mappings" in wanted else total


def _mapping_stats(services: Sequence[IndexService]) -> dict[str, object]:
    count = sum(len(list(service.mapping.fields())) for service in services)
    segments = fields = 0
    for service in services:
        for shard in service.here().values():
            with shard.searcher() as searcher:
                segments += len(searcher.segments)
                fields += sum(len(view.reader.fields) for view in searcher.segments)
    return {
        "mappings": {
            "total_count": count,
            "total_estimated_overhead_in_bytes": count * _MAPPING_BYTES,
            "total_segments": segments,
            "total_segment_fields": fields,
            "average_fields_per_segment": fields // segments if segments else 0,
        }
    }


def _taken_apart(node: Node, level: str, wanted: Set[str]) -> dict[str, object]:
    if level == "node":
        return {}
    services = node.indices.open_all()
    if level == "indices":
        return {
            "indices": {
                service.name: {
                    **service_stats(service, [shard.stats() for shard in service.here().values()], wanted),
                    **(_mapping_stats([service]) if "mappings" in wanted else {}),
                }
                for service in services
            }
        }
    shards = {service.name: stats_by_shard(node, service, wanted) for service in services}
    return {"shards": {name: [{number: one} for number, one in found.items()] for name, found in shards.items()}}


def _parts(node: Node) -> dict[str, Callable[[], object]]:
    """Returns what makes each part besides `indices`."""
    return {
        "os": lambda: system_stats(node),
        "process": lambda: process_stats(node),
        "jvm": lambda: runtime_stats(node),
        "thread_pool": node.pools.stats,
        "fs": lambda: disk_stats(node),
        "transport": lambda: dict(_TRANSPORT),
        "http": node.kept(RequestCounters).shown,
        "breakers": node.breakers.stats,
        "script": lambda: _scripts(node),
        "discovery": lambda: _discovery(node),
        "ingest": node.ingest.render,
        "adaptive_selection": dict,
        "script_cache": lambda: _script_cache(node),
        "indexing_pressure": lambda: {"memory": node.indexing.stats()},
        "repositories": dict,
        "search_pipeline": lambda: node.pipelines.render(list(search_pipelines(node.cluster.state))),
        "allocations": lambda: _allocations(node),
    }


_TRANSPORT: Final[dict[str, object]] = {
    **dict.fromkeys(
        ("server_open", "total_outbound_connections", "rx_count", "rx_size_in_bytes", "tx_count", "tx_size_in_bytes"), 0
    ),
    "inbound_handling_time_histogram": [],
    "outbound_handling_time_histogram": [],
    "actions": {},
}


def _scripts(node: Node) -> dict[str, object]:
    service = node.scripts
    return {
        **service.counters().to_json(),
        "compilations_history": service.history(),
        "contexts": _script_contexts(node),
    }


def _script_contexts(node: Node) -> list[dict[str, object]]:
    return [{"context": name, **counters.to_json()} for name, counters in node.scripts.of_contexts().items()]


def _script_cache(node: Node) -> dict[str, object]:
    contexts = _script_contexts(node)
    return {"sum": node.scripts.counters().to_json(), **({"contexts": contexts} if contexts else {})}


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
    size = sum(shard.stats().store_bytes for service in services for shard in service.here().values())
    return {
        "shards": sum(service.metadata.number_of_shards for service in services),
        "undesired_shards": 0,
        "forecasted_ingest_load": 0.0,
        "forecasted_disk_usage_in_bytes": size,
        "current_disk_usage_in_bytes": size,
    }
