"""Definitions that Elasticsearch refuses, and those that Findling cannot carry out, with the reasons."""

import re
from typing import Any

import pytest

from findling.base.errors import IllegalArgumentError, MapperParsingError
from tests.unit.mapping.conftest import MakeMapping

DIMENSION = {"type": "keyword", "time_series_dimension": True}
FIELDS: list[tuple[dict[str, Any], str]] = [
    (
        {"type": "geo_shape", "tree": "quadtree", "precision": "1m"},
        "using deprecated parameters [tree, precision] in mapper [f] of type [geo_shape] is no longer allowed",
    ),
    (
        {"type": "geo_shape", "strategy": "recursive"},
        "using deprecated parameters [strategy] in mapper [f] of type [geo_shape] is no longer allowed",
    ),
    *(
        ({"type": name, "ignore_above": -1}, "[ignore_above] must be positive, got [-1]")
        for name in ("keyword", "wildcard", "flattened")
    ),
    ({"type": "flattened", "depth_limit": -5}, "[depth_limit] must be positive, got [-5]"),
    ({"type": "geo_shape", "orientation": "up"}, "Unknown orientation [up]"),
    (
        {"type": "long", "time_series_metric": "x"},
        "Unknown value [x] for field [time_series_metric] - accepted values are [gauge, counter]",
    ),
    (
        {"type": "geo_point", "time_series_metric": "gauge"},
        "Unknown value [gauge] for field [time_series_metric] - accepted values are [position]",
    ),
    *(
        (
            {"type": name, "script": {"source": "emit(1)"}},
            "[script] is not supported in [properties]: declare the field in [runtime]",
        )
        for name in ("long", "double", "keyword", "date", "boolean", "ip", "geo_point")
    ),
]


@pytest.mark.parametrize(("definition", "reason"), FIELDS)
def test_fields(make_mapping: MakeMapping, definition: dict[str, Any], reason: str) -> None:
    with pytest.raises(MapperParsingError) as caught:
        make_mapping({"properties": {"f": definition}})
    assert caught.value.reason == f"Failed to parse mapping: {reason}"


@pytest.mark.parametrize("name", ["_id", "_index", "_version", "_seq_no", "_tier", "_doc_count", "_ignored"])
def test_metadata_fields_that_cannot_be_configured(make_mapping: MakeMapping, name: str) -> None:
    with pytest.raises(MapperParsingError, match=f"Failed to parse mapping: {name} is not configurable"):
        make_mapping({name: {}, "properties": {}})


@pytest.mark.parametrize(
    ("definition", "reason"),
    [
        ({"_all": {"enabled": True}}, "Enabling [_all] is disabled in 6.0. As a replacement, you can use [copy_to]"),
        ({"_ttl": {"enabled": True}}, "Root mapping definition has unsupported parameters:  [_ttl : {enabled=true}]"),
        ({"_timestamp": {}}, "Root mapping definition has unsupported parameters:  [_timestamp : {}]"),
    ],
)
def test_metadata_fields_of_older_versions(make_mapping: MakeMapping, definition: Any, reason: str) -> None:
    """What would have an effect that Findling does not have; `_all` may be switched off."""
    with pytest.raises(MapperParsingError, match=re.escape(f"Failed to parse mapping: {reason}")):
        make_mapping(definition)
    assert make_mapping({"_all": {"enabled": False}}).to_json() == {}


def test_too_many_dimensions(make_mapping: MakeMapping) -> None:
    """`index.mapping.dimension_fields.limit`."""
    fields = {"a": DIMENSION, "o": {"properties": {"b": DIMENSION}}, "c": {"type": "keyword"}}
    assert make_mapping({"properties": fields}, {"index.mapping.dimension_fields.limit": 2}).field("o.b") is not None
    reason = re.escape("Limit of total dimension fields [1] has been exceeded")
    with pytest.raises(IllegalArgumentError, match=reason):
        make_mapping({"properties": fields}, {"index.mapping.dimension_fields.limit": 1})
