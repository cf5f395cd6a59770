"""What actions share: the node that wires it all, indices and their shards, background work, tasks, configuration.

`Node` (node) owns the cluster state, `Indices`, thread pools and `Background`; actions take it as their first argument.
`index_service` is one index: its mapping and its shards; `system` has indices that no client sees. Not for actions
themselves: see the rooms beside this one.
"""
