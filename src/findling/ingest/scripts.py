"""Scripts of processors, ready to be run for one document after the other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from findling.script.context import Context
from findling.script.definition import ScriptDefinition
from findling.script.engine import Script
from findling.script.service import ScriptService

RunScript = Callable[[Any], Any]


class DocumentScript:
    """A script that gets a document as `ctx`. A source is compiled at once, a stored script when it is run."""

    def __init__(self, definition: ScriptDefinition, context: Context, scripts: ScriptService) -> None:
        """Raises what keeps it from being compiled."""
        self.definition = definition
        self._context = context
        self._scripts = scripts
        self._params = dict(definition.params)
        self._run = self._bound() if definition.id is None else None

    def run(self, ctx: Any) -> Any:
        """Returns its result. Raises ScriptError, and what keeps a stored script from being compiled."""
        run = self._run or self._bound()
        return run(ctx)

    def _bound(self) -> RunScript:
        script = self._scripts.compile(self.definition, self._context)
        if isinstance(script, Script):
            return script.bind({"params": self._params}, ("ctx",))
        return lambda ctx: script.execute({"ctx": ctx, "params": self._params})
