"""Input types that name fields to sort by, to collapse and to aggregate."""

from collections.abc import Iterable
from typing import Any, Final

from graphql import GraphQLEnumType, GraphQLEnumValue, GraphQLInputField, GraphQLInputObjectType

from findling.graphql.model.fields import Field, leaves

ORDER: Final = GraphQLEnumType(
    "SortOrder",
    {
        "ASC": GraphQLEnumValue({"order": "asc"}),
        "DESC": GraphQLEnumValue({"order": "desc"}),
        "ASC_NULLS_FIRST": GraphQLEnumValue({"order": "asc", "missing": "_first"}),
        "DESC_NULLS_FIRST": GraphQLEnumValue({"order": "desc", "missing": "_first"}),
        "ASC_NULLS_LAST": GraphQLEnumValue({"order": "asc", "missing": "_last"}),
        "DESC_NULLS_LAST": GraphQLEnumValue({"order": "desc", "missing": "_last"}),
    },
    description="Documents without a value come last, unless it is said otherwise.",
)
_BESIDE: Final = ("_score", "_doc", "_seq_no")


def sortable(fields: Iterable[Field]) -> dict[str, Field]:
    """Returns the fields that have values to sort by, by their name among all."""
    return {name: one for name, one in leaves(fields) if one.is_sortable}


def sort_type(name: str, fields: dict[str, Field]) -> GraphQLInputObjectType:
    """Returns the type of one key to sort by: exactly one of its members."""
    return GraphQLInputObjectType(
        f"{name}Sort", {one: GraphQLInputField(ORDER) for one in (*_BESIDE, *fields)}, is_one_of=True
    )


def field_enum(name: str, fields: dict[str, Field]) -> GraphQLEnumType | None:
    """Returns the type of the names of fields, None if there are none."""
    if not fields:
        return None
    values: dict[str, Any] = {one: GraphQLEnumValue(field) for one, field in fields.items()}
    return GraphQLEnumType(f"{name}Field", values)
