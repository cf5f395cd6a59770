"""The fleet: what the hub knows of its edges and their devices, and what it wants of them.

Everything is a document of one system index (`store`), found by searches. `registry` has nodes and groups, `devices`
whose a device is, `shadow` what a device should be and is (`shadows` keeps them), `bundles` what can be deployed,
`configs` what nodes are told to do, `commands` what one is asked once. A deployment is planned by pure functions
(`rollout`) and carried out by `deployments`. `exchange` is the one conversation between an edge and its hub: the edge
tells how it is, and learns what is wanted of it; it begins with the edge, so that one that was away for a day needs
nothing else. `service` wires them. Not for what an edge does with what it learns: see findling.edge.agent.
"""
