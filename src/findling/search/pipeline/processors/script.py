"""script: a script changes a search before it is run."""

from __future__ import annotations

from typing import Any, Final

from findling.base.errors import IllegalArgumentError
from findling.script.contexts.ingest import INGEST
from findling.script.definition import ScriptDefinition, parse_definition
from findling.script.json_values import json_value
from findling.search.pipeline.configuration import Configuration
from findling.search.pipeline.processor import PipelineContext, RequestProcessor, Search, register

# what a script finds of a search in `ctx._source`, and may change; as OpenSearch has it
_MEMBERS: Final = (
    "from", "size", "explain", "version", "seq_no_primary_term", "track_scores", "track_total_hits", "min_score",
    "terminate_after", "profile",
)  # fmt: skip
_DEFAULTS: Final[dict[str, Any]] = {"from": -1, "size": -1}


class ScriptProcessor(RequestProcessor):
    """Runs a script with `ctx._source`, a map of some members of the search."""

    kind = "script"

    def __init__(self, definition: ScriptDefinition) -> None:
        self._definition = definition

    def process(self, search: Search, context: PipelineContext) -> Search:
        shown: dict[str, Any] = {name: search.get(name, _DEFAULTS.get(name)) for name in _MEMBERS}
        ctx = {"_source": shown}
        script = context.scripts.compile(self._definition, INGEST)
        script.execute({"ctx": ctx, "params": dict(self._definition.params)})
        changed: dict[str, Any] = json_value(ctx["_source"])
        for name in changed:
            if name not in _MEMBERS:
                raise IllegalArgumentError(f"Unsupported key: {name}")
        given = {name: value for name, value in changed.items() if value is not None and value != _DEFAULTS.get(name)}
        return {**{name: value for name, value in search.items() if name not in _MEMBERS}, **given}


@register("request_processors", "script")
def make_script(configuration: Configuration) -> ScriptProcessor:
    """Reads {"script": {"source": "ctx._source.size = 5", "lang": "painless"}}."""
    members = {name: configuration.take(name) for name in ("source", "id", "lang", "params", "options", "inline")}
    return ScriptProcessor(parse_definition({name: value for name, value in members.items() if value is not None}))
