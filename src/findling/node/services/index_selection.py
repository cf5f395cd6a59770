"""From the names in a request to index services, for actions that work on many indices."""

from findling.base.errors import IllegalArgumentError
from findling.cluster.cluster_settings import cluster_setting
from findling.cluster.name_resolution import IndicesOptions, resolve_names, split_names
from findling.cluster.state import IndexMetadata
from findling.node.services.index_blocks import check_all_blocks
from findling.node.services.index_service import IndexService, Placement
from findling.node.services.node import Node


def select(node: Node, expression: str | None, options: IndicesOptions) -> list[IndexMetadata]:
    """Returns the indices that an expression means, sorted by name."""
    return resolve_names(node.cluster.state, expression, options, node.clock.now_ms())


def select_shown(node: Node, expression: str | None, options: IndicesOptions) -> list[IndexMetadata]:
    """Returns the indices that an expression means, to tell of them. Raises ClusterBlockError if one may not be."""
    indices = select(node, expression, options)
    check_all_blocks(indices, "metadata_read")
    return indices


def select_services(node: Node, expression: str | None, options: IndicesOptions) -> list[IndexService]:
    """Returns the services of the open indices that an expression means."""
    return [node.indices.get(index) for index in select(node, expression, options) if not index.closed]


def shards_header(indices: list[IndexMetadata], broken: int = 0, placement: Placement | None = None) -> dict[str, int]:
    """Returns the `_shards` of an action that reached every copy but some that are broken."""
    total = sum(index.number_of_shards * (1 + index.number_of_replicas) for index in indices)
    if placement is None:
        successful = sum(index.number_of_shards for index in indices)
    else:
        copies = (placement.active_copies(index, n) for index in indices for n in range(index.number_of_shards))
        successful = sum(copies)
    return {"total": total, "successful": successful - broken, "failed": 0}


def forbid_wildcards(node: Node, expression: str | None) -> None:
    """Raises IllegalArgumentError for wildcards, if `action.destructive_requires_name` says so."""
    if not cluster_setting(node.cluster.state, "action.destructive_requires_name"):
        return
    names = split_names(expression)
    if not names or any("*" in name or name == "_all" for name in names):
        raise IllegalArgumentError("Wildcard expressions or all indices are not allowed")
