"""Data streams as the cluster state shows them."""

from collections.abc import Iterable

from findling.base.settings import unflatten
from findling.cluster.state import ClusterState
from findling.cluster.streams.data_stream import TIMESTAMP_FIELD, DataStream


def stream_metadata(state: ClusterState, indices: set[str]) -> dict[str, object]:
    """Returns the data streams that have one of these indices, and their aliases, as the metadata has them."""
    reached = [stream for stream in state.streams if not indices.isdisjoint(stream.all_indices)]
    if not reached:
        return {}
    streams = {stream.name: _stream(state, stream) for stream in reached}
    aliases = {
        name: alias.to_json()
        for name, alias in state.streams.aliases.items()
        if not streams.keys().isdisjoint(alias.streams)
    }
    return {"data_stream": {"data_stream": streams, "data_stream_aliases": aliases}}


def _stream(state: ClusterState, stream: DataStream) -> dict[str, object]:
    """Returns a data stream as the metadata has it."""
    of_failures = {
        "failure_indices": _identities(state, stream.failure_indices),
        "failure_rollover_on_write": stream.failure_rollover_on_write,
    }
    if not stream.failure_indices:
        del of_failures["failure_indices"]
    return {
        "name": stream.name,
        "timestamp_field": {"name": TIMESTAMP_FIELD},
        "indices": _identities(state, stream.indices),
        "generation": stream.generation,
        **({} if stream.meta is None else {"_meta": stream.meta}),
        "hidden": stream.hidden,
        "replicated": stream.replicated,
        "system": False,
        "allow_custom_routing": stream.allow_custom_routing,
        **of_failures,
        **({} if stream.lifecycle is None else {"lifecycle": stream.lifecycle}),
        "rollover_on_write": stream.rollover_on_write,
        **({} if stream.options is None else {"options": stream.options}),
        "settings": unflatten(stream.settings),
    }


def _identities(state: ClusterState, names: Iterable[str]) -> list[dict[str, str]]:
    return [{"index_name": name, "index_uuid": state.indices[name].uuid} for name in names]
