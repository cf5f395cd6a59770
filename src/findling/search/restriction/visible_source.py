"""Sources without what may not be seen of them."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol

import orjson

from findling.base.json_values import json_text

FieldTest = Callable[[str], bool]


def visible_part(source: Mapping[str, Any], allows: FieldTest, path: str = "") -> dict[str, Any]:
    """Returns the members of a document whose paths are allowed; objects of which nothing is left are left out."""
    shown: dict[str, Any] = {}
    for name, value in source.items():
        own = f"{path}.{name}" if path else name
        if isinstance(value, dict):
            inner = visible_part(value, allows, own)
            if inner:
                shown[name] = inner
        elif isinstance(value, list):
            items = _visible_items(value, allows, own)
            if items or (not value and allows(own)):
                shown[name] = items
        elif allows(own):
            shown[name] = value
    return shown


def _visible_items(values: list[Any], allows: FieldTest, path: str) -> list[Any]:
    shown: list[Any] = []
    for value in values:
        if isinstance(value, dict):
            inner = visible_part(value, allows, path)
            if inner:
                shown.append(inner)
        elif isinstance(value, list):
            inner_items = _visible_items(value, allows, path)
            if inner_items:
                shown.append(inner_items)
        elif allows(path):
            shown.append(value)
    return shown


def visible_source(stored: bytes, allows: FieldTest) -> bytes:
    """Returns what is stored of a document without what may not be seen; of nested documents nothing is stored.

    stored: see findling.mapping.documents.stored_source
    """
    if not stored:
        return stored
    document = orjson.loads(stored)
    if isinstance(document, list):
        return json_text([None if part is None else visible_part(part, allows) for part in document])
    return json_text(visible_part(document, allows))


class Sources(Protocol):
    """What reads the sources of a segment."""

    def get(self, doc: int) -> bytes: ...

    def get_many(self, docs: Any) -> Iterable[bytes]: ...


class VisibleSources:
    """The sources of a segment without what may not be seen of them."""

    def __init__(self, sources: Sources, allows: FieldTest) -> None:
        self._sources = sources
        self._allows = allows

    def get(self, doc: int) -> bytes:
        return visible_source(self._sources.get(doc), self._allows)

    def get_many(self, docs: Any) -> list[bytes]:
        return [visible_source(source, self._allows) for source in self._sources.get_many(docs)]
