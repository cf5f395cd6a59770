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
from findling.graphql.schema.scalars import JSON, LONG, SCALARS

MoreFields = Callable[[IndexModel], Mapping[str, GraphQLField]]

DOCUMENT: Final = "Document"


def _meta_fields() -> dict[str, GraphQLField]:
    return {
        "_id": GraphQLField(GraphQLNonNull(GraphQLID), resolve=meta_reader("_id")),
        "_index": GraphQLField(GraphQLNonNull(GraphQLString), resolve=meta_reader("_index")),
        "_score": GraphQLField(GraphQLFloat, resolve=meta_reader("_score")),
        "_version": GraphQLField(LONG, resolve=meta_reader("_version")),
        "_seq_no": GraphQLField(LONG, resolve=meta_reader("_seq_no")),
        "_primary_term": GraphQLField(LONG, resolve=meta_reader("_primary_term")),
        "_routing": GraphQLField(GraphQLString, resolve=meta_reader("_routing")),
        "_source": GraphQLField(JSON, resolve=source_reader, description="The whole document, as it was written."),
    }


class ObjectTypes:
    """The types of documents of one schema, by index, and the interfaces of aliases over several.

    more: what else documents of an index have, such as relations
    """

    def __init__(self, catalog: Catalog, more: MoreFields) -> None:
        self.document = GraphQLInterfaceType(
            DOCUMENT, _meta_fields(), resolve_type=self._type_of, description="A document of any index."
        )
        self._more = more
        self._catalog = catalog
        self._interfaces = {source.name: self._interface(source) for source in catalog.sources if not source.is_single}
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
        interfaces = [
            self._interfaces[source.name]
            for source in self._catalog.sources
            if not source.is_single and model.name in source.members
        ]
        name = type_name(model.name)
        return GraphQLObjectType(
            name,
            lambda: {**self._more(model), **_meta_fields(), **self._fields(name, model.fields)},
            interfaces=[self.document, *interfaces],
            description=f"A document of the index [{model.name}].",
        )

    def _fields(self, above: str, fields: Sequence[Field]) -> dict[str, GraphQLField]:
        return {
            one.name: GraphQLField(self._type(above, one), resolve=field_reader(one)) for one in fields if one.is_stored
        }

    def _type(self, above: str, field: Field) -> GraphQLOutputType:
        if not field.fields:
            inner: GraphQLOutputType = SCALARS[field.kind.scalar]
        else:
            name = f"{above}{JOIN}{field.name}"
            inner = GraphQLObjectType(name, lambda: self._fields(name, field.fields))
        return GraphQLList(inner) if field.many else inner

    def _interface(self, source: Source) -> GraphQLInterfaceType:
        models = [self._catalog.indices[name] for name in source.members]
        common = common_fields([model.fields for model in models])
        return GraphQLInterfaceType(
            type_name(source.name),
            lambda: {**_meta_fields(), **self._fields(type_name(source.name), common)},
            interfaces=[self.document],
            resolve_type=self._type_of,
            description=f"A document of one of the indices of the alias [{source.name}].",
        )


def common_fields(of_each: Sequence[Sequence[Field]]) -> tuple[Field, ...]:
    """Returns the fields without objects that all have, and that mean the same in all."""
    first, *others = of_each
    named = [{one.name: one for one in fields} for fields in others]
    return tuple(one for one in first if not one.fields and all(_alike(one, fields.get(one.name)) for fields in named))


def _alike(one: Field, other: Field | None) -> bool:
    return other is not None and (one.path, one.kind, one.many, one.exact) == (
        other.path, other.kind, other.many, other.exact
    )  # fmt: skip
