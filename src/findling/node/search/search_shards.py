"""Which shards a search would ask."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from findling.base.wildcards import matches_any
from findling.cluster.name_resolution import IndicesOptions, resolve_search, split_names
from findling.cluster.routing import search_shards as shards_of_search
from findling.node.search.preference import preferred
from findling.node.search.shard_targets import routing_of
from findling.node.search.shards.copies_shown import shown_copies
from findling.node.services.iso_time import iso_time
from findling.node.services.node import Node
from findling.node.services.shown_node import allocation_id, discovery_node, discovery_nodes


@dataclass(slots=True)
class _Shard:
    index: str
    uuid: str
    number: int
    nodes: tuple[str, ...] | None = None


def search_shards(
    node: Node, expression: str | None, routing: str | None, options: IndicesOptions, preference: str | None = None
) -> dict[str, object]:
    """Returns nodes, indices with their alias filters, and groups of shard copies. Raises what `preferred` raises."""
    indices: dict[str, Any] = {}
    shards: list[_Shard] = []
    for target in resolve_search(node.cluster.state, expression, options, node.clock.now_ms()):
        entry: dict[str, Any] = {}
        aliases = _aliases_of(expression, target.index.aliases)
        if aliases:
            entry["aliases"] = aliases
        if target.filters:
            filters = [_shown(filter) for filter in target.filters]
            entry["filter"] = filters[0] if len(filters) == 1 else {"bool": {"should": filters, "boost": 1.0}}
        indices[target.index.name] = entry
        for number in shards_of_search(target.index, routing_of(target.routing, routing)):
            shards.append(_Shard(target.index.name, target.index.uuid, number))
    shards = preferred(shards, preference, node)
    if node.others is not None:
        return {
            "nodes": discovery_nodes(node),
            "indices": indices,
            "shards": [_copies(node, shard) for shard in shards],
        }
    groups = [[shard_routing(node, shard.index, shard.uuid, shard.number)] for shard in shards]
    return {"nodes": {node.id: discovery_node(node)}, "indices": indices, "shards": groups}


def _copies(node: Node, shard: _Shard) -> list[dict[str, Any]]:
    """Returns the copies of a shard that a search may ask."""
    started = [
        copy
        for copy in shown_copies(node, node.cluster.state.indices[shard.index], shard.number)
        if copy["state"] == "STARTED"
    ]
    if shard.nodes is None:
        return started
    order = {at: place for place, at in enumerate(shard.nodes)}
    return sorted((copy for copy in started if copy["node"] in order), key=lambda copy: order[copy["node"]])


def _aliases_of(expression: str | None, aliases: Mapping[str, object]) -> list[str]:
    """Returns the aliases by which an expression names an index; everything names none."""
    names = [name for name in split_names(expression) if name not in ("_all", "*")]
    return sorted(alias for alias in aliases if matches_any(names, alias))


def _shown(filter: Mapping[str, Any]) -> Mapping[str, Any]:
    """Returns a filter as Elasticsearch prints it: values given for short stand in objects."""
    ((kind, body),) = filter.items()
    if kind == "range" and isinstance(body, Mapping):
        return {kind: {name: {**value, "boost": value.get("boost", 1.0)} for name, value in body.items()}}
    member = _SHORT.get(kind)
    if member is None or not isinstance(body, Mapping):
        return filter
    return {
        kind: {name: value if isinstance(value, Mapping) else {member: value} for name, value in body.items()},
    }


_SHORT: Final = {
    "term": "value", "prefix": "value", "wildcard": "value", "regexp": "value", "fuzzy": "value", "match": "query",
    "match_phrase": "query", "match_phrase_prefix": "query", "match_bool_prefix": "query",
}  # fmt: skip


def shard_routing(node: Node, index: str, uuid: str, number: int) -> dict[str, object]:
    """Returns where the primary of a shard is."""
    metadata = node.cluster.state.indices.get(index)
    failure = None if metadata is None else node.indices.failures(metadata).get(number)
    if failure is not None:
        return {
            "state": "UNASSIGNED",
            "primary": True,
            "node": None,
            "relocating_node": None,
            "shard": number,
            "index": index,
            "recovery_source": {"type": "EXISTING_STORE", "bootstrap_new_history_uuid": False},
            "unassigned_info": {
                "reason": "ALLOCATION_FAILED",
                "at": iso_time(failure.at_ms),
                "failed_attempts": 1,
                "delayed": False,
                "details": failure.details,
                "allocation_status": "no_valid_shard_copy",
            },
        }
    return {
        "state": "STARTED",
        "primary": True,
        "node": node.id,
        "relocating_node": None,
        "shard": number,
        "index": index,
        "allocation_id": {"id": allocation_id(uuid, number)},
        "relocation_failure_info": {"failed_attempts": 0},
    }
