"""What a rebuild is asked to change."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from findling.base.errors import ActionRequestValidationError, IllegalArgumentError
from findling.base.json_values import as_boolean, as_integer
from findling.base.object_parser import BOOLEAN, NUMBER, OBJECT, STRING, Member, parse_object
from findling.base.units import parse_time_ms
from findling.cluster.index_settings import normal_form
from findling.node.indices.mapping_body import untyped

DEFAULT_UNDO: Final = "1d"
MOST_IN_A_BATCH: Final = 100_000
_MEMBERS: Final = {
    "settings": Member(OBJECT),
    "mappings": Member(OBJECT),
    "replace_mappings": Member(BOOLEAN, as_boolean),
    "undo_for": Member(STRING),
    "batch": Member(NUMBER, lambda value: _batch(value)),
}


@dataclass(frozen=True, slots=True)
class RebuildRequest:
    """mappings, settings: what changes, None standing for what goes; settings are flat

    replaces: whether `mappings` is the whole new mapping
    undo_ms: how long the old index is kept
    batch: documents of a batch, None: found by measuring
    """

    mappings: Mapping[str, Any] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    replaces: bool = False
    undo_ms: int = 86_400_000
    batch: int | None = None


def parse_rebuild(body: Mapping[str, object], params: Mapping[str, str]) -> RebuildRequest:
    """Returns the request of a body and URL parameters (`batch`, `undo_for`). Raises what is wrong with either."""
    found = parse_object("rebuild", {**{key: params[key] for key in ("batch", "undo_for") if key in params}, **body},
                         _MEMBERS)  # fmt: skip
    mappings, _ = untyped(found.get("mappings"))
    if found.get("replace_mappings") and "mappings" not in found:
        raise ActionRequestValidationError.of("[replace_mappings] needs [mappings]")
    return RebuildRequest(
        mappings,
        normal_form(found.get("settings") or {}),
        found.get("replace_mappings", False),
        parse_time_ms(found.get("undo_for", DEFAULT_UNDO), "undo_for"),
        found.get("batch"),
    )


def _batch(value: object) -> int | None:
    if value == "auto":
        return None
    size = as_integer(value)
    if not 1 <= size <= MOST_IN_A_BATCH:
        raise IllegalArgumentError(f"[batch] must be [auto] or a number from 1 to {MOST_IN_A_BATCH} but was [{size}]")
    return size


def merged_mapping(present: Mapping[str, Any], change: Mapping[str, Any]) -> dict[str, Any]:
    """Returns a mapping with changes: a field that is named is what it is named to be, None takes it away.

    Objects of the same kind keep the fields that are not named. Raises IllegalArgumentError for one that is not there.
    """
    merged = dict(present)
    for key, value in change.items():
        if key == "properties" and isinstance(value, Mapping):
            merged[key] = _merged_fields(present.get(key, {}), value, "")
        elif value is None:
            merged.pop(key, None)
        else:
            merged[key] = value
    return merged


def _merged_fields(present: Mapping[str, Any], change: Mapping[str, Any], path: str) -> dict[str, Any]:
    merged = dict(present)
    for name, value in change.items():
        if value is None:
            if name not in present:
                raise IllegalArgumentError(f"field [{path}{name}] cannot be taken away: it is not mapped")
            del merged[name]
        elif name in present and _are_objects(present[name], value):
            inner = _merged_fields(present[name].get("properties", {}), value.get("properties", {}), f"{path}{name}.")
            merged[name] = {**present[name], **value, "properties": inner}
        else:
            merged[name] = value
    return merged


def _are_objects(present: Mapping[str, Any], change: object) -> bool:
    """Whether two definitions are both objects, or both nested."""
    if not isinstance(change, Mapping) or "properties" not in change:
        return False
    kind = present.get("type", "object")
    return kind in ("object", "nested") and "properties" in present and change.get("type", kind) == kind
