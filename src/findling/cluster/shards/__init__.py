"""Where copies of shards are, as part of the cluster state: pure functions of it, without sockets or clocks.

`routing_table` says which node has which copy, `members` which nodes there are, `allocation` what has to change when
nodes come and go. Whoever acts on it is findling.node.services.replication.
"""
