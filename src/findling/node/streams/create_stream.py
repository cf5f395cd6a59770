"""Makes data streams: on request, or because a document arrived."""

from dataclasses import replace
from typing import Any

from findling.base.errors import BrokenStateError, IllegalArgumentError, ResourceAlreadyExistsError
from findling.cluster.index_names import name_fault
from findling.cluster.state import ClusterState, IndexMetadata
from findling.cluster.streams.data_stream import BACKING_PREFIX, FAILURE_PREFIX, DataStream
from findling.cluster.streams.stream_alias import StreamAlias
from findling.cluster.streams.stream_set import StreamSet
from findling.cluster.templates import TemplateResult
from findling.node.indices.create_index import parse_alias
from findling.node.services.new_index import add_index
from findling.node.services.node import Node
from findling.node.streams.backing_index import backing_index, stream_template


def create_data_stream(node: Node, name: str) -> dict[str, Any]:
    """Creates a stream with its first backing index. Raises what is wrong with its name, or its template."""
    now_ms = node.clock.now_ms()
    stream, planned = _planned(node.cluster.state, name, now_ms)

    def change(state: ClusterState) -> ClusterState:
        _planned(state, name, now_ms)  # what forbids the stream now
        return with_new_stream(state.with_index(planned), replace(stream, indices=(planned.name,)))

    add_index(node, planned, change)
    return {"acknowledged": True}


def auto_create_stream(node: Node, name: str) -> None:
    """Creates a stream for a document that is about to be written, unless somebody else has done so by now."""
    try:
        create_data_stream(node, name)
    except ResourceAlreadyExistsError:
        return


def _planned(state: ClusterState, name: str, now_ms: int) -> tuple[DataStream, IndexMetadata]:
    check_new_stream(state, name)
    stream = new_stream(name, stream_template(state, name), state)
    return stream, backing_index(state, stream, stream.generation, now_ms, "data")


def new_stream(name: str, template: TemplateResult, state: ClusterState) -> DataStream:
    """Returns a stream as its template says, without indices yet."""
    said = template.stream or {}
    body = state.index_templates[template.name or ""]
    return DataStream(
        name,
        (),
        hidden=said.get("hidden", False) or name.startswith("."),
        allow_custom_routing=said.get("allow_custom_routing", False),
        meta=body.get("_meta"),
        lifecycle=None if template.lifecycle is None else {"enabled": True, **template.lifecycle},
        options=template.options or None,
    )


def check_new_stream(state: ClusterState, name: str) -> None:
    """Raises unless a new stream may have this name."""
    if name in state.streams.streams:
        raise ResourceAlreadyExistsError(f"data_stream [{name}] already exists")
    fault = name_fault(name)
    if fault is None and name != name.lower():
        fault = "must be lowercase"
    for prefix in (BACKING_PREFIX, FAILURE_PREFIX):
        if fault is None and name.startswith(prefix):
            fault = f"must not start with '{prefix}'"
    if fault is not None:
        raise IllegalArgumentError(f"data_stream [{name}] {fault}")
    if name in state.indices:
        raise names_collide(f"data stream [{name}] conflicts with index")
    if name in state.alias_names():
        raise names_collide(f"data stream [{name}] conflicts with alias")


def names_collide(how: str) -> BrokenStateError:
    """Returns the error that two things would have the same name."""
    return BrokenStateError(
        f"index, alias, and data stream names need to be unique, but the following duplicates were found [{how}]"
    )


def with_new_stream(state: ClusterState, stream: DataStream) -> ClusterState:
    """Returns the state with a stream added, and with the aliases that its template gives it."""
    streams = state.streams.with_stream(stream)
    for name, body in stream_template(state, stream.name).aliases.items():
        parsed = parse_alias(state, name, body or {}, stream.name)
        streams = with_stream_alias(streams, stream.name, name, parsed.is_write_index, parsed.filter)
    return replace(state, streams=streams)


def with_stream_alias(
    streams: StreamSet, stream: str, alias: str, is_write: bool | None, query: dict[str, Any] | None
) -> StreamSet:
    """Returns the streams with an alias added to one of them, or changed."""
    return streams.with_alias(streams.aliases.get(alias, StreamAlias(alias)).with_stream(stream, is_write, query))
