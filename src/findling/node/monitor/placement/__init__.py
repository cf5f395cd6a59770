"""Where shards are in a cluster: `explained` says why, `commands` puts them elsewhere, `leaving` empties nodes;
`ready` tells whether this one serves.

What is decided is decided in findling.cluster.shards; here it is asked for, and told.
"""
