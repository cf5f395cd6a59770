"""Adds fields to the mappings of indices."""

from dataclasses import replace
from typing import Any

from findling.base.errors import IllegalArgumentError, IndexNotFoundError
from findling.cluster.name_resolution import IndicesOptions, resolve_write, split_names
from findling.cluster.state import ClusterState, IndexMetadata
from findling.mapping.mapping import Mapping as IndexMapping
from findling.node.indices.mapping_body import untyped
from findling.node.services.index_blocks import check_blocks
from findling.node.services.index_selection import select
from findling.node.services.index_service import analysis_of
from findling.node.services.mapping_change import with_mapping
from findling.node.services.node import Node

OPTIONS = IndicesOptions(closed=True, forbid_closed=False, allow_no_indices=False)


def put_mapping(
    node: Node,
    expression: str,
    body: dict[str, Any],
    options: IndicesOptions = OPTIONS,
    type_name: str | None = None,
    include_type_name: bool | None = None,
    write_index_only: bool = False,
) -> dict[str, object]:
    """Merges a definition into the mapping of every index, or of none if one of them cannot take it."""
    definition, named = untyped(body, include_type_name)
    if type_name is not None and named not in (None, type_name):
        raise IllegalArgumentError("Type name provided does not match type name within mapping definition.")
    if named is not None and type_name is None and not include_type_name:
        raise IllegalArgumentError("Types cannot be provided in put mapping requests")
    indices = _targets(node, expression, options, write_index_only)
    node.cluster.check_writes()
    for index in indices:
        check_blocks(index, "metadata_write")
    services = [node.indices.get(index) for index in indices if not index.closed]
    closed = [index for index in indices if index.closed]
    for service in services:
        service.mapping.merge(definition)
    for index in closed:
        _merged(node, index, definition)
    for service in services:
        service.merge_mapping(definition)
    if closed:
        node.cluster.update(lambda state: _with_closed(node, state, closed, definition))
    used = type_name or named
    if used is not None and used != "_doc":
        set_type_name(node, [index.name for index in indices], used)
    return {"acknowledged": True}


def _merged(node: Node, index: IndexMetadata, definition: dict[str, Any]) -> dict[str, Any]:
    """Returns the mapping of a closed index with a definition merged into it. Raises what a conflict raises."""
    analysis = analysis_of(index.settings, node.indices.resources)
    merged = IndexMapping.from_json(dict(index.mapping), analysis, index.settings).merge(definition)
    return merged.to_json()


def _with_closed(
    node: Node, state: ClusterState, closed: list[IndexMetadata], definition: dict[str, Any]
) -> ClusterState:
    """Returns the state with a definition merged into the mappings of indices that nobody has in memory."""
    for index in closed:
        current = state.indices.get(index.name)
        if current is None or current.uuid != index.uuid:
            raise IndexNotFoundError(index.name)
        merged = _merged(node, current, definition)
        if merged != current.mapping:
            state = with_mapping(state, current.name, current.uuid, merged)
    return state


def set_type_name(node: Node, indices: list[str], type_name: str) -> None:
    """Gives indices a mapping type, as clients of Elasticsearch 6 do.

    Raises IllegalArgumentError if one has another.
    """
    node.cluster.update(lambda state: with_type_name(state, indices, type_name))


def _targets(node: Node, expression: str, options: IndicesOptions, write_index_only: bool) -> list[IndexMetadata]:
    if not write_index_only:
        return select(node, expression, options)
    found = [resolve_write(node.cluster.state, name) for name in split_names(expression)]
    return [target[0] for target in found if target is not None]


def with_type_name(state: ClusterState, indices: list[str], type_name: str) -> ClusterState:
    """Returns the state in which indices have a mapping type.

    Raises IllegalArgumentError if one has another already.
    """
    for name in indices:
        current = state.indices.get(name)
        if current is None or current.type_name == type_name:
            continue
        if current.type_name is not None:
            raise IllegalArgumentError(
                f"Rejecting mapping update to [{name}] as the final mapping would have more than 1 type: "
                f"[{current.type_name}, {type_name}]"
            )
        state = state.with_index(replace(current, type_name=type_name))
    return state
