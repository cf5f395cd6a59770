"""A document as resolvers pass it on, and the fields that are read from it."""

from collections.abc import Callable, Mapping
from typing import Any

from findling.base.settings import unflatten
from findling.graphql.model.fields import Field
from findling.graphql.resolve.backend import decoded
from findling.graphql.resolve.values import READERS


class Document:
    """A document, of a hit or as it was got by its id. Its source is decoded when it is first looked at."""

    __slots__ = ("_source", "meta")

    def __init__(self, meta: dict[str, Any]) -> None:
        self.meta = meta
        self._source: dict[str, Any] | None = None

    @property
    def source(self) -> dict[str, Any]:
        if self._source is None:
            self._source = _nested(decoded(self.meta.get("_source")))
        return self._source

    def values(self, path: str) -> list[Any]:
        """Returns all values of a field by its full name, through objects and lists; of `_id`, the id."""
        if path == "_id":
            return [self.meta["_id"]]
        found: list[Any] = [self.source]
        for key in path.split("."):
            found = [value for one in found for value in _flat(one.get(key) if isinstance(one, Mapping) else None)]
        return [value for value in found if not isinstance(value, Mapping)]


def _flat(value: Any) -> list[Any]:
    if isinstance(value, list):
        return [inner for one in value for inner in _flat(one)]
    return [] if value is None else [value]


def _nested(source: dict[str, Any]) -> dict[str, Any]:
    """Returns a source whose members may have been written as `a.b` with objects in their place."""
    return unflatten(source) if any("." in name for name in source) else source


def meta_reader(name: str) -> Callable[..., Any]:
    """Returns the resolver of a member that the answer has beside the source."""
    return lambda document, info: document.meta.get(name)


def source_reader(document: Document, info: Any) -> Any:
    """Returns the whole source."""
    return document.source if document.meta.get("_source") is not None else None


def field_reader(field: Field) -> Callable[..., Any]:
    """Returns the resolver of a field: of a document, or of an object in one."""
    key = field.key
    read = _list_reader(field) if field.many else _single_reader(field)

    def resolve(parent: Any, info: Any) -> Any:
        return read((parent.source if isinstance(parent, Document) else parent).get(key))

    return resolve


def _list_reader(field: Field) -> Callable[[Any], Any]:
    convert = _conversion(field)

    def read(value: Any) -> Any:
        return None if value is None else [convert(one) for one in _flat(value)]

    return read


def _single_reader(field: Field) -> Callable[[Any], Any]:
    convert = _conversion(field)

    def read(value: Any) -> Any:
        while isinstance(value, list) and not field.kind.is_any:
            value = next((one for one in value if one is not None), None)
        return None if value is None else convert(value)

    return read


def _conversion(field: Field) -> Callable[[Any], Any]:
    if field.fields:
        return lambda value: value if isinstance(value, Mapping) else None
    return READERS.get(field.kind.scalar, _same)


def _same(value: Any) -> Any:
    return value
