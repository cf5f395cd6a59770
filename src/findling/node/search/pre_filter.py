"""Which shards a search need not have asked: what Elasticsearch finds out before it and reports as `skipped`.

Only the count matters here. A shard that cannot match costs next to nothing, so that all are asked.
"""

from collections.abc import Mapping, Sequence

from findling.base.errors import FindlingError
from findling.node.search.shard_targets import ShardTarget
from findling.node.search.shards.action import on_shards, shard_action
from findling.search.aggs.base.aggregation import Aggregations
from findling.search.context import ShardContext
from findling.search.query.base import Query
from findling.search.query.constant_score import ConstantScoreQuery
from findling.search.query.match_all import MatchNoneQuery
from findling.search.query.primitive.boolean import BooleanQuery
from findling.search.query.primitive.column_weight import ColumnRangeQuery
from findling.search.request import SearchRequest

_MANY_SHARDS = 128


def skipped_shards(request: SearchRequest, params: Mapping[str, str], targets: Sequence[ShardTarget]) -> int:
    """Returns how many of the shards cannot match a search."""
    query = request.query
    if query is None or request.suggest is not None or len(targets) <= _least(request, params) or _needs_all(request):
        return 0
    ready = [target for target in targets if target.is_open]
    cannot = sum(on_shards(surely_empty, ready, [query] * len(ready)))
    # aggregations need the answer of a shard
    return min(cannot, len(targets) - (request.aggregations is not None))


def _least(request: SearchRequest, params: Mapping[str, str]) -> int:
    """Returns up to how many shards nothing is found out."""
    given = params.get("pre_filter_shard_size")
    if given:
        return int(given)
    sorts_by_field = bool(request.sort) and not request.sort[0].is_score  # type: ignore[index]
    return 1 if sorts_by_field else _MANY_SHARDS


def _needs_all(request: SearchRequest) -> bool:
    """Whether an aggregation looks at more than the hits."""
    aggregations = request.aggregations
    return aggregations is not None and _looks_further(aggregations)


def _looks_further(aggregations: Aggregations) -> bool:
    return any(item.looks_beyond_hits or _looks_further(item.children) for item in aggregations.items)


@shard_action
def surely_empty(target: ShardTarget, query: Query) -> bool:
    """Whether it shows, without a search, that no document of a shard can match."""
    try:
        return cannot_match(query, target.ready)
    except FindlingError:
        # it is reported by the search itself
        return False


def cannot_match(query: Query, context: ShardContext) -> bool:
    """Whether the mapping and the dates of a shard show that no document can match. Raises what rewriting raises."""
    return _is_disjoint(query.rewrite(context), context)


def _is_disjoint(query: Query, context: ShardContext) -> bool:
    """Whether dates show that no document of a shard can match a rewritten query."""
    if query.matches_nothing():
        return isinstance(query, MatchNoneQuery) and query.is_found_early
    if isinstance(query, ConstantScoreQuery):
        return _is_disjoint(query.inner, context)
    if isinstance(query, BooleanQuery):
        needed = (*query.must, *query.filter)
        if needed or not query.should:
            return any(_is_disjoint(clause, context) for clause in needed)
        return all(_is_disjoint(clause, context) for clause in query.should)
    if not isinstance(query, ColumnRangeQuery):
        return False
    field = context.field(query.field)
    return field is not None and field.type.time_unit is not None and _no_value_within(query, context)


def _no_value_within(query: ColumnRangeQuery, context: ShardContext) -> bool:
    columns = [segment.reader.numeric(query.field) for segment in context.segments]
    return all(c is None or c.count == 0 or c.max < query.low or c.min > query.high for c in columns)
