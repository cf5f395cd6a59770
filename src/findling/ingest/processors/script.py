"""script: a script changes a document."""

from __future__ import annotations

from typing import Any, Final

from findling.ingest.document import METADATA, IngestDocument, check_metadata
from findling.ingest.processor import Making, Processor, register
from findling.ingest.scripts import DocumentScript
from findling.ingest.services import IngestServices
from findling.script.contexts.ingest import INGEST
from findling.script.definition import ScriptDefinition, parse_definition
from findling.script.json_values import json_value

_MEMBERS: Final = ("source", "id", "lang", "params", "options", "inline", "stored")


class ScriptProcessor(Processor):
    """Runs a script with `ctx`: the members of the document, and its metadata beside them."""

    kind = "script"

    def __init__(self, definition: ScriptDefinition, services: IngestServices) -> None:
        services.scripts.compile(definition, INGEST)
        self._script = DocumentScript(definition, INGEST, services.scripts)

    def process(self, document: IngestDocument) -> None:
        ctx: dict[str, Any] = {**document.source, **document.metadata}
        self._script.run(ctx)
        metadata = {key: ctx.pop(key) for key in METADATA if key in ctx}
        for key, value in metadata.items():
            if document.metadata.get(key) != value:
                check_metadata(key, value)
        document.metadata.clear()
        document.metadata.update(metadata)
        document.source.clear()
        document.source.update(json_value(ctx))


@register("script")
def make_script(making: Making) -> ScriptProcessor:
    """Reads {"script": {"source": "ctx.total = ctx.a + ctx.b"}}."""
    given = making.configuration
    members = {name: given.take(name) for name in _MEMBERS}
    definition = parse_definition({name: value for name, value in members.items() if value is not None})
    return ScriptProcessor(definition, making.services)
