"""Aliases of data streams: added and removed with those of indices, shown beside them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from findling.base.errors import BrokenStateError, IllegalArgumentError
from findling.cluster.date_math_names import resolve_date_math
from findling.cluster.name_resolution import IndicesOptions, split_names
from findling.cluster.state import AliasMetadata, ClusterState
from findling.cluster.streams.data_stream import DataStream
from findling.cluster.streams.named_streams import OPTIONS, named_streams
from findling.cluster.streams.stream_alias import StreamAlias

_LENIENT: Final = replace(OPTIONS, ignore_unavailable=True)


def streams_and_others(
    state: ClusterState, names: Sequence[str], now_ms: int, options: IndicesOptions = _LENIENT
) -> tuple[list[DataStream], list[str]]:
    """Returns the streams that names mean, and those of the names that are of no stream: of indices, or patterns."""
    resolved = [resolve_date_math(name, now_ms) for name in names]
    own = (state.streams.streams.keys(), state.streams.aliases.keys())
    others = [name for name in resolved if not any(name in known for known in own)]
    return named_streams(state, resolved, replace(options, ignore_unavailable=True)), others


def add_alias(
    state: ClusterState, streams: Sequence[DataStream], alias: str, definition: Mapping[str, Any], parsed: AliasMetadata
) -> ClusterState:
    """Returns the state with an alias added to streams. Raises IllegalArgumentError, BrokenStateError."""
    if parsed.index_routing is not None or parsed.search_routing is not None:
        raise IllegalArgumentError("aliases that point to data streams don't support routing")
    if definition.get("is_hidden") is not None:
        raise IllegalArgumentError("aliases that point to data streams don't support is_hidden")
    if state.alias_targets(alias):
        raise both_have(alias)
    changed = state.streams
    for stream in streams:
        entry = changed.aliases.get(alias, StreamAlias(alias))
        changed = changed.with_alias(entry.with_stream(stream.name, parsed.is_write_index, parsed.filter))
    return replace(state, streams=changed)


def both_have(alias: str) -> BrokenStateError:
    """Returns the error for an alias of streams and of plain indices."""
    return BrokenStateError(
        "index, alias, and data stream names need to be unique, but the following duplicates were found [data stream "
        f"alias and indices alias have the same name ({alias})]"
    )


def remove_aliases(
    state: ClusterState, streams: Sequence[DataStream], fits: Callable[[str], bool]
) -> tuple[ClusterState, bool]:
    """Returns the state without some aliases of streams, and whether there were any."""
    changed, removed = state.streams, False
    for stream in streams:
        for alias in changed.aliases_of(stream.name):
            if fits(alias.name):
                changed, removed = changed.with_alias(alias.without_stream(stream.name)), True
    return replace(state, streams=changed), removed


def shown_stream_aliases(
    state: ClusterState,
    expression: str | None,
    now_ms: int,
    choose: Callable[[Sequence[str]], list[str]],
    options: IndicesOptions,
) -> tuple[dict[str, Any], set[str], list[str] | None]:
    """Returns the streams that have aliases with these, the names of the aliases, and what is left of an expression.

    choose: those of the names that are asked for
    The rest is None if the expression means all indices, empty if it was of streams only.
    """
    names = split_names(expression)
    streams, others = streams_and_others(state, names, now_ms, options)
    shown: dict[str, Any] = {}
    found: set[str] = set()
    for stream in streams:
        aliases = {alias.name: alias for alias in state.streams.aliases_of(stream.name)}
        chosen = choose(list(aliases))
        found.update(chosen)
        if chosen:
            shown[stream.name] = {"aliases": {name: aliases[name].shown(stream.name) for name in chosen}}
    return shown, found, others if names else None
