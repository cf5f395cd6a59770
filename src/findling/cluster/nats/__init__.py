"""What a cluster runs on: NATS JetStream. Imported only by nodes that belong to a cluster of several.

`connection` is the connection and the thread that serves it, `watch` has it leave silent servers, `log_contact` those
that are cut off. `embedded_server` runs a nats-server beside the node (`server_config`, `server_process`), `access` is
what they show each other.
`state_stream` keeps the cluster state (the ClusterStateStore seam) as a stream of `differences`, `streams` the
operations of one shard, `remote_calls` carries requests from node to node as `payload` packs them, `heartbeats` tell
who lives. Every write to a stream names the message that it follows, so that of two writers one is refused: nothing
here needs a lock or a lease to be safe.

Not here: what is decided (findling.cluster.shards) and who does it (findling.node.services.replication).
"""
