"""Fields of an index as GraphQL sees them, made of the definition of its mapping."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from findling.graphql.model.kinds import EXACT, KINDS, NESTED, OBJECT_KINDS, Kind
from findling.graphql.model.names import path_name, spelled

Allowed = Callable[[str], bool]
"""Whether a field may be known of, by its full name."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field, or an object with fields.

    name: in GraphQL, key: in documents, path: its full name; kind: what can be done with it
    many: whether it is a list; exact: the field that holds whole values of a text, None if there is none
    fields: of an object; parts: its multi-fields; is_stored: whether documents have it, as they have no alias
    scope: the nested object in which it is, None if it is in none
    """

    name: str
    key: str
    path: str
    kind: Kind
    many: bool = False
    exact: str | None = None
    fields: tuple["Field", ...] = ()
    parts: tuple["Field", ...] = ()
    is_stored: bool = True
    scope: str | None = None

    @property
    def is_sortable(self) -> bool:
        """Whether there are values to sort by and to aggregate."""
        return self.kind.is_sortable or self.exact is not None

    @property
    def whole(self) -> str:
        """The full name of the field to ask for whole values."""
        return self.exact or self.path


def fields_of(
    properties: Mapping[str, Any], lists: Iterable[str] = (), allowed: Allowed | None = None
) -> tuple[Field, ...]:
    """Returns the fields of the properties of a mapping.

    lists: full names of those that are lists beside those whose `meta` says so
    allowed: those that may be known of; None: all
    """
    return tuple(_fields(properties, "", None, frozenset(lists), allowed))


def _fields(
    properties: Mapping[str, Any], prefix: str, scope: str | None, lists: frozenset[str], allowed: Allowed | None
) -> Iterator[Field]:
    for key, definition in properties.items():
        path = f"{prefix}{key}"
        kind = KINDS.get(definition.get("type", "object"), KINDS["unknown"])
        many = _is_list(kind, definition, path, lists)
        if kind in OBJECT_KINDS:
            own = path if kind is NESTED else scope
            inner = tuple(_fields(definition.get("properties", {}), f"{path}.", own, lists, allowed))
            if inner:
                yield Field(spelled(key), key, path, kind, many, fields=inner, scope=scope)
            elif allowed is None or allowed(path):
                yield Field(spelled(key), key, path, KINDS["flattened"], many, scope=scope)
        elif allowed is None or allowed(path):
            parts = tuple(_fields(definition.get("fields", {}), f"{path}.", scope, frozenset(), allowed))
            exact = next((part.path for part in parts if part.kind is EXACT), None) if kind.is_analyzed else None
            yield Field(
                spelled(key), key, path, kind, many, exact, parts=parts, is_stored=not kind.is_computed, scope=scope
            )


def _is_list(kind: Kind, definition: Mapping[str, Any], path: str, lists: frozenset[str]) -> bool:
    meta = definition.get("meta")
    return kind.is_list or path in lists or (isinstance(meta, Mapping) and meta.get("graphql") == "list")


def leaves(fields: Iterable[Field], above: tuple[str, ...] = ()) -> Iterator[tuple[str, Field]]:
    """Yields fields that are no objects, and multi-fields, by their name among all of an index: `user__name`."""
    for one in fields:
        names = (*above, one.key)
        if one.fields:
            yield from leaves(one.fields, names)
            continue
        yield (path_name(names) if above else one.name), one
        for part in one.parts:
            yield path_name((*names, part.key)), part


def common_fields(of_each: Sequence[Sequence[Field]]) -> tuple[Field, ...]:
    """Returns the fields that all have and that mean the same in all; of objects, with the fields that all have."""
    first, *others = of_each
    named = [{one.name: one for one in fields} for fields in others]
    found = []
    for one in first:
        alike = [fields.get(one.name) for fields in named]
        same = [other for other in alike if other is not None and _means_the_same(one, other)]
        if len(same) < len(alike):
            continue
        if not one.fields:
            found.append(one)
        elif inner := common_fields([one.fields, *(other.fields for other in same)]):
            found.append(replace(one, fields=inner))
    return tuple(found)


def _means_the_same(one: Field, other: Field) -> bool:
    return replace(one, fields=(), parts=()) == replace(other, fields=(), parts=())
