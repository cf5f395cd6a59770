"""The index settings that concern mappings."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from findling.mapping.similarity import check_similarity
from findling.mapping.time_series.bounds import TimeSeries, time_series_of

_OPENSEARCH_BIT: Final = 0x08000000
SIMILARITY: Final = re.compile(r"(?:index\.)?similarity\.([^.]+)\.(.+)")


@dataclass(frozen=True, slots=True)
class MappingSettings:
    """Limits and defaults, `index.mapping.*`.

    defaults: parameters of field types that the index settings give another default
    similarities: `index.similarity.NAME`, checked
    keeps_source: whether documents are stored
    synthesizes_source: whether they are stored as they can be put together again from their fields
    source_keep: which values stay as they are then, of fields and objects that do not say so themselves
    percolates_unmapped_as_text: whether stored queries may name unmapped fields, which are text
    time_series: what documents of time series must have; None in indices of other modes
    is_opensearch: whether the index was made with `--flavor opensearch`: BM25 has no factor k1 + 1 there, and keywords
        score a constant
    """

    total_fields: int = 1000
    depth: int = 20
    nested_fields: int = 50
    nested_objects: int = 10_000
    field_name_length: int = 2**31 - 1
    dimension_fields: int = 32_768
    ignore_beyond_limit: bool = False
    keeps_source: bool = True
    synthesizes_source: bool = False
    source_keep: str = "none"
    percolates_unmapped_as_text: bool = False
    defaults: Mapping[str, Any] | None = None
    similarities: Mapping[str, Mapping[str, Any]] | None = None
    time_series: TimeSeries | None = None
    is_opensearch: bool = False


LIMITS = {
    "total_fields": "total_fields.limit",
    "depth": "depth.limit",
    "nested_fields": "nested_fields.limit",
    "nested_objects": "nested_objects.limit",
    "field_name_length": "field_name_length.limit",
    "dimension_fields": "dimension_fields.limit",
}


def read_mapping_settings(settings: Mapping[str, Any]) -> MappingSettings:
    """Reads the mapping settings of an index; flat names (with or without `index.`) and nested objects are taken."""
    values: dict[str, Any] = {}
    for attribute, name in LIMITS.items():
        given = setting(settings, f"mapping.{name}")
        if given is not None:
            values[attribute] = int(given)
    beyond = setting(settings, "mapping.total_fields.ignore_dynamic_beyond_limit")
    defaults: dict[str, Any] = {}
    for parameter in ("ignore_malformed", "coerce"):
        given = setting(settings, f"mapping.{parameter}")
        if given is not None:
            defaults[parameter] = _truth(given)
    values["time_series"] = time_series_of(settings)
    default = None if values["time_series"] is None else "synthetic"
    mode = str(setting(settings, "mapping.source.mode") or default).lower()
    values["keeps_source"] = mode != "disabled"
    values["synthesizes_source"] = mode == "synthetic"
    values["source_keep"] = str(setting(settings, "mapping.synthetic_source_keep") or "none").lower()
    if _truth(setting(settings, "percolator.map_unmapped_fields_as_text")):
        values["percolates_unmapped_as_text"] = True
    longest = setting(settings, "mapping.ignore_above")
    if longest is not None:
        defaults["ignore_above"] = int(longest)
    values["is_opensearch"] = is_opensearch(settings)
    similarities = read_similarities(settings, not values["is_opensearch"])
    return MappingSettings(ignore_beyond_limit=_truth(beyond), defaults=defaults, similarities=similarities, **values)


def is_opensearch(settings: Mapping[str, object]) -> bool:
    """Whether an index was made with `--flavor opensearch`: versions of OpenSearch have a bit of their own."""
    return bool(int(setting(settings, "version.created") or 0) & _OPENSEARCH_BIT)


def read_similarities(settings: Mapping[str, object], has_gain: bool = True) -> dict[str, Mapping[str, Any]]:
    """Returns the similarities that the index settings define, by name; raises IllegalArgumentError for wrong ones."""
    found: dict[str, dict[str, Any]] = {}
    for name, value in _flat("", settings):
        match = SIMILARITY.fullmatch(name)
        if match:
            found.setdefault(match[1], {})[match[2]] = value
    for name, definition in found.items():
        check_similarity(name, definition, has_gain)
    return dict(found)


def _flat(prefix: str, settings: Mapping[str, object]) -> Iterator[tuple[str, Any]]:
    for name, value in settings.items():
        if isinstance(value, Mapping):
            yield from _flat(f"{prefix}{name}.", value)
        else:
            yield f"{prefix}{name}", value


def setting(settings: Mapping[str, object], name: str) -> Any:
    """Returns `index.NAME` from flat or nested settings; None if it is not there."""
    for prefix in ("index.", ""):
        if prefix + name in settings:
            return settings[prefix + name]
    for root, path in ((settings, "index." + name), (settings, name)):
        found = _nested(root, path)
        if found is not None:
            return found
    return None


def _nested(settings: object, name: str) -> Any:
    if not isinstance(settings, Mapping):
        return None
    if name in settings:
        return settings[name]
    at = name.find(".")
    while at > 0:
        found = _nested(settings.get(name[:at]), name[at + 1 :])
        if found is not None:
            return found
        at = name.find(".", at + 1)
    return None


def _truth(value: object) -> bool:
    return value is True or value == "true"
