"""The whole schema of a catalog: a pure function."""

from collections.abc import Callable, Mapping
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLField,
    GraphQLID,
    GraphQLInt,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLString,
)

from findling.graphql.model.catalog import Catalog, Source
from findling.graphql.model.names import root_name, type_name
from findling.graphql.resolve.connections import search_documents
from findling.graphql.resolve.single import by_key
from findling.graphql.schema.connections import connection_type
from findling.graphql.schema.objects import ObjectTypes
from findling.graphql.schema.scalars import JSON


def build_schema(catalog: Catalog) -> GraphQLSchema:
    """Returns the schema of all that a catalog knows of."""
    objects = ObjectTypes(catalog, lambda model: {})
    query: dict[str, GraphQLField] = {}
    for source in catalog.sources:
        if source.is_read:
            query |= _reads(source, objects)
    query.setdefault("_empty", GraphQLField(GraphQLString, resolve=lambda root, info: None))
    return GraphQLSchema(GraphQLObjectType("Query", query), types=objects.all, assume_valid=True)


def _reads(source: Source, objects: ObjectTypes) -> dict[str, GraphQLField]:
    root, node = root_name(source.name), objects.of_source(source)
    page = connection_type(type_name(source.name), node)
    return {
        root: GraphQLField(GraphQLNonNull(page), _page_arguments(), resolve=_page_resolver(source)),
        f"{root}_by_pk": GraphQLField(node, _key_arguments(), resolve=by_key(source)),
    }


def _page_arguments() -> dict[str, GraphQLArgument]:
    return {
        "query": GraphQLArgument(JSON),
        "first": GraphQLArgument(GraphQLInt),
        "limit": GraphQLArgument(GraphQLInt),
        "offset": GraphQLArgument(GraphQLInt),
        "after": GraphQLArgument(GraphQLString),
    }


def _key_arguments() -> dict[str, GraphQLArgument]:
    return {"_id": GraphQLArgument(GraphQLNonNull(GraphQLID)), "routing": GraphQLArgument(GraphQLString)}


def _page_resolver(source: Source) -> Callable[..., Any]:
    def resolve(root: Any, info: Any, **arguments: Any) -> Any:
        members: Mapping[str, Any] = arguments
        return search_documents([source.name], info.context, members)

    return resolve
