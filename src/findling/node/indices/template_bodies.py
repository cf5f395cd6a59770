"""The bodies of index templates, component templates and legacy templates, read into their normal form."""

from collections.abc import Mapping
from typing import Any, Final

from findling.base.errors import (
    ActionRequestValidationError,
    IllegalArgumentError,
    NumberFormatError,
    ParseError,
)
from findling.base.json_values import as_boolean, as_long
from findling.base.object_parser import BOOLEAN, NUMBER, OBJECT, STRINGS, Member, parse_object
from findling.cluster.index_settings import check_built, normal_form
from findling.cluster.state import ALIAS_MEMBERS, AliasMetadata
from findling.cluster.streams.lifecycle import parse_lifecycle_template
from findling.cluster.streams.options import parse_options_template
from findling.node.indices.mapping_body import refuse_last_type, untyped

_NULLABLE: Final = (*OBJECT, "VALUE_NULL")
_LEGACY_KEYS: Final = frozenset({"index_patterns", "template", "order", "version", "settings", "mappings", "aliases"})


def parse_index_template(body: Mapping[str, Any]) -> dict[str, Any]:
    """Returns a composable template. Raises XContentParseError, IllegalArgumentError, ActionRequestValidationError."""
    parsed = {key: value for key, value in parse_object("index_template", body, _INDEX).items() if value is not None}
    if "index_patterns" not in parsed:
        raise IllegalArgumentError("Required [index_patterns]")
    if parsed.get("priority", 0) < 0:
        raise ActionRequestValidationError.of("index template priority must be >= 0")
    return {"composed_of": [], **parsed}


def parse_component_template(body: Mapping[str, object]) -> dict[str, Any]:
    """Returns a component template. Raises XContentParseError or IllegalArgumentError."""
    parsed = parse_object("component_template", body, _COMPONENT)
    if "template" not in parsed:
        raise IllegalArgumentError("Required [template]")
    return {key: value for key, value in parsed.items() if value is not None}


def parse_legacy_template(body: Mapping[str, Any]) -> dict[str, Any]:
    """Returns a legacy template. Raises ParseError for an unknown key, and what is wrong with the others."""
    for key in body:
        if key not in _LEGACY_KEYS:
            raise ParseError(f"unknown key [{key}] in the template ")
    version = body.get("version")
    if version is not None and (isinstance(version, bool) or not isinstance(version, int)):
        raise IllegalArgumentError("Malformed [version] value, should be an integer")
    part = {key: body[key] for key in ("settings", "mappings", "aliases") if body.get(key) is not None}
    given = parse_part(part)
    for alias, definition in part.get("aliases", {}).items():
        AliasMetadata.check_members(alias, definition)
    parsed = {
        "order": _order(body.get("order") or 0),
        "index_patterns": _legacy_patterns(body),
        **({"version": version} if version is not None else {}),
        "settings": {},
        "mappings": {},
        "aliases": {},
        **given,
    }
    type_name = untyped(part.get("mappings"))[1]
    refuse_last_type(type_name)
    if type_name not in (None, "_doc"):
        parsed["type_name"] = type_name
    return parsed


def parse_part(part: Mapping[str, object]) -> dict[str, object]:
    """Returns what templates give an index: flat settings, a mapping without type, aliases."""
    return parse_object("template", part, _PART)


def _legacy_patterns(body: Mapping[str, object]) -> list[str]:
    value = body.get("index_patterns", body.get("template"))
    patterns = [value] if isinstance(value, str) else value
    if patterns is not None and not isinstance(patterns, list):
        raise IllegalArgumentError("Malformed [index_patterns] value, should be a string or a list of strings")
    if not patterns or not all(isinstance(item, str) and item for item in patterns):
        raise ActionRequestValidationError.of("index patterns are missing")
    return list(patterns)


def _order(value: Any) -> int:
    try:
        return int(value)
    except (TypeError, ValueError):
        raise NumberFormatError.of(value) from None


def _settings(value: Any) -> dict[str, Any]:
    settings = normal_form(value or {})
    check_built(settings)
    return settings


def _aliases(value: Any) -> dict[str, Any]:
    bodies = {name: {} if body is None else body for name, body in (value or {}).items()}
    if not all(isinstance(body, Mapping) for body in bodies.values()):
        raise IllegalArgumentError("No alias is specified")
    return {name: AliasMetadata.from_json(name, _told(body)).to_json() for name, body in bodies.items()}


def _told(body: Mapping[str, Any]) -> dict[str, Any]:
    """Returns what counts in the definition of an alias: other members, and values of other types, are passed over."""
    return {
        key: body[key]
        for key in body.keys() & ALIAS_MEMBERS
        if key == "filter" or isinstance(body[key], ALIAS_MEMBERS[key])
    }


def _stream_template(value: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if value is None:
        return None
    parsed = parse_object("data_stream_template", value, _STREAM)
    return {"hidden": parsed.get("hidden", False), "allow_custom_routing": parsed.get("allow_custom_routing", False)}


def _texts(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else [str(item) for item in value]


_PART: Final = {
    "settings": Member(_NULLABLE, _settings),
    "mappings": Member((*_NULLABLE, "VALUE_STRING"), lambda value: untyped(value)[0]),
    "aliases": Member(_NULLABLE, _aliases),
    "lifecycle": Member(OBJECT, parse_lifecycle_template),
    "data_stream_options": Member(_NULLABLE, parse_options_template),
}
_STREAM: Final = {
    "hidden": Member(BOOLEAN, as_boolean),
    "allow_custom_routing": Member(BOOLEAN, as_boolean),
    "failure_store": Member(BOOLEAN, as_boolean),
}
_COMPONENT: Final = {
    "template": Member(OBJECT, parse_part),
    "version": Member((*NUMBER, "VALUE_NULL"), lambda value: None if value is None else as_long(value)),
    "_meta": Member(_NULLABLE),
    "deprecated": Member(BOOLEAN, as_boolean),
}
_INDEX: Final = {
    **_COMPONENT,
    "template": Member(_NULLABLE, lambda value: None if value is None else parse_part(value)),
    "index_patterns": Member(STRINGS, _texts),
    "composed_of": Member((*STRINGS, "VALUE_NULL"), lambda value: _texts(value or [])),
    "priority": Member((*NUMBER, "VALUE_NULL"), lambda value: None if value is None else as_long(value)),
    "data_stream": Member(_NULLABLE, _stream_template),
    "allow_auto_create": Member((*BOOLEAN, "VALUE_NULL"), lambda value: None if value is None else as_boolean(value)),
    "ignore_missing_component_templates": Member((*STRINGS, "VALUE_NULL"), lambda value: _texts(value or [])),
}
