"""copy: a field has the value of another, too. OpenSearch's."""

from __future__ import annotations

from copy import deepcopy

from findling.base.errors import IllegalArgumentError
from findling.ingest.document import IngestDocument
from findling.ingest.field_path import field_path
from findling.ingest.processor import Making, Processor, register
from findling.ingest.templates import PathTemplate, TextTemplate, path_template, text_template


class CopyProcessor(Processor):
    """Copies a value. overrides: whether the target may have one already; removes: whether the source goes"""

    kind = "copy"

    def __init__(self, source: TextTemplate, target: PathTemplate, ignores_missing: bool, **flags: bool) -> None:
        self._source = source
        self._target = target
        self._ignores_missing = ignores_missing
        self._flags = flags

    def process(self, document: IngestDocument) -> None:
        name = self._source.render(document)
        if not name or not field_path(name).has(document):
            if self._ignores_missing:
                return
            if not name:
                raise IllegalArgumentError("source field path cannot be null nor empty")
            raise IllegalArgumentError(f"source field [{name}] doesn't exist")
        source, target = field_path(name), self._target.of(document)
        if source.text == target.text:
            raise IllegalArgumentError("source field path and target field path cannot be same")
        if not self._flags["overrides"] and target.has(document):
            raise IllegalArgumentError(f"target field [{target.text}] already exists")
        target.set(document, deepcopy(source.get(document)))
        if self._flags["removes"]:
            source.remove(document)


@register("copy")
def make_copy(making: Making) -> CopyProcessor:
    """Reads {"copy": {"source_field": "a", "target_field": "b"}}."""
    given, scripts = making.configuration, making.services.scripts
    source = text_template(given, "source_field", given.required_text("source_field"), scripts)
    target = path_template(given, "target_field", scripts)
    ignores_missing = given.flag("ignore_missing")
    removes, overrides = given.flag("remove_source"), given.flag("override_target")
    return CopyProcessor(source, target, ignores_missing, removes=removes, overrides=overrides)
