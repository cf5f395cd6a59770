"""Every setting that may be set has a reader, is refused, or stands in a list here, to which none is to come."""

from pathlib import Path
from typing import Final

import findling
from findling.base.settings import SettingsRegistry
from findling.cluster.cluster_settings import CLUSTER_SETTINGS
from findling.cluster.index_settings import INDEX_SETTINGS, is_built

REGISTRIES: Final = ("index_settings.py", "cluster_settings.py")

# read under names that are put together, or where they are registered
READ_IN_PARTS: Final = frozenset(
    {
        "action.auto_create_index",
        "cluster.routing.allocation.disk.threshold_enabled",
        "cluster.routing.allocation.disk.watermark.flood_stage",
        "cluster.routing.allocation.disk.watermark.flood_stage.max_headroom",
        "cluster.routing.allocation.disk.watermark.high",
        "cluster.routing.allocation.disk.watermark.high.max_headroom",
        "cluster.routing.allocation.disk.watermark.low",
        "cluster.routing.allocation.disk.watermark.low.max_headroom",
        "index.auto_expand_replicas",
        "index.blocks.metadata",
        "index.mapping.coerce",
        "index.mapping.depth.limit",
        "index.mapping.field_name_length.limit",
        "index.mapping.ignore_malformed",
        "index.mapping.nested_fields.limit",
        "index.mapping.total_fields.limit",
        "index.search.slowlog.threshold.fetch.debug",
        "index.search.slowlog.threshold.fetch.info",
        "index.search.slowlog.threshold.fetch.trace",
        "index.search.slowlog.threshold.fetch.warn",
        "index.search.slowlog.threshold.query.debug",
        "index.search.slowlog.threshold.query.info",
        "index.search.slowlog.threshold.query.trace",
        "index.soft_deletes.enabled",
        "index.version.upgraded",
    }
)

# accepted for the sake of tools that set them, and without effect
WITHOUT_READER: Final = frozenset(
    {
        "action.search.shard_count.limit",
        "cluster.indices.close.enable",
        "cluster.info.update.timeout",
        "cluster.max_shards_per_node.frozen",
        "cluster.metadata.*",
        "cluster.no_master_block",
        "cluster.persistent_tasks.*",
        "cluster.remote.*",
        "cluster.routing.allocation.allow_rebalance",
        "cluster.routing.allocation.awareness.*",
        "cluster.routing.allocation.balance.*",
        "cluster.routing.allocation.cluster_concurrent_rebalance",
        "cluster.routing.allocation.disk.include_relocations",
        "cluster.routing.allocation.disk.reroute_interval",
        "cluster.routing.allocation.disk.watermark.enable_for_single_data_node",
        "cluster.routing.allocation.disk.watermark.flood_stage.frozen",
        "cluster.routing.allocation.disk.watermark.flood_stage.frozen.max_headroom",
        "cluster.routing.allocation.enable",
        "cluster.routing.allocation.exclude.*",
        "cluster.routing.allocation.include.*",
        "cluster.routing.allocation.node_concurrent_incoming_recoveries",
        "cluster.routing.allocation.node_concurrent_outgoing_recoveries",
        "cluster.routing.allocation.node_concurrent_recoveries",
        "cluster.routing.allocation.node_initial_primaries_recoveries",
        "cluster.routing.allocation.require.*",
        "cluster.routing.allocation.same_shard.host",
        "cluster.routing.allocation.total_shards_per_node",
        "cluster.routing.rebalance.enable",
        "cluster.routing.use_adaptive_replica_selection",
        "cluster.service.slow_task_logging_threshold",
        "http.tracer.*",
        "index.compound_format",
        "index.flush_after_merge",
        "index.highlight.max_analyzed_offset",
        "index.highlight.weight_matches_mode.enabled",
        "index.load_fixed_bitset_filters_eagerly",
        "index.mapper.dynamic",
        "index.mapping.dimension_fields.limit",
        "index.max_adjacency_matrix_filters",
        "index.max_rescore_window",
        "index.max_script_fields",
        "index.merge.enabled",
        "index.merge.scheduler.*",
        "index.queries.cache.enabled",
        "index.query.parse.allow_unmapped_fields",
        "index.query_string.lenient",
        "index.requests.cache.enable",
        "index.routing.rebalance.enable",
        "index.shard.check_on_startup",
        "index.soft_deletes.retention.operations",
        "index.soft_deletes.retention_lease.period",
        "index.store.preload",
        "index.store.type",
        "index.translog.generation_threshold_size",
        "index.translog.retention.age",
        "index.translog.retention.size",
        "index.unassigned.node_left.delayed_timeout",
        "index.verified_before_close",
        "index.warmer.enabled",
        "indices.breaker.fielddata.limit",
        "indices.breaker.fielddata.overhead",
        "indices.breaker.request.limit",
        "indices.breaker.request.overhead",
        "indices.breaker.total.limit",
        "indices.mapping.dynamic_timeout",
        "indices.mapping.max_in_flight_updates",
        "indices.recovery.*",
        "network.breaker.inflight_requests.limit",
        "network.breaker.inflight_requests.overhead",
        "search.default_allow_partial_results",
        "search.default_keep_alive",
        "search.default_search_timeout",
        "search.keep_alive_interval",
        "search.low_level_cancellation",
        "search.max_async_search_response_size",
        "stack.templates.enabled",
        "transport.tracer.*",
    }
)


def sources() -> str:
    root = Path(findling.__file__).parent
    return "\n".join(path.read_text() for path in root.rglob("*.py") if path.name not in REGISTRIES)


def without_reader(registry: SettingsRegistry, text: str) -> set[str]:
    """Returns the keys of which no source file knows the name."""
    found = set()
    for key in registry.names():
        name = key.rstrip("*").rstrip(".")
        if name not in text and name.removeprefix("index.") not in text and is_built(key):
            found.add(key)
    return found


def test_no_setting_without_a_reader_comes_along() -> None:
    text = sources()
    unread = without_reader(INDEX_SETTINGS, text) | without_reader(CLUSTER_SETTINGS, text)
    assert unread <= READ_IN_PARTS | WITHOUT_READER


def test_the_lists_name_settings() -> None:
    registered = {*INDEX_SETTINGS.names(), *CLUSTER_SETTINGS.names()}
    assert registered >= READ_IN_PARTS | WITHOUT_READER
    assert not READ_IN_PARTS & WITHOUT_READER
