"""The data streams that a restore makes, under their new names."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from findling.cluster.state import ClusterState
from findling.cluster.streams.data_stream import BACKING_PREFIX, FAILURE_PREFIX, DataStream
from findling.cluster.streams.stream_alias import StreamAlias
from findling.cluster.streams.stream_set import StreamSet
from findling.node.snapshots.restore_request import RestoreRequest
from findling.node.snapshots.snapshot_indices import indices_named
from findling.snapshots.details import SnapshotDetails
from findling.snapshots.errors import SnapshotRestoreError


def wanted_streams(details: SnapshotDetails, request: RestoreRequest) -> StreamSet:
    """Returns the streams of a snapshot that names and patterns mean, as they are in it, and their aliases."""
    kept = StreamSet.from_json(details.streams)
    names = indices_named(kept.streams, request.indices, lenient=True)
    found = kept.without_streams(kept.streams.keys() - set(names))
    return found if request.include_aliases else StreamSet(found.streams)


def wanted_indices(details: SnapshotDetails, request: RestoreRequest, streams: StreamSet) -> list[str]:
    """Returns the names in the snapshot of the indices to restore, those of the streams among them.

    Raises IndexNotFoundError.
    """
    others = [name for name in request.indices if name not in streams.streams]
    backing = [index for stream in streams for index in stream.all_indices]
    if request.indices and not others:
        return backing
    chosen = indices_named(details.indices, others, request.options.ignore_unavailable)
    return list(dict.fromkeys([*chosen, *backing]))


def renamed_index(request: RestoreRequest, index: str, streams: StreamSet) -> str:
    """Returns the name that an index gets; what a stream's index has before the stream's name stays."""
    prefix = index[: len(BACKING_PREFIX)]
    if streams.parent(index) is not None and prefix in (BACKING_PREFIX, FAILURE_PREFIX):
        return prefix + request.renamed(index.removeprefix(prefix))
    return request.renamed(index)


def renamed_streams(request: RestoreRequest, streams: StreamSet) -> StreamSet:
    """Returns streams and aliases with the names they get."""

    def indices(names: Iterable[str]) -> tuple[str, ...]:
        return tuple(renamed_index(request, name, streams) for name in names)

    named = {
        request.renamed(stream.name): replace(
            stream,
            name=request.renamed(stream.name),
            indices=indices(stream.indices),
            failure_indices=indices(stream.failure_indices),
        )
        for stream in streams
    }
    return StreamSet(named, {name: _renamed_alias(request, alias) for name, alias in streams.aliases.items()})


def _renamed_alias(request: RestoreRequest, alias: StreamAlias) -> StreamAlias:
    writer = alias.write_stream
    return replace(
        alias,
        streams=tuple(map(request.renamed, alias.streams)),
        write_stream=None if writer is None else request.renamed(writer),
        filters={request.renamed(name): query for name, query in (alias.filters or {}).items()},
    )


def check_places(state: ClusterState, streams: StreamSet, where: str) -> None:
    """Raises SnapshotRestoreError if streams or aliases cannot have their names.

    A stream that is there already gives its name up if all its indices are closed, as an index does.
    """
    for stream in streams:
        if stream.name in state.indices or stream.name in state.alias_names():
            raise SnapshotRestoreError(
                f"{where} cannot restore data stream [{stream.name}]: an index or an alias has its name"
            )
        if _is_open(state, state.streams.get(stream.name)):
            raise SnapshotRestoreError(
                f"{where} cannot restore data stream [{stream.name}] because an open data stream with same name "
                "already exists in the cluster. Either close or delete the existing data stream or restore the data "
                "stream under a different name by providing a rename pattern and replacement name"
            )
    for alias in streams.aliases:
        if alias in state.indices or alias in state.streams.streams or state.alias_targets(alias):
            raise SnapshotRestoreError(
                f"{where} cannot restore alias [{alias}] of data streams: something else has its name"
            )


def _is_open(state: ClusterState, stream: DataStream | None) -> bool:
    return stream is not None and any(not state.indices[name].closed for name in stream.all_indices)


def with_streams(state: ClusterState, streams: StreamSet) -> ClusterState:
    """Returns the state with streams whose indices are there; their aliases join those of the same names."""
    found = state.streams
    for stream in streams:
        found = found.with_stream(stream)
    for alias in streams.aliases.values():
        found = found.with_alias(_merged(found.aliases, alias))
    return replace(state, streams=found)


def _merged(aliases: Mapping[str, StreamAlias], alias: StreamAlias) -> StreamAlias:
    before = aliases.get(alias.name)
    if before is None:
        return alias
    names = tuple(dict.fromkeys((*before.streams, *alias.streams)))
    filters = {**(before.filters or {}), **(alias.filters or {})}
    return StreamAlias(alias.name, names, before.write_stream or alias.write_stream, filters)
