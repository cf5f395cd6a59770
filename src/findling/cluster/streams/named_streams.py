"""From the names in a request to data streams."""

from collections.abc import Sequence
from typing import Final

from findling.base.errors import IndexNotFoundError
from findling.base.wildcards import matches
from findling.cluster.access import check_names, seen_names
from findling.cluster.name_resolution import IndicesOptions
from findling.cluster.state import ClusterState
from findling.cluster.streams.data_stream import DataStream

OPTIONS: Final = IndicesOptions(closed=True, forbid_closed=False)


def named_streams(state: ClusterState, names: Sequence[str], options: IndicesOptions = OPTIONS) -> list[DataStream]:
    """Returns the streams that names and patterns mean, in order of name; all if there are none.

    Raises IndexNotFoundError for a name that is of nothing. The name of a plain index means no stream.
    """
    found: set[str] = set()
    for name in names or ["*"]:
        if name == "_all" or "*" in name:
            found = _expanded(state, found, name, options)
        elif name in state.streams.streams:
            check_names([name])
            found.add(name)
        elif name in state.streams.aliases:
            found.update(stream.name for stream in state.streams.of_alias(name))
        elif name not in state.indices and name not in state.alias_names() and not options.ignore_unavailable:
            raise IndexNotFoundError(name)
    return [state.streams.streams[name] for name in seen_names(sorted(found))]


def _expanded(state: ClusterState, found: set[str], pattern: str, options: IndicesOptions) -> set[str]:
    wanted = "*" if pattern == "_all" else pattern.removeprefix("-")
    fitting = {
        stream.name
        for stream in state.streams
        if matches(wanted, stream.name)
        and (not stream.hidden or options.hidden or (wanted.startswith(".") and stream.name.startswith(".")))
    }
    return found - fitting if pattern.startswith("-") else found | fitting
