"""geo_line: points in order, cut to a size, as GeoJSON."""

from pathlib import Path
from typing import Any

import pytest

from findling.base.errors import IllegalArgumentError
from tests.reference.aggs_case import AggsCase

PROPERTIES = {"at": {"type": "long"}, "place": {"type": "geo_point"}}
DOCUMENTS: list[dict[str, Any]] = [
    {"place": "POINT(4.912350 52.374081)", "at": 4},
    {"place": "POINT(4.901618 52.369219)", "at": 3},
    {"place": "POINT(4.914722 52.371667)", "at": 10},
    {"at": 7},
    {"place": "POINT(1 2)"},
]


def run(path: Path, documents: list[dict[str, Any]] = DOCUMENTS, **more: Any) -> Any:
    case = AggsCase(path, PROPERTIES, [[documents[:1], documents[1:2]], [documents[2:]]])
    try:
        return case.one({"geo_line": {"point": {"field": "place"}, "sort": {"field": "at"}, **more}})
    finally:
        case.close()


def test_a_line_goes_from_the_least_number_to_the_greatest(tmp_path: Path) -> None:
    places = [[4.901618, 52.369219], [4.91235, 52.374081], [4.914722, 52.371667]]
    assert run(tmp_path) == {
        "type": "Feature",
        "geometry": {"type": "LineString", "coordinates": places},
        "properties": {"complete": True},
    }


def test_the_first_points_of_a_long_line_are_kept(tmp_path: Path) -> None:
    found = run(tmp_path, size=2, sort_order="DESC", include_sort=True)
    assert found["geometry"]["coordinates"] == [[4.914722, 52.371667], [4.91235, 52.374081]]
    assert found["properties"] == {"complete": False, "sort_values": [10.0, 4.0]}


def test_one_point_is_no_line_and_none_an_empty_one(tmp_path: Path) -> None:
    assert run(tmp_path / "a", DOCUMENTS[:1])["geometry"] == {"type": "Point", "coordinates": [4.91235, 52.374081]}
    assert run(tmp_path / "b", [])["geometry"] == {"type": "LineString", "coordinates": []}


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        ({"place": ["1,2", "3,4"], "at": 1}, "more than one geo_point value for a single document"),
        ({"place": "1,2", "at": [1, 2]}, "more than one sort value for a single document"),
    ],
)
def test_a_document_is_at_one_place_at_a_time(tmp_path: Path, document: dict[str, Any], reason: str) -> None:
    with pytest.raises(IllegalArgumentError, match=reason):
        run(tmp_path, [*DOCUMENTS, document])
