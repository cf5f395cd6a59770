"""Types of documents, made of the fields of mappings."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from graphql import (
    GraphQLField,
    GraphQLFloat,
    GraphQLID,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLString,
)

from findling.graphql.model.catalog import Catalog, IndexModel, Source
from findling.graphql.model.fields import Field
from findling.graphql.model.names import JOIN, type_name
from findling.graphql.resolve.documents import Document, field_reader, meta_reader, source_reader
from findling.graphql.resolve.executor import PLAIN
from findling.graphql.schema.scalars import JSON, LONG, SCALARS

MoreFields = Callable[[IndexModel], Mapping[str, GraphQLField]]

DOCUMENT: Final = "Document"
_PLAIN: Final = {PLAIN: True}
_META: Final[dict[str, GraphQLOutputType]] = {
    "_id": GraphQLNonNull(GraphQLID),
    "_index": GraphQLNonNull(GraphQLString),
    "_score": GraphQLFloat,
    "_version": LONG,
    "_seq_no": LONG,
    "_primary_term": LONG,
    "_routing": GraphQLString,
}


def _meta_fields() -> dict[str, GraphQLField]:
    whole = "The whole document, as it was written."
    return {
        **{name: GraphQLField(type_, resolve=meta_reader(name), extensions=_PLAIN) for name, type_ in _META.items()},
        "_source": GraphQLField(JSON, resolve=source_reader, extensions=_PLAIN, description=whole),
    }


class ObjectTypes:
    """The types of documents of one schema, by index, and the interfaces of aliases over several.

    Objects that are the same in all indices of such an alias have one type, so that the interface has them too.

    more: what else documents of an index have, such as relations
    """

    def __init__(self, catalog: Catalog, more: MoreFields) -> None:
        self.document = GraphQLInterfaceType(
            DOCUMENT, _meta_fields(), resolve_type=self._type_of, description="A document of any index."
        )
        self._more = more
        self._catalog = catalog
        self._several = [source for source in catalog.sources if not source.is_single]
        self._inner: dict[str, GraphQLObjectType] = {}
        self._interfaces = {source.name: self._interface(source) for source in self._several}
        self._objects = {name: self._object(model) for name, model in catalog.indices.items()}

    def of_index(self, name: str) -> GraphQLObjectType:
        return self._objects[name]

    def of_source(self, source: Source) -> GraphQLObjectType | GraphQLInterfaceType:
        """Returns the type of the documents that are found under a name."""
        return self._objects[source.members[0]] if source.is_single else self._interfaces[source.name]

    @property
    def all(self) -> list[Any]:
        return [*self._objects.values(), *self._interfaces.values()]

    def _type_of(self, document: Document, info: Any, kind: Any) -> str | None:
        found = self._objects.get(document.meta["_index"])
        return None if found is None else found.name

    def _object(self, model: IndexModel) -> GraphQLObjectType:
        interfaces = [self._interfaces[source.name] for source in self._several if model.name in source.members]
        return GraphQLObjectType(
            type_name(model.name),
            lambda: {**self._more(model), **_meta_fields(), **self._fields(self._owners(model), model.fields)},
            interfaces=[self.document, *interfaces],
            description=f"A document of the index [{model.name}].",
        )

    def _owners(self, model: IndexModel) -> dict[str, str]:
        """Returns whose the types of objects are, by field: an alias's if all of its indices have the same object."""
        return {
            one.name: next(
                (source.name for source in self._several if model.name in source.members and self._have(source, one)),
                model.name,
            )
            for one in model.fields
            if one.fields
        }

    def _have(self, source: Source, field: Field) -> bool:
        return all(field in self._catalog.indices[name].fields for name in source.members)

    def _fields(self, owners: Mapping[str, str], fields: Sequence[Field]) -> dict[str, GraphQLField]:
        return {
            one.name: GraphQLField(
                self._type(owners.get(one.name, ""), one), resolve=field_reader(one), extensions=_PLAIN
            )
            for one in fields
            if one.is_stored
        }

    def _type(self, owner: str, field: Field) -> GraphQLOutputType:
        inner = self._inner_type(type_name(owner), field) if field.fields else SCALARS[field.kind.scalar]
        return _listed(field, inner)

    def _inner_type(self, above: str, field: Field) -> GraphQLObjectType:
        """Returns the type of an object within documents, or within another whose type is `above`."""
        name = f"{above}{JOIN}{field.name}"
        found = self._inner.get(name)
        if found is None:
            found = self._inner[name] = GraphQLObjectType(
                name,
                lambda: {
                    one.name: _field(
                        one, _listed(one, self._inner_type(name, one) if one.fields else SCALARS[one.kind.scalar])
                    )
                    for one in field.fields
                    if one.is_stored
                },
            )
        return found

    def _interface(self, source: Source) -> GraphQLInterfaceType:
        models = [self._catalog.indices[name] for name in source.members]
        owners = [self._owners(model) for model in models]
        shared = {name: owner for name, owner in owners[0].items() if all(own.get(name) == owner for own in owners)}
        common = [one for one in self._catalog.fields(source) if not one.fields or one.name in shared]
        return GraphQLInterfaceType(
            type_name(source.name),
            lambda: {**_meta_fields(), **self._fields(shared, common)},
            interfaces=[self.document],
            resolve_type=self._type_of,
            description=f"A document of one of the indices of the alias [{source.name}].",
        )


def _field(field: Field, type_: GraphQLOutputType) -> GraphQLField:
    return GraphQLField(type_, resolve=field_reader(field), extensions=_PLAIN)


def _listed(field: Field, inner: GraphQLOutputType) -> GraphQLOutputType:
    return GraphQLList(inner) if field.many else inner
