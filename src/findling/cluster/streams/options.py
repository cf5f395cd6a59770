"""Options of a data stream: its failure store, where documents go that cannot be written."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from findling.base.errors import IllegalArgumentError
from findling.base.json_values import as_boolean
from findling.base.object_parser import BOOLEAN, OBJECT, Member, not_built, parse_object, whole_object
from findling.cluster.streams.lifecycle import parse_failures_lifecycle, parse_failures_template

_NULL: Final = "VALUE_NULL"
_NOTHING: Final = "Failure store configuration should have at least one non-null configuration value."


def parse_options(body: object) -> dict[str, Any]:
    """Returns the options that a stream gets. Raises XContentParseError."""
    members = {"failure_store": Member((*OBJECT, _NULL), _failure_store)}
    parsed = parse_object("options", whole_object("options", body), members)
    return {key: value for key, value in parsed.items() if value is not None}


def _failure_store(body: Any) -> dict[str, Any] | None:
    if body is None:
        return None
    members = {
        "enabled": Member((*BOOLEAN, _NULL), _or_null(as_boolean)),
        "lifecycle": Member((*OBJECT, _NULL), _or_null(parse_failures_lifecycle)),
    }
    parsed = parse_object("failure_store", body, members)
    chosen = {key: parsed[key] for key in ("enabled", "lifecycle") if parsed.get(key) is not None}
    if not chosen:
        raise not_built(IllegalArgumentError(_NOTHING), "failure_store")
    return chosen


def _or_null(read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: None if value is None else read(value)


def parse_options_template(body: Any) -> dict[str, Any] | None:
    """Returns the options of a template, whose members may be null, as the whole may be. Raises XContentParseError."""
    if body is None:
        return None
    members = {"failure_store": Member((*OBJECT, _NULL), _or_null(_failure_template))}
    return parse_object("data_stream_options_template", body, members)


def _failure_template(body: Any) -> dict[str, Any]:
    members = {
        "enabled": Member((*BOOLEAN, _NULL), _or_null(as_boolean)),
        "lifecycle": Member((*OBJECT, _NULL), _or_null(parse_failures_template)),
    }
    parsed = parse_object("failure_store_template", body, members)
    if not parsed:
        raise not_built(IllegalArgumentError(_NOTHING), "failure_store_template")
    return {key: parsed[key] for key in ("enabled", "lifecycle") if key in parsed}


def composed_options(layers: Sequence[Mapping[str, Any] | None]) -> dict[str, Any] | None:
    """Returns the options of templates laid over each other; None if none says any, or the last one takes them back.

    It is empty if all that is said was taken back.
    """
    merged: dict[str, Any] | None = None
    for layer in layers:
        if layer is None:
            merged = None
        else:
            store = layer.get("failure_store")
            below = (merged or {}).get("failure_store") or {}
            merged = {} if store is None else {"failure_store": {**below, **store}}
    store = (merged or {}).get("failure_store")
    if not store:
        return merged
    kept = {key: value for key, value in store.items() if value is not None}
    if "lifecycle" in kept:
        kept["lifecycle"] = {key: value for key, value in kept["lifecycle"].items() if value is not None}
    return {"failure_store": kept} if kept else {}


def failure_store_enabled(options: Mapping[str, Any] | None, name: str, patterns: Callable[[str], bool]) -> bool:
    """Whether a stream's failed documents are kept. patterns: whether the cluster's setting names it"""
    said = ((options or {}).get("failure_store") or {}).get("enabled")
    return patterns(name) if said is None else bool(said)
