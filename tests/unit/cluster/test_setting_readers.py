"""Every setting that may be set has a reader, is refused, or is said to have no effect, and why."""

from pathlib import Path
from typing import Final

import findling
from findling.base.settings import Change, SettingsRegistry
from findling.cluster import cluster_settings, index_settings
from findling.cluster.cluster_settings import CLUSTER_SETTINGS
from findling.cluster.idle_settings import IDLE_CLUSTER_SETTINGS, IDLE_INDEX_SETTINGS, IDLE_SETTINGS
from findling.cluster.index_settings import INDEX_SETTINGS

REGISTRIES: Final = ("index_settings.py", "cluster_settings.py", "idle_settings.py")

# read under names that are put together, or where they are registered
READ_IN_PARTS: Final = frozenset(
    {
        "action.auto_create_index",
        "cluster.routing.allocation.cluster_concurrent_rebalance",
        "cluster.routing.allocation.disk.threshold_enabled",
        "cluster.routing.allocation.disk.watermark.flood_stage",
        "cluster.routing.allocation.disk.watermark.flood_stage.max_headroom",
        "cluster.routing.allocation.disk.watermark.high",
        "cluster.routing.allocation.disk.watermark.high.max_headroom",
        "cluster.routing.allocation.disk.watermark.low",
        "cluster.routing.allocation.disk.watermark.low.max_headroom",
        "cluster.routing.allocation.exclude.*",
        "cluster.routing.allocation.include.*",
        "cluster.routing.allocation.node_concurrent_incoming_recoveries",
        "cluster.routing.allocation.node_concurrent_outgoing_recoveries",
        "cluster.routing.allocation.node_concurrent_recoveries",
        "cluster.routing.allocation.require.*",
        "cluster.routing.rebalance.enable",
        "index.auto_expand_replicas",
        "index.blocks.metadata",
        "index.mapping.coerce",
        "index.mapping.depth.limit",
        "index.mapping.dimension_fields.limit",
        "index.mapping.field_name_length.limit",
        "index.mapping.ignore_malformed",
        "index.mapping.nested_fields.limit",
        "index.mapping.total_fields.limit",
        "index.indexing.slowlog.threshold.index.debug",
        "index.indexing.slowlog.threshold.index.info",
        "index.indexing.slowlog.threshold.index.trace",
        "index.indexing.slowlog.threshold.index.warn",
        "index.search.slowlog.threshold.fetch.debug",
        "index.search.slowlog.threshold.fetch.info",
        "index.search.slowlog.threshold.fetch.trace",
        "index.search.slowlog.threshold.fetch.warn",
        "index.search.slowlog.threshold.query.debug",
        "index.search.slowlog.threshold.query.info",
        "index.search.slowlog.threshold.query.trace",
        "index.soft_deletes.enabled",
        "index.version.upgraded",
        "indices.breaker.fielddata.limit",
        "indices.breaker.fielddata.overhead",
        "indices.breaker.request.limit",
        "indices.breaker.request.overhead",
        "indices.breaker.total.limit",
        "network.breaker.inflight_requests.limit",
        "network.breaker.inflight_requests.overhead",
    }
)


def sources() -> str:
    root = Path(findling.__file__).parent
    return "\n".join(path.read_text() for path in root.rglob("*.py") if path.name not in REGISTRIES)


def is_built(key: str) -> bool:
    return index_settings.is_built(key) and cluster_settings.is_built(key)


def without_reader(registry: SettingsRegistry, text: str) -> set[str]:
    """Returns the keys of which no source file knows the name; those that the server alone sets need none."""
    found = set()
    for key in registry.names():
        name = key.rstrip("*").rstrip(".")
        if registry.require(key).change is Change.PRIVATE:
            continue
        if name not in text and name.removeprefix("index.") not in text and is_built(key):
            found.add(key)
    return found


def test_every_setting_has_a_reader_is_refused_or_has_a_reason_to_have_no_effect() -> None:
    text = sources()
    unread = without_reader(INDEX_SETTINGS, text) | without_reader(CLUSTER_SETTINGS, text)
    assert unread - READ_IN_PARTS == IDLE_SETTINGS.keys()


def test_the_lists_name_settings() -> None:
    assert set(INDEX_SETTINGS.names()) >= IDLE_INDEX_SETTINGS.keys()
    assert set(CLUSTER_SETTINGS.names()) >= IDLE_CLUSTER_SETTINGS.keys()
    assert {*INDEX_SETTINGS.names(), *CLUSTER_SETTINGS.names()} >= READ_IN_PARTS
    assert not READ_IN_PARTS & IDLE_SETTINGS.keys()


def test_reasons_are_one_line() -> None:
    assert all(reason and "\n" not in reason and len(reason) < 100 for reason in IDLE_SETTINGS.values())
