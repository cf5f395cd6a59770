"""Statistics of indices: `_stats`, `_segments`, `_recovery`, `_shard_stores`, `_disk_usage`."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any, Final

from findling.base.errors import IllegalArgumentError
from findling.base.spelling import close_names
from findling.cluster.name_resolution import IndicesOptions
from findling.cluster.state import IndexMetadata
from findling.index.operations.seq_no import SeqNoStats
from findling.index.shard import Shard
from findling.index.shard_stats import SegmentStats, ShardCounters, ShardStats
from findling.node.monitor.cluster_health import broken_shards, index_health
from findling.node.monitor.field_memory import FieldMemory
from findling.node.services.index_selection import select, select_services, shards_header
from findling.node.services.index_service import IndexService
from findling.node.services.node import Node
from findling.node.services.request_cache import RequestCacheStats
from findling.node.services.resolving import resolving_anew
from findling.node.services.search_counters import SearchCounters
from findling.version import LUCENE_VERSION


@dataclass(frozen=True, slots=True)
class StatsDetail:
    """What is shown on its own besides the sums: groups of searches and fields, by names or patterns."""

    groups: Sequence[str] = ()
    fielddata_fields: Sequence[str] = ()
    completion_fields: Sequence[str] = ()


NO_DETAIL: Final = StatsDetail()
METRICS: Final = (
    "docs", "shard_stats", "store", "indexing", "get", "search", "merges", "refresh", "flush", "warmer", "query_cache",
    "fielddata", "completion", "segments", "translog", "request_cache", "recovery", "bulk",
    "dense_vector", "sparse_vector",
)  # fmt: skip
_ALIASES: Final = {"merge": "merges"}


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
            indices[index.name]["shards"] = _by_shard(node, service, stats, wanted)
    total = sum_up(totals)
    broken = sum(len(broken_shards(node, index)) for index in chosen)
    body: dict[str, Any] = {"_shards": shards_header(chosen, broken), "_all": {"primaries": total, "total": total}}
    return body if level == "cluster" else {**body, "indices": indices}


def health_of(index: IndexMetadata) -> str:
    """Returns green, or yellow if replicas have no node to be on."""
    return "yellow" if index.number_of_replicas else "green"


def check_metrics(metrics: Sequence[str], uri: str = "/_stats", what: str = "metric") -> set[str]:
    """Returns the metrics asked for, all if none.

    uri: the request's path, for errors
    Raises IllegalArgumentError for an unknown one, and for `_all` beside others.
    """
    wanted = {_ALIASES.get(metric, metric) for metric in metrics}
    if "_all" in wanted and len(wanted) > 1:
        raise IllegalArgumentError(f"request [{uri}] contains _all and individual {what}s [{','.join(metrics)}]")
    if not wanted or "_all" in wanted:
        return set(METRICS)
    for metric in sorted(wanted):
        if metric not in METRICS:
            near = close_names(metric, METRICS, 0.5)
            hint = f" -> did you mean [{near[0]}]?" if near else ""
            raise IllegalArgumentError(f"request [{uri}] contains unrecognized {what}: [{metric}]{hint}")
    return wanted


def service_stats(
    service: IndexService, shards: list[ShardStats], wanted: Set[str], detail: StatsDetail = NO_DETAIL
) -> dict[str, Any]:
    """Returns the counters of one index."""
    total = sum_up([shard_counters(stats, wanted) for stats in shards])
    if "search" in wanted:
        total["search"] = _search(service.searches)
        shown = {name: _search(counters) for name, counters in service.searches.of_groups(detail.groups)}
        if shown:
            total["search"]["groups"] = shown
    if "request_cache" in wanted:
        cached = [stats.shown() for stats in service.all_cached_requests()]
        total["request_cache"] = sum_up([RequestCacheStats().shown(), *cached])
    if wanted & {"fielddata", "completion"}:
        memory = FieldMemory.of(service)
        sizes = {
            "fielddata": memory.shown_fielddata(detail.fielddata_fields),
            "completion": memory.shown_completion(detail.completion_fields),
        }
        total.update({metric: found for metric, found in sizes.items() if metric in wanted})
    return total


def _by_shard(node: Node, service: IndexService, shards: dict[int, ShardStats], wanted: set[str]) -> dict[str, object]:
    routing = {"state": "STARTED", "primary": True, "node": node.id, "relocating_node": None}
    return {
        str(number): [
            {
                "routing": routing,
                **shard_counters(stats, wanted),
                **_of_searches(service, number, wanted),
                **_history(node, service, number, stats),
            }
        ]
        for number, stats in shards.items()
    }


def _of_searches(service: IndexService, number: int, wanted: Set[str]) -> dict[str, object]:
    return {"request_cache": service.cached_requests(number).shown()} if "request_cache" in wanted else {}


def _history(node: Node, service: IndexService, number: int, stats: ShardStats) -> dict[str, object]:
    """Returns the commit point of a shard, its sequence numbers and where it is."""
    return {
        "commit": {
            "id": f"{service.uuid}-{number}-{stats.generation}",
            "generation": stats.generation,
            "user_data": {"max_seq_no": str(stats.seq_no.max_seq_no)},
            "num_docs": stats.docs,
        },
        "seq_no": _seq_no(stats),
        "retention_leases": {"primary_term": 1, "version": 0, "leases": []},
        "shard_path": {
            "state_path": str(service.path.parent),
            "data_path": str(service.path.parent),
            "is_custom_data_path": False,
        },
    }


def _seq_no(stats: ShardStats) -> dict[str, int]:
    return {
        "max_seq_no": stats.seq_no.max_seq_no,
        "local_checkpoint": stats.seq_no.local_checkpoint,
        "global_checkpoint": stats.seq_no.global_checkpoint,
    }


def sum_up(parts: Sequence[Mapping[str, object]]) -> dict[str, Any]:
    """Returns the member-by-member sum of counters of the same shape."""
    total: dict[str, Any] = {}
    for part in parts:
        for key, value in part.items():
            if isinstance(value, dict):
                total[key] = sum_up([total.get(key, {}), value])
            elif isinstance(value, bool) or not isinstance(value, (int, float)):
                total[key] = value
            else:
                total[key] = total.get(key, 0) + value
    return total


def empty_counters(wanted: Set[str]) -> dict[str, object]:
    """Returns the counters of nothing at all."""
    nothing = SeqNoStats(-1, -1, -1)
    zero = ShardStats(0, 0, 0, 0, 0, 0, 0, 0, 0, nothing, (), ShardCounters())
    counters = {**shard_counters(zero, wanted), **({"search": _search(SearchCounters())} if "search" in wanted else {})}
    if "shard_stats" in counters:
        counters["shard_stats"] = {"total_count": 0}
    return {metric: counters[metric] for metric in METRICS if metric in counters}


def shard_counters(stats: ShardStats, wanted: Set[str]) -> dict[str, Any]:
    """Returns the counters of one shard, without its searches."""
    parts = {**_documents(stats), **_writes(stats), **_unused()}
    return {metric: parts[metric] for metric in METRICS if metric in wanted and metric in parts}


def _documents(stats: ShardStats) -> dict[str, object]:
    segments = len(stats.segments)
    return {
        "docs": {"count": stats.docs, "deleted": stats.deleted, "total_size_in_bytes": stats.store_bytes},
        "shard_stats": {"total_count": 1},
        "store": {
            "size_in_bytes": stats.store_bytes,
            "total_data_set_size_in_bytes": stats.store_bytes,
            "reserved_in_bytes": 0,
        },
        "segments": {
            "count": segments,
            "memory_in_bytes": 0,
            "index_writer_memory_in_bytes": stats.buffer_bytes,
            "version_map_memory_in_bytes": 0,
            "fixed_bit_set_memory_in_bytes": 0,
            "max_unsafe_auto_id_timestamp": -1,
            "file_sizes": {},
        },
        "translog": {
            "operations": stats.translog_operations,
            "size_in_bytes": stats.translog_bytes,
            "uncommitted_operations": stats.translog_operations,
            "uncommitted_size_in_bytes": stats.uncommitted_bytes,
            "earliest_last_modified_age": 0,
        },
    }


def _writes(stats: ShardStats) -> dict[str, object]:
    counters = stats.counters
    gets = (counters.get_exists, counters.get_missing)
    return {
        "indexing": {
            "index_total": counters.index.total,
            "index_time_in_millis": int(counters.index.time_ms),
            "index_current": counters.index.current,
            "index_failed": counters.index.failed,
            "delete_total": counters.delete.total,
            "delete_time_in_millis": int(counters.delete.time_ms),
            "delete_current": counters.delete.current,
            "noop_update_total": counters.noop_update,
            "is_throttled": False,
            "throttle_time_in_millis": 0,
        },
        "get": {
            "total": sum(get.total for get in gets),
            "time_in_millis": int(sum(get.time_ms for get in gets)),
            "exists_total": counters.get_exists.total,
            "exists_time_in_millis": int(counters.get_exists.time_ms),
            "missing_total": counters.get_missing.total,
            "missing_time_in_millis": int(counters.get_missing.time_ms),
            "current": 0,
        },
        "merges": {
            "current": counters.merge.current,
            "current_docs": 0,
            "current_size_in_bytes": 0,
            "total": counters.merge.total,
            "total_time_in_millis": int(counters.merge.time_ms),
            "total_docs": counters.merge.docs,
            "total_size_in_bytes": counters.merge.size_bytes,
        },
        "refresh": {
            "total": counters.refresh.total,
            "total_time_in_millis": int(counters.refresh.time_ms),
            "external_total": counters.refresh.total,
            "external_total_time_in_millis": int(counters.refresh.time_ms),
            "listeners": 0,
        },
        "flush": {
            "total": counters.flush.total,
            "periodic": 0,
            "total_time_in_millis": int(counters.flush.time_ms),
        },
    }


def _unused() -> dict[str, object]:
    """What Elasticsearch counts and Findling has nothing of."""
    return {
        "warmer": {"current": 0, "total": 0, "total_time_in_millis": 0},
        "query_cache": {
            "memory_size_in_bytes": 0, "total_count": 0, "hit_count": 0, "miss_count": 0, "cache_size": 0,
            "cache_count": 0, "evictions": 0,
        },
        "fielddata": {"memory_size_in_bytes": 0, "evictions": 0, "global_ordinals": {"build_time_in_millis": 0}},
        "completion": {"size_in_bytes": 0},
        "request_cache": RequestCacheStats().shown(),
        "recovery": {"current_as_source": 0, "current_as_target": 0, "throttle_time_in_millis": 0},
        "bulk": {
            "total_operations": 0, "total_time_in_millis": 0, "total_size_in_bytes": 0, "avg_time_in_millis": 0,
            "avg_size_in_bytes": 0,
        },
    }  # fmt: skip


def _search(counters: SearchCounters) -> dict[str, Any]:
    return {
        "open_contexts": 0,
        "query_total": counters.query_total,
        "query_time_in_millis": int(counters.query_time_ms),
        "query_current": 0,
        "fetch_total": counters.fetch_total,
        "fetch_time_in_millis": int(counters.fetch_time_ms),
        "fetch_current": 0,
        "scroll_total": counters.scroll_total,
        "scroll_time_in_millis": 0,
        "scroll_current": 0,
        "suggest_total": 0,
        "suggest_time_in_millis": 0,
        "suggest_current": 0,
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
    for service in select_services(node, expression, options):
        store = {
            node.id: {"name": node.name, "transport_address": node.bound_address, "attributes": {}},
            "allocation_id": service.uuid,
            "allocation": "primary",
        }
        if "all" in wanted or health_of(service.metadata) in wanted:
            shards = range(service.metadata.number_of_shards)
            indices[service.name] = {"shards": {str(number): {"stores": [store]} for number in shards}}
    return {"indices": indices}
