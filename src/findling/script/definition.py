"""The script object of a request."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from findling.base.errors import IllegalArgumentError, XContentParseError

_KEYS: Final = frozenset({"source", "id", "lang", "params", "options"})


@dataclass(frozen=True, slots=True)
class ScriptDefinition:
    """A script as it is given: its source and its parameters, or the id of a stored one."""

    source: str | None = None
    id: str | None = None
    params: Mapping[str, Any] = field(default_factory=dict)


def parse_definition(given: Mapping[str, object]) -> ScriptDefinition:
    """Reads a script object. Raises IllegalArgumentError, XContentParseError."""
    for key in given:
        if key not in _KEYS:
            raise XContentParseError(f"[script] unknown field [{key}]")
    source, stored, params = given.get("source"), given.get("id"), given.get("params")
    if source is not None and stored is not None:
        raise IllegalArgumentError("must specify only one of [source] for an inline script or [id] for a stored script")
    if source is None and stored is None:
        raise IllegalArgumentError("must specify either [source] for an inline script or [id] for a stored script")
    if params is not None and not isinstance(params, Mapping):
        raise XContentParseError("[script] params doesn't support values of this type")
    lang = given.get("lang") or "painless"
    if lang != "painless":
        raise IllegalArgumentError(f"script_lang not supported [{lang}]")
    return ScriptDefinition(
        None if source is None else str(source), None if stored is None else str(stored), dict(params or {})
    )
