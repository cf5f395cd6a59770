"""The `profile` of a search response: what each shard took."""

from collections.abc import Iterable
from typing import Any

from findling.node.search.shard_targets import ShardTarget
from findling.node.search.shards.action import on_shard
from findling.node.search.shards.statistics import profile_statistics
from findling.search.request import SearchRequest
from findling.search.shard_result import ShardQueryResult


def profile_first_phase(request: SearchRequest, targets: Iterable[ShardTarget]) -> None:
    """Measures how the open targets gather the statistics of a search, before they are shared."""
    for target in targets:
        if target.is_open:
            on_shard(profile_statistics, target, request.query)


def profiles_of(answers: Iterable[tuple[ShardTarget, ShardQueryResult]], node_id: str) -> list[dict[str, Any]]:
    """Returns the profiles of the shards that have one, by their ids."""
    return sorted([_rendered(*answer, node_id) for answer in answers], key=lambda shard: shard["id"])


def _rendered(target: ShardTarget, result: ShardQueryResult, node_id: str) -> dict[str, Any]:
    node_id = target.far.node or node_id if target.far is not None else node_id
    shard: dict[str, Any] = {
        "id": f"[{node_id}][{target.index}][{target.number}]",
        "node_id": node_id,
        "shard_id": target.number,
        "index": target.index,
        "cluster": "(local)",
    }
    profile = result.profile
    if profile is not None:
        if profile.dfs is not None:
            shard["dfs"] = profile.dfs
        shard["searches"] = profile.searches
        shard["aggregations"] = profile.aggregations
        if profile.fetch is not None:
            shard["fetch"] = profile.fetch
    return shard
