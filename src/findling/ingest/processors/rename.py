"""rename: a field gets another name."""

from __future__ import annotations

from collections.abc import Sequence

from findling.base.errors import FindlingError, IllegalArgumentError
from findling.ingest.document import IngestDocument
from findling.ingest.field_path import FieldPath, field_path
from findling.ingest.processor import Failures, Making, Processor, register
from findling.ingest.templates import TextTemplate, text_template


class RenameProcessor(Processor):
    """Moves a value. overrides: whether the target may have one already"""

    kind = "rename"

    def __init__(self, field: TextTemplate, target: TextTemplate, ignores_missing: bool, overrides: bool) -> None:
        self._field = field
        self._target = target
        self._ignores_missing = ignores_missing
        self._overrides = overrides

    def process(self, document: IngestDocument) -> None:
        text = self._field.render(document)
        path = field_path(text) if text else None
        if path is None or not path.has(document, True):
            if self._ignores_missing:
                return
            if path is None:
                raise IllegalArgumentError("field path cannot be null nor empty")
            raise IllegalArgumentError(f"field [{text}] doesn't exist")
        self._move(document, path, field_path(self._target.render(document)))

    def _move(self, document: IngestDocument, path: FieldPath, target: FieldPath) -> None:
        if target.has(document, True) and not self._overrides:
            raise IllegalArgumentError(f"field [{target.text}] already exists")
        value = path.get(document)
        path.remove(document)
        try:
            target.set(document, value)
        except FindlingError:
            path.set(document, value)
            raise

    def process_all(self, documents: Sequence[IngestDocument]) -> Failures:
        name, target = _plain(self._field), _plain(self._target)
        if name is None or target is None or self._overrides:
            return super().process_all(documents)
        failures: Failures = {}
        for place, document in enumerate(documents):
            source = document.source
            if name in source and target not in source:
                source[target] = source.pop(name)
                continue
            try:
                self.process(document)
            except FindlingError as error:
                failures[place] = error
        return failures


def _plain(template: TextTemplate) -> str | None:
    return field_path(template.constant).plain if template.constant else None


@register("rename")
def make_rename(making: Making) -> RenameProcessor:
    """Reads {"rename": {"field": "a", "target_field": "b"}}."""
    given, scripts = making.configuration, making.services.scripts
    field = text_template(given, "field", given.required_text("field"), scripts)
    target = text_template(given, "target_field", given.required_text("target_field"), scripts)
    return RenameProcessor(field, target, given.flag("ignore_missing"), given.flag("override"))
