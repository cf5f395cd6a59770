"""Stored scripts: put, get, delete; and which languages and contexts scripts may have."""

from collections.abc import Mapping
from importlib import resources
from typing import Any, Final

import orjson

from findling.base.errors import (
    ActionRequestValidationError,
    FindlingError,
    IllegalArgumentError,
    ScriptError,
)
from findling.cluster.stored_scripts import stored_script, with_script, without_script
from findling.node.services.node import Node
from findling.script.contexts import CONTEXTS
from findling.script.definition import ScriptDefinition
from findling.script.languages import LANGUAGES
from findling.script.stored_script import StoredScript, parse_stored_script

_METHODS: Final = resources.files("findling.script").joinpath("data/script_contexts.json")


def put_script(node: Node, name: str, body: object, context: str | None) -> None:
    """Stores a script; where a context is given it has to compile in that.

    Raises ParsingError, IllegalArgumentError, ScriptError, ActionRequestValidationError.
    """
    if "#" in name:
        raise ActionRequestValidationError.of("id cannot contain '#' for stored script")
    script = parse_stored_script(body)
    node.scripts.check_size(script.source, name)
    if script.lang not in LANGUAGES:
        raise IllegalArgumentError(f"unable to put stored script with unsupported lang [{script.lang}]")
    try:
        _check(node, script, context)
    except ScriptError:
        raise
    except FindlingError as error:
        raise IllegalArgumentError(f"failed to parse/compile stored script [{name}]") from error
    node.cluster.change(lambda state: with_script(state, name, script))


def _check(node: Node, script: StoredScript, context: str | None) -> None:
    if not node.scripts.is_allowed("stored"):
        raise IllegalArgumentError("cannot put [stored] script, it is not enabled")
    if context is None:
        return
    if context not in CONTEXTS:
        raise IllegalArgumentError(f"Unknown context [{context}]")
    definition = ScriptDefinition(script.source, lang=script.lang, options=script.options)
    node.scripts.compile_unlimited(definition, CONTEXTS[context])


def get_script(node: Node, name: str) -> tuple[dict[str, Any], int]:
    """Returns a stored script, and the status."""
    found = stored_script(node.cluster.state, name)
    if found is None:
        return {"_id": name, "found": False}, 404
    return {"_id": name, "found": True, "script": found.to_json()}, 200


def delete_script(node: Node, name: str) -> None:
    """Deletes a stored script. Raises ResourceNotFoundError."""
    node.cluster.change(lambda state: without_script(state, name))


def script_languages(node: Node) -> dict[str, Any]:
    """Returns the types of scripts that are allowed, and the contexts of each language."""
    names = [context["name"] for context in script_contexts()["contexts"]]
    return {
        "types_allowed": [kind for kind in ("inline", "stored") if node.scripts.is_allowed(kind)],
        "language_contexts": [
            {"language": name, "contexts": [context for context in names if language.is_for(context)]}
            for name, language in sorted(LANGUAGES.items())
        ],
    }


def script_contexts() -> Mapping[str, Any]:
    """Returns the contexts with the methods that scripts see in them, as Elasticsearch lists them."""
    shown: Mapping[str, Any] = orjson.loads(_METHODS.read_bytes())
    return shown
