"""Scripts of update by query and reindex: what becomes of each document.

Scripts get a plain map. What they have done to it is looked at afterwards. Source: Elasticsearch's ScriptApplier.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson

from findling.base.errors import IllegalArgumentError
from findling.base.json_values import json_text
from findling.script.context import Context
from findling.script.definition import ScriptDefinition
from findling.script.json_values import json_value
from findling.script.language import CompiledScript
from findling.script.service import ScriptService
from findling.script.types import Long

_OPS: Final = ("noop", "index", "delete")
METADATA: Final = ("_index", "_id", "_version", "_routing", "_now")


@dataclass(frozen=True, slots=True)
class Scripted:
    """What a script wants: op (noop, index, delete), the document, and the metadata as they are to be."""

    op: str
    source: bytes
    metadata: Mapping[str, Any]


class DocumentScript:
    """A script for all documents of a request. Raises what keeps it from being compiled."""

    def __init__(self, definition: ScriptDefinition, context: Context, scripts: ScriptService, now_ms: int) -> None:
        self._params = dict(definition.params)
        self._script: CompiledScript = scripts.compile(definition, context)
        self._now_ms = now_ms

    def run(self, source: bytes, metadata: Mapping[str, Any]) -> Scripted:
        """Returns what is to become of a document.

        metadata: index, id, version and routing
        Raises ScriptError, IllegalArgumentError for what scripts may not do.
        """
        known = {**metadata, "_now": Long(self._now_ms)}
        ctx: dict[str, Any] = {**known, "op": "index", "_source": orjson.loads(source)}
        self._script.execute({"ctx": ctx, "params": self._params})
        op = _op(ctx.pop("op", None))
        changed = ctx.pop("_source", None)
        found = {name: ctx.pop(name, None) for name in METADATA}
        if found["_now"] != known["_now"]:
            raise IllegalArgumentError("Modifying [_now] not allowed")
        if ctx:
            raise IllegalArgumentError(f"Invalid fields added to context [{','.join(ctx)}]")
        return Scripted(op, b"" if op == "noop" else _document(changed), found)


def _op(value: object) -> str:
    if value is None:
        raise IllegalArgumentError("Script cleared operation type")
    if value not in _OPS:
        raise IllegalArgumentError(f"Operation type [{value}] not allowed, only [noop, index, delete] are allowed")
    return str(value)


def _document(source: object) -> bytes:
    if not isinstance(source, Mapping):
        return b"null"  # no document: the write of it fails
    return json_text(json_value(source))
