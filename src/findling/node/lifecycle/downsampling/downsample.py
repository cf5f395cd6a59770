"""`_downsample`: makes an index of time series with one document for an interval."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

import orjson

from findling.base.errors import IllegalArgumentError, IndexNotFoundError, ValidationError
from findling.base.ids import random_uuid
from findling.base.json_values import json_text
from findling.base.object_parser import STRING, Member, parse_object, require
from findling.base.units import parse_time_ms
from findling.cluster.access import acting
from findling.cluster.state import ClusterState, IndexMetadata
from findling.mapping.time_series.bounds import TIMESTAMP
from findling.mapping.types.metrics.aggregate_metric_double import METRICS
from findling.node.documents.bulk import WriteOptions, write_items
from findling.node.documents.bulk_item import BulkItem
from findling.node.indices.create_index import check_name_free, check_shard_limit
from findling.node.indices.maintenance import refresh
from findling.node.lifecycle.downsampling.mapping import SeriesFields, downsampled_mapping, series_fields
from findling.node.search.search import SearchCall, search
from findling.node.services.new_index import add_index
from findling.node.services.node import Node

INTERVAL: Final = "index.downsample.interval"
_PAGE: Final = 500
_NAME: Final = "fixed_interval"
_MEMBERS: Final = {
    _NAME: Member(STRING, lambda value: parse_interval(value) and value),
    "sampling_method": Member(STRING),
}
_DROPPED: Final = ("index.lifecycle.name", "index.blocks.write", "index.default_pipeline", "index.final_pipeline")


def parse_interval(text: str) -> int:
    """Returns the milliseconds of an interval. Raises IllegalArgumentError."""
    return parse_time_ms(text, _NAME)


def downsample(node: Node, source: str, target: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """Answers the request. Raises XContentParseError, IllegalArgumentError, IndexNotFoundError, ValidationError..."""
    parsed = parse_object("downsample_action", body, _MEMBERS)
    require(parsed, _NAME)
    downsample_index(node, source, target, parsed[_NAME])
    return {"acknowledged": True}


def downsample_index(node: Node, source: str, target: str, interval: str) -> None:
    """Makes an index that keeps one document of each series for an interval. Raises what forbids to."""
    old = node.cluster.state.indices.get(source)
    if old is None:
        raise IndexNotFoundError(source)
    fields = _checked(old, interval)
    check_name_free(node.cluster.state, target)
    planned = _planned(node, old, target, interval)

    def change(state: ClusterState) -> ClusterState:
        check_name_free(state, target)
        check_shard_limit(state, planned.settings)
        return state.with_index(planned)

    add_index(node, planned, change)
    _fill(node, old, target, interval, fields)
    node.cluster.change(lambda state: _finished(state, target))


def _checked(old: IndexMetadata, interval: str) -> SeriesFields:
    """Returns the fields of an index that can be downsampled. Raises ValidationError, IllegalArgumentError."""
    if not old.is_time_series:
        raise IllegalArgumentError(f"Downsample requires setting [index.mode=time_series] for index [{old.name}]")
    if old.settings.get("index.blocks.write") != "true":
        raise IllegalArgumentError(f"Downsample requires setting [index.blocks.write = true] for index [{old.name}]")
    finer = old.settings.get(INTERVAL)
    if finer is not None:
        for what, is_so in (
            ("greater than", parse_interval(interval) <= parse_interval(finer)),
            ("a multiple of", parse_interval(interval) % parse_interval(finer) != 0),
        ):
            if is_so:
                raise IllegalArgumentError(
                    f"Source index is a downsampled index. Downsampling interval [{interval}] must be {what} the "
                    f"source index interval [{finer}]."
                )
    fields = series_fields(old.mapping)
    faults = []
    if not fields.dimensions:
        faults.append(f"Index [{old.name}] does not contain any dimension fields.")
    if not fields.gauges and not fields.counters:
        faults.append(f"Index [{old.name}] does not contain any metric fields.")
    if faults:
        raise ValidationError.of(*faults)
    return fields


def _planned(node: Node, old: IndexMetadata, target: str, interval: str) -> IndexMetadata:
    settings = {key: value for key, value in old.settings.items() if key not in _DROPPED}
    uuid = random_uuid()
    settings |= {
        "index.uuid": uuid,
        "index.creation_date": str(node.clock.now_ms()),
        "index.provided_name": target,
        "index.downsample.source.name": old.name,
        "index.downsample.source.uuid": old.uuid,
        "index.downsample.origin.name": old.settings.get("index.downsample.origin.name", old.name),
        "index.downsample.origin.uuid": old.settings.get("index.downsample.origin.uuid", old.uuid),
        "index.downsample.status": "started",
        INTERVAL: interval,
    }
    mapping = downsampled_mapping(old.mapping, interval)
    return IndexMetadata(target, uuid, settings, mapping, primary_terms=(1,) * old.number_of_shards)


def _finished(state: ClusterState, target: str) -> ClusterState:
    made = state.indices[target]
    settings = {**made.settings, "index.downsample.status": "success", "index.blocks.write": "true"}
    return state.with_index(replace(made, settings=settings, settings_version=made.settings_version + 1))


def _fill(node: Node, old: IndexMetadata, target: str, interval: str, fields: SeriesFields) -> None:
    with acting("indices:data/read/search"):
        refresh(node, old.name)
    for page in _pages(node, old.name, interval, fields):
        items = [
            BulkItem("create", target, source=json_text(_document(bucket, fields)), auto_id=True) for bucket in page
        ]
        write_items(node, items, WriteOptions(), of_bulk=True)
        for item in items:
            if item.error is not None:
                raise item.error
    refresh(node, target)


def _pages(node: Node, source: str, interval: str, fields: SeriesFields) -> Iterator[list[Mapping[str, Any]]]:
    """Yields the buckets of series and intervals, some at a time."""
    composite: dict[str, Any] = {
        "size": _PAGE,
        "sources": [
            *({name: {"terms": {"field": name, "missing_bucket": True}}} for name in fields.dimensions),
            {TIMESTAMP: {"date_histogram": {"field": TIMESTAMP, "fixed_interval": interval}}},
        ],
    }
    newest = {"top_hits": {"size": 1, "sort": [{TIMESTAMP: "desc"}], "_source": True}}
    figures = {
        f"{place}:{metric}": {metric: {"field": name}} for place, name in enumerate(fields.gauges) for metric in METRICS
    }
    while True:
        body = {
            "size": 0,
            "track_total_hits": False,
            "aggs": {"series": {"composite": composite, "aggs": {"newest": newest, **figures}}},
        }
        found = search(node, SearchCall([source], body))["aggregations"]["series"]
        if found["buckets"]:
            yield found["buckets"]
        if "after_key" not in found or len(found["buckets"]) < _PAGE:
            return
        composite = {**composite, "after": found["after_key"]}


def _document(bucket: Mapping[str, Any], fields: SeriesFields) -> dict[str, Any]:
    """Returns the document that stands for a series in an interval."""
    document: dict[str, Any] = orjson.loads(json_text(bucket["newest"]["hits"]["hits"][0]["_source"]))
    document[TIMESTAMP] = bucket["key"][TIMESTAMP]
    document["_doc_count"] = bucket["doc_count"]
    for place, name in enumerate(fields.gauges):
        figures = {metric: bucket[f"{place}:{metric}"]["value"] for metric in METRICS}
        _put(document, name, None if not figures["value_count"] else figures)
    return document


def _put(document: dict[str, Any], name: str, value: object) -> None:
    """Sets a field, by its dotted name if the document has it so; None takes it away."""
    level, rest = document, name
    while rest not in level and "." in rest:
        head, _, tail = rest.partition(".")
        inner = level.get(head)
        if not isinstance(inner, dict):
            break
        level[head] = level = dict(inner)
        rest = tail
    if value is None:
        level.pop(rest, None)
    else:
        level[rest] = value
