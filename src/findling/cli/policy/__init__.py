"""`findling policy`: what operators and authors of policies do with files.

`apply` and `review` ask a running server; `unit_test` and `verify` need none, they evaluate in this process. `commands`
is the group, `manifests` reads files.
"""
