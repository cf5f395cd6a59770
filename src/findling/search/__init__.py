"""Search: from a request to hits and aggregations of one shard, and the merging of shards.

`request` parses the body and the URL parameters into a SearchRequest. `phases` runs it: query phase on each shard
(queries in `query/`, sorting and collecting in `collector/`, aggregations in `aggs/`, a closer look at the best hits in
`rescore/`), merge, fetch phase (`fetch/`).
`context` is what a search sees of a shard; `doc_set`, `filter_cache`, `similarity` (BM25), `similarities/` (the others)
and `statistics` are what queries are made of. `global_ordinals` number a field's terms over all segments,
`snapshot_memo` keeps what was found out of a snapshot. `hit_count` says how far hits are counted, `shard_result` what a
shard found. Not for scattering a search over shards and nodes: that is node's part.
"""

# field types register themselves; their package must be loaded before modules inside of it are taken alone
from findling.mapping import types as _types  # noqa: F401
