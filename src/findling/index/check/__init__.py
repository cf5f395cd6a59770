"""Looking through a shard that nobody has open, and mending it: what `findling check` does with each.

`findings` is what is found, as data and as JSON. `segment_check` goes through a segment array by array, `structures`
compares what the arrays say with each other, `shard_check` adds commit point, live docs and log. `remains` are the
documents that a segment, whole or damaged, still gives; `rewriting` makes new segments of them; `log_repair` keeps the
records of a log that can be read, `lost_commit` does without a commit point. `shard_repair` plans and does it.

Checking writes nothing. Not here: which shards there should be, and who may look (findling.node.check).
"""
