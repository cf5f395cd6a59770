"""What the next index of a data stream is like: of its template, or of the failure store."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from findling.base.errors import IllegalArgumentError
from findling.base.ids import random_uuid
from findling.cluster.index_settings import get_setting
from findling.cluster.state import ClusterState, IndexMetadata
from findling.cluster.streams.data_stream import Component, DataStream, index_name_of
from findling.cluster.templates import TemplateResult, compose, find_template, merge_mappings
from findling.mapping.time_series.bounds import END, START, time_series_of
from findling.node.indices.create_index import CreateIndexBody, index_of_template
from findling.node.services.iso_time import iso_time

_KEPT_BY_FAILURES: Final = frozenset(
    f"index.{name}"
    for name in ("refresh_interval", "number_of_shards", "number_of_replicas", "auto_expand_replicas", "lifecycle.name")
)
_KEYWORD: Final = {"type": "keyword"}
FAILURE_MAPPING: Final[dict[str, Any]] = {
    "_data_stream_timestamp": {"enabled": True},
    "_routing": {"required": False},
    "dynamic": "false",
    "properties": {
        "@timestamp": {"type": "date", "ignore_malformed": False},
        "document": {"properties": {"id": _KEYWORD, "routing": _KEYWORD, "index": _KEYWORD}},
        "error": {
            "properties": {
                "message": {"type": "match_only_text"},
                "stack_trace": {"type": "text"},
                "type": _KEYWORD,
                "pipeline": _KEYWORD,
                "pipeline_trace": _KEYWORD,
                "processor_tag": _KEYWORD,
                "processor_type": _KEYWORD,
            }
        },
    },
}


def stream_template(state: ClusterState, stream: str) -> TemplateResult:
    """Returns the composed template of a stream. Raises IllegalArgumentError if there is none that makes streams."""
    name = find_template(state, stream)
    if name is None:
        raise IllegalArgumentError(f"no matching index template found for data stream [{stream}]")
    template = compose(state, name, state.index_templates[name])
    if template.stream is None:
        raise IllegalArgumentError(
            f"matching index template [{name}] for data stream [{stream}] has no data stream template"
        )
    return template


def next_index(state: ClusterState, stream: DataStream, now_ms: int, component: Component) -> IndexMetadata:
    """Returns the index that a stream gets next: the first generation after its own whose name is free."""
    generation = stream.generation + 1
    while index_name_of(stream.name, generation, now_ms, component) in state.indices:
        generation += 1
    return backing_index(state, stream, generation, now_ms, component)


def backing_index(
    state: ClusterState, stream: DataStream, generation: int, now_ms: int, component: Component
) -> IndexMetadata:
    """Returns the metadata of an index of a stream. Raises what is wrong with its template.

    stream: as it is before the index belongs to it
    """
    template = stream_template(state, stream.name)
    template = _of_failures(template) if component == "failures" else _of_data(state, stream, template, now_ms)
    name = index_name_of(stream.name, generation, now_ms, component)
    settings = {**template.settings, "index.hidden": "true"}
    template = replace(template, settings=settings, aliases={})
    return index_of_template(state, name, template, CreateIndexBody(), random_uuid(), now_ms, name)


def _of_failures(template: TemplateResult) -> TemplateResult:
    kept = {
        key: value
        for key, value in template.settings.items()
        if key in _KEPT_BY_FAILURES or key.startswith("index.routing.allocation.")
    }
    return replace(template, settings=kept, mappings=FAILURE_MAPPING)


def _of_data(state: ClusterState, stream: DataStream, template: TemplateResult, now_ms: int) -> TemplateResult:
    settings = {**template.settings, **stream.settings}
    mappings = merge_mappings(template.mappings, stream.mappings)
    if settings.get("index.mode") == "time_series":
        settings = {**_series_settings(state, stream, settings, mappings, now_ms), **settings}
    return replace(template, settings=settings, mappings=mappings)


def _series_settings(
    state: ClusterState, stream: DataStream, settings: Mapping[str, Any], mappings: Mapping[str, Any], now_ms: int
) -> dict[str, Any]:
    """Returns the window of time that a new index of time series takes documents of, and its routing path."""
    now_ms -= now_ms % 1000
    last = time_series_of(state.indices[stream.write_index].settings) if stream.indices else None
    start_ms = now_ms - int(get_setting(settings, "index.look_back_time")) if last is None else last.end_ms
    end_ms = max(now_ms, start_ms) + int(get_setting(settings, "index.look_ahead_time"))
    window: dict[str, Any] = {START: iso_time(start_ms), END: iso_time(end_ms)}
    path = list(_dimensions(mappings.get("properties") or {}, ""))
    return {**window, "index.routing_path": path} if path else window


def _dimensions(properties: Mapping[str, Any], prefix: str) -> Iterator[str]:
    for name, definition in properties.items():
        if definition.get("time_series_dimension") in (True, "true"):
            yield f"{prefix}{name}"
        yield from _dimensions(definition.get("properties") or {}, f"{prefix}{name}.")
