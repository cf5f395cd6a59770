"""Types of pages of documents."""

from typing import Any, Final

from graphql import (
    GraphQLBoolean,
    GraphQLField,
    GraphQLFloat,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLString,
)

from findling.graphql.resolve.connections import (
    edge_cursor,
    edge_member,
    edge_node,
    edges,
    max_score,
    nodes,
    page_info,
    total,
)
from findling.graphql.schema.scalars import JSON, LONG

PAGE_INFO: Final = GraphQLObjectType(
    "PageInfo",
    {
        "hasNextPage": GraphQLField(GraphQLNonNull(GraphQLBoolean)),
        "hasPreviousPage": GraphQLField(GraphQLNonNull(GraphQLBoolean)),
        "startCursor": GraphQLField(GraphQLString),
        "endCursor": GraphQLField(GraphQLString),
    },
)
TOTAL: Final = GraphQLObjectType(
    "TotalCount",
    {
        "value": GraphQLField(GraphQLNonNull(LONG)),
        "relation": GraphQLField(GraphQLNonNull(GraphQLString), description="`eq`, or `gte` if there may be more."),
    },
)


def connection_type(name: str, node: Any) -> GraphQLObjectType:
    """Returns the type of pages of documents of a type, whose name stands in front."""
    edge = GraphQLObjectType(
        f"{name}Edge",
        {
            "cursor": GraphQLField(GraphQLString, resolve=edge_cursor),
            "score": GraphQLField(GraphQLFloat, resolve=edge_member("_score")),
            "highlight": GraphQLField(JSON, resolve=edge_member("highlight")),
            "sort": GraphQLField(JSON, resolve=edge_member("sort")),
            "node": GraphQLField(GraphQLNonNull(node), resolve=edge_node),
        },
    )
    return GraphQLObjectType(
        f"{name}Connection",
        {
            "nodes": GraphQLField(GraphQLNonNull(GraphQLList(GraphQLNonNull(node))), resolve=nodes),
            "edges": GraphQLField(GraphQLNonNull(GraphQLList(GraphQLNonNull(edge))), resolve=edges),
            "pageInfo": GraphQLField(GraphQLNonNull(PAGE_INFO), resolve=page_info),
            "totalCount": GraphQLField(TOTAL, resolve=total),
            "maxScore": GraphQLField(GraphQLFloat, resolve=max_score),
        },
    )
