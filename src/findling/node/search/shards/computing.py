"""The fields that scripts of a request compute, laid over its shards."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from findling.base.errors import FindlingError
from findling.mapping.runtime.runtime_fields import parse_runtime
from findling.node.search.shard_targets import ShardTarget
from findling.node.search.shards.action import on_shard, shard_action
from findling.search.aggs.values.values_source import script_sources
from findling.search.query.base import Query
from findling.search.request import SearchRequest
from findling.search.runtime.computed import AggregationScript
from findling.search.runtime.overlay import with_computed


class Computed(NamedTuple):
    """What is computed. of_query: only for documents that the query matches"""

    runtime: Mapping[str, Any]
    scripts: list[AggregationScript]
    query: Query | None
    of_query: bool


@shard_action
def lay_over(target: ShardTarget, computed: Computed) -> None:
    """Lays fields over a shard. Raises what is wrong with them."""
    target.context = with_computed(
        target.ready, parse_runtime(computed.runtime), computed.scripts, computed.query, of_query=computed.of_query
    )


def compute_fields(request: SearchRequest, targets: Sequence[ShardTarget]) -> None:
    """Lays the fields that scripts of the request compute over the shards; one that cannot be asked so has failed."""
    scripts = [] if request.aggregations is None else list(script_sources(request.aggregations))
    if not request.runtime and not scripts:
        return
    aggregations = request.aggregations
    of_query = not request.knn and aggregations is not None and aggregations.keep_to_hits
    for target in targets:
        if target.is_open:
            try:
                on_shard(lay_over, target, Computed(request.runtime, scripts, request.query, of_query))
            except FindlingError as error:
                target.context, target.far, target.error = None, None, error
