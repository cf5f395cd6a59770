"""What is declared beside mappings, relations and a schema: put, shown, removed. It stands in the cluster state."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from findling.base.errors import IllegalArgumentError, ResourceNotFoundError
from findling.base.lazy import lazy_module
from findling.cluster.graphql_paths import SCHEMA, SECTION
from findling.cluster.state import ClusterState
from findling.graphql.model.catalog import catalog_of
from findling.graphql.model.parse_declaration import parse_declaration
from findling.graphql.model.relations import parse_relation
from findling.graphql.stored import store, stored
from findling.node.services.node import Node

_RELATIONS: Final = "relations"
_declared = lazy_module("findling.graphql.schema.declared")


def put_relations(node: Node, body: Mapping[str, Any]) -> dict[str, Any]:
    """Declares relations in place of those that were declared before. Raises IllegalArgumentError."""
    unknown = sorted(body.keys() - {_RELATIONS})
    declared = body.get(_RELATIONS)
    if unknown or not isinstance(declared, list):
        raise IllegalArgumentError(
            f"unknown member [{unknown[0]}]" if unknown else "[relations] must be a list of relations"
        )
    found = [parse_relation(one) for one in declared]
    names = [(one.index, one.name) for one in found]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise IllegalArgumentError(f"the relation [{twice[1]}] of [{twice[0]}] is declared twice")
    _change(node, [one.to_json() for one in found])
    return {"acknowledged": True}


def get_relations(node: Node) -> dict[str, Any]:
    """Returns the relations that are declared beside mappings."""
    return {_RELATIONS: node.cluster.state.custom.get(SECTION, {}).get(_RELATIONS, [])}


def delete_relations(node: Node) -> dict[str, Any]:
    """Removes them all."""
    _change(node, [])
    return {"acknowledged": True}


def _change(node: Node, relations: list[dict[str, Any]]) -> None:
    def changed(state: ClusterState) -> ClusterState:
        section = {**state.custom.get(SECTION, {}), _RELATIONS: relations}
        return replace(state, custom={**state.custom, SECTION: section})

    node.cluster.change(changed)


def put_schema(node: Node, body: Mapping[str, Any]) -> dict[str, Any]:
    """Declares a schema in place of the one before. Raises IllegalArgumentError for what is wrong, or not there."""
    declaration = parse_declaration(body)
    left_out = _declared.build_declared(replace(catalog_of(node.cluster.state, None), declaration=declaration))[1]
    if left_out:
        raise IllegalArgumentError(f"[{left_out[0]}] is not there as it is declared, by the mappings that there are")
    store(node, SCHEMA, lambda before: dict(body))
    return {"acknowledged": True}


def get_schema(node: Node) -> dict[str, Any]:
    """Returns the schema that is declared. Raises ResourceNotFoundError."""
    found: dict[str, Any] | None = stored(node.cluster.state, SCHEMA)
    if found is None:
        raise ResourceNotFoundError("no GraphQL schema is declared")
    return found


def delete_schema(node: Node) -> dict[str, Any]:
    """Removes it. Raises ResourceNotFoundError."""
    get_schema(node)
    store(node, SCHEMA, lambda before: None)
    return {"acknowledged": True}
