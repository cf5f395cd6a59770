"""Scripts that the cluster keeps, by their ids."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from findling.base.errors import IllegalArgumentError, ParsingError
from findling.base.json_values import json_text, json_token
from findling.script.definition import CONTENT_TYPE, JSON, check_options


@dataclass(frozen=True, slots=True)
class StoredScript:
    """One stored script. options: of the compiler."""

    lang: str
    source: str
    options: Mapping[str, str] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Returns it as `GET _scripts` shows it, and as the cluster state keeps it."""
        shown: dict[str, Any] = {"lang": self.lang, "source": self.source}
        return {**shown, "options": dict(self.options)} if self.options else shown

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> "StoredScript":
        return cls(body["lang"], body["source"], body.get("options", {}))


def parse_stored_script(body: object) -> StoredScript:
    """Reads the body of `PUT _scripts`. Raises ParsingError, IllegalArgumentError."""
    if not isinstance(body, Mapping):
        raise ParsingError(f"unexpected token [{json_token(body)}], expected [{{]", line=1, col=1)
    if not body:
        raise ParsingError("unexpected token [END_OBJECT, expected [script]", line=1, col=2)
    name, given = next(iter(body.items()))
    if name != "script":
        raise ParsingError(f"unexpected field [{name}], expected [script]", line=1, col=2)
    if not isinstance(given, Mapping):
        raise ParsingError(f"unexpected token [{json_token(given)}], expected [{{, <source>]")
    return _of_object(given)


def _of_object(given: Mapping[str, Any]) -> StoredScript:
    """Reads what stands under `script`; members that mean nothing there are passed over, as Elasticsearch does."""
    lang, source, written = given.get("lang"), given.get("source", given.get("code")), given.get("options") or {}
    if not isinstance(written, Mapping):
        raise ParsingError(f"unexpected token [{json_token(written)}], expected [{{, <source>]")
    options = dict(written)
    if lang is None:
        raise IllegalArgumentError("must specify lang for stored script")
    if not lang:
        raise IllegalArgumentError("lang cannot be empty")
    if source is None:
        raise IllegalArgumentError("must specify source for stored script")
    if isinstance(source, Mapping):
        source, options[CONTENT_TYPE] = json_text(source).decode(), JSON
    if not source:
        raise IllegalArgumentError("source cannot be empty")
    check_options(options)
    return StoredScript(str(lang), str(source), options)
