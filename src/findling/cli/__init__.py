"""The command line: `findling serve`, `index`, `search`, `check`, `policy`, `security`, `completion` and others.

`main.py` is the group and loads a command's module only when that command is asked for, so that `--version` and `serve`
stay quick. `serve` runs a node in this process; `index` and `search` are HTTP clients of a server that runs already
(`connection.py`); `check` and `security` work on the data of a server that is stopped.
Not for: anything the REST API cannot do while a server runs; the command line has no way of its own into an index.
"""
