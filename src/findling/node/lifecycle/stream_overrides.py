"""Settings and mappings that a data stream has above those of its template: shown and changed."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from findling.base.errors import FindlingError, IllegalArgumentError
from findling.base.settings import unflatten
from findling.cluster.index_settings import INDEX_SETTINGS, normal_form
from findling.cluster.name_resolution import IndicesOptions
from findling.cluster.state import ClusterState
from findling.cluster.streams.data_stream import DataStream
from findling.cluster.streams.named_streams import OPTIONS, named_streams
from findling.cluster.templates import merge_mappings
from findling.mapping.mapping import Mapping as IndexMapping
from findling.node.indices.mapping_body import untyped
from findling.node.indices.update_settings import with_settings
from findling.node.services.index_service import analysis_of
from findling.node.services.node import Node
from findling.node.streams.backing_index import stream_template

# what may be changed of a stream; the first ones count for indices to come only
_OF_STREAMS: Final = ("index.number_of_shards", "index.mode", "index.analysis.", "index.sort.", "index.codec")
_NOT_OF_STREAMS: Final = ("index.hidden", "index.uuid", "index.creation_date", "index.provided_name")


def get_stream_settings(node: Node, names: Sequence[str], options: IndicesOptions = OPTIONS) -> dict[str, Any]:
    """Returns the settings that streams have of their own, and those that their next index gets."""
    state = node.cluster.state
    shown = [
        {
            "name": stream.name,
            "settings": unflatten(stream.settings),
            "effective_settings": unflatten({**stream_template(state, stream.name).settings, **stream.settings}),
        }
        for stream in named_streams(state, names, options)
    ]
    return {"data_streams": shown}


def put_stream_settings(
    node: Node, names: Sequence[str], body: Mapping[str, Any], dry_run: bool = False
) -> dict[str, Any]:
    """Changes settings of streams, and of their indices where these can take them; null takes one back."""
    changes = normal_form(body)
    return {"data_streams": [_put_settings(node, stream, changes, dry_run) for stream in _named(node, names)]}


def _named(node: Node, names: Sequence[str]) -> list[DataStream]:
    return named_streams(node.cluster.state, names)


def _put_settings(node: Node, stream: DataStream, changes: Mapping[str, Any], dry_run: bool) -> dict[str, Any]:
    settings = {key: value for key, value in {**stream.settings, **changes}.items() if value is not None}
    error = _settings_fault(changes)
    to_both = [key for key in changes if not key.startswith(_OF_STREAMS)]
    if error is None and not dry_run:
        node.cluster.change(lambda state: _with_overrides(state, stream.name, replace(stream, settings=settings)))
        if to_both:
            node.cluster.change(
                lambda state: _with_settings(state, stream.name, {key: changes[key] for key in to_both})
            )
    state = node.cluster.state
    effective = {**stream_template(state, stream.name).settings, **(settings if error is None else stream.settings)}
    return {
        "name": stream.name,
        "applied_to_data_stream": error is None,
        **({} if error is None else {"error": error.reason}),
        "settings": unflatten(settings if error is None else stream.settings),
        "effective_settings": unflatten(effective),
        "index_settings_results": {
            "applied_to_data_stream_only": [key for key in changes if key not in to_both] if error is None else [],
            "applied_to_data_stream_and_backing_indices": to_both if error is None else [],
        },
    }


def _settings_fault(changes: Mapping[str, Any]) -> FindlingError | None:
    refused = [key for key in changes if key in _NOT_OF_STREAMS]
    if refused:
        return IllegalArgumentError(
            f"Cannot set the following settings on a data stream: [{','.join(sorted(refused))}]"
        )
    try:
        INDEX_SETTINGS.validate({key: value for key, value in changes.items() if value is not None})
    except FindlingError as error:
        return error
    return None


def _with_settings(state: ClusterState, name: str, changes: Mapping[str, Any]) -> ClusterState:
    stream = state.streams.get(name)
    for index in () if stream is None else stream.indices:
        state = state.with_index(with_settings(state.indices[index], changes))
    return state


def _with_overrides(state: ClusterState, name: str, changed: DataStream) -> ClusterState:
    current = state.streams.get(name)
    if current is None:
        return state
    overridden = replace(current, settings=changed.settings, mappings=changed.mappings)
    return replace(state, streams=state.streams.with_stream(overridden))


def get_stream_mappings(node: Node, names: Sequence[str], options: IndicesOptions = OPTIONS) -> dict[str, Any]:
    """Returns the mappings that streams have of their own, and that which their next index gets."""
    state = node.cluster.state
    shown = [
        {
            "name": stream.name,
            "mappings": stream.mappings,
            "effective_mappings": _effective(state, stream.name, stream.mappings),
        }
        for stream in named_streams(state, names, options)
    ]
    return {"data_streams": shown}


def _effective(state: ClusterState, name: str, mappings: Mapping[str, Any]) -> dict[str, Any]:
    template = stream_template(state, name)
    definition = merge_mappings(template.mappings, mappings)
    return IndexMapping.from_json(definition, analysis_of(template.settings), template.settings).to_json()


def put_stream_mappings(
    node: Node, names: Sequence[str], body: Mapping[str, Any], dry_run: bool = False
) -> dict[str, Any]:
    """Gives streams mappings of their own, which count for indices to come."""
    mappings = untyped(body)[0]
    return {"data_streams": [_put_mappings(node, stream, mappings, dry_run) for stream in _named(node, names)]}


def _put_mappings(node: Node, stream: DataStream, mappings: dict[str, Any], dry_run: bool) -> dict[str, Any]:
    try:
        effective = _effective(node.cluster.state, stream.name, mappings)
    except FindlingError as error:
        return {"name": stream.name, "applied_to_data_stream": False, "error": error.reason}
    if not dry_run:
        node.cluster.change(lambda state: _with_overrides(state, stream.name, replace(stream, mappings=mappings)))
    return {
        "name": stream.name,
        "applied_to_data_stream": True,
        "mappings": mappings,
        "effective_mappings": effective,
    }
