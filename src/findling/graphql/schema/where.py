"""Input types of `where`: per index or alias its fields, per field what can be asked of its kind."""

from collections.abc import Iterable
from typing import Any, Final

from graphql import (
    GraphQLBoolean,
    GraphQLID,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLString,
)

from findling.graphql.model.fields import Field
from findling.graphql.model.kinds import Kind
from findling.graphql.model.names import JOIN, path_name
from findling.graphql.schema.scalars import JSON, POINT, SCALARS

_LISTS: Final = ("in", "nin")
_TEXTS: Final = ("match", "matchPhrase", "prefix", "wildcard", "regexp")


def _list_of(inner: Any) -> GraphQLInputType:
    return GraphQLList(GraphQLNonNull(inner))


ID_FILTER: Final = GraphQLInputObjectType(
    "IdFilter",
    {
        "_eq": GraphQLInputField(GraphQLID),
        "_neq": GraphQLInputField(GraphQLID),
        "_in": GraphQLInputField(_list_of(GraphQLID)),
        "_nin": GraphQLInputField(_list_of(GraphQLID)),
    },
)
_DISTANCE: Final = GraphQLInputObjectType(
    "GeoDistance",
    {
        "point": GraphQLInputField(GraphQLNonNull(POINT)),
        "distance": GraphQLInputField(GraphQLNonNull(GraphQLString), description="Such as `5km`."),
    },
)
_BOX: Final = GraphQLInputObjectType(
    "GeoBoundingBox",
    {
        "topLeft": GraphQLInputField(GraphQLNonNull(POINT)),
        "bottomRight": GraphQLInputField(GraphQLNonNull(POINT)),
    },
)
_OWN: Final[dict[str, GraphQLInputType]] = {
    "distance": _DISTANCE,
    "boundingBox": _BOX,
    "within": JSON,
    "intersects": JSON,
    **dict.fromkeys(_TEXTS, GraphQLString),
}


class WhereTypes:
    """The input types of `where` of one schema."""

    def __init__(self) -> None:
        self._filters: dict[str, GraphQLInputObjectType] = {}

    def of_fields(self, name: str, fields: Iterable[Field]) -> GraphQLInputObjectType:
        """Returns the type for the documents of a type."""
        return self._where(f"{name}Where", name, tuple(fields), of_object=False)

    def _where(self, name: str, above: str, fields: tuple[Field, ...], of_object: bool) -> GraphQLInputObjectType:
        def members() -> dict[str, GraphQLInputField]:
            found = {
                "_and": GraphQLInputField(_list_of(where)),
                "_or": GraphQLInputField(_list_of(where)),
                "_not": GraphQLInputField(where),
            }
            found["_exists" if of_object else "_id"] = GraphQLInputField(GraphQLBoolean if of_object else ID_FILTER)
            for one in fields:
                found[one.name] = GraphQLInputField(self._of_field(above, one))
                for part in one.parts:
                    found[path_name((one.key, part.key))] = GraphQLInputField(self._filter(part.kind))
            return found

        where = GraphQLInputObjectType(name, members)
        return where

    def _of_field(self, above: str, field: Field) -> GraphQLInputObjectType:
        if not field.fields:
            return self._filter(field.kind)
        inner = f"{above}{JOIN}{field.name}"
        return self._where(f"{inner}Where", inner, field.fields, of_object=True)

    def _filter(self, kind: Kind) -> GraphQLInputObjectType:
        """Returns the type of what can be asked of fields of a kind."""
        found = self._filters.get(kind.name)
        if found is None:
            scalar = SCALARS[kind.scalar]
            members = {"_exists": GraphQLInputField(GraphQLBoolean)}
            for operator in kind.operators:
                type_ = _OWN.get(operator) or (_list_of(scalar) if operator in _LISTS else scalar)
                members[f"_{operator}"] = GraphQLInputField(type_)
            name = "".join(part.capitalize() for part in kind.name.split("_"))
            found = self._filters[kind.name] = GraphQLInputObjectType(f"{name}Filter", members)
        return found
