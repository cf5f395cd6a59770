"""dissect: a text is taken apart at fixed delimiters."""

from __future__ import annotations

from collections.abc import Callable

from findling.base.errors import IllegalArgumentError
from findling.ingest.dissect import DissectPattern
from findling.ingest.document import IngestDocument
from findling.ingest.field_path import FieldPath, field_path
from findling.ingest.processor import Making, Processor, register


class DissectProcessor(Processor):
    """Writes the values that a pattern finds in a text."""

    kind = "dissect"

    def __init__(self, field: FieldPath, pattern: DissectPattern, ignores_missing: bool) -> None:
        self._field = field
        self._match: Callable[[str], dict[str, str]] = pattern.match
        self._ignores_missing = ignores_missing

    def process(self, document: IngestDocument) -> None:
        text = self._field.get_as(document, str, self._ignores_missing)
        if text is None:
            if self._ignores_missing:
                return
            raise IllegalArgumentError(f"field [{self._field.text}] is null, cannot process it.")
        for name, value in self._match(text).items():
            field_path(name).set(document, value)


@register("dissect")
def make_dissect(making: Making) -> DissectProcessor:
    """Reads {"dissect": {"field": "message", "pattern": "%{ip} %{verb}"}}."""
    given = making.configuration
    field, pattern = given.required_text("field"), given.required_text("pattern")
    separator = given.text("append_separator") or ""
    ignores_missing = given.flag("ignore_missing")
    return DissectProcessor(field_path(field), DissectPattern(pattern, separator), ignores_missing)
