"""Counters as columns of `_cat` tables: what shards, indices and nodes have in common."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from findling.rest.cat_table import Bytes, Column, Duration, columns


class Counter(NamedTuple):
    """A column. path: where in the statistics its value stands."""

    name: str
    aliases: str
    description: str
    path: str


_FIXED_BITS: Final = (
    "memory used by fixed bit sets for nested object field types and type filters for types referred in _parent fields"
)
_COUNTERS: Final[tuple[tuple[str, str, str, str], ...]] = (
    ("completion.size", "cs,completionSize", "size of completion", "completion.size_in_bytes"),
    ("fielddata.memory_size", "fm,fielddataMemory", "used fielddata cache", "fielddata.memory_size_in_bytes"),
    ("fielddata.evictions", "fe,fielddataEvictions", "fielddata evictions", "fielddata.evictions"),
    ("query_cache.memory_size", "qcm,queryCacheMemory", "used query cache", "query_cache.memory_size_in_bytes"),
    ("query_cache.evictions", "qce,queryCacheEvictions", "query cache evictions", "query_cache.evictions"),
    ("query_cache.hit_count", "qchc,queryCacheHitCount", "query cache hit counts", "query_cache.hit_count"),
    ("query_cache.miss_count", "qcmc,queryCacheMissCount", "query cache miss counts", "query_cache.miss_count"),
    ("request_cache.memory_size", "rcm,requestCacheMemory", "used request cache", "request_cache.memory_size_in_bytes"),
    ("request_cache.evictions", "rce,requestCacheEvictions", "request cache evictions", "request_cache.evictions"),
    ("request_cache.hit_count", "rchc,requestCacheHitCount", "request cache hit count", "request_cache.hit_count"),
    ("request_cache.miss_count", "rcmc,requestCacheMissCount", "request cache miss count", "request_cache.miss_count"),
    ("flush.total", "ft,flushTotal", "number of flushes", "flush.total"),
    ("flush.total_time", "ftt,flushTotalTime", "time spent in flush", "flush.total_time_in_millis"),
    ("get.current", "gc,getCurrent", "number of current get ops", "get.current"),
    ("get.time", "gti,getTime", "time spent in get", "get.time_in_millis"),
    ("get.total", "gto,getTotal", "number of get ops", "get.total"),
    ("get.exists_time", "geti,getExistsTime", "time spent in successful gets", "get.exists_time_in_millis"),
    ("get.exists_total", "geto,getExistsTotal", "number of successful gets", "get.exists_total"),
    ("get.missing_time", "gmti,getMissingTime", "time spent in failed gets", "get.missing_time_in_millis"),
    ("get.missing_total", "gmto,getMissingTotal", "number of failed gets", "get.missing_total"),
    ("indexing.delete_current", "idc,indexingDeleteCurrent", "number of current deletions", "indexing.delete_current"),
    ("indexing.delete_time", "idti,indexingDeleteTime", "time spent in deletions", "indexing.delete_time_in_millis"),
    ("indexing.delete_total", "idto,indexingDeleteTotal", "number of delete ops", "indexing.delete_total"),
    ("indexing.index_current", "iic,indexingIndexCurrent", "number of current indexing ops", "indexing.index_current"),
    ("indexing.index_time", "iiti,indexingIndexTime", "time spent in indexing", "indexing.index_time_in_millis"),
    ("indexing.index_total", "iito,indexingIndexTotal", "number of indexing ops", "indexing.index_total"),
    ("indexing.index_failed", "iif,indexingIndexFailed", "number of failed indexing ops", "indexing.index_failed"),
    ("indexing.index_failed_due_to_version_conflict", "iifvc,indexingIndexFailedDueToVersionConflict",
     "number of failed indexing ops due to version conflict", "indexing.index_failed_due_to_version_conflict"),
    ("merges.current", "mc,mergesCurrent", "number of current merges", "merges.current"),
    ("merges.current_docs", "mcd,mergesCurrentDocs", "number of current merging docs", "merges.current_docs"),
    ("merges.current_size", "mcs,mergesCurrentSize", "size of current merges", "merges.current_size_in_bytes"),
    ("merges.total", "mt,mergesTotal", "number of completed merge ops", "merges.total"),
    ("merges.total_docs", "mtd,mergesTotalDocs", "docs merged", "merges.total_docs"),
    ("merges.total_size", "mts,mergesTotalSize", "size merged", "merges.total_size_in_bytes"),
    ("merges.total_time", "mtt,mergesTotalTime", "time spent in merges", "merges.total_time_in_millis"),
    ("refresh.total", "rto,refreshTotal", "total refreshes", "refresh.total"),
    ("refresh.time", "rti,refreshTime", "time spent in refreshes", "refresh.total_time_in_millis"),
    ("refresh.external_total", "rto,refreshTotal", "total external refreshes", "refresh.external_total"),
    ("refresh.external_time", "rti,refreshTime", "time spent in external refreshes",
     "refresh.external_total_time_in_millis"),
    ("refresh.listeners", "rli,refreshListeners", "number of pending refresh listeners", "refresh.listeners"),
    ("script.compilations", "scrcc,scriptCompilations", "script compilations", "script.compilations"),
    ("script.cache_evictions", "scrce,scriptCacheEvictions", "script cache evictions", "script.cache_evictions"),
    ("script.compilation_limit_triggered", "scrclt,scriptCacheCompilationLimitTriggered",
     "script cache compilation limit triggered", "script.compilation_limit_triggered"),
    ("search.fetch_current", "sfc,searchFetchCurrent", "current fetch phase ops", "search.fetch_current"),
    ("search.fetch_time", "sfti,searchFetchTime", "time spent in fetch phase", "search.fetch_time_in_millis"),
    ("search.fetch_total", "sfto,searchFetchTotal", "total fetch ops", "search.fetch_total"),
    ("search.open_contexts", "so,searchOpenContexts", "open search contexts", "search.open_contexts"),
    ("search.query_current", "sqc,searchQueryCurrent", "current query phase ops", "search.query_current"),
    ("search.query_time", "sqti,searchQueryTime", "time spent in query phase", "search.query_time_in_millis"),
    ("search.query_total", "sqto,searchQueryTotal", "total query phase ops", "search.query_total"),
    ("search.scroll_current", "scc,searchScrollCurrent", "open scroll contexts", "search.scroll_current"),
    ("search.scroll_time", "scti,searchScrollTime", "time scroll contexts held open", "search.scroll_time_in_millis"),
    ("search.scroll_total", "scto,searchScrollTotal", "completed scroll contexts", "search.scroll_total"),
    ("segments.count", "sc,segmentsCount", "number of segments", "segments.count"),
    ("segments.memory", "sm,segmentsMemory", "memory used by segments", "segments.memory_in_bytes"),
    ("segments.index_writer_memory", "siwm,segmentsIndexWriterMemory", "memory used by index writer",
     "segments.index_writer_memory_in_bytes"),
    ("segments.version_map_memory", "svmm,segmentsVersionMapMemory", "memory used by version map",
     "segments.version_map_memory_in_bytes"),
    ("segments.fixed_bitset_memory", "sfbm,fixedBitsetMemory", _FIXED_BITS,
     "segments.fixed_bit_set_memory_in_bytes"),
    ("seq_no.max", "sqm,maxSeqNo", "max sequence number", "seq_no.max_seq_no"),
    ("seq_no.local_checkpoint", "sql,localCheckpoint", "local checkpoint", "seq_no.local_checkpoint"),
    ("seq_no.global_checkpoint", "sqg,globalCheckpoint", "global checkpoint", "seq_no.global_checkpoint"),
    ("warmer.current", "wc,warmerCurrent", "current warmer ops", "warmer.current"),
    ("warmer.total", "wto,warmerTotal", "total warmer ops", "warmer.total"),
    ("warmer.total_time", "wtt,warmerTotalTime", "time spent in warmers", "warmer.total_time_in_millis"),
    ("path.data", "pd,dataPath", "shard data path", "path.data"),
    ("path.state", "ps,statsPath", "shard state path", "path.state"),
    ("suggest.current", "suc,suggestCurrent", "number of current suggest ops", "search.suggest_current"),
    ("suggest.time", "suti,suggestTime", "time spend in suggest", "search.suggest_time_in_millis"),
    ("suggest.total", "suto,suggestTotal", "number of suggest ops", "search.suggest_total"),
    ("memory.total", "tm,memoryTotal", "total used memory", "memory.total_in_bytes"),
    ("bulk.total_operations", "bto,bulkTotalOperations", "number of bulk shard ops", "bulk.total_operations"),
    ("bulk.total_time", "btti,bulkTotalTime", "time spend in shard bulk", "bulk.total_time_in_millis"),
    ("bulk.total_size_in_bytes", "btsi,bulkTotalSizeInBytes", "total size in bytes of shard bulk",
     "bulk.total_size_in_bytes"),
    ("bulk.avg_time", "bati,bulkAvgTime", "average time spend in shard bulk", "bulk.avg_time_in_millis"),
    ("bulk.avg_size_in_bytes", "basi,bulkAvgSizeInBytes", "average size in bytes of shard bulk",
     "bulk.avg_size_in_bytes"),
    ("dense_vector.value_count", "dvc,denseVectorCount", "number of indexed dense vectors", "dense_vector.value_count"),
    ("sparse_vector.value_count", "svc,sparseVectorCount", "number of indexed sparse vectors",
     "sparse_vector.value_count"),
    ("shard_stats.total_count", "sstc,shards,shardStatsTotalCount", "number of shards assigned",
     "shard_stats.total_count"),
    ("mappings.total_count", "mtc,mappingsTotalCount", "number of mappings", "mappings.total_count"),
    ("mappings.total_estimated_overhead_in_bytes", "mteo,mappingsTotalEstimatedOverheadInBytes",
     "estimated overhead in bytes of mappings", "mappings.total_estimated_overhead_in_bytes"),
)  # fmt: skip
_SHARD_ONLY: Final = ("seq_no.", "path.")
_NODE_ONLY: Final = ("script.", "shard_stats.", "mappings.")
_OF_QUERY_CACHE: Final = ("query_cache.hit_count", "query_cache.miss_count")
_VECTORS: Final = ("dense_vector.", "sparse_vector.")


def _without(*prefixes: str, **descriptions: str) -> tuple[Counter, ...]:
    """Returns the counters of a table. descriptions: those that are its own, with `__` for the point in the name"""
    own = {name.replace("__", "."): text for name, text in descriptions.items()}
    counters = (Counter(*row) for row in _COUNTERS if not row[0].startswith(prefixes))
    return tuple(counter._replace(description=own.get(counter.name, counter.description)) for counter in counters)


SHARD_COUNTERS: Final = _without(
    *_OF_QUERY_CACHE, "request_cache.", "suggest.", "memory.", *_NODE_ONLY,
    bulk__avg_size_in_bytes="avg size in bytes of shard bulk",
    dense_vector__value_count="number of indexed dense vectors in shard",
    sparse_vector__value_count="number of indexed sparse vectors in shard",
)  # fmt: skip
INDEX_COUNTERS: Final = tuple(
    counter._replace(aliases=counter.aliases.replace("bulkTotalOperations", "bulkTotalOperation"))
    for counter in _without(
        *_SHARD_ONLY, *_OF_QUERY_CACHE, *_NODE_ONLY,
        dense_vector__value_count="total count of indexed dense vector",
        sparse_vector__value_count="total count of indexed sparse vectors",
    )
)  # fmt: skip
NODE_COUNTERS: Final = _without(
    *_SHARD_ONLY, "warmer.", "memory.", *_VECTORS,
    request_cache__hit_count="request cache hit counts", request_cache__miss_count="request cache miss counts",
)  # fmt: skip


def counter_columns(counters: tuple[Counter, ...]) -> tuple[Column, ...]:
    """Returns the columns of counters, which are shown only if asked for."""
    return columns(*(f"->{counter.name}|{counter.aliases}|{counter.description}" for counter in counters))


def counter_cells(counters: tuple[Counter, ...], statistics: Mapping[str, object]) -> list[Any]:
    """Returns the cells of counters.

    statistics: groups of values, as `_stats` shows them
    """
    return [_cell(statistics, counter.path) for counter in counters]


def _cell(statistics: Mapping[str, Any], path: str) -> Any:
    """Returns a counter in the form in which it is shown: sizes and durations have units."""
    group, _, name = path.partition(".")
    value = statistics.get(group, {}).get(name, 0)
    if name.endswith("_in_bytes"):
        return Bytes(value)
    return Duration(value) if name.endswith("_in_millis") else value
