"""Names resolved to indices, aliases and data streams, for tools that complete them."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final

from findling.base.wildcards import matches_any
from findling.cluster.access import seen_names
from findling.cluster.name_resolution import IndicesOptions, resolve_names, split_names
from findling.cluster.state import ClusterState, IndexMetadata
from findling.cluster.streams.named_streams import named_streams
from findling.cluster.streams.selectors import split_selector
from findling.node.services.node import Node
from findling.version import ELASTICSEARCH_VERSION

OPTIONS: Final = IndicesOptions(forbid_closed=False)


def resolve_index(node: Node, expression: str, options: IndicesOptions) -> dict[str, object]:
    """Returns the indices, aliases and data streams that an expression means."""
    state = node.cluster.state
    indices = resolve_names(state, expression, options, node.clock.now_ms())
    names = [split_selector(name)[0] for name in split_names(expression)]
    everything = "_all" in names or "*" in names
    included = ["*" if name == "_all" else name for name in names if not name.startswith("-")]
    reached = [index for index in indices if _is_meant(state, index, included, options) and seen_names([index.name])]
    aliases: dict[str, list[str]] = {}
    for alias, target in _aliased(state):
        if (everything or matches_any(included, alias)) and seen_names([alias]):
            aliases.setdefault(alias, []).append(target)
    return {
        "indices": [_index(state, index) for index in reached],
        "aliases": [{"name": name, "indices": sorted(targets)} for name, targets in sorted(aliases.items())],
        "data_streams": list(_streams(state, expression, options)),
    }


def _is_meant(state: ClusterState, index: IndexMetadata, names: list[str], options: IndicesOptions) -> bool:
    """Whether an index is meant by its own name, not by that of its data stream."""
    if not matches_any(names, index.name):
        return False
    if not index.hidden or state.streams.parent(index.name) is None:
        return True
    dotted = any(name.startswith(".") for name in names if matches_any([name], index.name))
    return options.hidden or index.name in names or dotted


def _aliased(state: ClusterState) -> Iterable[tuple[str, str]]:
    """Yields each alias with an index that it stands for."""
    for index in state.indices.values():
        for alias in index.aliases:
            yield alias, index.name
    for alias in state.streams.aliases:
        for stream in state.streams.of_alias(alias):
            for index_name in stream.indices:
                yield alias, index_name


def _streams(state: ClusterState, expression: str, options: IndicesOptions) -> Iterable[dict[str, object]]:
    names = [name for name in split_names(expression) if split_selector(name)[0] not in state.streams.aliases]
    shown: dict[str, tuple[str, ...]] = {}
    for name in names:
        base, part = split_selector(name)
        if base.startswith("-"):
            continue
        for stream in named_streams(state, [base], replace(options, ignore_unavailable=True)):
            shown[stream.name] = (*shown.get(stream.name, ()), *stream.members(part))
    excluded = [name[1:] for name in names if name.startswith("-")]
    for stream_name in sorted(shown):
        if not matches_any(excluded, stream_name):
            members = list(dict.fromkeys(shown[stream_name]))
            yield {"name": stream_name, "backing_indices": members, "timestamp_field": "@timestamp"}


def _index(state: ClusterState, index: IndexMetadata) -> dict[str, object]:
    attributes = ["closed" if index.closed else "open"] + (["hidden"] if index.hidden else [])
    body: dict[str, Any] = {"name": index.name}
    aliases = sorted(index.aliases)
    if aliases:
        body["aliases"] = aliases
    body["attributes"] = sorted(attributes)
    stream = state.streams.parent(index.name)
    return body if stream is None else {**body, "data_stream": stream.name}


def resolve_cluster(node: Node, expression: str | None, options: IndicesOptions) -> dict[str, object]:
    """Returns whether this cluster, the only one, has what an expression means."""
    if expression is None:
        return {}
    version = {
        "number": ELASTICSEARCH_VERSION,
        "build_flavor": "default",
        "minimum_wire_compatibility_version": "8.19.0",
        "minimum_index_compatibility_version": "8.0.0",
    }
    matching = bool(resolve_names(node.cluster.state, expression, options, node.clock.now_ms()))
    return {"(local)": {"connected": True, "skip_unavailable": False, "matching_indices": matching, "version": version}}
