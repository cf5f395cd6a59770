"""What a search spent its time on, in the shape of Elasticsearch's profile API.

A shard's `SearchProfiler` hangs in its ShardContext while the query phase runs. Weights are made by `weigh`, which
hands out timed ones then; collectors are wrapped where they are put together, and the phases of the fetch are timed by
their HitBuilder. What is measured is wall time in nanoseconds, that of the parts included, as Lucene does it. A timed
weight has no plan: a profiled search goes segment by segment, clause by clause, so that each can be told apart.
"""
