"""The agent: what an edge does about what its hub wants of it, and what it tells the hub.

`agent` speaks with the hub (`hub`: by HTTP or over the bus) at intervals and at once when it is poked; what cannot be
told now is told later, once. `local_shadows` has the shadows of the node's devices, `local_commands` the commands that
have come and their answers, `deployed` runs what is deployed. `device_topics` is what devices say and hear of these
by MQTT. Not for what devices measure: that is forwarded by others.
"""
