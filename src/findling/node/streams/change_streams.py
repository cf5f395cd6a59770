"""Data streams deleted, promoted, made of aliases, and given or robbed of backing indices."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final

from findling.base.errors import ActionRequestValidationError, IllegalArgumentError, ResourceNotFoundError
from findling.base.json_values import as_boolean
from findling.base.object_parser import BOOLEAN, LIST, OBJECT, STRING, Member, not_built, parse_object, require
from findling.cluster.name_resolution import IndicesOptions
from findling.cluster.state import ClusterState, IndexMetadata
from findling.cluster.streams.data_stream import DataStream
from findling.cluster.streams.named_streams import OPTIONS, named_streams
from findling.cluster.templates import STREAM_MAPPING, merge_mappings
from findling.mapping.mapping import Mapping as IndexMapping
from findling.node.services.index_service import analysis_of
from findling.node.services.node import Node
from findling.node.streams.backing_index import stream_template
from findling.node.streams.create_stream import check_new_stream, new_stream, with_new_stream

_ACKNOWLEDGED: Final = {"acknowledged": True}


def delete_data_streams(node: Node, names: Sequence[str], options: IndicesOptions = OPTIONS) -> dict[str, Any]:
    """Deletes streams with all their indices. Raises IndexNotFoundError."""

    def change(state: ClusterState) -> ClusterState:
        doomed = named_streams(state, names, options)
        if not doomed:
            return state
        indices = {index for stream in doomed for index in stream.all_indices}
        streams = state.streams.without_streams(stream.name for stream in doomed)
        return replace(state, streams=streams).without_indices(indices)

    node.cluster.change(change, deletes=True)
    return _ACKNOWLEDGED


def promote_data_stream(node: Node, name: str) -> dict[str, Any]:
    """Makes a replicated stream one of its own. Raises ResourceNotFoundError."""

    def change(state: ClusterState) -> ClusterState:
        stream = state.streams.get(name)
        if stream is None:
            raise ResourceNotFoundError(f"data stream [{name}] does not exist")
        return replace(state, streams=state.streams.with_stream(replace(stream, replicated=False)))

    node.cluster.change(change)
    return _ACKNOWLEDGED


def migrate_to_data_stream(node: Node, name: str) -> dict[str, Any]:
    """Makes a stream of an alias, with the alias's indices. Raises IllegalArgumentError."""
    node.cluster.change(lambda state: _migrated(state, name))
    return _ACKNOWLEDGED


def _migrated(state: ClusterState, name: str) -> ClusterState:
    targets = state.alias_targets(name)
    if not targets:
        raise IllegalArgumentError(f"alias [{name}] does not exist")
    writers = [index for index in targets if index.aliases[name].is_write_index]
    if not writers and len(targets) > 1:
        raise IllegalArgumentError(f"alias [{name}] must specify a write index")
    alias = targets[0].aliases[name]
    if alias.filter is not None:
        raise IllegalArgumentError(f"alias [{name}] may not have custom filtering or routing")
    if alias.index_routing is not None or alias.search_routing is not None:
        raise IllegalArgumentError(f"alias [{name}] may not have custom filtering or routing")
    template = stream_template(state, name)
    writer = (writers or targets)[0]
    others = [index for index in targets if index.name != writer.name]
    for index in targets:
        hidden = _as_backing({key: one for key, one in index.aliases.items() if key != name}, index)
        if hidden.aliases:
            raise IllegalArgumentError(
                f"other aliases [{','.join(sorted(hidden.aliases))}] referencing indices [{index.name}] must be "
                "removed before migrating to a data stream"
            )
        state = state.with_index(hidden)
    check_new_stream(state, name)
    ordered = (*(index.name for index in others), writer.name)
    return with_new_stream(state, replace(new_stream(name, template, state), indices=ordered))


def _as_backing(aliases: dict[str, Any], index: IndexMetadata) -> IndexMetadata:
    """Returns an index as one of a stream's: hidden, with a timestamp in each document."""
    definition = merge_mappings(STREAM_MAPPING, index.mapping)
    settings = {**index.settings, "index.hidden": "true"}
    mapping = IndexMapping.from_json(definition, analysis_of(settings), settings).to_json()
    return replace(
        index,
        aliases=aliases,
        settings=settings,
        mapping=mapping,
        version=index.version + 1,
        mapping_version=index.mapping_version + 1,
        settings_version=index.settings_version + 1,
        aliases_version=index.aliases_version + (aliases != index.aliases),
    )


def modify_data_streams(node: Node, body: Mapping[str, Any]) -> dict[str, Any]:
    """Adds backing indices to streams and takes some out, all or nothing."""
    parsed = parse_object("data_stream_actions", body, {"actions": Member(LIST, lambda value: value)})
    require(parsed, "actions")
    if not parsed["actions"]:
        raise ActionRequestValidationError.of("must specify at least one data stream modification action")
    actions = [_read_action(action) for action in parsed["actions"]]

    def change(state: ClusterState) -> ClusterState:
        for kind, members in actions:
            state = _modified(state, kind, members)
        return state

    node.cluster.change(change)
    return _ACKNOWLEDGED


_MEMBERS: Final = {
    "data_stream": Member(STRING),
    "index": Member(STRING),
    "failure_store": Member(BOOLEAN, as_boolean),
}


def _read_action(action: Any) -> tuple[str, dict[str, Any]]:
    kinds = ("add_backing_index", "remove_backing_index")
    members = {kind: Member(OBJECT, partial(_read_members, kind)) for kind in kinds}
    parsed = parse_object("data_stream_action", action, members)
    if len(parsed) != 1:
        found = "Too many data stream operations" if parsed else "No data stream operation"
        raise not_built(IllegalArgumentError(f"{found} declared on operation entry"), "data_stream_action")
    ((kind, found_members),) = parsed.items()
    return kind, found_members


def _read_members(kind: str, body: Mapping[str, Any]) -> dict[str, Any]:
    parsed = parse_object(kind, body, _MEMBERS)
    require(parsed, "data_stream", "index")
    return parsed


def _modified(state: ClusterState, kind: str, members: Mapping[str, Any]) -> ClusterState:
    name, index, failures = members["data_stream"], members["index"], members.get("failure_store", False)
    stream = state.streams.get(name)
    if stream is None:
        raise IllegalArgumentError(f"data stream [{name}] not found")
    if kind == "remove_backing_index":
        return _without(state, stream, index, failures)
    if index not in state.indices:
        raise IllegalArgumentError(f"index [{index}] not found")
    return _with(state, stream, index, failures)


def _without(state: ClusterState, stream: DataStream, index: str, failures: bool) -> ClusterState:
    if index not in stream.members("failures" if failures else "data"):
        raise IllegalArgumentError(f"index [{index}] not found")
    if index == stream.write_index:
        raise IllegalArgumentError(
            f"cannot remove backing index [{index}] of data stream [{stream.name}] because it is the write index"
        )
    metadata = state.indices[index]
    settings = {key: value for key, value in metadata.settings.items() if key != "index.hidden"}
    shown = replace(metadata, settings=settings, settings_version=metadata.settings_version + 1)
    left = stream.without({index})
    if failures and not left.failure_indices:
        left = replace(left, failure_rollover_on_write=True)
    return replace(state.with_index(shown), streams=state.streams.with_stream(left))


def _with(state: ClusterState, stream: DataStream, index: str, failures: bool) -> ClusterState:
    parent = state.streams.parent(index)
    if parent is not None:
        kind = "backing" if index in parent.indices else "failure store"
        if parent.name == stream.name and (kind == "failure store") == failures:
            return state
        raise IllegalArgumentError(
            f"cannot add index [{index}] to data stream [{stream.name}] because it is already a {kind} index on data "
            f"stream [{parent.name}]"
        )
    metadata = state.indices[index]
    if metadata.aliases:
        names = ", ".join(sorted(metadata.aliases))
        several = "aliases" if len(metadata.aliases) > 1 else "alias"
        raise IllegalArgumentError(
            f"cannot add index [{index}] to data stream [{stream.name}] until its {several} [{names}] "
            f"{'are' if len(metadata.aliases) > 1 else 'is'} removed"
        )
    added = replace(stream, generation=stream.generation + 1)
    if failures:
        added = replace(added, failure_indices=(index, *added.failure_indices), failure_rollover_on_write=False)
    else:
        added = replace(added, indices=(index, *added.indices))
    return replace(state.with_index(_as_backing({}, metadata)), streams=state.streams.with_stream(added))
