"""Rescores what the query phase of a shard has found, one rescorer after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from findling.base.errors import IllegalArgumentError
from findling.search.explanation import shortest_floats
from findling.search.shard_result import ShardQueryResult, hits_of

if TYPE_CHECKING:
    from findling.search.context import ShardContext
    from findling.search.query.base import Scores
    from findling.search.request import SearchRequest
    from findling.search.rescore.rescorer import Rescorer, ShardDocs


def check_rescore(request: SearchRequest, ctx: ShardContext) -> None:
    """Raises IllegalArgumentError for a window that the index does not allow, and for hits in another order."""
    if not request.sorts_by_score:
        raise IllegalArgumentError("Cannot use [sort] option in conjunction with [rescore].")
    limit = ctx.setting("index.max_rescore_window", 10_000)
    for rescorer in request.rescore:
        if rescorer.window_size > limit:
            raise IllegalArgumentError(
                f"Rescore window [{rescorer.window_size}] is too large. It must be less than [{limit}]. This prevents "
                "allocating massive heaps for storing the results to be rescored. This limit can be set by changing "
                "the [index.max_rescore_window] index level setting."
            )
        if rescorer.window_size < 0:
            raise IllegalArgumentError(f"Rescore window [{rescorer.window_size}] must not be negative")


def rescore(request: SearchRequest, ctx: ShardContext, result: ShardQueryResult) -> None:
    """Gives the hits of a shard their new scores and order, and notes which of them were in which window."""
    if not result.hits:
        return
    docs = np.array([hit.doc for hit in result.hits], np.int64)
    scores = np.array([hit.score for hit in result.hits], np.float32)
    for rescorer in request.rescore:
        result.rescored.append(frozenset(docs[: rescorer.window_size].tolist()))
        docs, scores = rescored(rescorer, ctx, docs, scores)
    result.hits = hits_of(docs.tolist(), shortest_floats(scores))
    result.max_score = result.hits[0].score


def rescored(rescorer: Rescorer, ctx: ShardContext, docs: ShardDocs, scores: Scores) -> tuple[ShardDocs, Scores]:
    """Returns hits of a shard in their new order, equal scores by document, and their new scores.

    docs: (n,) int64, counted over the shard, best first; scores: (n,) float32
    """
    bound, window = rescorer.bound(ctx), rescorer.window_size
    places = np.argsort(docs[:window], kind="stable")
    new = bound.outside(scores)
    new[places] = bound.scores(docs[places], scores[places])
    order = np.lexsort((docs, -new))
    return docs[order], new[order]
