"""What all fields of one index or alias share: its types of conditions and orders, and what reads their arguments."""

from typing import Any, Final

from graphql import (
    GraphQLArgument,
    GraphQLBoolean,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInt,
    GraphQLList,
    GraphQLNonNull,
    GraphQLString,
)

from findling.graphql.model.catalog import Catalog, Source
from findling.graphql.model.names import type_name
from findling.graphql.resolve.searching import Searching
from findling.graphql.schema.ordering import field_enum, sort_type, sortable
from findling.graphql.schema.scalars import JSON
from findling.graphql.schema.where import WhereTypes

_HIGHLIGHT: Final = GraphQLInputObjectType(
    "Highlight",
    {
        "fields": GraphQLInputField(GraphQLList(GraphQLNonNull(GraphQLString)), description="Names or patterns."),
        "preTags": GraphQLInputField(GraphQLList(GraphQLNonNull(GraphQLString))),
        "postTags": GraphQLInputField(GraphQLList(GraphQLNonNull(GraphQLString))),
        "fragmentSize": GraphQLInputField(GraphQLInt),
        "numberOfFragments": GraphQLInputField(GraphQLInt),
        "requireFieldMatch": GraphQLInputField(GraphQLBoolean),
        "type": GraphQLInputField(GraphQLString),
    },
)


class SourceTypes:
    """Of one index or alias."""

    def __init__(self, source: Source, catalog: Catalog, filters: WhereTypes) -> None:
        self.source = source
        self.name = type_name(source.name)
        fields = catalog.fields(source)
        self.sortable = sortable(fields)
        self.searching = Searching(source.name, fields, self.sortable)
        self.where = filters.of_fields(self.name, fields)
        self.enum = field_enum(self.name, self.sortable)
        self._sort = sort_type(self.name, self.sortable)

    def conditions(self) -> dict[str, GraphQLArgument]:
        """Returns the arguments that say which documents are meant."""
        return {
            "where": GraphQLArgument(self.where),
            "query": GraphQLArgument(JSON, description="A query of the Query DSL, or a text as of query_string."),
        }

    def list_arguments(self) -> dict[str, GraphQLArgument]:
        """Returns those of a list of documents."""
        return {
            **self.conditions(),
            "sort": GraphQLArgument(GraphQLList(GraphQLNonNull(self._sort))),
            "first": GraphQLArgument(GraphQLInt),
            "limit": GraphQLArgument(GraphQLInt),
            "offset": GraphQLArgument(GraphQLInt),
        }

    def page_arguments(self) -> dict[str, GraphQLArgument]:
        """Returns those of a page of documents."""
        collapse: Any = {} if self.enum is None else {"collapse": GraphQLArgument(self.enum)}
        return {
            **self.list_arguments(),
            "after": GraphQLArgument(GraphQLString),
            "highlight": GraphQLArgument(_HIGHLIGHT),
            **collapse,
        }
