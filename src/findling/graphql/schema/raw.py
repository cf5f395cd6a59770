"""Root fields of searches and suggestions in Query DSL, over any indices."""

from typing import Any, Final

from graphql import (
    GraphQLArgument,
    GraphQLBoolean,
    GraphQLEnumType,
    GraphQLEnumValue,
    GraphQLField,
    GraphQLFloat,
    GraphQLID,
    GraphQLInt,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLString,
)

from findling.graphql.model.fields import Field, leaves
from findling.graphql.resolve import raw
from findling.graphql.schema.connections import TOTAL
from findling.graphql.schema.scalars import JSON, LONG

_INDEX: Final = GraphQLArgument(
    GraphQLList(GraphQLNonNull(GraphQLString)), description="Names, aliases and patterns; all if there are none."
)


def raw_fields(document: GraphQLInterfaceType) -> dict[str, GraphQLField]:
    """Returns `search` and `suggest`. document: the interface of all documents"""
    hit = GraphQLObjectType(
        "SearchHit",
        {
            "_index": _member(GraphQLString, "_index"),
            "_id": _member(GraphQLID, "_id"),
            "_score": _member(GraphQLFloat, "_score"),
            "_source": _member(JSON, "_source"),
            "sort": _member(JSON, "sort"),
            "fields": _member(JSON, "fields"),
            "highlight": _member(JSON, "highlight"),
            "innerHits": _member(JSON, "inner_hits"),
            "node": GraphQLField(document, resolve=raw.hit_document),
        },
    )
    answer = GraphQLObjectType(
        "SearchAnswer",
        {
            "took": _member(LONG, "took"),
            "timedOut": _member(GraphQLBoolean, "timed_out"),
            "total": GraphQLField(TOTAL, resolve=raw.answer_total),
            "maxScore": GraphQLField(GraphQLFloat, resolve=raw.answer_max_score),
            "hits": GraphQLField(GraphQLNonNull(GraphQLList(GraphQLNonNull(hit))), resolve=raw.answer_hits),
            "aggregations": _member(JSON, "aggregations"),
            "suggest": _member(JSON, "suggest"),
            "profile": _member(JSON, "profile"),
            "raw": GraphQLField(JSON, resolve=raw.whole, description="The whole answer, as of the search API."),
        },
    )
    text = GraphQLArgument(GraphQLString)
    return {
        "search": GraphQLField(answer, {"index": _INDEX, "body": GraphQLArgument(JSON)}, resolve=raw.search),
        "suggest": GraphQLField(
            JSON,
            {"index": _INDEX, "text": text, "body": GraphQLArgument(GraphQLNonNull(JSON))},
            resolve=raw.suggest,
        ),
    }


def completion_field(name: str, type_name: str, fields: tuple[Field, ...], node: Any) -> GraphQLField | None:
    """Returns the completions by the fields of an index that are made for them, None if there are none."""
    found = {one: GraphQLEnumValue(field.path) for one, field in leaves(fields) if field.kind.completes}
    if not found:
        return None
    completion = GraphQLObjectType(
        f"{type_name}Completion",
        {
            "text": GraphQLField(GraphQLNonNull(GraphQLString)),
            "score": GraphQLField(GraphQLFloat, resolve=raw.hit_member("_score")),
            "node": GraphQLField(node, resolve=raw.hit_document),
        },
    )
    return GraphQLField(
        GraphQLList(GraphQLNonNull(completion)),
        {
            "prefix": GraphQLArgument(GraphQLNonNull(GraphQLString)),
            "field": GraphQLArgument(GraphQLNonNull(GraphQLEnumType(f"{type_name}CompletionField", found))),
            "size": GraphQLArgument(GraphQLNonNull(GraphQLInt), default_value=5),
            "fuzzy": GraphQLArgument(GraphQLNonNull(GraphQLBoolean), default_value=False),
            "skipDuplicates": GraphQLArgument(GraphQLNonNull(GraphQLBoolean), default_value=False),
            "contexts": GraphQLArgument(JSON),
        },
        resolve=raw.complete(name),
    )


def _member(type_: Any, name: str) -> GraphQLField:
    return GraphQLField(type_, resolve=raw.hit_member(name))
