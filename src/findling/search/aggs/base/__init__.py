"""What every aggregation is made of.

`Aggregation` (aggregation) is the request, `Aggregator` (aggregator) its evaluation on one shard, `Rows` (rows) the
documents it is handed with the ordinals of their buckets. `reductions` fold values by bucket,
`shard_collector` runs a tree; `all_segments` makes one of the segments' columns. What a shard gives has the types of
`partials`, and `wire` makes bytes of it.
"""
