"""remove: fields are taken out, or all but some."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from findling.base.java_values import shown
from findling.ingest.document import IngestDocument
from findling.ingest.field_path import field_path
from findling.ingest.processor import Making, Processor, register
from findling.ingest.templates import TextTemplate, text_template


class RemoveProcessor(Processor):
    """Removes fields."""

    kind = "remove"

    def __init__(self, fields: list[TextTemplate], ignores_missing: bool) -> None:
        self._fields = fields
        self._ignores_missing = ignores_missing

    def process(self, document: IngestDocument) -> None:
        for template in self._fields:
            text = template.render(document)
            if self._ignores_missing and (not text or not field_path(text).has(document)):
                continue
            field_path(text).remove(document)


class KeepProcessor(Processor):
    """Removes all fields but some, and those around and in them."""

    kind = "remove"

    def __init__(self, fields: list[TextTemplate]) -> None:
        self._fields = fields

    def process(self, document: IngestDocument) -> None:
        kept = [template.render(document) for template in self._fields]
        for path in list(_paths(document.source, "")):
            if not any(_belongs(path, name) for name in kept) and field_path(path).has(document):
                field_path(path).remove(document)


def _paths(source: Mapping[str, Any], before: str) -> Iterable[str]:
    for key, value in source.items():
        yield before + key
        if isinstance(value, dict):
            yield from _paths(value, f"{before}{key}.")


def _belongs(path: str, kept: str) -> bool:
    return path == kept or kept.startswith(f"{path}.") or path.startswith(f"{kept}.")


@register("remove")
def make_remove(making: Making) -> Processor:
    """Reads {"remove": {"field": ["a", "b"]}}, {"remove": {"keep": "c"}}."""
    given = making.configuration
    fields, kept = _templates(making, "field"), _templates(making, "keep")
    if not fields and not kept:
        raise given.fault("keep", "or [field] must be specified")
    if fields and kept:
        raise given.fault("keep", "and [field] cannot both be used in the same processor")
    ignores_missing = given.flag("ignore_missing")
    return RemoveProcessor(fields, ignores_missing) if fields else KeepProcessor(kept)


def _templates(making: Making, name: str) -> list[TextTemplate]:
    value = making.configuration.take(name)
    if value is None:
        return []
    texts = value if isinstance(value, list) else [value]
    return [text_template(making.configuration, name, shown(text), making.services.scripts) for text in texts]
