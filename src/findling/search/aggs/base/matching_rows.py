"""The rows whose documents match a query."""

from __future__ import annotations

from contextlib import nullcontext

import numpy as np

from findling.search.aggs.base.aggregator import AggregationContext, Leaf
from findling.search.aggs.base.rows import Rows
from findling.search.query.base import Query, Weight, weigh


def filter_weight(query: Query, ctx: AggregationContext) -> Weight:
    """Returns a query's weight for the documents that are collected at this place of the tree.

    Raises what the mapping or a value does not allow as it is: no query of the search could not be created.
    """
    with nullcontext() if ctx.scope is None else ctx.shard.within(ctx.scope):
        return weigh(query.rewrite(ctx.shard), ctx.shard, False)


def matching_rows(weight: Weight, leaf: Leaf, rows: Rows) -> Rows:
    """Returns the rows whose documents match."""
    matches = weight.filter(leaf.segment)
    if rows.docs is None:
        if matches.count() == rows.size:
            return rows
        return rows.select(matches.docs())
    kept = np.flatnonzero(matches.contains(rows.docs))
    return rows if len(kept) == rows.size else rows.select(kept.astype(np.int32))
