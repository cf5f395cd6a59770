"""Search templates: a search whose body is the text that a template and parameters give."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import orjson

from findling.base.errors import ActionRequestValidationError, IllegalArgumentError, XContentParseError
from findling.base.json_values import as_boolean
from findling.base.object_parser import BOOLEAN, OBJECT, STRING, Member, parse_object
from findling.node.services.node import Node
from findling.script.contexts import CONTEXTS
from findling.script.definition import CONTENT_TYPE, JSON, ScriptDefinition

_SOURCES: Final = ("source", "inline", "template")
_MEMBERS: Final = {
    "id": Member(STRING),
    **dict.fromkeys(_SOURCES, Member(("START_OBJECT", "VALUE_STRING"))),
    "params": Member(OBJECT),
    "explain": Member(BOOLEAN, as_boolean),
    "profile": Member(BOOLEAN, as_boolean),
}


@dataclass(frozen=True, slots=True)
class SearchTemplate:
    """A template with its parameters. extra: members that the search gets besides."""

    definition: ScriptDefinition
    extra: Mapping[str, object] = field(default_factory=dict)


def parse_search_template(body: Mapping[str, object], name: str | None = None) -> SearchTemplate:
    """Reads a request. Raises XContentParseError, ActionRequestValidationError.

    name: id of a stored template, if the URL tells it
    """
    members = parse_object("search_template", body, _MEMBERS)
    # of an id and a source the last one counts
    last = next((key for key in reversed(members) if key in ("id", *_SOURCES)), None)
    stored = members["id"] if last == "id" else name if last is None else None
    source = None if last in (None, "id") else members[last]
    if stored is None and source is None:
        raise ActionRequestValidationError.of("template is missing", "template's script type is missing")
    if not (stored or source):
        raise ActionRequestValidationError.of("template is missing")
    params, options = members.get("params", {}), {}
    if isinstance(source, Mapping):
        source, options = orjson.dumps(source).decode(), {CONTENT_TYPE: JSON}
    extra = {key: members[key] for key in ("explain", "profile") if members.get(key)}
    if stored is not None:
        return SearchTemplate(ScriptDefinition(id=stored, params=params), extra)
    return SearchTemplate(ScriptDefinition(source, None, params, "mustache", options), extra)


def render(node: Node, template: SearchTemplate) -> str:
    """Returns the text of a template. Raises what compiling and rendering it raise."""
    script = node.scripts.compile(template.definition, CONTEXTS["template"])
    return str(script.execute({"params": template.definition.params}))


def search_of(node: Node, template: SearchTemplate) -> dict[str, Any]:
    """Returns the body of the search that a template stands for. Raises XContentParseError if it is none."""
    text = render(node, template)
    try:
        body = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        message = error.msg.partition(": line")[0]
        raise XContentParseError(f"[{error.lineno}:{error.colno}] {message}") from None
    if not isinstance(body, dict):
        raise IllegalArgumentError("Expected [START_OBJECT] but found another token")
    return {**body, **template.extra}
