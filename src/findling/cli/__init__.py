"""The command line: `findling serve`, `findling index`, `findling search`, `findling policy`, `findling completion`.

`main.py` is the group and loads a command's module only when that command is asked for, so that `--version` and `serve`
stay quick. `serve` runs a node in this process; `index` and `search` are HTTP clients of a server that runs already
(`connection.py`).
Not for: anything the REST API cannot do; the command line has no way of its own into an index.
"""
