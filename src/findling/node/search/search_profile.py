"""The `profile` of a search response: what each shard took."""

from collections.abc import Iterable
from typing import Any

from findling.node.search.shard_targets import ShardTarget
from findling.search.profile.dfs_profiler import DfsProfiler
from findling.search.request import SearchRequest
from findling.search.shard_result import ShardQueryResult


def profile_first_phase(request: SearchRequest, targets: Iterable[ShardTarget]) -> None:
    """Measures how the open targets gather the statistics of a search, before they are shared."""
    for target in targets:
        if target.context is not None:
            target.context.dfs = DfsProfiler()
            target.context.dfs.gather(request.query, target.context)


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
        if profile.dfs is not None:
            shard["dfs"] = profile.dfs
        shard["searches"] = profile.searches
        shard["aggregations"] = profile.aggregations
        if profile.fetch is not None:
            shard["fetch"] = profile.fetch
    return shard
