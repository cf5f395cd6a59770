"""Actions on single documents: index, create, update, delete, get, and bulk, which the others are made of.

Path of a bulk request: `bulk_request` (lines to items) or `bulk_run` (actions all alike) -> `write_targets` (which
index) -> `bulk` (items by shard) -> `shard_write` (parse, log, apply). Not for writes chosen by a query: node/by_query.
"""
