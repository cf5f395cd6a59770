"""What hits show of fields of every type: `fields`, `stored_fields`, formats."""

from typing import Any

import pytest

from tests.reference.api import Api

POINT = {"type": "Point", "coordinates": [1, 2]}
ENVELOPE = {"type": "envelope", "coordinates": [[0, 10], [10, 0]]}
COLLECTION = {
    "type": "GeometryCollection",
    "geometries": [POINT, {"type": "LineString", "coordinates": [[0, 0], [1, 1]]}],
}
SHAPE = {"type": "geo_shape"}
FEATURES = {"a": 1.5, "b": 2}


def hit_of(api: Api, definition: Any, value: Any, wanted: Any) -> dict[str, Any]:
    """Returns the hit of one document with one field `f`, as a search shows it with some further members."""
    made = api.put("/shown", {"mappings": {"properties": {"f": definition}}})
    assert made.status == 200, made.text
    answer = api.put("/shown/_doc/1?refresh=true", {"f": value})
    assert answer.status == 201, answer.text
    found = api.post("/shown/_search", {"_source": False, **wanted})
    assert found.status == 200, found.text
    hit: dict[str, Any] = found.body["hits"]["hits"][0]
    return hit


@pytest.mark.parametrize(
    ("definition", "value", "shown"),
    [
        ({"type": "dense_vector", "dims": 3}, [1, 2.5, 3], [1, 2.5, 3]),
        ({"type": "completion"}, ["one", {"input": "two", "weight": 2}], ["one", {"input": "two", "weight": 2}]),
        ({"type": "rank_features"}, FEATURES, [FEATURES]),
        ({"type": "sparse_vector"}, [{"a": 1}, {"b": 2}], [{"a": 1}, {"b": 2}]),
        (SHAPE, POINT, [POINT]),
        (SHAPE, ENVELOPE, [ENVELOPE]),
        (SHAPE, COLLECTION, [COLLECTION]),
        (SHAPE, "POINT (1 2)", [{"type": "Point", "coordinates": [1.0, 2.0]}]),
        (SHAPE, "BBOX (0, 10, 10, 0)", [{"type": "Envelope", "coordinates": [[0.0, 10.0], [10.0, 0.0]]}]),
        ({"type": "keyword", "null_value": "nil"}, None, ["nil"]),
        ({"type": "long", "null_value": 7}, [None, "5", 3.7], [7, 5, 3]),
        ({"type": "text"}, [True, 5, "x"], ["true", "5", "x"]),
        ({"type": "integer_range"}, [{"gt": 1}, {"lte": "5"}], [{"gt": 1}, {"lte": 5}]),
        ({"type": "half_float"}, 0.1, [0.099975586]),
    ],
)
def test_fields(api: Api, definition: Any, value: Any, shown: Any) -> None:
    assert hit_of(api, definition, value, {"fields": ["f"]})["fields"]["f"] == shown


@pytest.mark.parametrize(
    ("definition", "value", "format", "shown"),
    [
        (SHAPE, POINT, "wkt", "POINT (1.0 2.0)"),
        (SHAPE, ENVELOPE, "wkt", "BBOX (0.0, 10.0, 10.0, 0.0)"),
        (SHAPE, COLLECTION, "wkt", "GEOMETRYCOLLECTION (POINT (1.0 2.0),LINESTRING (0.0 0.0, 1.0 1.0))"),
        (SHAPE, "POINT (1 2)", "wkt", "POINT (1 2)"),
        ({"type": "geo_point"}, "3,4", "wkt", "POINT (4.0 3.0)"),
        ({"type": "date_range", "format": "yyyy"}, {"gte": "2020"}, "yyyyMM", {"gte": "202001"}),
    ],
)
def test_fields_in_a_format(api: Api, definition: Any, value: Any, format: str, shown: Any) -> None:
    hit = hit_of(api, definition, value, {"fields": [{"field": "f", "format": format}]})
    assert hit["fields"]["f"] == [shown]


@pytest.mark.parametrize(
    ("definition", "value", "format", "reason"),
    [
        ({"type": "geo_point"}, "3,4", "zz", "Unrecognized geometry format [zz]."),
        (
            {"type": "date"},
            "2024",
            "use_field_mapping",
            "Invalid format: [use_field_mapping]: Unknown pattern letter: f",
        ),
        ({"type": "boolean"}, True, "x", "Field [f] of type [boolean] doesn't support formats."),
    ],
)
def test_formats_that_are_refused(api: Api, definition: Any, value: Any, format: str, reason: str) -> None:
    hit_of(api, definition, value, {})
    answer = api.post("/shown/_search", {"fields": [{"field": "f", "format": format}]})
    assert answer.status == 400
    assert answer.body["error"]["root_cause"][0]["reason"] == f"error fetching [f]: {reason}"


@pytest.mark.parametrize("definition", [{"type": "boolean"}, {"type": "geo_point"}, {"type": "ip"}])
def test_doc_values_without_formats(api: Api, definition: Any) -> None:
    value = {"boolean": True, "geo_point": "3,4", "ip": "::1"}[definition["type"]]
    hit_of(api, definition, value, {})
    answer = api.post("/shown/_search", {"docvalue_fields": [{"field": "f", "format": "x"}]})
    assert "does not support custom formats" in answer.body["error"]["root_cause"][0]["reason"]


@pytest.mark.parametrize(
    ("definition", "value", "shown"),
    [
        ({"type": "date"}, "2024-01-02", ["2024-01-02T00:00:00.000Z"]),
        ({"type": "date", "format": "yyyy"}, "2024", ["2024"]),
        ({"type": "boolean"}, "true", [True]),
        ({"type": "long"}, "5", [5]),
        ({"type": "geo_point"}, [2, 1], ["1.0, 2.0"]),
        ({"type": "unsigned_long"}, 2**64 - 1, [str(2**64 - 1)]),
        ({"type": "keyword"}, ["x", "y"], ["x", "y"]),
    ],
)
def test_stored_fields(api: Api, definition: Any, value: Any, shown: Any) -> None:
    hit = hit_of(api, {**definition, "store": True}, value, {"stored_fields": ["f"]})
    assert hit["fields"]["f"] == shown
    assert api.get("/shown/_doc/1?stored_fields=f").body["fields"]["f"] == shown


def test_objects_are_no_stored_fields(api: Api) -> None:
    hit_of(api, {"properties": {"a": {"type": "long", "store": True}}}, {"a": 1}, {})
    answer = api.get("/shown/_doc/1?stored_fields=f")
    assert answer.error == (400, "illegal_argument_exception", "field [f] isn't a leaf field")
    assert api.get("/shown/_doc/1?stored_fields=f.a").body["fields"] == {"f.a": [1]}
