"""The shape of counters: one dictionary of a shard or an index, by metric, as all statistics show them."""

from collections.abc import Mapping, Sequence, Set
from typing import Any, Final

from findling.index.operations.seq_no import SeqNoStats
from findling.index.shard_stats import ShardCounters, ShardStats
from findling.node.monitor.vector_figures import NO_DENSE, NO_SPARSE
from findling.node.services.request_cache import RequestCacheStats
from findling.node.services.search_counters import SearchCounters

METRICS: Final = (
    "docs", "shard_stats", "store", "indexing", "get", "search", "merges", "refresh", "flush", "warmer", "query_cache",
    "fielddata", "completion", "segments", "translog", "request_cache", "recovery", "bulk",
    "dense_vector", "sparse_vector",
)  # fmt: skip


_GREATEST: Final = frozenset({"max_unsafe_auto_id_timestamp", "peak_write_load", "max_size_in_bytes"})
"""What is not summed up: the greatest counts."""
_NO_TIMESTAMP: Final = -(2**63)
_SEGMENT_PARTS: Final = ("terms", "stored_fields", "term_vectors", "norms", "points", "doc_values")


def sum_up(parts: Sequence[Mapping[str, object]]) -> dict[str, Any]:
    """Returns the member-by-member sum of counters of the same shape."""
    total: dict[str, Any] = {}
    for part in parts:
        for key, value in part.items():
            if isinstance(value, dict):
                total[key] = sum_up([total.get(key, {}), value])
            elif key in _GREATEST:
                total[key] = max(total.get(key, value), value)
            elif isinstance(value, bool) or not isinstance(value, (int, float)):
                total[key] = value
            else:
                total[key] = total.get(key, 0) + value
    return total


def empty_counters(wanted: Set[str]) -> dict[str, object]:
    """Returns the counters of nothing at all."""
    nothing = SeqNoStats(-1, -1, -1)
    zero = ShardStats(0, 0, 0, 0, 0, 0, 0, 0, 0, nothing, (), ShardCounters())
    counters = shard_counters(zero, wanted)
    if "shard_stats" in counters:
        counters["shard_stats"] = {"total_count": 0}
    if "segments" in counters:
        counters["segments"]["max_unsafe_auto_id_timestamp"] = _NO_TIMESTAMP
    return {metric: counters[metric] for metric in METRICS if metric in counters}


def shard_counters(stats: ShardStats, wanted: Set[str]) -> dict[str, Any]:
    """Returns the counters of one shard; of its searches and vectors the shape only."""
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
            **{f"{part}_memory_in_bytes": 0 for part in _SEGMENT_PARTS},
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
            "index_failed_due_to_version_conflict": counters.conflicts,
            "delete_total": counters.delete.total,
            "delete_time_in_millis": int(counters.delete.time_ms),
            "delete_current": counters.delete.current,
            "noop_update_total": counters.noop_update,
            "is_throttled": False,
            "throttle_time_in_millis": 0,
            **_write_load(counters),
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
            "total_stopped_time_in_millis": 0,
            "total_throttled_time_in_millis": 0,
            "total_auto_throttle_in_bytes": 0,
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
            "total_time_excluding_waiting_on_lock_in_millis": int(counters.flush.time_ms),
        },
    }


def _write_load(counters: ShardCounters) -> dict[str, float]:
    """Returns the threads that writing kept busy, on average since the shard was opened: also what stands for now."""
    load = counters.index.time_ms / counters.open_ms if counters.open_ms else 0.0
    return {f"{when}write_load": load for when in ("", "recent_", "peak_")}


def _unused() -> dict[str, object]:
    """What Elasticsearch counts and Findling has nothing of, or is counted elsewhere."""
    return {
        "search": search_figures(SearchCounters()),
        "dense_vector": NO_DENSE,
        "sparse_vector": NO_SPARSE,
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


def search_figures(counters: SearchCounters) -> dict[str, Any]:
    return {
        "open_contexts": 0,
        "query_total": counters.query_total,
        "query_time_in_millis": int(counters.query_time_ms),
        "query_current": 0,
        "query_failure": counters.failures,
        "fetch_total": counters.fetch_total,
        "fetch_time_in_millis": int(counters.fetch_time_ms),
        "fetch_current": 0,
        "fetch_failure": 0,
        "scroll_total": counters.scroll_total,
        "scroll_time_in_millis": 0,
        "scroll_current": 0,
        "suggest_total": counters.suggest_total,
        "suggest_time_in_millis": int(counters.suggest_time_ms),
        "suggest_current": 0,
        "recent_search_load": counters.load(),
    }
