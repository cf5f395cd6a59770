"""The node: one module per action, services wired together, background work.

Rooms, each importing only those named before it: `services` (what actions share), `indices`, `streams`, `documents`,
`search`, `by_query`, `rebuild`, `gatekeeper`, `scripts`, `evaluation`, `policy`, `monitor`, `lifecycle`, `check`.
`services.node.Node` is made once per process; an action is a function whose first argument it is. Actions know nothing
of HTTP (findling.rest) and parse only their own bodies.
"""
