"""What a search asks of its shards, be they here or on other nodes.

`action` is what may be done on a shard: a function of a target and an argument, both data. `asking` has the query phase
of all shards, `fetching` the page that is shown, `statistics` makes shards score as one. `serving` does it for other
nodes: they open snapshots here for as long as a request lasts. The asking side of calls between nodes is
findling.node.services.replication.far_shards.
"""
