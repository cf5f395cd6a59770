"""Scalars, beside those that GraphQL has, as lenient towards what documents hold as mappings are."""

from typing import Any, Final

from graphql import (
    GraphQLBoolean,
    GraphQLError,
    GraphQLFloat,
    GraphQLID,
    GraphQLInt,
    GraphQLScalarType,
    GraphQLString,
    IntValueNode,
    StringValueNode,
    ValueNode,
    value_from_ast_untyped,
)

from findling.graphql.resolve.values import shown_moment

_LEAST: Final = -(2**63)
_MOST: Final = 2**64


def _long(value: Any) -> int:
    """Returns a whole number of 64 bits, which texts may hold for clients whose numbers are shorter."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise GraphQLError(f"Long cannot represent non-integer value: {value!r}"[:200])
    try:
        number = int(value)
    except (ValueError, OverflowError):
        raise GraphQLError(f"Long cannot represent non-integer value: {value!r}"[:200]) from None
    if (isinstance(value, float) and number != value) or not _LEAST <= number < _MOST:
        raise GraphQLError(f"Long cannot represent value: {value!r}"[:200])
    return number


def _long_literal(node: ValueNode, variables: Any = None) -> int:
    if not isinstance(node, IntValueNode | StringValueNode):
        raise GraphQLError("Long cannot represent a non-integer value", node)
    return _long(node.value if len(node.value) < 40 else "")


def _moment(value: Any) -> str | int:
    """Returns a date as the mapping's formats read it: a text, or milliseconds."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise GraphQLError(f"DateTime cannot represent value: {value!r}"[:200])
    return value if isinstance(value, str) else int(value)


def _moment_literal(node: ValueNode, variables: Any = None) -> str | int:
    if isinstance(node, StringValueNode):
        return node.value
    if isinstance(node, IntValueNode) and len(node.value) < 20:
        return int(node.value)
    raise GraphQLError("DateTime cannot represent a value that is neither a text nor milliseconds", node)


def _same(value: Any) -> Any:
    return value


def _json_literal(node: ValueNode, variables: Any = None) -> Any:
    return value_from_ast_untyped(node, variables)


def _point(value: Any) -> Any:
    if not isinstance(value, dict | list | str):
        raise GraphQLError(f"GeoPoint cannot represent value: {value!r}"[:200])
    return value


LONG: Final = GraphQLScalarType(
    "Long",
    serialize=_long,
    parse_value=_long,
    parse_literal=_long_literal,
    description="A whole number of 64 bits; a text of digits is taken too.",
)
DATE: Final = GraphQLScalarType(
    "DateTime",
    serialize=shown_moment,
    parse_value=_moment,
    parse_literal=_moment_literal,
    description="A date as the mapping's formats write it, a date maths expression, or milliseconds since 1970.",
)
JSON: Final = GraphQLScalarType(
    "JSON", serialize=_same, parse_value=_same, parse_literal=_json_literal, description="Any JSON value."
)
POINT: Final = GraphQLScalarType(
    "GeoPoint",
    serialize=_same,
    parse_value=_point,
    parse_literal=_json_literal,
    description="A place: {lat, lon}, [lon, lat], GeoJSON, WKT or a geohash.",
)
SCALARS: Final[dict[str, GraphQLScalarType]] = {
    "String": GraphQLString,
    "Int": GraphQLInt,
    "Float": GraphQLFloat,
    "Boolean": GraphQLBoolean,
    "ID": GraphQLID,
    "Long": LONG,
    "DateTime": DATE,
    "JSON": JSON,
    "GeoPoint": POINT,
}
