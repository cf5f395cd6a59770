"""Searches for the nearest vectors: what they are asked by, and how they find it in one shard.

`query_vector` reads vectors of requests, `knn_body` what the query and the section of a search have in common,
`nearest` finds the nearest in one segment, `shard_nearest` in all of a shard. The queries stand in search/query.
"""
