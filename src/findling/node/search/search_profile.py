"""The `profile` of a search response: what each shard took."""

from collections.abc import Iterable
from typing import Any

from findling.node.search.shard_targets import ShardTarget
from findling.search.shard_result import ShardQueryResult


def profiles_of(answers: Iterable[tuple[ShardTarget, ShardQueryResult]], node_id: str) -> list[dict[str, Any]]:
    """Returns the profiles of the shards that have one, by their ids."""
    return sorted([_rendered(*answer, node_id) for answer in answers], key=lambda shard: shard["id"])


def _rendered(target: ShardTarget, result: ShardQueryResult, node_id: str) -> dict[str, Any]:
    shard: dict[str, Any] = {
        "id": f"[{node_id}][{target.index}][{target.number}]",
        "node_id": node_id,
        "shard_id": target.number,
        "index": target.index,
        "cluster": "(local)",
    }
    profile = result.profile
    if profile is not None:
        shard["searches"] = profile.searches
        shard["aggregations"] = profile.aggregations
        if profile.fetch is not None:
            shard["fetch"] = profile.fetch
    return shard
