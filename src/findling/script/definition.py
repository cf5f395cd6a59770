"""The script of a request: a text, or an object of source, lang, params and options, or of the id of a stored one."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

import orjson

from findling.base.errors import IllegalArgumentError, ParseError
from findling.base.json_values import json_text, json_token
from findling.base.object_parser import field_fault, parse_fault
from findling.base.spelling import did_you_mean

DEFAULT_LANG: Final = "painless"
CONTENT_TYPE: Final = "content_type"
JSON: Final = "application/json; charset=UTF-8"

# name -> what it is called since Elasticsearch 6
_NAMES: Final = {
    "source": "source", "inline": "source", "id": "id", "stored": "id", "lang": "lang", "params": "params",
    "options": "options",
}  # fmt: skip
_TOKENS: Final = {
    "source": ("VALUE_STRING", "START_OBJECT"),
    "id": ("VALUE_STRING",),
    "lang": ("VALUE_STRING",),
    "params": ("START_OBJECT",),
    "options": ("START_OBJECT",),
}


@dataclass(frozen=True, slots=True)
class ScriptDefinition:
    """A script as it is given: its source, or the id of a stored one, and its parameters.

    lang: of a source
    options: of the compiler; a source that was a JSON object has its content type there
    """

    source: str | None = None
    id: str | None = None
    params: Mapping[str, Any] = field(default_factory=dict)
    lang: str = DEFAULT_LANG
    options: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> bytes:
        """What tells it from other scripts, parameters included: definitions with equal keys do the same."""
        shown = (self.source, self.id, self.lang, self.params, self.options)
        return json_text(shown, orjson.OPT_NON_STR_KEYS | orjson.OPT_SORT_KEYS)

    def __hash__(self) -> int:
        return hash((self.source, self.id, self.lang))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ScriptDefinition) and self.key == other.key

    def with_params(self, params: Mapping[str, Any]) -> "ScriptDefinition":
        """Returns the script with other parameters."""
        return replace(self, params=params)

    def to_json(self) -> dict[str, object]:
        """Returns the object that says the same."""
        if self.id is not None:
            return {"id": self.id, **({"params": dict(self.params)} if self.params else {})}
        shown: dict[str, object] = {"source": self.source, "lang": self.lang}
        if self.options:
            shown["options"] = dict(self.options)
        if self.params:
            shown["params"] = dict(self.params)
        return shown


_LOOSE_KINDS: Final = (
    ("source", str, "String"), ("id", str, "String"), ("lang", str, "String"),
    ("params", Mapping, "Map"), ("options", Mapping, "Map"),
)  # fmt: skip


def parse_script(given: object, lang: str = DEFAULT_LANG) -> ScriptDefinition:
    """Reads the script of a request. Raises IllegalArgumentError, XContentParseError.

    lang: of a source that does not tell its language
    """
    if isinstance(given, str):
        return ScriptDefinition(source=given, lang=lang)
    if not isinstance(given, Mapping):
        raise parse_fault("[script] Expected START_OBJECT but was: END_OBJECT")
    return parse_definition(given, lang)


def parse_loose_script(given: object) -> ScriptDefinition | None:
    """Reads the script of an update by query, None if it is null.

    What is not known is passed over there. Raises ParseError, IllegalArgumentError.
    """
    if given is None:
        return None
    if isinstance(given, str):
        return ScriptDefinition(source=given)
    if not isinstance(given, Mapping):
        raise IllegalArgumentError("Script value should be a String or a Map")
    for name, kind, called in _LOOSE_KINDS:
        if name in given and not isinstance(given[name], kind):
            raise ParseError(f"Value must be of type {called}: [{name}]")
    source, stored, params = given.get("source"), given.get("id"), given.get("params", {})
    if source is not None:
        options = dict(given.get("options", {}))
        check_options(options)
        return ScriptDefinition(source, None, params, given.get("lang", DEFAULT_LANG), options)
    if stored is None:
        raise ParseError("Expected one of [source] or [id] fields, but found none")
    if "lang" in given:
        raise IllegalArgumentError("[lang] cannot be specified for stored scripts")
    return ScriptDefinition(id=stored, params=params)


def parse_definition(given: Mapping[str, object], default_lang: str = DEFAULT_LANG) -> ScriptDefinition:
    """Reads a script object. Raises IllegalArgumentError, XContentParseError."""
    members = _members(given)
    source, stored = members.get("source"), members.get("id")
    lang, options, params = members.get("lang"), dict(members.get("options", {})), members.get("params", {})
    if stored is not None:
        if lang is not None:
            raise IllegalArgumentError("illegally specified <lang> for a stored script")
        if options:
            raise IllegalArgumentError("field [options] cannot be specified using a stored script")
        return ScriptDefinition(id=stored, params=params)
    if source is None:
        raise IllegalArgumentError("must specify either [source] for an inline script or [id] for a stored script")
    if isinstance(source, Mapping):
        source, options[CONTENT_TYPE] = json_text(source).decode(), JSON
    check_options(options)
    return ScriptDefinition(source, None, params, default_lang if lang is None else lang, options)


def check_options(options: Mapping[str, object]) -> None:
    """Raises IllegalArgumentError for options of a compiler other than the content type."""
    others = [f"{name}={value}" for name, value in options.items() if name != CONTENT_TYPE]
    if others:
        raise IllegalArgumentError(f"illegal compiler options [{{{', '.join(others)}}}] specified")


def _members(given: Mapping[str, object]) -> dict[str, Any]:
    members: dict[str, Any] = {}
    for key, value in given.items():
        name = _NAMES.get(key)
        if name is None:
            raise parse_fault(f"[script] unknown field [{key}]{did_you_mean(key, _TOKENS)}")
        if json_token(value) not in _TOKENS[name]:
            fault = parse_fault(f"[script] {key} doesn't support values of type: {json_token(value)}")
            raise fault.at("script", key)
        if name in ("source", "id") and ("source" in members or "id" in members):
            raise field_fault("script", key) from IllegalArgumentError(
                "must only use one of [source, id] when specifying a script"
            )
        members[name] = value
    return members
