"""Input types of documents, made of the fields of mappings."""

from collections.abc import Sequence

from graphql import GraphQLInputField, GraphQLInputObjectType, GraphQLInputType, GraphQLList

from findling.graphql.model.fields import Field
from findling.graphql.model.names import JOIN
from findling.graphql.schema.scalars import SCALARS


def document_input(name: str, fields: Sequence[Field]) -> GraphQLInputObjectType | None:
    """Returns the type of the documents of an index, or of an object in them; None if it has no field."""
    written = [one for one in fields if one.is_stored]
    if not written:
        return None
    members = {one.name: GraphQLInputField(_type(name, one), out_name=one.key) for one in written}
    return GraphQLInputObjectType(f"{name}Input", members)


def _type(above: str, field: Field) -> GraphQLInputType:
    inner: GraphQLInputType | None = None
    if field.fields:
        inner = document_input(f"{above}{JOIN}{field.name}", field.fields)
    if inner is None:
        inner = SCALARS[field.kind.scalar or "JSON"]
    return GraphQLList(inner) if field.many else inner
