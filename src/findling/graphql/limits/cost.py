"""What an operation may cost: how deep it goes, and how many fields its answer may have.

A list of documents, and buckets of terms, count what they hold as many times as `first`, `limit` or `size` say; lists
in documents count once. Fragments are looked at once, however often they are used.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    get_named_type,
)

_SIZES: Final = ("first", "limit", "size")
_DEFAULT_SIZE: Final = 10
_WITH_FIELDS: Final = (GraphQLObjectType, GraphQLInterfaceType)

Variables = Mapping[str, Any]
Cost = Callable[[Variables], int]


@dataclass(frozen=True, slots=True)
class Weight:
    """Of an operation. depth: levels of fields; cost: of its answer, by its variables"""

    depth: int
    cost: Cost


class Scales:
    """Weighs the operations of one valid document."""

    def __init__(self, schema: GraphQLSchema, fragments: Mapping[str, FragmentDefinitionNode]) -> None:
        self._schema = schema
        self._fragments = fragments
        self._known: dict[str, Weight] = {}

    def weigh(self, operation: OperationDefinitionNode) -> Weight:
        """Returns the weight of an operation."""
        defaults = {
            one.variable.name.value: int(one.default_value.value)
            for one in operation.variable_definitions or ()
            if isinstance(one.default_value, IntValueNode)
        }
        root = self._schema.get_root_type(operation.operation)
        weight = self._selections(operation.selection_set, root)
        return Weight(weight.depth, lambda variables: weight.cost({**defaults, **variables}))

    def _selections(self, selections: SelectionSetNode, parent: GraphQLNamedType | None) -> Weight:
        weights = [self._selection(one, parent) for one in selections.selections]
        costs = [weight.cost for weight in weights]
        return Weight(max(weight.depth for weight in weights), lambda variables: sum(cost(variables) for cost in costs))

    def _selection(self, node: Any, parent: GraphQLNamedType | None) -> Weight:
        if isinstance(node, FieldNode):
            return self._field(node, parent)
        if isinstance(node, FragmentSpreadNode):
            return self._fragment(node.name.value)
        assert isinstance(node, InlineFragmentNode)
        condition = node.type_condition
        return self._selections(
            node.selection_set, parent if condition is None else self._schema.get_type(condition.name.value)
        )

    def _fragment(self, name: str) -> Weight:
        found = self._known.get(name)
        if found is None:
            node = self._fragments[name]
            of = self._selections(node.selection_set, self._schema.get_type(node.type_condition.name.value))
            found = self._known[name] = Weight(of.depth, _remembered(of.cost))
        return found

    def _field(self, node: FieldNode, parent: GraphQLNamedType | None) -> Weight:
        if node.selection_set is None:
            return Weight(1, _one)
        field = parent.fields.get(node.name.value) if isinstance(parent, _WITH_FIELDS) else None
        inner = self._selections(node.selection_set, None if field is None else get_named_type(field.type))
        size, cost = _size(node, field), inner.cost
        if node.name.value.startswith("__"):
            return Weight(1, cost)  # how deep introspection may go is a rule of its own
        return Weight(inner.depth + 1, lambda variables: 1 + size(variables) * cost(variables))


def _one(variables: Variables) -> int:
    return 1


def _remembered(cost: Cost) -> Cost:
    """Returns a cost that is found out once for the same variables, which are those of one request."""
    last: list[Any] = [None, 0]

    def find(variables: Variables) -> int:
        if last[0] is not variables:
            last[:] = [variables, cost(variables)]
        return int(last[1])

    return find


def _size(node: FieldNode, field: GraphQLField | None) -> Cost:
    """Returns how often what a field holds can be in the answer."""
    if field is None or not any(name in field.args for name in _SIZES):
        return _one
    given = {one.name.value: one.value for one in node.arguments or () if one.name.value in _SIZES}
    literals = [int(value.value) for value in given.values() if isinstance(value, IntValueNode)]
    variables = [value.name.value for value in given.values() if isinstance(value, VariableNode)]
    default = next((field.args[name].default_value for name in _SIZES if name in field.args), None)
    usual = default if isinstance(default, int) else _DEFAULT_SIZE

    def size(values: Variables) -> int:
        found = [*literals, *(value for name in variables if isinstance(value := values.get(name), int))]
        return max([*found, 1]) if found else usual

    return size
