"""What the cluster knows about its indices, and where each request has to go.

`state` holds the immutable metadata (indices, aliases, templates, settings); `state_store` keeps it on disk behind
the ClusterStateStore seam and `service` changes it, one compare-and-set at a time. `name_resolution` turns the names
in a request (lists, wildcards, aliases, date maths) into indices, `routing` a document id into a shard number,
`templates` an index name into the settings and mappings it is born with. `streams` has the
data streams. `transport` is the seam through which a
shard is called.

Not here: the shards themselves (findling.index) and what requests do with them (findling.node).
"""
