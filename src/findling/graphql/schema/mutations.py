"""Fields of the root type of mutations: per index or alias create, index, update, delete and bulk."""

from typing import Any, Final

from graphql import (
    GraphQLArgument,
    GraphQLBoolean,
    GraphQLEnumType,
    GraphQLEnumValue,
    GraphQLField,
    GraphQLID,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLInt,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLString,
)

from findling.graphql.model.catalog import Catalog, Source
from findling.graphql.model.names import spelled, type_name
from findling.graphql.resolve.mutations import write, write_many, written_document, written_field
from findling.graphql.schema.inputs import document_input
from findling.graphql.schema.scalars import JSON, LONG

_REFRESH: Final = GraphQLEnumType(
    "Refresh",
    {
        "FALSE": GraphQLEnumValue("false"),
        "TRUE": GraphQLEnumValue("true"),
        "WAIT_FOR": GraphQLEnumValue("wait_for"),
    },
    description="When the write can be searched: some time later, at once, or before the answer comes.",
)
_VERSION_TYPE: Final = GraphQLEnumType(
    "VersionType",
    {
        "INTERNAL": GraphQLEnumValue("internal"),
        "EXTERNAL": GraphQLEnumValue("external"),
        "EXTERNAL_GTE": GraphQLEnumValue("external_gte"),
    },
)
_OF_ANSWER: Final[dict[str, Any]] = {
    "_id": GraphQLID, "_index": GraphQLString, "_version": LONG, "_seq_no": LONG, "_primary_term": LONG,
    "result": GraphQLString, "status": GraphQLInt, "action": GraphQLString,
}  # fmt: skip
Members = dict[str, GraphQLInputType]

_KEY: Final[Members] = {"_id": GraphQLNonNull(GraphQLID), "routing": GraphQLString}
_CONDITION: Final[Members] = {"ifSeqNo": LONG, "ifPrimaryTerm": LONG}
_VERSION: Final[Members] = {"version": LONG, "versionType": _VERSION_TYPE}


def mutation_fields(source: Source, catalog: Catalog, node: Any) -> dict[str, GraphQLField]:
    """Returns the writes that may be done under a name. node: the type of its documents, None if none may be read"""
    index = source.write_index
    if index is None or not source.writes:
        return {}
    name, root = type_name(source.name), spelled(source.name)
    written = _written_type(name, node)
    document = document_input(name, catalog.indices[index].fields)
    fields = {}
    operations: dict[str, GraphQLInputField] = {}
    for action, members in _members(document).items():
        if action not in source.writes:
            continue
        arguments = {one: GraphQLArgument(type_) for one, type_ in members.items()}
        arguments["refresh"] = GraphQLArgument(_REFRESH)
        fields[f"{action}_{root}"] = GraphQLField(written, arguments, resolve=write(source, action))
        inputs = {one: GraphQLInputField(type_) for one, type_ in members.items()}
        operations[action] = GraphQLInputField(GraphQLInputObjectType(f"{name}{action.capitalize()}", inputs))
    operation = GraphQLInputObjectType(f"{name}Operation", operations, is_one_of=True)
    fields[f"bulk_{root}"] = GraphQLField(
        _bulk_type(name, written),
        {
            "operations": GraphQLArgument(GraphQLNonNull(GraphQLList(GraphQLNonNull(operation)))),
            "refresh": GraphQLArgument(_REFRESH),
        },
        resolve=write_many(source),
    )
    return fields


def _members(document: GraphQLInputObjectType | None) -> dict[str, Members]:
    """Returns what each kind of write takes. document: the type of documents, None where they are JSON only"""
    whole: Members = {"source": JSON} if document is None else {"document": document, "source": JSON}
    optional: Members = {"_id": GraphQLID, "routing": GraphQLString, "pipeline": GraphQLString}
    return {
        "create": {**optional, **whole},
        "index": {**optional, **whole, **_CONDITION, **_VERSION},
        "update": {
            **_KEY,
            **whole,
            **_CONDITION,
            "upsert": JSON if document is None else document,
            "docAsUpsert": GraphQLBoolean,
            "detectNoop": GraphQLBoolean,
            "script": JSON,
            "retryOnConflict": GraphQLInt,
        },
        "delete": {**_KEY, **_CONDITION, **_VERSION},
    }


def _written_type(name: str, node: Any) -> GraphQLObjectType:
    fields = {one: GraphQLField(type_, resolve=written_field(one)) for one, type_ in _OF_ANSWER.items()}
    if node is not None:
        fields["node"] = GraphQLField(node, resolve=written_document, description="The document as it is now.")
    return GraphQLObjectType(f"{name}Written", fields)


def _bulk_type(name: str, written: GraphQLObjectType) -> GraphQLObjectType:
    return GraphQLObjectType(
        f"{name}Bulk",
        {
            "errors": GraphQLField(GraphQLNonNull(GraphQLBoolean)),
            "took": GraphQLField(GraphQLNonNull(LONG)),
            "items": GraphQLField(
                GraphQLNonNull(GraphQLList(written)), description="Those that failed are null, and errors."
            ),
        },
    )
