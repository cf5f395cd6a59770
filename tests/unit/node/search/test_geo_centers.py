"""Centers of geo_distance that are no points, as Elasticsearch 9.1 refuses them."""

from typing import Any

import pytest

from tests.reference.api import Api

LATITUDE = "[geo_distance] center point latitude is invalid: "
LONGITUDE = "[geo_distance] center point longitude is invalid: "


def _asked(api: Api, center: Any, **more: Any) -> Any:
    assert api.put("/places", {"mappings": {"properties": {"g": {"type": "geo_point"}}}}).status == 200
    assert api.put("/places/_doc/1?refresh=true", {"g": [20, 10]}).status == 201
    return api.post("/places/_search", {"query": {"geo_distance": {"distance": "1km", "g": center, **more}}})


@pytest.mark.parametrize(
    ("center", "kind", "reason"),
    [
        ({"type": "Point", "coordinates": [1, 2]}, "parsing_exception", "[geo_distance] query does not support [g]"),
        ({"lat": 52, "lon": 5, "x": 1}, "parsing_exception", "[geo_distance] query does not support [g]"),
        ([1, 2, 3], "parse_exception", "found Z value [3.0] but [ignore_z_value] parameter is [false]"),
        ("1,2,3", "parse_exception", "found Z value [3.0] but [ignore_z_value] parameter is [false]"),
        (["1", "2"], "parse_exception", "numeric value expected"),
    ],
)
def test_what_cannot_be_read(api: Api, center: Any, kind: str, reason: str) -> None:
    answer = _asked(api, center)
    assert answer.error[:2] == (400, kind)
    assert reason in answer.body["error"]["reason"]


@pytest.mark.parametrize(
    ("center", "reasons"),
    [
        ({"lat": 52}, f"1: {LONGITUDE}NaN;"),
        ({"lon": 5}, f"1: {LATITUDE}NaN;"),
        ({}, f"1: {LATITUDE}NaN;2: {LONGITUDE}NaN;"),
        ([1], f"1: {LATITUDE}NaN;"),
        ([], f"1: {LATITUDE}NaN;2: {LONGITUDE}NaN;"),
        ([200, 100], f"1: {LATITUDE}100.0;2: {LONGITUDE}200.0;"),
    ],
)
def test_what_is_no_place(api: Api, center: Any, reasons: str) -> None:
    failure = _asked(api, center).body["error"]["failed_shards"][0]["reason"]
    assert (failure["type"], failure["reason"]) == (
        "query_shard_exception",
        "couldn't validate latitude/ longitude values",
    )
    cause = failure["caused_by"]
    assert (cause["type"], cause["reason"]) == ("query_validation_exception", f"Validation Failed: {reasons}")


@pytest.mark.parametrize("method", ["COERCE", "IGNORE_MALFORMED"])
def test_half_a_place_is_none_whatever_the_validation(api: Api, method: str) -> None:
    failure = _asked(api, [1], validation_method=method).body["error"]["failed_shards"][0]["reason"]
    assert failure["reason"].endswith("invalid latitude NaN; must be between -90.0 and 90.0")


@pytest.mark.parametrize("center", [[20, 10], {"lat": "10", "lon": "20"}, "POINT (20 10)", "10,20"])
def test_places(api: Api, center: Any) -> None:
    assert [hit["_id"] for hit in _asked(api, center).body["hits"]["hits"]] == ["1"]


def test_a_number_is_the_text_of_a_geohash(api: Api) -> None:
    api.put("/numbers", {"mappings": {"properties": {"g": {"type": "geo_point"}}}})
    assert api.post("/numbers/_search", {"query": {"geo_distance": {"distance": "1km", "g": 5}}}).status == 200
