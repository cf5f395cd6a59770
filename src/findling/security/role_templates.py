"""Names of roles that a role mapping makes of what is known of a user."""

from collections.abc import Mapping
from typing import Any, Final

import orjson

from findling.base.errors import IllegalArgumentError
from findling.script.contexts import CONTEXTS
from findling.script.definition import parse_definition
from findling.script.mustache.engine import compile_template

_METADATA: Final = "metadata."


def names_of(template: Mapping[str, Any], facts: Mapping[str, Any]) -> list[str]:
    """Returns the roles of a template. Raises IllegalArgumentError, ScriptError, MustacheError.

    template: `template`, a script as JSON, and `format`; facts: as of role mappings
    """
    source, params = _script(template["template"])
    compiled = compile_template(source, CONTEXTS["template"], {})
    text = compiled.execute({"params": {**params, **_model(facts)}})
    if template["format"] == "string":
        return [text] if text.strip() else []
    return _names(text)


def check_template(template: Mapping[str, Any]) -> None:
    """Raises XContentParseError, IllegalArgumentError for a template whose object is no script."""
    try:
        body = orjson.loads(template["template"])
    except orjson.JSONDecodeError:
        return  # its source alone
    if isinstance(body, dict):
        parse_definition(body, "mustache")


def _script(text: str) -> tuple[str, Mapping[str, Any]]:
    """Returns source and parameters of a script, which may be its source alone."""
    try:
        body = orjson.loads(text)
    except orjson.JSONDecodeError:
        return text, {}
    if not isinstance(body, dict):
        return (body if isinstance(body, str) else text), {}
    source = body.get("source")
    if source is None:
        raise IllegalArgumentError("a template of a role mapping must have a source")
    return (source if isinstance(source, str) else orjson.dumps(source).decode()), body.get("params") or {}


def _model(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Returns what a template sees: `username`, `dn`, `groups`, `realm`, `metadata`."""
    metadata = {name.removeprefix(_METADATA): value for name, value in facts.items() if name.startswith(_METADATA)}
    plain = {name: facts.get(name) for name in ("username", "dn", "groups")}
    return {**plain, "realm": {"name": facts.get("realm.name")}, "metadata": metadata}


def _names(text: str) -> list[str]:
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise IllegalArgumentError(f"a template of a role mapping gave no JSON: {error}") from error
    names = found if isinstance(found, list) else [found]
    if not all(isinstance(name, str) for name in names):
        raise IllegalArgumentError("a template of a role mapping must give a text or a list of texts")
    return [name for name in names if name.strip()]
