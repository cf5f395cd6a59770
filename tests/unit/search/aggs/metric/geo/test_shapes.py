"""Boxes and centroids of shapes, on the globe and on a plane."""

from pathlib import Path
from typing import Any

import pytest

from findling.base.errors import IllegalArgumentError
from tests.reference.aggs_case import AggsCase

TRIANGLE = "POLYGON ((0 0, 30 0, 0 30, 0 0))"
BOX = "POLYGON ((0 0, 10 0, 10 10, 0 10, 0 0))"


def run(path: Path, type_name: str, shapes: list[Any], agg: str, **more: Any) -> Any:
    documents = [{} if shape is None else {"s": shape} for shape in shapes]
    properties = {"s": {"type": type_name}, "k": {"type": "keyword"}}
    case = AggsCase(path, properties, [[documents[:1], documents[1:2]], [documents[2:]]])
    try:
        return case.one({agg: {"field": "s", **more}})
    finally:
        case.close()


def center(found: Any) -> list[float]:
    return [*found["location"].values(), found["count"]]


@pytest.mark.parametrize(
    ("shapes", "expected"),
    [
        (["POINT (2 4)", "POINT (6 0)"], [4, 2, 2]),
        # each weighs as much as it is long, or as its area is; what has less dimensions does not count
        (["LINESTRING (0 0, 0 10)", "LINESTRING (0 0, 30 0)"], [11.25, 1.25, 2]),
        ([BOX, TRIANGLE], [(5 * 100 + 10 * 450) / 550] * 2 + [2]),
        ([BOX, "POINT (90 90)", "LINESTRING (90 90, 80 80)"], [5, 5, 3]),
        ([f"GEOMETRYCOLLECTION (POINT (90 90), {BOX})", None], [5, 5, 1]),
        (["POLYGON ((0 0, 10 0, 10 10, 0 10, 0 0), (1 2, 3 2, 3 8, 1 8, 1 2))"], [(500 - 24) / 88, 5, 1]),
        # several shapes of a document are counted once
        ([["POINT (2 4)", "POINT (6 0)"], "POINT (1 2)"], [3, 2, 2]),
    ],
)
def test_centroids_go_by_the_greatest_dimension(tmp_path: Path, shapes: list[Any], expected: list[float]) -> None:
    assert center(run(tmp_path / "p", "shape", shapes, "cartesian_centroid")) == pytest.approx(expected, rel=1e-6)
    found = run(tmp_path / "g", "geo_shape", shapes, "geo_centroid")
    assert [found["location"]["lon"], found["location"]["lat"], found["count"]] == pytest.approx(expected, abs=1e-6)


def test_boxes_on_a_plane(tmp_path: Path) -> None:
    found = run(tmp_path, "shape", ["POINT (342.5 -217.5)", BOX, None], "cartesian_bounds")
    assert found == {"bounds": {"top_left": {"x": 0.0, "y": 10.0}, "bottom_right": {"x": 342.5, "y": -217.5}}}


def test_points_of_a_plane(tmp_path: Path) -> None:
    found = run(tmp_path / "b", "point", [[1, -2], [3, 4], None], "cartesian_bounds", missing="POINT (0 0)")
    assert found == {"bounds": {"top_left": {"x": 0.0, "y": 4.0}, "bottom_right": {"x": 3.0, "y": -2.0}}}
    assert center(run(tmp_path / "c", "point", [[1, -2], [3, 4], None], "cartesian_centroid")) == [2.0, 1.0, 2]


@pytest.mark.parametrize(
    ("shapes", "wrap", "left", "right"),
    [
        (["POLYGON ((-10 -10, 10 -10, 10 10, -10 10, -10 -10))"], True, -10, 10),
        (["POINT (170 1)", "POINT (-170 2)"], True, 170, -170),
        (["POINT (170 1)", "POINT (-170 2)"], False, -170, 170),
        (["LINESTRING (-20 1, 5 3)", "POINT (-170 2)"], True, -170, 5),
    ],
)
def test_boxes_on_the_globe(tmp_path: Path, shapes: list[str], wrap: bool, left: float, right: float) -> None:
    box = run(tmp_path, "geo_shape", shapes, "geo_bounds", wrap_longitude=wrap)["bounds"]
    assert [box["top_left"]["lon"], box["bottom_right"]["lon"]] == pytest.approx([left, right], abs=1e-6)


def test_shapes_of_the_other_kind_are_refused(tmp_path: Path) -> None:
    for number, (type_name, agg) in enumerate((("shape", "geo_bounds"), ("geo_shape", "cartesian_centroid"))):
        with pytest.raises(IllegalArgumentError, match="is not supported for aggregation"):
            run(tmp_path / str(number), type_name, ["POINT (1 2)"], agg)
