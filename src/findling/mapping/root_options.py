"""The options of a mapping's root: dynamic mapping, `_source`, `_routing`, `_meta`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from findling.base.errors import FindlingError, IllegalArgumentError, MapperParsingError, ParseError
from findling.base.java_values import shown
from findling.mapping.dates import date_formatter
from findling.mapping.dynamic_template import DynamicTemplate, parse_templates
from findling.mapping.parameters import boolean_value
from findling.mapping.runtime.derived_fields import DERIVED, derived_definitions, marked
from findling.mapping.runtime.runtime_field import RuntimeField
from findling.mapping.runtime.runtime_fields import names_of, parse_runtime, runtime_definitions

DEFAULT_DATE_FORMATS: Final = (
    "strict_date_optional_time||epoch_millis",
    "yyyy/MM/dd HH:mm:ss||yyyy/MM/dd||epoch_millis",
)
OBJECT_OPTIONS: Final = ("properties", "dynamic", "enabled", "subobjects")
OPTIONS: Final = (
    DERIVED,
    "runtime",
    "_meta",
    "_routing",
    "_source",
    "_data_stream_timestamp",
    "_field_names",
    "dynamic_date_formats",
    "dynamic_templates",
    "date_detection",
    "numeric_detection",
)
# of older versions: taken without effect
DROPPED: Final = ("_all", "_type", "include_in_all", "type")
NOT_CONFIGURABLE: Final = ("_id", "_index", "_version", "_seq_no", "_tier", "_doc_count", "_ignored", "_nested_path")
SOURCE_DEFAULTS: Final[Mapping[str, Any]] = {
    "enabled": True,
    "includes": [],
    "excludes": [],
    "compress": None,
    "mode": None,
}
# since Elasticsearch 9 the index setting `index.mapping.source.mode` decides, and the mapping's is read without effect
SOURCE_MODES: Final = ("stored", "disabled", "synthetic")
NO_SOURCE_MODE: Final = "No enum constant org.elasticsearch.index.mapper.SourceFieldMapper.Mode."


@dataclass(frozen=True, slots=True)
class RootOptions:
    """What stands beside `properties`.

    given: the explicit options, in the order in which they are printed
    templates: None if the definition says nothing of them
    """

    given: Mapping[str, Any] = field(default_factory=dict)
    templates: tuple[DynamicTemplate, ...] | None = None

    @property
    def dynamic_templates(self) -> tuple[DynamicTemplate, ...]:
        return self.templates or ()

    @property
    def date_detection(self) -> bool:
        return bool(self.given.get("date_detection", True))

    @property
    def numeric_detection(self) -> bool:
        return bool(self.given.get("numeric_detection", False))

    @property
    def dynamic_date_formats(self) -> tuple[str, ...]:
        return tuple(self.given.get("dynamic_date_formats", DEFAULT_DATE_FORMATS))

    @property
    def routing_required(self) -> bool:
        return bool(self.given.get("_routing", {}).get("required", False))

    @property
    def has_timestamp(self) -> bool:
        """Whether documents belong to a data stream."""
        return self.given.get("_data_stream_timestamp", {}).get("enabled") in (True, "true")

    @property
    def source(self) -> Mapping[str, Any]:
        """enabled, includes, excludes of `_source`."""
        return {**SOURCE_DEFAULTS, **self.given.get("_source", {})}

    @property
    def runtime(self) -> Mapping[str, RuntimeField]:
        """Fields that are computed when they are asked for, by name."""
        given = {**self.given.get("runtime", {}), **marked(self.given.get(DERIVED, {}))}
        return parse_runtime(given) if given else {}

    @property
    def runtime_names(self) -> frozenset[str]:
        """Names of the runtime fields that have values."""
        given, derived = self.given.get("runtime"), self.given.get(DERIVED)
        names = frozenset(names_of(given)) if given else frozenset()
        return names.union(parse_runtime(marked(derived))) if derived else names

    @property
    def meta(self) -> Mapping[str, Any]:
        return dict(self.given.get("_meta", {}))

    def definition(self) -> dict[str, object]:
        """Returns the explicit options as Elasticsearch prints them."""
        result = {name: self.given[name] for name in OPTIONS if name in self.given}
        if "_source" in result:
            result["_source"] = {
                key: value for key, value in result["_source"].items() if value != SOURCE_DEFAULTS.get(key)
            }
        if self.templates is not None:
            result["dynamic_templates"] = [{template.name: template.definition()} for template in self.templates]
        return {name: value for name, value in result.items() if value not in ({}, None) or name == "dynamic_templates"}

    def merged(self, update: "RootOptions") -> "RootOptions":
        """Returns the options after an update; raises IllegalArgumentError where one may not change."""
        if "_source" in update.given:
            # what is stored may be given up
            kept = ("includes", "excludes") if self.source["enabled"] else ("enabled", "includes", "excludes")
            _check_unchanged("_source", self.source, update.source, kept)
        if "_routing" in update.given:
            old, new = ({"required": options.routing_required} for options in (self, update))
            _check_unchanged("_routing", old, new, ("required",))
        given = {**self.given, **update.given}
        if "runtime" in given:
            merged = {**self.given.get("runtime", {}), **update.given.get("runtime", {})}
            given["runtime"] = {name: body for name, body in merged.items() if body is not None}
        if DERIVED in given:
            merged = {**self.given.get(DERIVED, {}), **update.given.get(DERIVED, {})}
            given[DERIVED] = dict(sorted(merged.items()))
        return RootOptions(given, self.templates if update.templates is None else update.templates)


def _check_unchanged(
    name: str, old: Mapping[str, object], new: Mapping[str, object], parameters: tuple[str, ...]
) -> None:
    conflicts = [
        f"\n\tCannot update parameter [{key}] from [{shown(old[key])}] to [{shown(new[key])}]"
        for key in parameters
        if old[key] != new[key]
    ]
    if conflicts:
        raise IllegalArgumentError(f"Mapper for [{name}] conflicts with existing mapper:{''.join(conflicts)}")


def parse_root_options(definition: Mapping[str, object]) -> RootOptions:
    """Reads the options from a root definition; raises MapperParsingError for unknown and wrong ones."""
    for key in definition:
        if key in NOT_CONFIGURABLE:
            raise MapperParsingError(f"{key} is not configurable")
    if _is_enabled(definition.get("_all")):
        raise MapperParsingError(
            "Enabling [_all] is disabled in 6.0. As a replacement, you can use [copy_to] on mapping fields to create "
            "your own catch all field."
        )
    given = {
        name: _option(name, definition[name]) for name in OPTIONS if name in definition and name != "dynamic_templates"
    }
    templates = parse_templates(definition["dynamic_templates"]) if "dynamic_templates" in definition else None
    unknown = [
        f"[{key} : {shown(value)}]"
        for key, value in definition.items()
        if key not in (*OPTIONS, *OBJECT_OPTIONS, *DROPPED)
    ]
    if unknown:
        raise MapperParsingError(f"Root mapping definition has unsupported parameters:  {' '.join(unknown)}")
    return RootOptions(given, templates)


def _is_enabled(field: object) -> bool:
    return isinstance(field, dict) and field.get("enabled") in (True, "true")


def _option(name: str, value: object) -> object:
    if name in ("date_detection", "numeric_detection"):
        return _boolean(name, value)
    if name == "dynamic_date_formats":
        return _date_formats(value)
    if name == DERIVED and not isinstance(value, dict):
        raise ParseError("derived must be a map type")
    if value is not None and not isinstance(value, dict):
        if name == "runtime":
            raise ParseError("runtime must be a map type")
        raise MapperParsingError(f"[{name}] config must be an object")
    if name == "runtime":
        return runtime_definitions(value or {})
    if name == DERIVED:
        return derived_definitions(value or {})
    if name == "_source":
        return _source(value or {})
    if name == "_routing":
        return _routing(value or {})
    if name == "_field_names" and value:
        for key in value:
            if key != "enabled":
                raise MapperParsingError(f"unknown parameter [{key}] on metadata field [_field_names]")
        raise MapperParsingError(
            "The `enabled` setting for the `_field_names` field has been deprecated and removed. Please remove it from "
            "your mappings and templates."
        )
    return value or {}


def _boolean(name: str, value: object) -> bool:
    try:
        return boolean_value(value)
    except FindlingError as error:
        raise IllegalArgumentError(f"Could not convert [{name}] to boolean") from error


def _date_formats(value: object) -> list[str]:
    formats = [str(entry) for entry in (value if isinstance(value, list) else [value]) if entry != "none"]
    for pattern in formats:
        if pattern.startswith("epoch_"):
            raise MapperParsingError(f"Epoch [{pattern}] is not supported as dynamic date format")
        date_formatter(pattern)
    return formats


def _source(value: Mapping[str, object]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key, entry in value.items():
        if key not in SOURCE_DEFAULTS:
            raise MapperParsingError(f"unknown parameter [{key}] on metadata field [_source]")
        if key == "enabled":
            result[key] = _boolean("_source.enabled", entry)
        elif key in ("includes", "excludes"):
            result[key] = [str(path) for path in (entry if isinstance(entry, list) else [entry])]
        elif key == "mode" and shown(entry).lower() not in SOURCE_MODES:
            raise IllegalArgumentError(f"{NO_SOURCE_MODE}{shown(entry).upper()}")
    return result


def _routing(value: Mapping[str, object]) -> dict[str, object]:
    for key in value:
        if key != "required":
            raise MapperParsingError(f"unknown parameter [{key}] on metadata field [_routing]")
    return {"required": _boolean("_routing.required", value["required"])} if "required" in value else {}
