"""The metadata of a copy: what the old index has, with the changes, and as it is best while documents are copied."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from findling.base.errors import IllegalArgumentError
from findling.base.ids import random_uuid
from findling.cluster.index_settings import check_new_settings, expand_replicas
from findling.cluster.index_sort import check_sort_settings, index_sort_of
from findling.cluster.rebuilds import COPY_PREFIX, SECTION
from findling.cluster.routing import check_routing_shards
from findling.cluster.state import IndexMetadata
from findling.mapping.mapping import Mapping as IndexMapping
from findling.node.rebuild.request import RebuildRequest, merged_mapping
from findling.node.services.index_service import analysis_of

_OWN: Final = (
    "index.uuid", "index.creation_date", "index.provided_name", "index.version.created", "index.resize.source.name",
    "index.resize.source.uuid",
)  # fmt: skip
_WHILE_COPYING: Final = {
    "index.refresh_interval": "-1",
    "index.number_of_replicas": "0",
    "index.translog.durability": "async",
    "index.hidden": "true",
    "index.blocks.write": "true",
}
"""No refreshes, no replicas, no sync for each batch; and nobody else's writes."""


def wanted_index(old: IndexMetadata, request: RebuildRequest) -> IndexMetadata:
    """Returns what is to take the old index's place. Raises what is wrong with its settings or mapping."""
    given = {key: value for key, value in request.settings.items() if value is not None}
    check_sort_settings(given)
    check_new_settings(given)
    settings = wanted_settings(old.settings, request.settings)
    shards = int(settings.setdefault("index.number_of_shards", "1"))
    check_routing_shards(settings, shards, old.name)
    mapping = request.mappings if request.replaces else merged_mapping(old.mapping, request.mappings)
    uuid = random_uuid()
    settings["index.uuid"] = uuid
    parsed = IndexMapping.from_json(dict(mapping), analysis_of(settings), settings)
    index_sort_of(settings, parsed)
    made = replace(
        old,
        uuid=uuid,
        settings=settings,
        mapping=parsed.to_json(),
        version=old.version + 1,
        mapping_version=old.mapping_version + 1,
        settings_version=old.settings_version + 1,
        # whoever knows a sequence number of the old index must not find another document by it
        primary_terms=(max(old.primary_terms) + 1,) * shards,
    )
    made.check_routed(made.mapping)
    if made.is_time_series or old.is_time_series:
        raise IllegalArgumentError(f"index [{old.name}] of time series cannot be rebuilt: its documents have ids of it")
    return made


def wanted_settings(present: Mapping[str, Any], change: Mapping[str, Any]) -> dict[str, Any]:
    """Returns all settings of an index with changes; None stands for the default."""
    settings = {key: value for key, value in present.items() if key not in change}
    if "index.number_of_shards" in change:
        settings.pop("index.number_of_routing_shards", None)
    settings.update({key: value for key, value in change.items() if value is not None})
    settings.setdefault("index.number_of_replicas", "1")
    expand_replicas(settings)
    return settings


def copying_index(old: IndexMetadata, wanted: IndexMetadata) -> IndexMetadata:
    """Returns the copy as it is while it is being filled: hidden, and made for nothing but being filled."""
    return replace(
        wanted,
        name=f"{COPY_PREFIX}{random_uuid().lower().strip('_-')}",
        settings={**wanted.settings, **_WHILE_COPYING},
        aliases={},
        rolled_over_ms=None,
        custom={SECTION: {"copy_of": old.uuid}},
    )


def final_settings(wanted: Mapping[str, Any], before: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, Any]:
    """Returns the settings that a copy gets at last: as wanted, with what was changed in the old index meanwhile.

    before, now: the old index's settings when the work began, and at its end
    """
    settings = dict(wanted)
    for key in before.keys() | now.keys():
        if before.get(key) == now.get(key) or key in _OWN:
            continue
        if key in now:
            settings[key] = now[key]
        else:
            settings.pop(key, None)
    return settings


def late_fields(before: Mapping[str, Any], now: Mapping[str, Any], made: Mapping[str, Any]) -> dict[str, Any]:
    """Returns the fields that somebody mapped while documents were copied, as far as the copy has none of their names.

    before, now, made: `properties` of the old index when the work began and now, and of the copy
    """
    late: dict[str, Any] = {}
    for name, definition in now.items():
        known = made.get(name)
        if known is None and name not in before:
            late[name] = definition
        elif known is not None and "properties" in definition and "properties" in known:
            inner = late_fields(
                before.get(name, {}).get("properties", {}), definition["properties"], known["properties"]
            )
            if inner:
                late[name] = {**({"type": known["type"]} if "type" in known else {}), "properties": inner}
    return late
