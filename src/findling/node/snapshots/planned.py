"""What a snapshot is to hold: read from the body of its request, and found in the cluster's state of one moment."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from findling.base.errors import IllegalArgumentError
from findling.cluster.access import under
from findling.cluster.name_resolution import IndicesOptions, resolve_names
from findling.cluster.rebuilds import is_passing
from findling.cluster.state import ClusterState, IndexMetadata
from findling.cluster.streams.data_stream import DataStream
from findling.cluster.streams.named_streams import named_streams
from findling.cluster.streams.stream_set import StreamSet
from findling.node.services.node import Node
from findling.node.snapshots.names import flag, index_expressions

_ALL: Final = IndicesOptions(closed=True, hidden=True, forbid_closed=False)


@dataclass(frozen=True, slots=True)
class SnapshotRequest:
    """A request to make a snapshot."""

    indices: list[str]
    options: IndicesOptions
    include_global_state: bool
    partial: bool
    metadata: Mapping[str, Any] | None


def parse_snapshot(body: Mapping[str, Any]) -> SnapshotRequest:
    """Reads a body; members that nobody knows are passed over, as Elasticsearch does. Raises IllegalArgumentError."""
    metadata = body.get("metadata")
    if metadata is not None and not isinstance(metadata, Mapping):
        raise IllegalArgumentError("malformed metadata, should be an object")
    check_features(body)
    return SnapshotRequest(
        index_expressions(body),
        options_of(body, _ALL),
        flag(body, "include_global_state", True),
        flag(body, "partial", False),
        metadata,
    )


def check_features(body: Mapping[str, Any]) -> list[str] | None:
    """Returns the features whose system indices a body asks for; snapshots have none. Raises IllegalArgumentError."""
    features = body.get("feature_states")
    if features is not None and not isinstance(features, list):
        raise IllegalArgumentError("malformed feature_states section, should be an array of strings")
    return features


def options_of(body: Mapping[str, Any], options: IndicesOptions) -> IndicesOptions:
    """Returns how names are taken as a body says."""
    words = body.get("expand_wildcards")
    if words is not None:
        options = options.expanding(words if isinstance(words, list) else str(words).split(","))
    return replace(
        options,
        ignore_unavailable=flag(body, "ignore_unavailable", options.ignore_unavailable),
        allow_no_indices=flag(body, "allow_no_indices", options.allow_no_indices),
    )


def chosen_indices(node: Node, state: ClusterState, request: SnapshotRequest) -> list[IndexMetadata]:
    """Returns the indices of a snapshot, sorted by name. Raises IndexNotFoundError.

    Whoever may make snapshots may make them of all. What a rebuild copies, or keeps for a time, is taken by its name.
    """
    with under(None):
        found = resolve_names(state, request.indices, request.options, node.clock.now_ms())
        stores = {name for stream in _named(state, request) for name in stream.failure_indices}
    chosen = {index.name: index for index in found if index.name in request.indices or not is_passing(index)}
    chosen |= {name: state.indices[name] for name in stores}
    return [chosen[name] for name in sorted(chosen)]


def chosen_streams(state: ClusterState, request: SnapshotRequest, indices: Iterable[IndexMetadata]) -> StreamSet:
    """Returns the data streams of a snapshot, with those of their indices that it holds, and their aliases."""
    there = {index.name for index in indices}
    with under(None):
        kept = [stream.without(set(stream.all_indices) - there) for stream in _named(state, request)]
    # what is kept is what there was: leaving an index out is no change of the stream
    streams = {one.name: replace(one, generation=state.streams.streams[one.name].generation) for one in kept}
    streams = {name: stream for name, stream in streams.items() if stream.indices}
    left_out = state.streams.streams.keys() - streams
    return StreamSet(streams, state.streams.without_streams(left_out).aliases)


def _named(state: ClusterState, request: SnapshotRequest) -> list[DataStream]:
    return named_streams(state, request.indices, replace(request.options, ignore_unavailable=True))
