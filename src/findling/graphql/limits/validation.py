"""Parses and validates documents, and refuses what would cost too much."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    NoSchemaIntrospectionCustomRule,
    OperationDefinitionNode,
    parse,
    specified_rules,
    validate,
)

from findling.cluster import graphql_settings as settings
from findling.cluster.cluster_settings import cluster_setting
from findling.cluster.state import ClusterState
from findling.graphql.limits.cost import Scales, Weight
from findling.graphql.limits.sight import MAX_REPEATED, MAX_SPREADS, Sight

INTROSPECTION: Final = frozenset({"__schema", "__type"})
_MAX_ERRORS: Final = 20
_MAX_BYTES_PER_TOKEN: Final = 200


@dataclass(frozen=True, slots=True)
class Limits:
    """What one request may ask for."""

    depth: int
    cost: int
    tokens: int
    introspection: bool


def limits_of(state: ClusterState) -> Limits:
    """Returns the limits that the settings of a cluster say."""
    return Limits(
        cluster_setting(state, settings.MAX_DEPTH),
        cluster_setting(state, settings.MAX_COST),
        cluster_setting(state, settings.MAX_TOKENS),
        cluster_setting(state, settings.INTROSPECTION),
    )


@dataclass(frozen=True, slots=True)
class Operation:
    """One that may be carried out.

    kind: query, mutation or subscription
    is_introspection: whether it asks for nothing but what the schema alone says, without variables
    """

    kind: str
    weight: Weight
    is_introspection: bool


@dataclass(frozen=True, slots=True)
class Checked:
    """A document that is valid and not too deep.

    names: of all the fields that it selects; operations: by their names, None for the one without
    limits: those that it keeps
    """

    document: DocumentNode
    names: frozenset[str]
    operations: Mapping[str | None, Operation]
    limits: Limits

    def operation(self, name: str | None, variables: Mapping[str, Any]) -> Operation | GraphQLError:
        """Returns the operation that is meant, or why there is none: its cost depends on its variables."""
        if name is None and len(self.operations) > 1:
            return GraphQLError("Must provide operation name if query contains multiple operations.")
        found = next(iter(self.operations.values())) if name is None else self.operations.get(name)
        if found is None:
            return GraphQLError(f"Unknown operation named '{name}'.")
        cost = found.weight.cost(variables)
        if cost > self.limits.cost:
            return _limit(
                f"The operation may cost up to {cost}, more than the {self.limits.cost} that are allowed.", "cost"
            )
        return found


def check(schema: GraphQLSchema, text: str, limits: Limits) -> Checked | list[GraphQLError]:
    """Returns a document, or what is wrong with it."""
    if len(text) > limits.tokens * _MAX_BYTES_PER_TOKEN:
        return [_limit(f"The document is longer than {limits.tokens * _MAX_BYTES_PER_TOKEN} characters.", "tokens")]
    try:
        document = parse(text, max_tokens=limits.tokens)
    except GraphQLError as error:
        return [error]
    except RecursionError:
        return [_limit("The document is nested too deeply.", "depth")]
    return _checked(schema, document, limits)


def _checked(schema: GraphQLSchema, document: DocumentNode, limits: Limits) -> Checked | list[GraphQLError]:
    sight = Sight(document)
    if sight.repeated > MAX_REPEATED:
        return [_limit(f"More than {MAX_REPEATED} fields are selected again.", "repeated fields")]
    if sight.spreads > MAX_SPREADS:
        return [_limit(f"More than {MAX_SPREADS} fragments are spread in one selection.", "fragments")]
    rules = specified_rules if limits.introspection else (*specified_rules, NoSchemaIntrospectionCustomRule)
    errors = validate(schema, document, rules, max_errors=_MAX_ERRORS)
    if errors:
        return errors
    fragments = {one.name.value: one for one in document.definitions if isinstance(one, FragmentDefinitionNode)}
    scales = Scales(schema, fragments)
    operations: dict[str | None, Operation] = {}
    for one in document.definitions:
        if isinstance(one, OperationDefinitionNode):
            weight = scales.weigh(one)
            if weight.depth > limits.depth:
                text = f"The operation has {weight.depth} levels, more than the {limits.depth} that are allowed."
                return [_limit(text, "depth", one)]
            operations[None if one.name is None else one.name.value] = Operation(
                one.operation.value, weight, _is_introspection(one)
            )
    if not operations:
        return [GraphQLError("Must provide an operation.")]
    return Checked(document, frozenset(sight.names), operations, limits)


def _is_introspection(operation: OperationDefinitionNode) -> bool:
    return not operation.variable_definitions and all(
        isinstance(one, FieldNode) and one.name.value in INTROSPECTION for one in operation.selection_set.selections
    )


def _limit(text: str, what: str, node: Any = None) -> GraphQLError:
    return GraphQLError(text, node, extensions={"type": "graphql_limit_exception", "limit": what, "status": 400})
