"""Nodes at the edge: what devices say is kept, searched and decided where it arises, and goes to the hub when it can.

`config` says how an edge or a hub is set up. `server` runs the nats-server beside it: devices come by MQTT, edges as
leaf nodes. `bus` carries calls between an edge and its hub, in either direction, over subjects that belong to that
edge alone. `forward` takes the events of devices (rules, local index, outbox, what is sent when), `hub` takes in what
edges send. `service` puts an edge together.

`functions` runs functions on events, `models` ask ONNX models, `pipelines` change documents on their way, `copies` are
those of the hub's indices, `fleet` is what a hub keeps of its edges and their devices and wants of them, `agent` what
an edge does about that. `attached` puts these beside an edge or a hub.

An edge may be the hub of others: its nats-server has an account for those above and one for those below, and nothing
passes from one to the other but through this program. Imported only where an edge or a hub is asked for: what needs
NATS is `server`, `bus` and what stands above them.

Not here: REST (findling.rest.routes) and commands (findling.cli.edge).
"""
