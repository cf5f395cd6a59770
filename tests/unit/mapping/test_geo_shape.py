"""geo_shape: GeoJSON and WKT, errors, the date line, what is kept."""

from typing import Any

import numpy as np
import pytest
import shapely

from findling.base.errors import FindlingError, MapperParsingError
from findling.mapping.geo.shape_terms import bounds_of, decode_shapes
from findling.mapping.types.geo.geo_shape import GeoShapeFieldType
from tests.unit.mapping.conftest import MakeMapping, Parse

SQUARE = [[0, 0], [2, 0], [2, 2], [0, 2], [0, 0]]
HOLE = [[0.5, 0.5], [0.5, 1], [1, 1], [1, 0.5], [0.5, 0.5]]


def shape(make_mapping: MakeMapping, value: Any, **parameters: Any) -> Any:
    field = make_mapping({"properties": {"g": {"type": "geo_shape", **parameters}}}).field("g")
    assert field is not None
    return decode_shapes([field.type.parse_value(value)])[0]


@pytest.mark.parametrize(
    ("geojson", "wkt"),
    [
        ({"type": "Point", "coordinates": [13.4, 52.5]}, "POINT (13.4 52.5)"),
        ({"type": "point", "coordinates": [1, 2, 99]}, "POINT Z (1 2 99)"),
        ({"type": "LineString", "coordinates": [[0, 0], [1, 1]]}, "LINESTRING (0 0, 1 1)"),
        ({"type": "Polygon", "coordinates": [SQUARE]}, "POLYGON ((0 0, 2 0, 2 2, 0 2, 0 0))"),
        (
            {"type": "Polygon", "coordinates": [SQUARE, HOLE]},
            "polygon((0 0,2 0,2 2,0 2,0 0),(0.5 0.5,0.5 1,1 1,1 0.5,0.5 0.5))",
        ),
        ({"type": "MultiPoint", "coordinates": [[0, 0], [1, 1]]}, "MULTIPOINT ((0 0), (1 1))"),
        ({"type": "MultiPoint", "coordinates": [[0, 0], [1, 1]]}, "MULTIPOINT (0 0, 1 1)"),
        (
            {"type": "MultiLineString", "coordinates": [[[0, 0], [1, 1]], [[2, 2], [3, 3]]]},
            "MULTILINESTRING ((0 0, 1 1), (2 2, 3 3))",
        ),
        (
            {"type": "MultiPolygon", "coordinates": [[SQUARE], [[[5, 5], [6, 5], [6, 6], [5, 5]]]]},
            "MULTIPOLYGON (((0 0, 2 0, 2 2, 0 2, 0 0)), ((5 5, 6 5, 6 6, 5 5)))",
        ),
        (
            {
                "type": "GeometryCollection",
                "geometries": [
                    {"type": "Point", "coordinates": [1, 1]},
                    {"type": "LineString", "coordinates": [[0, 0], [1, 1]]},
                ],
            },
            "GEOMETRYCOLLECTION (POINT (1 1), LINESTRING (0 0, 1 1))",
        ),
        ({"type": "envelope", "coordinates": [[-10, 5], [10, -5]]}, "BBOX (-10, 10, 5, -5)"),
    ],
)
def test_geojson_and_wkt_are_the_same(make_mapping: MakeMapping, geojson: Any, wkt: str) -> None:
    of_json, of_text = shape(make_mapping, geojson), shape(make_mapping, wkt)
    assert of_json.equals(of_text)
    assert of_json.geom_type == of_text.geom_type
    assert of_json.is_valid


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ({"type": "blob", "coordinates": []}, "No enum constant org.elasticsearch.geometry.ShapeType.BLOB"),
        ({"coordinates": [1, 2]}, "Required [type]"),
        ({"type": "Point"}, "coordinates not included"),
        ({"type": "Point", "coordinates": [1]}, "geo coordinates must be numbers"),
        ({"type": "Point", "coordinates": ["a", "b"]}, "geo coordinates must be numbers"),
        ({"type": "Point", "coordinates": 5}, "coordinates must be an array"),
        ({"type": "Point", "coordinates": [0, 91]}, "invalid latitude 91.0; must be between -90.0 and 90.0"),
        ({"type": "circle", "coordinates": [0, 0], "radius": "1km"}, "CIRCLE geometry is not supported"),
        (
            {"type": "LineString", "coordinates": [[0, 0]]},
            "not enough points to build a line",
        ),
        (
            {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [0, 0]]]},
            "at least 4 polygon points required",
        ),
        (
            {"type": "Polygon", "coordinates": [SQUARE[:4]]},
            "first and last points of the linear ring must be the same (it must close itself): x[0]=0.0 "
            "x[3]=0.0 y[0]=0.0 y[3]=2.0",
        ),
        (
            {"type": "Polygon", "coordinates": [[[0, 0], [2, 2], [2, 0], [0, 2], [0, 0]]]},
            "Polygon self-intersection at lat=1 lon=1",
        ),
        ({"type": "Polygon", "coordinates": []}, "Index 0 out of bounds for length 0"),
        ({"type": "GeometryCollection"}, "geometries not included"),
        (
            {"type": "envelope", "coordinates": [[0, 0]]},
            "invalid number of points [1] provided for geo_shape",
        ),
        ({"type": "envelope", "coordinates": [[0, 0], [1, 1]]}, "max y cannot be less than min y"),
        ({"type": "Polygon", "coordinates": [SQUARE], "orientation": "up"}, "Unknown orientation [up]"),
        (5, "shape must be an object consisting of type and coordinates"),
        ("POINT (1 2", "expected ) but found: END-OF-STREAM"),
        ("POINT (1)", "expected number but found: )"),
        ("POINT (1 2) x", "expected end of WKT string but found [x]"),
        ("SQUARE (1 2)", "Unknown geometry type: square"),
        ("POINT EMPTY", "empty geometries cannot be indexed"),
        ("POINT ?", "unexpected symbol [?] in WKT"),
        ("", "expected word but found: END-OF-STREAM"),
    ],
)
def test_shapes_that_fail(parse: Parse, value: Any, reason: str) -> None:
    batch = parse({"g": {"type": "geo_shape"}}, {"g": value}, {"g": "POINT (1 2)"})
    assert list(batch.errors) == [0]
    cause = batch.errors[0].__cause__
    # what is built wrongly is told behind the general reason
    assert str(cause if "Failed to build" not in str(cause) else cause.__cause__).startswith(reason)
    assert "failed to parse field [g] of type [geo_shape] in document with id '1'" in batch.errors[0].reason


def test_ignore_malformed_and_arrays(parse: Parse) -> None:
    batch = parse({"g": {"type": "geo_shape", "ignore_malformed": True}}, {"g": ["POINT (1 2)", "nope", "POINT (3 4)"]})
    assert batch.errors == {}
    assert len(batch.columns["g"].values) == 2
    assert batch.columns["_ignored"].values == [b"g"]


def test_coerce_closes_rings(make_mapping: MakeMapping) -> None:
    assert shape(make_mapping, {"type": "Polygon", "coordinates": [SQUARE[:4]]}, coerce=True).area == pytest.approx(4)


def test_altitudes(make_mapping: MakeMapping) -> None:
    with pytest.raises(FindlingError, match=r"found Z value \[3\] but \[ignore_z_value\] parameter is \[false\]"):
        shape(make_mapping, {"type": "Point", "coordinates": [1, 2, 3]}, ignore_z_value=False)


def test_lines_over_the_date_line_are_cut(make_mapping: MakeMapping) -> None:
    line = shape(make_mapping, {"type": "LineString", "coordinates": [[170, 0], [190, 10]]})
    assert line.geom_type == "MultiLineString"
    assert line.bounds == pytest.approx((-180, 0, 180, 10))
    assert line.length == pytest.approx(shapely.LineString([(170, 0), (190, 10)]).length)


def test_lines_go_the_way_their_longitudes_say(make_mapping: MakeMapping) -> None:
    line = shape(make_mapping, {"type": "LineString", "coordinates": [[170, 0], [-170, 10]]})
    assert line.geom_type == "LineString"
    assert line.intersects(shapely.Point(0, 5).buffer(0.1))


def test_envelopes_over_the_date_line(make_mapping: MakeMapping) -> None:
    box = shape(make_mapping, {"type": "envelope", "coordinates": [[170, 10], [-170, -10]]})
    assert box.area == pytest.approx(20 * 20)
    assert box.intersects(shapely.Point(175, 0))
    assert not box.intersects(shapely.Point(0, 0))


def test_wide_polygons_and_their_orientation(make_mapping: MakeMapping) -> None:
    east_first = [[170, -10], [-170, -10], [-170, 10], [170, 10], [170, -10]]
    clockwise, counter = east_first, east_first[::-1]
    # on the plane the ring spans 340 degrees; read the other way round it is 20 degrees wide
    narrow = shape(make_mapping, {"type": "Polygon", "coordinates": [clockwise]})
    assert narrow.area == pytest.approx(20 * 20)
    wide = shape(make_mapping, {"type": "Polygon", "coordinates": [counter]})
    assert wide.area == pytest.approx(340 * 20)
    assert shape(make_mapping, {"type": "Polygon", "coordinates": [counter]}, orientation="left").area < 500
    own = {"type": "Polygon", "coordinates": [counter], "orientation": "cw"}
    assert shape(make_mapping, own).area == pytest.approx(20 * 20)


def test_longitudes_beyond_180_turn_round(make_mapping: MakeMapping) -> None:
    assert shape(make_mapping, "POINT (190 5)").x == pytest.approx(-170)


def test_what_is_kept(make_mapping: MakeMapping) -> None:
    field = make_mapping({"properties": {"g": {"type": "geo_shape"}}}).field("g")
    assert field is not None
    assert isinstance(field.type, GeoShapeFieldType)
    terms = [field.type.parse_value(text) for text in ("POINT (1 2)", "LINESTRING (0 0, 4 3)")]
    # the precision is Lucene's
    step = 360 / 2**32
    np.testing.assert_allclose(bounds_of(terms), [[1, 2, 1, 2], [0, 0, 4, 3]], rtol=0, atol=step)
    assert field.type.from_term(terms[0]) == {
        "type": "Point",
        "coordinates": [1 // step * step, 2 // (step / 2) * step / 2],
    }
    assert (field.is_searchable, field.is_aggregatable) == (True, False)
    with pytest.raises(FindlingError, match="Geometry fields do not support exact searching"):
        field.type.index_term("POINT (1 2)")


def test_orientation_is_printed_in_one_spelling(make_mapping: MakeMapping) -> None:
    for given, printed in (("cw", "left"), ("LEFT", "left"), ("clockwise", "left")):
        mapping = make_mapping({"properties": {"g": {"type": "geo_shape", "orientation": given}}})
        assert mapping.to_json()["properties"]["g"]["orientation"] == printed
    with pytest.raises(MapperParsingError, match=r"Unknown orientation \[up\]"):
        make_mapping({"properties": {"g": {"type": "geo_shape", "orientation": "up"}}})
