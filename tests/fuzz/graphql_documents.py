"""Random documents of GraphQL over a schema: valid ones, and such that have been damaged."""

import random
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_leaf_type,
    is_required_argument,
    is_required_input_field,
)

WORDS = (
    "", "a", "red", "1", "-1", "é", "*", "2024-01-01", "now", "_id", "\\u0000", "10.0.0.1", "x" * 300, "users",
    "POINT (1 2)",
)  # fmt: skip
NUMBERS = ("0", "1", "-1", "3", "10", "2147483647", "2147483648", "9223372036854775807", "1e400", "-0.5", "0.1")
RAW = (
    "{}", '"red"', "1", "[]", "{match_all: {}}", '{match: {title: "red"}}', "{bool: {must: []}}",
    '{term: {age: "x"}}', "{size: 3}", '{aggs: {a: {terms: {field: "age"}}}}', '{query: {match: {title: "red"}}}',
    '{query_string: {query: "a AND"}}', "{lat: 1, lon: 2}", '"u33d"', "[1, 2]", "true", "{a: {b: [1]}}",
    '{type: "polygon", coordinates: [[[0, 0], [5, 0], [5, 5], [0, 0]]]}', '{s: {text: "red", term: {field: "title"}}}',
)  # fmt: skip
TOKENS = (
    "{", "}", "(", ")", "[", "]", ":", "!", "$", "@", "...", "|", "&", "=", "#", '"', '"""', ",", "on", "query",
    "fragment", "mutation", "subscription", "null", "true", "@skip(if: true)", "@include(if: $x)", "\x00", "\ufeff",
    "é", "__typename",
)  # fmt: skip
MOST_DEPTH = 6


class Documents:
    """Makes documents from a seed."""

    def __init__(self, schema: GraphQLSchema, rng: random.Random) -> None:
        self._schema = schema
        self._rng = rng

    def next(self) -> tuple[str, dict[str, Any], bool]:
        """Returns a document, variables, and whether it is as the schema wants it."""
        text = self._operation()
        if self._rng.random() < 0.4:
            return self._damaged(text), self._variables(), False
        return text, {}, True

    def _operation(self) -> str:
        kind = "mutation" if self._schema.mutation_type is not None and self._rng.random() < 0.2 else "query"
        root = self._schema.mutation_type if kind == "mutation" else self._schema.query_type
        assert root is not None
        return f"{kind} {self._selection(root, MOST_DEPTH)}"

    def _selection(self, parent: GraphQLObjectType | GraphQLInterfaceType, depth: int) -> str:
        names = list(parent.fields)
        chosen = self._rng.sample(names, min(len(names), self._rng.choice((1, 1, 2, 3, 5))))
        parts = [part for number, name in enumerate(chosen) if (part := self._field(parent, name, depth, number))]
        if self._rng.random() < 0.1:
            parts.append("... {__typename}")
        return "{" + " ".join(parts or ["__typename"]) + "}"

    def _field(self, parent: GraphQLObjectType | GraphQLInterfaceType, name: str, depth: int, number: int) -> str:
        field: GraphQLField = parent.fields[name]
        inner = get_named_type(field.type)
        text = f"f{number}: {name}{self._arguments(field.args)}"
        if is_leaf_type(inner):
            return text
        if depth <= 0 or not isinstance(inner, GraphQLObjectType | GraphQLInterfaceType):
            return ""
        return text + self._selection(inner, depth - 1)

    def _arguments(self, arguments: dict[str, GraphQLArgument]) -> str:
        given = [
            f"{name}: {self._value(one.type, 4)}"
            for name, one in arguments.items()
            if is_required_argument(one) or self._rng.random() < 0.3
        ]
        return f"({', '.join(given)})" if given else ""

    def _value(self, type_: Any, depth: int) -> str:
        if isinstance(type_, GraphQLNonNull):
            return self._given(type_.of_type, depth)
        return "null" if self._rng.random() < 0.03 else self._given(type_, depth)

    def _given(self, type_: Any, depth: int) -> str:
        """Returns a value that is not null."""
        if isinstance(type_, GraphQLList):
            return "[" + ", ".join(self._value(type_.of_type, depth) for _ in range(self._rng.randint(0, 3))) + "]"
        if isinstance(type_, GraphQLEnumType):
            return self._rng.choice(list(type_.values))
        if isinstance(type_, GraphQLInputObjectType):
            return self._object(type_, depth)
        return self._scalar(type_.name)

    def _object(self, type_: GraphQLInputObjectType, depth: int) -> str:
        fields: dict[str, GraphQLInputField] = type_.fields
        required = [name for name, one in fields.items() if is_required_input_field(one)]
        if depth <= 0 and not type_.is_one_of:
            chosen = required
        else:
            others = [name for name in fields if name not in required]
            count = 1 if type_.is_one_of else self._rng.randint(0, 3)
            chosen = required + self._rng.sample(others, min(len(others), count))
        return "{" + ", ".join(f"{name}: {self._value(self._wanted(type_, name), depth - 1)}" for name in chosen) + "}"

    @staticmethod
    def _wanted(parent: GraphQLInputObjectType, name: str) -> Any:
        """Returns the type of a member; the only one of its object must not be null."""
        type_ = parent.fields[name].type
        return GraphQLNonNull(type_) if parent.is_one_of and not isinstance(type_, GraphQLNonNull) else type_

    def _scalar(self, name: str) -> str:
        rng = self._rng
        if name in ("Int", "Long", "Float"):
            return rng.choice(NUMBERS[:5]) if rng.random() < 0.8 else rng.choice(NUMBERS)
        if name == "Boolean":
            return rng.choice(("true", "false"))
        if name in ("JSON", "GeoPoint"):
            return rng.choice(RAW)
        return f'"{rng.choice(WORDS)}"'

    def _damaged(self, text: str) -> str:
        """Returns a text with some of it cut out, doubled, or taken for something else."""
        for _ in range(self._rng.choice((1, 1, 2, 5))):
            place = self._rng.randrange(len(text) + 1)
            end = min(len(text), place + self._rng.choice((0, 1, 3, 20)))
            put = self._rng.choice((*TOKENS, text[place:end] * 2, "", "", f"a{self._rng.randrange(9)}"))
            text = text[:place] + put + text[end:]
        return text

    def _variables(self) -> dict[str, Any]:
        names = ("x", "a", "b", "where")
        values = (None, 1, "red", [], {}, [1, None], {"a": {"_eq": 1}}, 1e300, True)
        return {name: self._rng.choice(values) for name in self._rng.sample(names, self._rng.randint(0, 3))}
