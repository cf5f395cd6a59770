"""Relations that are declared beside mappings: put, shown, removed. They stand in the cluster state."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from findling.base.errors import IllegalArgumentError
from findling.cluster.state import ClusterState
from findling.graphql.model.catalog import SECTION
from findling.graphql.model.relations import parse_relation
from findling.node.services.node import Node

_RELATIONS: Final = "relations"


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
