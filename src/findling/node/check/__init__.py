"""Looking through a data directory that no node works in, and mending it: what `findling check` does.

`data_check` finds the shards that the cluster states name, and has each looked through (findling.index.check);
`data_repair` plans and does what can be done about what was found. Not for a node that runs: its shards change.
"""
