"""Names resolved to indices, aliases and data streams, for tools that complete them."""

from typing import Any

from findling.base.wildcards import matches_any
from findling.cluster.access import seen_names
from findling.cluster.name_resolution import IndicesOptions, resolve_names
from findling.cluster.state import IndexMetadata
from findling.node.services.node import Node
from findling.version import ELASTICSEARCH_VERSION


def resolve_index(node: Node, expression: str, options: IndicesOptions) -> dict[str, object]:
    """Returns the indices and aliases that an expression means."""
    state = node.cluster.state
    indices = resolve_names(state, expression, options, node.clock.now_ms())
    names = [name for name in expression.split(",") if name]
    everything = "_all" in names or "*" in names
    reached = [
        index for index in indices if (everything or matches_any(names, index.name)) and seen_names([index.name])
    ]
    aliases: dict[str, list[str]] = {}
    for index in state.indices.values():
        for alias in seen_names(index.aliases):
            if everything or matches_any(names, alias):
                aliases.setdefault(alias, []).append(index.name)
    return {
        "indices": [_index(index) for index in reached],
        "aliases": [{"name": name, "indices": sorted(targets)} for name, targets in sorted(aliases.items())],
        "data_streams": [],
    }


def _index(index: IndexMetadata) -> dict[str, object]:
    attributes = ["closed" if index.closed else "open"] + (["hidden"] if index.hidden else [])
    body: dict[str, Any] = {"name": index.name}
    aliases = sorted(seen_names(index.aliases))
    if aliases:
        body["aliases"] = aliases
    return {**body, "attributes": sorted(attributes)}


def resolve_cluster(node: Node, expression: str | None, options: IndicesOptions) -> dict[str, object]:
    """Returns whether this cluster, the only one, has what an expression means."""
    if expression is None:
        return {}
    version = {
        "number": ELASTICSEARCH_VERSION,
        "build_flavor": "default",
        "minimum_wire_compatibility_version": "8.19.0",
        "minimum_index_compatibility_version": "8.0.0",
    }
    matching = bool(resolve_names(node.cluster.state, expression, options, node.clock.now_ms()))
    return {"(local)": {"connected": True, "skip_unavailable": False, "matching_indices": matching, "version": version}}
