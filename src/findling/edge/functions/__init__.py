"""Functions on events, each bundle in a process of its own that can do little and breaks alone.

    from findling.edge.functions.declared import Event, every, on
    from findling.edge.functions.api import Edge

    @on("sensors/+/temperature")
    def hot(event: Event, edge: Edge) -> None: ...

`declared` has the decorators, `api` what functions can ask their node for. `signed_files` packs, signs and checks what
is deployed, `bundle` reads what it says. `child` is the process of one bundle, `confinement` and `landlock` what keep
it to its files, `channel` how it talks with `process`, which is the node's end of it. `supervisor` calls it event by
event, counts (`counters`) and starts it again when it died; `functions` holds all of them, keeps what runs over
restarts (`kept_bundles`), brings events, timers and `sensors` to them, and has what they say until the node takes it
(`journal`). Not for who decides what is deployed: see fleet.
"""
