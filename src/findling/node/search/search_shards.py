"""Which shards a search would ask."""

from collections.abc import Mapping
from typing import Any

from findling.cluster.name_resolution import IndicesOptions, resolve_search
from findling.cluster.routing import search_shards as shards_of_search
from findling.node.services.iso_time import iso_time
from findling.node.services.node import Node


def search_shards(
    node: Node, expression: str | None, routing: str | None, options: IndicesOptions
) -> dict[str, object]:
    """Returns nodes, indices with their alias filters, and groups of shard copies."""
    indices: dict[str, Any] = {}
    shards = []
    for target in resolve_search(node.cluster.state, expression, options, node.clock.now_ms()):
        entry: dict[str, Any] = {}
        aliases = _aliases_of(expression, target.index.aliases)
        if aliases and not target.filters:
            entry["aliases"] = aliases
        if target.filters:
            entry["aliases"] = sorted(alias for alias, body in target.index.aliases.items() if body.filter is not None)
            filters = list(target.filters)
            entry["filter"] = filters[0] if len(filters) == 1 else {"bool": {"should": filters}}
        indices[target.index.name] = entry
        for number in shards_of_search(target.index, routing or target.routing):
            shards.append([shard_routing(node, target.index.name, target.index.uuid, number)])
    here = {
        "name": node.name,
        "ephemeral_id": node.id,
        "transport_address": node.bound_address,
        "external_id": node.name,
        "attributes": {},
        "roles": ["data", "ingest", "master"],
        "version": "9.1.0",
        "min_index_version": 8000099,
        "max_index_version": 9033000,
    }
    return {"nodes": {node.id: here}, "indices": indices, "shards": shards}


def _aliases_of(expression: str | None, aliases: Mapping[str, object]) -> list[str]:
    """Returns the aliases by which an expression names an index."""
    names = (expression or "").split(",")
    return sorted(alias for alias in aliases if alias in names)


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
        "allocation_id": {"id": uuid},
        "relocation_failure_info": {"failed_attempts": 0},
    }
