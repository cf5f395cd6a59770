"""Engines of Rego: modules and data in, values out.

    sources = Sources({"authz.rego": text}, {"teams": {"a": ["ann"]}})
    Checker().check(sources)                          # compiled in a process of its own; raises RegoError
    engine = find_engine_kind().load(sources)         # an Engine of this process
    engine.evaluate("findling.authz.decision", {"user": {"name": "ann"}})     # a value, or UNDEFINED
    engine.close()

`protocol` says what an Engine does. `opa` is OPA itself, a library in Go, with partial evaluation; `regorus` the
fallback where that cannot be installed, `external` an OPA that somebody else runs. `probe` finds which there is. A
Checker (apart) refuses bad modules before they come near an engine in use: they are compiled, and a ProcessEngine
(apart) evaluates, in a `helper`, a process that can be killed. `pool` has several engines of the same sources, for
several threads.

What to know of OPA's library: it is loaded when first used, and a process that has it must not fork. It has no
deadline, so what strangers write runs in a helper. Each distinct query text stays in the memory of its engine for good,
so engines are asked for paths that we choose; texts of strangers go to a helper's engine that is thrown away. An error
of a built-in function is an error of the evaluation, not undefined as in the `opa` program: whoever asks fails closed.
A bad module spoils the engine it is added to, and nothing can be taken out of an engine: changes make new engines.
"""
