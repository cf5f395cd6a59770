"""The root type of subscriptions: for each index and alias a field of what becomes searchable in it."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from graphql import (
    GraphQLArgument,
    GraphQLField,
    GraphQLID,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLString,
    IntValueNode,
    StringValueNode,
    ValueNode,
)
from graphql.error import GraphQLError

from findling.cluster.access import acting
from findling.graphql.model.catalog import READ
from findling.graphql.model.names import root_name
from findling.graphql.resolve.documents import Document
from findling.graphql.schema.scalars import LONG
from findling.graphql.schema.sources import SourceTypes
from findling.graphql.subscribe.subscription import ChangeSource
from findling.node.search.changes import Change, Changes

_EVERYTHING: Final[Mapping[str, Any]] = {"match_all": {}}


def _place(value: Any) -> str | int:
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise GraphQLError("Position must be a sequence number or the cursor of a change.")
    return value


def _literal(node: ValueNode, variables: Mapping[str, Any] | None = None) -> str | int:
    if isinstance(node, IntValueNode):
        return int(node.value)
    if isinstance(node, StringValueNode):
        return node.value
    raise GraphQLError("Position must be a sequence number or the cursor of a change.", node)


POSITION: Final = GraphQLScalarType(
    "Position",
    description="Behind what to go on: a sequence number, -1 for everything there is, or the cursor of a change.",
    parse_value=_place,
    parse_literal=_literal,
)


def change_fields(types: SourceTypes, node: Any) -> dict[str, GraphQLField]:
    """Returns the field that subscribes to an index or alias. node: the type of its documents"""
    change = GraphQLObjectType(
        f"{types.name}Change",
        {
            "id": GraphQLField(GraphQLNonNull(GraphQLID), resolve=_of_hit("_id")),
            "index": GraphQLField(GraphQLNonNull(GraphQLString), resolve=_of_hit("_index")),
            "seqNo": GraphQLField(GraphQLNonNull(LONG), resolve=_of_hit("_seq_no")),
            "version": GraphQLField(GraphQLNonNull(LONG), resolve=_of_hit("_version")),
            "cursor": GraphQLField(
                GraphQLNonNull(GraphQLString), description="What `after` takes to go on behind this change."
            ),
            "node": GraphQLField(GraphQLNonNull(node), resolve=lambda event, info: Document(dict(event.hit))),
        },
    )
    arguments = {**types.conditions(), "after": GraphQLArgument(POSITION)}
    field = GraphQLField(GraphQLNonNull(change), arguments, resolve=_event, subscribe=_subscriber(types))
    return {f"{root_name(types.source.name)}_changes": field}


def _subscriber(types: SourceTypes) -> Callable[..., ChangeSource]:
    def subscribe(root: Any, info: Any, after: str | int | None = None, **conditions: Any) -> ChangeSource:
        query = types.searching.query(conditions)
        with acting(READ):
            return ChangeSource(Changes(info.context.node, types.source.name, query or _EVERYTHING, after))

    return subscribe


def _event(event: Change, info: Any, **arguments: Any) -> Change:
    return event


def _of_hit(name: str) -> Callable[..., Any]:
    return lambda event, info: event.hit[name]
