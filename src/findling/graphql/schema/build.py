"""The whole schema of a catalog: a pure function."""

from collections.abc import Callable
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLField,
    GraphQLID,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLString,
)

from findling.graphql.model.catalog import Catalog, IndexModel, Source
from findling.graphql.model.names import root_name, spelled
from findling.graphql.resolve.aggregates import search_aggregates
from findling.graphql.resolve.connections import search_page
from findling.graphql.resolve.relations import RelationReader
from findling.graphql.resolve.single import by_key
from findling.graphql.schema.aggregates import AggregateTypes
from findling.graphql.schema.connections import connection_type
from findling.graphql.schema.mutations import mutation_fields
from findling.graphql.schema.objects import ObjectTypes
from findling.graphql.schema.raw import completion_field, raw_fields
from findling.graphql.schema.sources import SourceTypes
from findling.graphql.schema.subscriptions import change_fields
from findling.graphql.schema.where import WhereTypes


def build_schema(catalog: Catalog) -> GraphQLSchema:
    """Returns the schema of all that a catalog knows of."""
    return _Builder(catalog).schema()


class _Builder:
    """Makes the types of one schema."""

    def __init__(self, catalog: Catalog) -> None:
        filters = WhereTypes()
        self._catalog = catalog
        self._sources = {
            source.name: SourceTypes(source, catalog, filters) for source in catalog.sources if source.is_read
        }
        self._objects = ObjectTypes(catalog, self._relations)

    def schema(self) -> GraphQLSchema:
        query = raw_fields(self._objects.document)
        changes: dict[str, GraphQLField] = {}
        for types in self._sources.values():
            query |= self._reads(types)
            changes |= change_fields(types, self._objects.of_source(types.source))
        mutation = {name: field for source in self._catalog.sources for name, field in self._writes(source).items()}
        return GraphQLSchema(
            GraphQLObjectType("Query", query),
            GraphQLObjectType("Mutation", mutation) if mutation else None,
            GraphQLObjectType("Subscription", changes) if changes else None,
            types=self._objects.all,
            assume_valid=True,
        )

    def _writes(self, source: Source) -> dict[str, GraphQLField]:
        node = self._objects.of_index(source.write_index) if source.is_read and source.write_index else None
        return mutation_fields(source, self._catalog, node)

    def _reads(self, types: SourceTypes) -> dict[str, GraphQLField]:
        root, node = root_name(types.source.name), self._objects.of_source(types.source)
        page = connection_type(types.name, node)
        aggregate = AggregateTypes(types.name, types.enum, types.where).root
        completion = completion_field(types.source.name, types.name, self._catalog.fields(types.source), node)
        return {
            **({} if completion is None else {f"{root}_suggest": completion}),
            root: GraphQLField(page, types.page_arguments(), resolve=_page(types)),
            f"{root}_by_pk": GraphQLField(node, _key_arguments(), resolve=by_key(types.source)),
            f"{root}_aggregate": GraphQLField(aggregate, types.conditions(), resolve=_aggregate(types)),
        }

    def _relations(self, model: IndexModel) -> dict[str, GraphQLField]:
        found: dict[str, GraphQLField] = {}
        for one in model.relations:
            types = self._sources[one.target]
            node: Any = self._objects.of_source(types.source)
            reader = RelationReader(one, types.source, types.searching)
            # a list that cannot be had is null, and takes nothing else with it
            type_ = GraphQLList(GraphQLNonNull(node)) if one.many else node
            arguments = types.list_arguments() if one.many else {}
            found[spelled(one.name)] = GraphQLField(type_, arguments, resolve=reader.resolve)
        return found


def _key_arguments() -> dict[str, GraphQLArgument]:
    return {"_id": GraphQLArgument(GraphQLNonNull(GraphQLID)), "routing": GraphQLArgument(GraphQLString)}


def _page(types: SourceTypes) -> Callable[..., Any]:
    return lambda root, info, **arguments: search_page(types.searching, info.context, arguments)


def _aggregate(types: SourceTypes) -> Callable[..., Any]:
    return lambda root, info, **arguments: search_aggregates(types.searching, info, arguments)
