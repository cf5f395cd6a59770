"""The settings an index can have."""

from collections.abc import Mapping
from typing import Any, Final

from findling.base.errors import IllegalArgumentError, ValidationError, not_supported
from findling.base.settings import (
    Change,
    Setting,
    SettingsRegistry,
    duration,
    flatten,
    integer,
    one_of,
    parse_bool,
    parse_float,
    parse_list,
    parse_size,
    parse_text,
)
from findling.cluster.index_sort import check_sort_settings, sort_fields, sort_missing, sort_modes, sort_orders
from findling.cluster.streams import lifecycle_settings
from findling.mapping.time_series.bounds import END, START, check_time_series_settings, parse_instant


def _slow_source(key: str, value: object) -> object:
    """Reads how much of a document the slow log shows: characters, or whether all or nothing."""
    return value if str(value) in ("true", "false") else integer()(key, value)


_SLOWLOG_LEVELS: Final = ("trace", "debug", "info", "warn")


def _auto_expand(key: str, value: object) -> str:
    text = str(value)
    low, dash, high = text.partition("-")
    if text not in ("false", "0-all") and not (dash and low.isdigit() and (high == "all" or high.isdigit())):
        raise IllegalArgumentError(f"failed to parse [{key}] from value: [{text}] at index -1")
    return text


def _index_mode(key: str, value: object) -> str:
    """Reads `index.mode`. Raises IllegalArgumentError for modes that are not supported, or are none."""
    mode = str(value)
    if mode == "logsdb":
        raise IllegalArgumentError(f"[{key}={mode}] is not supported by Findling yet: use [standard] or [time_series]")
    if mode not in ("standard", "lookup", "time_series"):
        raise IllegalArgumentError(f"No enum constant org.elasticsearch.index.IndexMode.{mode.upper()}")
    return mode


def _source_mode(key: str, value: object) -> str:
    """Reads `index.mapping.source.mode`. Raises IllegalArgumentError for what is no mode."""
    mode = str(value).lower()
    if mode not in ("stored", "disabled", "synthetic"):
        raise IllegalArgumentError(
            f"No enum constant org.elasticsearch.index.mapper.SourceFieldMapper.Mode.{mode.upper()}"
        )
    return mode


def _source_keep(key: str, value: object) -> str:
    """Reads `index.mapping.synthetic_source_keep`. Raises IllegalArgumentError."""
    keep = str(value).lower()
    if keep == "all":
        raise IllegalArgumentError(f"{key} can't be set to [all]")
    if keep not in ("none", "arrays"):
        raise IllegalArgumentError(
            f"No enum constant org.elasticsearch.index.mapper.Mapper.SourceKeepMode.{keep.upper()}"
        )
    return keep


_FIXED: Final = (
    Setting("index.number_of_shards", integer(1, 1024), "1", Change.FINAL),
    Setting("index.number_of_routing_shards", integer(1), None, Change.FINAL),
    Setting("index.routing_partition_size", integer(1), "1", Change.FINAL),
    Setting("index.routing_path", parse_list, None, Change.FINAL),
    Setting("index.mode", _index_mode, None, Change.FINAL),
    Setting(START, parse_instant, None, Change.STATIC),
    Setting("index.sort.field", sort_fields, None, Change.FINAL),
    Setting("index.sort.order", sort_orders, None, Change.FINAL),
    Setting("index.sort.mode", sort_modes, None, Change.FINAL),
    Setting("index.sort.missing", sort_missing, None, Change.FINAL),
    Setting("index.codec", one_of("default", "best_compression", "lucene_default",
                                  error="unknown value for [index.codec] must be one of [default, lz4, "
                                        "best_compression] "
                                  "but was: {value}"), "default", Change.STATIC),
    Setting("index.shard.check_on_startup", one_of("false", "true", "checksum",
                                                   error="unknown value for [{key}] must be one of [true, false, "
                                                         "checksum] but was: {value}"), "false", Change.STATIC),
    Setting("index.soft_deletes.enabled", parse_bool, "true", Change.FINAL),
    Setting("index.load_fixed_bitset_filters_eagerly", parse_bool, "true", Change.STATIC),
    Setting("index.mapping.coerce", parse_bool, "true", Change.STATIC),
    Setting("index.mapping.ignore_malformed", parse_bool, "false", Change.STATIC),
    Setting("index.percolator.map_unmapped_fields_as_text", parse_bool, "false", Change.STATIC),
    Setting("index.mapping.ignore_above", integer(0), str((1 << 31) - 1), Change.STATIC),
    Setting("index.mapping.source.mode", _source_mode, None, Change.FINAL),
    Setting("index.mapping.synthetic_source_keep", _source_keep, None, Change.STATIC),
    Setting("index.store.type", one_of("", "fs", "hybridfs", "mmapfs", "niofs", "simplefs",
                                       error="Unknown store type [{value}]"), "", Change.STATIC),
    Setting("index.store.preload", parse_list, None, Change.STATIC),
    Setting("index.analysis.*", parse_text, None, Change.STATIC),
    Setting("index.similarity.*", parse_text, None, Change.STATIC),
    Setting("index.data_path", parse_text, "", Change.STATIC),
    Setting("index.query.default_field", parse_list, "*"),
    Setting("index.query.parse.allow_unmapped_fields", parse_bool, "true", Change.STATIC),
    Setting("index.query_string.lenient", parse_bool, "false", Change.STATIC),
)  # fmt: skip

_DYNAMIC: Final = (
    Setting("index.number_of_replicas", integer(0), "1"),
    Setting("index.auto_expand_replicas", _auto_expand, "false"),
    Setting("index.refresh_interval", duration(-1), "1s"),
    Setting("index.search.idle.after", duration(0), "30s"),
    Setting("index.max_result_window", integer(1), "10000"),
    Setting("index.max_inner_result_window", integer(1), "100"),
    Setting("index.top_metrics_max_size", integer(1), "10"),
    Setting("index.max_rescore_window", integer(1), "10000"),
    Setting("index.max_docvalue_fields_search", integer(0), "100"),
    Setting("index.max_script_fields", integer(0), "32"),
    Setting("index.max_ngram_diff", integer(0), "1"),
    Setting("index.max_shingle_diff", integer(0), "3"),
    Setting("index.max_refresh_listeners", integer(0), "1000"),
    Setting("index.max_terms_count", integer(1), "65536"),
    Setting("index.max_regex_length", integer(1), "1000"),
    Setting("index.max_slices_per_scroll", integer(1), "1024"),
    Setting("index.analyze.max_token_count", integer(1), "10000"),
    Setting("index.highlight.max_analyzed_offset", integer(1), "1000000"),
    Setting("index.highlight.weight_matches_mode.enabled", parse_bool, "true"),
    Setting("index.gc_deletes", duration(-1), "60s"),
    Setting("index.default_pipeline", parse_text, "_none"),
    Setting("index.search.default_pipeline", parse_text, None),
    Setting("index.final_pipeline", parse_text, "_none"),
    Setting("index.hidden", parse_bool, "false"),
    Setting("index.priority", integer(0), "1"),
    Setting("index.format", integer(0), "0", Change.STATIC),
    Setting("index.write.wait_for_active_shards", parse_text, "1"),
    Setting("index.blocks.read_only", parse_bool, "false"),
    Setting("index.blocks.read_only_allow_delete", parse_bool, "false"),
    Setting("index.blocks.read", parse_bool, "false"),
    Setting("index.blocks.write", parse_bool, "false"),
    Setting("index.blocks.metadata", parse_bool, "false"),
    Setting("index.mapping.total_fields.limit", integer(0), "1000"),
    Setting("index.mapping.total_fields.ignore_dynamic_beyond_limit", parse_bool, "false"),
    Setting("index.mapping.depth.limit", integer(1), "20"),
    Setting("index.mapping.nested_fields.limit", integer(0), "50"),
    Setting("index.mapping.nested_objects.limit", integer(0), "10000"),
    Setting("index.mapping.field_name_length.limit", integer(1), str((1 << 63) - 1)),
    Setting("index.mapping.dimension_fields.limit", integer(0), "32768"),
    Setting("index.translog.durability", one_of("request", "async", "REQUEST", "ASYNC",
                                                error="No enum constant "
                                                      "org.elasticsearch.index.translog.Translog.Durability."
                                                "{constant}"), "request"),
    Setting("index.translog.sync_interval", duration(100), "5s"),
    Setting("index.translog.flush_threshold_size", parse_size, "512mb"),
    Setting("index.translog.generation_threshold_size", parse_size, "64mb"),
    Setting("index.translog.retention.age", duration(-1), "-1"),
    Setting("index.translog.retention.size", parse_size, "-1"),
    Setting("index.flush_after_merge", parse_size, "512mb"),
    Setting("index.merge.idle.after", duration(-1), "10s"),
    Setting("index.merge.policy.*", parse_text),
    Setting("index.merge.scheduler.*", parse_text),
    Setting("index.compound_format", parse_text, "1gb"),
    Setting("index.requests.cache.enable", parse_bool, "true"),
    Setting("index.queries.cache.enabled", parse_bool, "true", Change.STATIC),
    Setting("index.routing.allocation.*", parse_text),
    Setting("index.routing.rebalance.enable", parse_text, "all"),
    Setting("index.allocation.*", parse_text),
    Setting("index.unassigned.node_left.delayed_timeout", duration(-1), "1m"),
    Setting("index.recovery.*", parse_text),
    *lifecycle_settings.SETTINGS,
    Setting("index.search.throttled", parse_bool, "false", Change.PRIVATE),
    Setting("index.soft_deletes.retention.operations", integer(0), "0"),
    Setting("index.soft_deletes.retention_lease.period", duration(-1), "12h"),
    Setting("index.warmer.enabled", parse_bool, "true"),
    Setting("index.verified_before_close", parse_bool, None, Change.PRIVATE),
    Setting(END, parse_instant),
    Setting("index.look_ahead_time", duration(60_000), "30m"),
    Setting("index.look_back_time", duration(60_000), "2h"),
    Setting("index.knn", parse_bool, None, Change.STATIC),
    Setting("index.knn.*", parse_text),
    Setting("index.indexing_pressure.*", parse_float),
    *(Setting(f"index.search.slowlog.threshold.{phase}.{level}", duration(-1), "-1")
      for phase in ("query", "fetch") for level in _SLOWLOG_LEVELS),
    *(Setting(f"index.indexing.slowlog.threshold.index.{level}", duration(-1), "-1") for level in _SLOWLOG_LEVELS),
    Setting("index.indexing.slowlog.source", _slow_source, "1000"),
    Setting("index.indexing.slowlog.reformat", parse_bool, "true"),
    Setting("index.replication.type", parse_text, None, Change.FINAL),
    Setting("index.search.slowlog.include.user", parse_bool, "false"),
    Setting("index.indexing.slowlog.include.user", parse_bool, "false"),
    Setting("index.search.slowlog.level", parse_text),
    Setting("index.indexing.slowlog.level", parse_text),
)  # fmt: skip

_PRIVATE: Final = (
    Setting("index.uuid", parse_text, None, Change.PRIVATE),
    Setting("index.creation_date", parse_text, None, Change.PRIVATE),
    Setting("index.provided_name", parse_text, None, Change.PRIVATE),
    Setting("index.version.created", parse_text, None, Change.PRIVATE),
    Setting("index.version.upgraded", parse_text, None, Change.PRIVATE),
    Setting("index.resize.source.name", parse_text, None, Change.PRIVATE),
    Setting("index.resize.source.uuid", parse_text, None, Change.PRIVATE),
)

_UNTOLD: Final = ("index.uuid", "index.creation_date", "index.provided_name")

# what an index has unless somebody says otherwise
DEFAULT_SETTINGS: Final = {"index.routing.allocation.include._tier_preference": "data_content"}

# settings whose meaning is not built yet, with the values that ask for nothing
_NOT_BUILT: Final[dict[str, tuple[str, ...]]] = {
    "index.search.slowlog.level": (),
    "index.shard.check_on_startup": ("false",),
    "index.translog.retention.age": (),
    "index.translog.retention.size": (),
    "index.query.parse.allow_unmapped_fields": ("true",),
    "index.indexing.slowlog.level": (),
}
_NOT_BUILT_FAMILIES: Final = ("index.knn",)

INDEX_SETTINGS: Final = SettingsRegistry("index")
INDEX_SETTINGS.register(_FIXED)
INDEX_SETTINGS.register(_DYNAMIC)
INDEX_SETTINGS.register(_PRIVATE)


def normal_form(settings: Mapping[str, object]) -> dict[str, object]:
    """Returns index settings flat, as text, every key with its "index." prefix, from nested or dotted ones."""
    flat = flatten(settings)
    return {key if key.startswith("index.") or key == "index" else f"index.{key}": value for key, value in flat.items()}


def expand_replicas(settings: dict[str, Any]) -> None:
    """Sets the number of replicas that `index.auto_expand_replicas` leads to on the one node there is."""
    rule = str(settings.get("index.auto_expand_replicas", "false"))
    if rule != "false":
        settings["index.number_of_replicas"] = rule.partition("-")[0]


def get_setting(settings: Mapping[str, object], key: str) -> Any:
    """Returns the typed value of an index setting: as set, or its default."""
    return INDEX_SETTINGS.get(settings, key)


def is_built(key: str) -> bool:
    """Whether a setting does what it says; else only the values are taken that ask for nothing."""
    return key not in _NOT_BUILT and not key.startswith(_NOT_BUILT_FAMILIES)


def check_built(settings: Mapping[str, object]) -> None:
    """Raises IllegalArgumentError for settings (flat) that would ask for something that is not built yet."""
    if any(settings.get(f"index.translog.retention.{name}") is not None for name in ("age", "size")):
        raise IllegalArgumentError(
            "Translog retention settings [index.translog.retention.age] and [index.translog.retention.size] are no "
            "longer supported. Please do not specify values for these settings"
        )
    for key, value in settings.items():
        idle = _NOT_BUILT.get(key)
        if value is not None and idle is not None and str(value) not in idle:
            raise not_supported(key)
        if value is not None and key.startswith(_NOT_BUILT_FAMILIES):
            raise not_supported(key)


def check_new_settings(settings: Mapping[str, object]) -> None:
    """Raises IllegalArgumentError or ValidationError if an index cannot be created with these settings (flat)."""
    INDEX_SETTINGS.validate(settings)
    check_built(settings)
    check_sort_settings(settings)
    check_time_series_settings(settings)
    _check_private(settings)
    if settings.get("index.soft_deletes.enabled") == "false":
        raise IllegalArgumentError(
            "Creating indices with soft-deletes disabled is no longer supported. Please do not specify a value for "
            "setting [index.soft_deletes.enabled]."
        )
    if settings.get("index.mode") == "lookup" and settings.get("index.number_of_shards", "1") != "1":
        raise IllegalArgumentError(
            "index with [lookup] mode must have [index.number_of_shards] set to 1 or unset; provided "
            f"{settings['index.number_of_shards']}"
        )


def _check_private(settings: Mapping[str, object]) -> None:
    """Raises for settings that the server alone makes; some of them clients need not know of."""
    for key in settings:
        refuse_untold(key)
        fault = private_fault(key)
        if fault is not None:
            raise ValidationError(f"Validation Failed: 1: {fault};")


def check_each(settings: Mapping[str, object]) -> None:
    """Raises IllegalArgumentError for the first of some settings (flat) that nobody may give, each looked at alone."""
    for key in sorted(settings):
        INDEX_SETTINGS.validate({key: settings[key]})
        refuse_untold(key)


def private_fault(key: str) -> str | None:
    """Returns what is wrong with a setting that the server alone makes, None for any other."""
    is_private = INDEX_SETTINGS.require(key).change is Change.PRIVATE
    return f"private index setting [{key}] can not be set explicitly" if is_private else None


def refuse_untold(key: str) -> None:
    """Raises IllegalArgumentError for a setting that every index has and nobody may speak of."""
    if key in _UNTOLD:
        raise IllegalArgumentError(
            f"unknown setting [{key}] please check that any required plugins are installed, or check the breaking "
            "changes documentation for removed settings"
        )


def check_update(settings: Mapping[str, object], closed: bool, shown_index: str) -> bool:
    """Raises IllegalArgumentError if these settings (flat) cannot change on an existing index.

    Returns whether there are some that an open index does not take over.
    closed: whether they need not be taken over at once, because the index is closed or will be opened anew
    shown_index: name/uuid for the error text
    """
    INDEX_SETTINGS.validate(settings)
    check_built(settings)
    changes = {key: INDEX_SETTINGS.require(key).change for key in settings if "*" not in key}
    for key, change in changes.items():
        refuse_untold(key)
        if change is Change.PRIVATE:
            raise IllegalArgumentError(
                f"can not update private setting [{key}]; this setting is managed by Elasticsearch"
            )
    static = [key for key, change in changes.items() if change in (Change.STATIC, Change.FINAL)]
    if static and not closed:
        shown = ", ".join(sorted(static))
        raise IllegalArgumentError(
            f"Can't update non dynamic settings [[{shown}]] for open indices [[{shown_index}]] unless the `reopen` "
            "query parameter is set to true. Alternatively, close the indices, apply the settings changes, and reopen "
            "the indices"
        )
    for key in static:
        if changes[key] is Change.FINAL:
            raise IllegalArgumentError(f"final {shown_index.partition('/')[0]} setting [{key}], not updateable")
    return bool(static)
