"""The settings of the whole cluster that can change while it runs."""

from collections.abc import Mapping
from typing import Any, Final

from findling.base.dates.cron import Cron
from findling.base.errors import IllegalArgumentError, not_supported
from findling.base.settings import (
    Setting,
    SettingsRegistry,
    duration,
    integer,
    one_of,
    parse_bool,
    parse_float,
    parse_list,
    parse_size,
    parse_text,
)
from findling.base.wildcards import matches
from findling.base.work.current import checked
from findling.cluster import disk_watermarks, gatekeeper_settings, graphql_settings, script_settings
from findling.cluster.state import ClusterState
from findling.cluster.streams import settings as stream_settings


def _cron(key: str, value: object) -> object:
    """Reads a schedule, "" for none. Raises IllegalArgumentError."""
    if value:
        Cron(str(value))
    return value


_REBALANCE: Final = "Illegal rebalance.enable value [{value}]"
_ALLOCATION: Final = "org.elasticsearch.cluster.routing.allocation.decider.EnableAllocationDecider.Allocation"
_ENABLE: Final = f"No enum constant {_ALLOCATION}.{{constant}}"

CLUSTER_SETTINGS: Final = SettingsRegistry("cluster")
CLUSTER_SETTINGS.register(
    (
        Setting("action.auto_create_index", parse_text, "true"),
        Setting("action.destructive_requires_name", parse_bool, "true"),
        Setting("action.search.shard_count.limit", integer(1), str((1 << 63) - 1)),
        Setting("cluster.blocks.read_only", parse_bool, "false"),
        Setting("cluster.blocks.read_only_allow_delete", parse_bool, "false"),
        Setting("cluster.indices.close.enable", parse_bool, "true"),
        Setting("cluster.info.update.interval", duration(10_000), "30s"),
        Setting("cluster.info.update.timeout", duration(0), "15s"),
        Setting("cluster.max_shards_per_node", integer(1), "1000"),
        Setting("compatibility.override_main_response_version", parse_bool, "false"),
        Setting("cluster.max_shards_per_node.frozen", integer(1), "3000"),
        Setting("cluster.metadata.*", parse_text),
        Setting("cluster.no_master_block", parse_text, "write"),
        Setting("cluster.persistent_tasks.*", parse_text),
        Setting("cluster.remote.*", parse_text),
        Setting("cluster.routing.allocation.allow_rebalance", parse_text, "always"),
        Setting("cluster.routing.allocation.awareness.*", parse_text),
        Setting("cluster.routing.allocation.balance.*", parse_float),
        Setting("cluster.routing.allocation.cluster_concurrent_rebalance", integer(-1), "2"),
        *disk_watermarks.SETTINGS,
        Setting("cluster.routing.allocation.enable",
                one_of("all", "none", "primaries", "new_primaries", error=_ENABLE), "all"),
        Setting("cluster.routing.allocation.exclude.*", parse_text),
        Setting("cluster.routing.allocation.include.*", parse_text),
        Setting("cluster.routing.allocation.require.*", parse_text),
        Setting("cluster.routing.allocation.node_concurrent_incoming_recoveries", integer(0), "2"),
        Setting("cluster.routing.allocation.node_concurrent_outgoing_recoveries", integer(0), "2"),
        Setting("cluster.routing.allocation.node_concurrent_recoveries", integer(0), "2"),
        Setting("cluster.routing.allocation.node_initial_primaries_recoveries", integer(0), "4"),
        Setting("cluster.routing.allocation.same_shard.host", parse_bool, "false"),
        Setting("cluster.routing.allocation.total_shards_per_node", integer(-1), "-1"),
        Setting("cluster.routing.rebalance.enable",
                one_of("all", "none", "primaries", "replicas", error=_REBALANCE), "all"),
        Setting("cluster.routing.use_adaptive_replica_selection", parse_bool, "true"),
        Setting("cluster.service.slow_task_logging_threshold", duration(-1), "10s"),
        Setting("http.tracer.*", parse_list),
        Setting("indices.breaker.fielddata.limit", parse_size, "40%"),
        Setting("indices.breaker.fielddata.overhead", parse_float, "1.03"),
        Setting("indices.breaker.request.limit", parse_size, "60%"),
        Setting("indices.breaker.request.overhead", parse_float, "1.0"),
        Setting("indices.breaker.total.limit", parse_size, "95%"),
        Setting("indices.id_field_data.enabled", parse_bool, "false"),
        Setting("indices.mapping.dynamic_timeout", duration(-1), "30s"),
        Setting("indices.mapping.max_in_flight_updates", integer(1), "10"),
        Setting("indices.query.bool.max_clause_count", integer(1), "4096"),
        Setting("indices.recovery.*", parse_text),
        Setting("ingest.*", parse_text),
        Setting("logger.*", parse_text),
        Setting("network.breaker.inflight_requests.limit", parse_size, "100%"),
        Setting("network.breaker.inflight_requests.overhead", parse_float, "2.0"),
        *gatekeeper_settings.SETTINGS,
        *graphql_settings.SETTINGS,
        *script_settings.SETTINGS,
        *stream_settings.SETTINGS,
        Setting("search.allow_expensive_queries", parse_bool, "true"),
        Setting("search.default_allow_partial_results", parse_bool, "true"),
        Setting("search.default_keep_alive", duration(0), "5m"),
        Setting("search.default_search_timeout", duration(-1), "-1"),
        Setting("search.keep_alive_interval", duration(0), "1m"),
        Setting("search.low_level_cancellation", parse_bool, "true"),
        Setting("search.max_buckets", integer(0), "65536"),
        Setting("search.max_keep_alive", duration(0), "24h"),
        Setting("search.max_open_scroll_context", integer(0), "500"),
        Setting("search.max_async_search_response_size", parse_size, "10mb"),
        Setting("slm.*", parse_text),
        Setting("slm.minimum_interval", duration(0), "15m"),
        Setting("slm.retention_schedule", _cron, "0 30 1 * * ?"),
        Setting("stack.templates.enabled", parse_bool, "true"),
        Setting("transport.tracer.*", parse_list),
        Setting("xpack.*", parse_text),
    )
)  # fmt: skip


# settings whose meaning is not built yet, with the values that ask for nothing
_NOT_BUILT: Final[dict[str, tuple[str, ...]]] = {"indices.id_field_data.enabled": ("false",), "cluster.remote.*": ()}


def is_built(key: str) -> bool:
    """Whether a setting does what it says; else only the values are taken that ask for nothing."""
    setting = CLUSTER_SETTINGS.find(key)
    return setting is None or setting.key not in _NOT_BUILT


def cluster_setting(state: ClusterState, key: str) -> Any:
    """Returns the typed value of a cluster setting: transient before persistent before the default."""
    value = state.transient.get(key, state.persistent.get(key))
    return CLUSTER_SETTINGS.default(key) if value is None else CLUSTER_SETTINGS.get({key: value}, key)


def setting_fault(state: ClusterState, name: str) -> str | None:
    """Returns why `action.auto_create_index` forbids that a write makes an index of this name, or None."""
    rule = str(cluster_setting(state, "action.auto_create_index"))
    if rule == "true":
        return None
    if rule == "false":
        return "[action.auto_create_index] is [false]"
    for part in (part.strip() for part in rule.split(",")):
        if matches(part.lstrip("+-"), name):
            if part.startswith("-"):
                return f"[action.auto_create_index] contains [{part}] which forbids automatic creation of the index"
            return None
    return f"[action.auto_create_index] ([{rule}]) doesn't match"


def check_cluster_settings(flat: Mapping[str, object], scope: str) -> None:
    """Raises IllegalArgumentError for a setting that is unknown or cannot have its value.

    scope: "persistent" or "transient", for the error text
    """
    for key, value in checked(flat.items(), 100):
        if value is None and ("*" in key or CLUSTER_SETTINGS.find(key) is None):
            continue
        if CLUSTER_SETTINGS.find(key) is None:
            raise IllegalArgumentError(f"{scope} setting [{key}], not recognized")
        CLUSTER_SETTINGS.validate({key: value})
        if value is not None and not is_built(key) and str(value) not in _NOT_BUILT[CLUSTER_SETTINGS.require(key).key]:
            raise not_supported(key)
