"""Actions that read by query: search, count, scroll, point in time, msearch, explain, validate, field capabilities.

`shard_targets` finds the shards of a request, `search` asks them and merges; the others stand on these two.
Evaluation is findling.search's.
"""
