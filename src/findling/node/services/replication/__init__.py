"""A node as one of several: its copies of shards, and how the others are asked.

`membership` joins the cluster and does the master's duties; `copies` opens, fills and drops what the cluster state
gives this node, each a `copy` that follows its shard's stream; `peer_recovery` fetches the files of a new one.
`system_log` shares system indices, `admission` is a master's part in who may belong to the cluster. `shard_door` stands
where a Shard stands on a single node, wherever the copies are; `shard_calls` is its other end.

The log is the truth: a primary decides what a batch does, appends it to the stream behind the message it has seen last,
and applies it once it is committed; all others apply the same. Imported only in a cluster.
"""
