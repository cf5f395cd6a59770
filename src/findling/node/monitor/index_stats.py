"""Statistics of indices: `_stats`, `_segments`, `_recovery`, `_shard_stores`, `_disk_usage`."""

import time
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from typing import Any, Final

from findling.base.errors import IllegalArgumentError
from findling.base.spelling import did_you_mean
from findling.cluster.name_resolution import IndicesOptions
from findling.cluster.state import IndexMetadata
from findling.index.shard import Shard
from findling.index.shard_stats import SegmentStats, ShardStats
from findling.node.monitor.cluster_health import broken_shards, index_health
from findling.node.monitor.counters import METRICS, empty_counters, search_figures, shard_counters, sum_up
from findling.node.monitor.field_memory import FieldMemory
from findling.node.monitor.vector_figures import NO_SPARSE, vector_figures
from findling.node.services.index_selection import select, select_services, shards_header
from findling.node.services.index_service import IndexService
from findling.node.services.node import Node
from findling.node.services.request_cache import RequestCacheStats
from findling.node.services.resolving import resolving_anew
from findling.node.services.shown_node import allocation_id, discovery_node, drawn_id
from findling.version import INDEX_VERSION, LUCENE_VERSION


@dataclass(frozen=True, slots=True)
class StatsDetail:
    """What is shown on its own besides the sums: groups of searches and fields, by names or patterns.

    file_sizes: whether the files of segments are shown by their kind
    """

    groups: Sequence[str] = ()
    fielddata_fields: Sequence[str] = ()
    completion_fields: Sequence[str] = ()
    file_sizes: bool = False


NO_DETAIL: Final = StatsDetail()
VECTORS: Final = frozenset({"dense_vector", "sparse_vector"})
_SHOWN_AS: Final = {"merge": "merges"}
_MAPPINGS: Final = "mappings"
"""A metric of nodes only: of an index it may be asked for, and shows nothing."""
ASKED_METRICS: Final = frozenset({"merge" if metric == "merges" else metric for metric in METRICS} | {_MAPPINGS})


@resolving_anew
def index_stats(
    node: Node,
    expression: str | None,
    metrics: list[str],
    options: IndicesOptions,
    level: str = "indices",
    uri: str = "/_stats",
    detail: StatsDetail = NO_DETAIL,
) -> dict[str, object]:
    """Returns the counters of indices, in all and one by one; of closed ones, all are zero."""
    wanted = check_metrics(metrics, uri)
    if level not in ("cluster", "indices", "shards"):
        raise IllegalArgumentError(
            f"level parameter must be one of [cluster] or [indices] or [shards] but was [{level}]"
        )
    chosen = select(node, expression, options)
    indices: dict[str, Any] = {}
    totals = []
    for index in chosen:
        service = None if index.closed else node.indices.get(index)
        stats = {} if service is None else {n: shard.stats() for n, shard in service.running().items()}
        shown = (
            empty_counters(wanted) if service is None else service_stats(service, list(stats.values()), wanted, detail)
        )
        totals.append(shown)
        entry = {
            "uuid": index.uuid,
            "health": index_health(node, index)["status"],
            "status": "close" if index.closed else "open",
        }
        indices[index.name] = {**entry, "primaries": shown, "total": shown}
        if level == "shards" and service is not None:
            by_shard = stats_by_shard(node, service, wanted)
            indices[index.name]["shards"] = {number: [shown] for number, shown in by_shard.items()}
    total = sum_up(totals)
    if level == "cluster" and "dense_vector" in total:
        del total["dense_vector"]["off_heap"]
    broken = sum(len(broken_shards(node, index)) for index in chosen)
    body: dict[str, Any] = {"_shards": shards_header(chosen, broken), "_all": {"primaries": total, "total": total}}
    return body if level == "cluster" else {**body, "indices": indices}


def health_of(index: IndexMetadata) -> str:
    """Returns green, or yellow if replicas have no node to be on."""
    return "yellow" if index.number_of_replicas else "green"


def check_metrics(metrics: Sequence[str], uri: str = "/_stats") -> set[str]:
    """Returns the metrics asked for, all if none.

    uri: the request's path, for errors
    Raises IllegalArgumentError for an unknown one, and for `_all` beside others.
    """
    if "_all" in metrics and len(metrics) > 1:
        raise IllegalArgumentError(f"request [{uri}] contains _all and individual metrics [{','.join(metrics)}]")
    if not metrics or metrics == ["_all"]:
        return {*METRICS, _MAPPINGS}
    check_names(metrics, ASKED_METRICS, uri)
    return {_SHOWN_AS.get(metric, metric) for metric in metrics}


def check_names(names: Iterable[str], known: Iterable[str], uri: str, what: str = "metric") -> None:
    """Raises IllegalArgumentError for a metric that is not known, with the nearest ones that are."""
    known = set(known)
    unknown = sorted(set(names) - known)
    if unknown:
        told = [f"[{name}]{_hint(name, known)}" for name in unknown]
        plural = "s" if len(told) > 1 else ""
        raise IllegalArgumentError(f"request [{uri}] contains unrecognized {what}{plural}: {', '.join(told)}")


def _hint(name: str, known: Iterable[str]) -> str:
    meant = did_you_mean(name, known)
    return f" ->{meant}" if meant else ""


def service_stats(
    service: IndexService, shards: list[ShardStats], wanted: Set[str], detail: StatsDetail = NO_DETAIL
) -> dict[str, Any]:
    """Returns the counters of one index."""
    total = sum_up([shard_counters(stats, wanted) for stats in shards])
    if "segments" in wanted and detail.file_sizes:
        total["segments"]["file_sizes"] = _file_sizes(shards)
    if "search" in wanted:
        total["search"] = search_figures(service.searches)
        groups = ["*" if name == "_all" else name for name in detail.groups]
        shown = {name: search_figures(counters) for name, counters in service.searches.of_groups(groups)}
        if shown:
            for figures in shown.values():
                del figures["open_contexts"]
            total["search"]["groups"] = shown
    if "request_cache" in wanted:
        cached = [stats.shown() for stats in service.all_cached_requests()]
        total["request_cache"] = sum_up([RequestCacheStats().shown(), *cached])
    if wanted & VECTORS:
        figures = vector_figures(service, service.here().values())
        total.update({metric: found for metric, found in figures.items() if metric in wanted})
    if wanted & {"fielddata", "completion"}:
        memory = FieldMemory.of(service)
        sizes = {
            "fielddata": memory.shown_fielddata(detail.fielddata_fields),
            "completion": memory.shown_completion(detail.completion_fields),
        }
        total.update({metric: found for metric, found in sizes.items() if metric in wanted})
    return total


def _file_sizes(shards: list[ShardStats]) -> dict[str, Any]:
    """Returns the files of segments by their kind: there is one, like Lucene's compound files."""
    sizes = [segment.size_bytes for stats in shards for segment in stats.segments]
    if not sizes:
        return {}
    figures = {
        "description": "Compound Files",
        "size_in_bytes": sum(sizes),
        "min_size_in_bytes": min(sizes),
        "max_size_in_bytes": max(sizes),
        "average_size_in_bytes": sum(sizes) // len(sizes),
        "count": len(sizes),
    }
    return {"cfs": figures}


def stats_by_shard(node: Node, service: IndexService, wanted: Set[str]) -> dict[str, dict[str, object]]:
    """Returns the counters of each shard of an index on this node, with its commit point and where it is."""
    routing = {"state": "STARTED", "primary": True, "node": node.id, "relocating_node": None}
    shown: dict[str, dict[str, object]] = {}
    for number, shard in service.running().items():
        stats = shard.stats()
        counters = shard_counters(stats, wanted)
        if "search" in wanted:
            counters["search"] = search_figures(service.searches)
        if "request_cache" in wanted:
            counters["request_cache"] = service.cached_requests(number).shown()
        if wanted & VECTORS:
            figures = vector_figures(service, [shard])
            counters.update({metric: figures[metric] for metric in VECTORS & wanted})
            if not figures["dense_vector"]["value_count"] and "dense_vector" in wanted:
                counters["dense_vector"] = NO_SPARSE
        shown[str(number)] = {"routing": routing, **counters, **_history(node, service, number, stats)}
    return shown


def _history(node: Node, service: IndexService, number: int, stats: ShardStats) -> dict[str, object]:
    """Returns the commit point of a shard, its sequence numbers and where it is."""
    path = str(service.path.parent)
    history = drawn_id(service.uuid, number, "history")
    user_data = {
        "history_uuid": history,
        "max_unsafe_auto_id_timestamp": "-1",
        "max_seq_no": str(stats.seq_no.max_seq_no),
        "local_checkpoint": str(stats.seq_no.local_checkpoint),
        "es_version": str(INDEX_VERSION),
        "translog_uuid": drawn_id(service.uuid, number, "translog"),
    }
    lease = {
        "id": f"peer_recovery/{node.id}",
        "retaining_seq_no": stats.seq_no.global_checkpoint + 1,
        "timestamp": node.started_ms,
        "source": "peer recovery",
    }
    return {
        "commit": {
            "id": drawn_id(service.uuid, number, str(stats.generation)) + "==",
            "generation": stats.generation,
            "user_data": user_data,
            "num_docs": sum(segment.num_docs for segment in stats.segments if segment.committed),
        },
        "seq_no": _seq_no(stats),
        "retention_leases": {"primary_term": service.metadata.primary_terms[number], "version": 1, "leases": [lease]},
        "shard_path": {"state_path": path, "data_path": path, "is_custom_data_path": False},
        "search_idle": node.background.is_idle(service, time.monotonic()),
        "search_idle_time": int((time.monotonic() - max(service.last_search, node.started)) * 1000),
    }


def _seq_no(stats: ShardStats) -> dict[str, int]:
    return {
        "max_seq_no": stats.seq_no.max_seq_no,
        "local_checkpoint": stats.seq_no.local_checkpoint,
        "global_checkpoint": stats.seq_no.global_checkpoint,
    }


@resolving_anew
def index_segments(node: Node, expression: str | None, options: IndicesOptions) -> dict[str, object]:
    """Returns the segments of indices."""
    services = select_services(node, expression, options)
    indices = {
        service.name: {"shards": {str(n): [_shard_segments(node, shard)] for n, shard in service.running().items()}}
        for service in services
    }
    return {"_shards": shards_header([service.metadata for service in services]), "indices": indices}


def _shard_segments(node: Node, shard: Shard) -> dict[str, object]:
    segments = shard.stats().segments
    return {
        "routing": {"state": "STARTED", "primary": True, "node": node.id},
        "num_committed_segments": sum(segment.committed for segment in segments),
        "num_search_segments": sum(segment.searchable for segment in segments),
        "segments": {segment.name: _segment(segment) for segment in segments},
    }


def _segment(segment: SegmentStats) -> dict[str, Any]:
    return {
        "generation": segment.generation,
        "num_docs": segment.num_docs,
        "deleted_docs": segment.deleted_docs,
        "size_in_bytes": segment.size_bytes,
        "committed": segment.committed,
        "search": segment.searchable,
        "version": LUCENE_VERSION,
        "compound": True,
        **({"sort": [field.shown() for field in segment.sort]} if segment.sort else {}),
        "attributes": {},
    }


def shard_stores(
    node: Node, expression: str | None, options: IndicesOptions, statuses: Iterable[str] = ("yellow", "red")
) -> dict[str, object]:
    """Returns where the copies of shards of these colours are."""
    wanted = set(statuses)
    for status in wanted - {"green", "yellow", "red", "all"}:
        raise IllegalArgumentError(f"unknown cluster health status [{status}]")
    indices = {}
    for index in select(node, expression, options):
        if "all" in wanted or health_of(index) in wanted:
            stores = {str(n): {"stores": [_store(node, index.uuid, n)]} for n in range(index.number_of_shards)}
            indices[index.name] = {"shards": stores}
    return {"indices": indices}


def _store(node: Node, uuid: str, number: int) -> dict[str, object]:
    return {
        node.id: discovery_node(node),
        "allocation_id": allocation_id(uuid, number),
        "allocation": "primary",
    }
