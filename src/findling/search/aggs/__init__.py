"""Aggregations: figures and groups over the documents that match.

The way of an aggregation through the files:

- `request` parses the `aggs` object into a tree of `Aggregation`s (`base/aggregation`): immutable, knowing only the
  request. `validation` checks the tree.
- For each shard a tree of `Aggregator`s (`base/aggregator`) is made from it, bound to the mapping and the searcher. Per
  segment it collects `Rows` (`base/rows`): documents, each with the ordinal of the bucket it is in. A bucket
  aggregation (`bucket/multi_bucket`, `base/bucket_ords`) turns rows into rows of its own buckets by array operations
  and hands them to its children; a metric folds its values into one figure per bucket (`base/reductions`). Values come
  from `values/numeric_values` and `values/ordinal_values`, ordinals that hold for all segments from
  `search/global_ordinals`. Where nothing but columns is looked at, few documents of many segments are collected
  as of one (`base/all_segments`).
- The shard's result is a partial: plain values and NumPy arrays (`base/partials` has the types and what order means,
  `base/wire` the bytes). `Aggregations.reduce` merges the partials of all shards and applies what needs all of them:
  order, size, filling of gaps, pipelines (`pipeline/`). `Aggregations.render` makes Elasticsearch's JSON of it.

    collector = ShardCollector(request.aggregations, ctx, ...)   # on each shard
    collector.collect(segment, docs, scores)                     # each segment, also one without matches
    partial = collector.partial()
    aggregations.render(aggregations.reduce(partials))           # where the shards' partials come together

One file per aggregation in `metric/`, `bucket/` or `pipeline/` (the common part of several stands in one of its own),
registered under its name by `types`. Nothing here runs Python per document.
"""

from findling.search.aggs.base.aggregation import Aggregation, Aggregations, Partial
from findling.search.aggs.base.reduce_context import ReduceContext
from findling.search.aggs.base.shard_collector import ShardCollector
from findling.search.aggs.request import parse_aggregations

__all__ = ["Aggregation", "Aggregations", "Partial", "ReduceContext", "ShardCollector", "parse_aggregations"]
