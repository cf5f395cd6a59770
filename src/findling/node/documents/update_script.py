"""Scripts of updates: what becomes of a document."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from findling.base.errors import FindlingError, IllegalArgumentError
from findling.script.contexts.update import UPDATE, UPDATE_KEYS
from findling.script.ctx_map import CtxMap
from findling.script.definition import ScriptDefinition
from findling.script.json_values import json_value
from findling.script.service import ScriptService
from findling.script.types import Long

INDEX: Final = "index"
CREATE: Final = "create"
DELETE: Final = "delete"
NOOP: Final = "noop"


@dataclass(frozen=True, slots=True)
class ScriptedUpdate:
    """What a script wants: op (index, create, delete, noop) and the document as it is to be."""

    op: str
    source: dict[str, Any]


class UpdateScripts:
    """Runs the scripts of updates of one index. now_ms: what they find as the time."""

    def __init__(self, scripts: ScriptService, now_ms: int) -> None:
        self._scripts = scripts
        self._now_ms = now_ms

    def update(
        self, definition: ScriptDefinition, source: dict[str, Any], metadata: Mapping[str, object]
    ) -> ScriptedUpdate:
        """Returns what a script makes of a document that is there. Raises IllegalArgumentError."""
        op, changed = self._run(definition, source, {"op": INDEX, **metadata, "_now": Long(self._now_ms)})
        return ScriptedUpdate(op if op in (INDEX, DELETE) else NOOP, changed)

    def upsert(self, definition: ScriptDefinition, source: dict[str, Any], index: str, doc_id: str) -> ScriptedUpdate:
        """Returns what a script makes of a document that is to be made. Raises IllegalArgumentError."""
        metadata = {"op": CREATE, "_index": index, "_id": doc_id, "_now": Long(self._now_ms)}
        op, changed = self._run(definition, source, metadata)
        return ScriptedUpdate(CREATE if op == CREATE else NOOP, changed)

    def _run(
        self, definition: ScriptDefinition, source: dict[str, Any], metadata: dict[str, Any]
    ) -> tuple[Any, dict[str, Any]]:
        ctx = CtxMap(source, metadata, UPDATE_KEYS)
        try:
            script = self._scripts.compile(definition, UPDATE)
            script.execute({"ctx": ctx, "params": dict(definition.params)})
        except FindlingError as error:
            raise IllegalArgumentError("failed to execute script") from error
        changed: dict[str, Any] = json_value(ctx.source)
        return ctx.get("op"), changed
