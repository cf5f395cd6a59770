"""Copies of indices of the hub, pushed to this edge: served read-only whether there is a network or not.

`settings` is what a bundle says of its index, `blobs` brings files from the hub piece by piece and goes on where a
transfer broke, `copies` runs all of them. How an edge tells that a copy is stale is in findling.node.published.served.
Not for what the edge indexes itself: see findling.edge.forward.
"""
