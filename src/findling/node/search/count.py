"""The count API."""

from collections.abc import Mapping, Sequence
from typing import Any

from findling.base.errors import FindlingError, IllegalArgumentError
from findling.cluster.name_resolution import IndicesOptions
from findling.node.search.matching import Count, count_matches
from findling.node.search.preference import preferred
from findling.node.search.shard_failures import all_shards_failed, shards_summary
from findling.node.search.shard_targets import Check, ShardTarget, find_targets, never, opened
from findling.node.search.shards.action import answers_of
from findling.node.services.node import Node
from findling.node.services.resolving import resolving_anew
from findling.search.query.url_query import parse_whole, query_of_request


@resolving_anew
def count(
    node: Node,
    expression: str | None,
    body: Mapping[str, object],
    params: Mapping[str, str],
    options: IndicesOptions,
    check: Check = never,
    types: Sequence[str] = (),
) -> dict[str, Any]:
    """Returns how many documents match a query. types: mapping types that they must have"""
    query = query_of_request(body, params)
    if query is not None:
        parse_whole(query, "query" in body)
    min_score = float(params["min_score"]) if "min_score" in params else None
    terminate_after = int(params.get("terminate_after", 0))
    if terminate_after < 0:
        raise IllegalArgumentError("terminateAfter must be > 0")
    targets = find_targets(node, expression, options, params.get("routing"), types)
    targets = preferred(targets, params.get("preference"), node)
    with opened(node, targets, check):
        counts = _counts(targets, Count(query, min_score, terminate_after))
    errors = [(target, target.error) for target in targets if target.error is not None]
    if errors and len(errors) == len(targets):
        raise all_shards_failed(errors, "query", node.id)
    answer: dict[str, Any] = {"count": sum(counts), "_shards": shards_summary(targets, errors, node.id)}
    if terminate_after:
        answer["terminated_early"] = answer["count"] >= terminate_after
        answer["count"] = min(answer["count"], terminate_after)
    return answer


def _counts(targets: Sequence[ShardTarget], asked: Count) -> list[int]:
    """Returns how many match on each shard; one that fails keeps its error."""
    counts = []
    for target, answer in zip(targets, answers_of(count_matches, targets, asked), strict=True):
        if isinstance(answer, FindlingError):
            target.error = answer
        counts.append(answer if isinstance(answer, int) else 0)
    return counts
