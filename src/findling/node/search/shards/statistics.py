"""The first phase of a search with common statistics: each shard says what it has, each is told the sums."""

from collections.abc import Sequence

from findling.node.search.shard_targets import ShardTarget
from findling.node.search.shards.action import on_shards, shard_action
from findling.search.profile.dfs_profiler import DfsProfiler
from findling.search.query.base import Query
from findling.search.request import SearchRequest
from findling.search.statistics import ShardStatistics, share_statistics
from findling.search.summed_statistics import Summed, SummedStatistics, gathered, summed


@shard_action
def gather_statistics(target: ShardTarget, queries: Sequence[Query | None]) -> Summed:
    """Returns what the queries of a search need to know of a shard."""
    return gathered(queries, target.ready)


@shard_action
def use_statistics(target: ShardTarget, shared: Summed | None) -> None:
    """Has a shard score by sums, by its own statistics if there are none."""
    context = target.ready
    own = ShardStatistics((context.terms,), context.searcher.memo.setdefault("field_statistics", {}))
    context.statistics = own if shared is None else SummedStatistics(shared, own)


@shard_action
def profile_statistics(target: ShardTarget, query: Query | None) -> None:
    """Measures how a shard gathers the statistics of a search, before they are shared."""
    context = target.ready
    context.dfs = DfsProfiler()
    context.dfs.gather(query, context)


def share(request: SearchRequest, targets: Sequence[ShardTarget]) -> None:
    """Makes the shards of a search score as if they were one."""
    opened = [target for target in targets if target.is_open]
    if all(target.far is None for target in opened):
        share_statistics([target.ready for target in opened])
        return
    queries = [request.query, *(query for part in request.rescore for query in part.queries())]
    total = summed(on_shards(gather_statistics, opened, [queries] * len(opened)))
    on_shards(use_statistics, opened, [total] * len(opened))


def share_no_more(targets: Sequence[ShardTarget]) -> None:
    """Has shards of other nodes score by their own statistics again."""
    far = [target for target in targets if target.far is not None]
    on_shards(use_statistics, far, [None] * len(far))
