"""Collation: whether any document matches the query that a template makes of a phrase."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import orjson

from findling.base.errors import FindlingError, ParsingError, XContentParseError
from findling.base.json_values import as_boolean
from findling.script.contexts import CONTEXTS
from findling.script.definition import ScriptDefinition, parse_script
from findling.search.query.base import parse_query
from findling.search.query.creation import weight_of
from findling.search.script.compiled import compiled

if TYPE_CHECKING:
    from findling.search.context import ShardContext

_SUGGESTION: Final = "suggestion"


@dataclass(frozen=True, kw_only=True)
class Collation:
    """What is asked of each phrase. prunes: whether phrases without documents are shown, marked"""

    query: ScriptDefinition | None = None
    params: Mapping[str, Any] = field(default_factory=dict)
    prunes: bool = False

    def check(self, ctx: ShardContext) -> None:
        """Raises what compiling the template raises."""
        if self.query is not None:
            compiled(self.query, CONTEXTS["template"], ctx)

    def matches(self, phrase: str, ctx: ShardContext) -> bool:
        """Returns whether there is a document for a phrase. Raises what is wrong with the query."""
        assert self.query is not None
        script = compiled(self.query, CONTEXTS["template"], ctx)
        text = str(script.execute({"params": {**self.params, _SUGGESTION: phrase}}))
        weight = weight_of(parse_query(_decoded(text)), ctx, False)
        for segment in ctx.segments:
            ctx.check()
            docs = weight.match(segment).docs()
            if len(docs if segment.visible is None else docs[segment.visible.test(docs)]):
                return True
        return False


def _decoded(text: str) -> Any:
    if not text.lstrip().startswith("{"):
        raise XContentParseError("Failed to derive xcontent")
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        message = error.msg.partition(": line")[0]
        raise XContentParseError(f"[{error.lineno}:{error.colno}] {message}") from None


def parse_collation(body: Mapping[str, object]) -> Collation:
    """Returns the collation of its JSON. Raises ParsingError, XContentParseError, IllegalArgumentError."""
    members: dict[str, Any] = {}
    for name, value in body.items():
        if name == "query":
            members["query"] = parse_script(value, "mustache")
        elif name == "params":
            members["params"] = value if isinstance(value, Mapping) else {}
        elif name == "prune":
            members["prunes"] = _prune(value)
        else:
            raise ParsingError(f"suggester[phrase][collate] doesn't support field [{name}]")
    return Collation(**members)


def _prune(value: object) -> bool:
    try:
        return as_boolean(value)
    except FindlingError:
        raise ParsingError("suggester[phrase][collate] prune must be either 'true' or 'false'") from None
