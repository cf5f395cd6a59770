"""The kernels of rings agree with shapely, by edges and by cells."""

import math

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from findling.mapping.geo.quantized import on_the_globe
from findling.mapping.types.geo.geo_point import HALF, LAT_STEP, LON_STEP, decode_points
from findling.search.geo import ring as rings
from findling.search.geo.ring import Ring, spread
from tests.reference.geo_kernels import points_of_grid


def star(corners: list[float], x: float, y: float) -> shapely.Polygon:
    """Returns a ring around a place whose corners are so far away from it."""
    turn = 2 * math.pi / len(corners)
    places = [(x + far * math.cos(i * turn), y + far * math.sin(i * turn)) for i, far in enumerate(corners)]
    return on_the_globe(shapely.Polygon(places))


stars = st.builds(
    star, st.lists(st.floats(0.01, 60), min_size=3, max_size=40), st.floats(-100, 100), st.floats(-25, 25)
)


def expected(polygon: shapely.Polygon, points: NDArray[np.int64]) -> NDArray[np.bool_]:
    lat, lon = decode_points(points)
    return np.asarray(shapely.intersects_xy(polygon, lon, lat))


@pytest.mark.parametrize("many", [2**62, 0], ids=["by edges", "by cells"])
@given(polygon=stars)
def test_points_in_rings(monkeypatch_many: pytest.MonkeyPatch, many: int, polygon: shapely.Polygon) -> None:
    monkeypatch_many.setattr(rings, "_MANY_POINTS", many)
    points = points_of_grid(polygon.bounds, 17)
    assert np.array_equal(Ring(polygon.exterior).holds(points), expected(polygon, points))


@pytest.fixture(scope="module")
def monkeypatch_many() -> pytest.MonkeyPatch:
    return pytest.MonkeyPatch()


@pytest.mark.parametrize("many", [2**62, 0], ids=["by edges", "by cells"])
def test_edges_and_corners_belong_to_a_ring(monkeypatch: pytest.MonkeyPatch, many: int) -> None:
    monkeypatch.setattr(rings, "_MANY_POINTS", many)
    square = shapely.Polygon([(0, 0), (4 * LON_STEP, 0), (4 * LON_STEP, 4 * LAT_STEP), (0, 4 * LAT_STEP)])
    steps = [(lat, lon) for lat in range(-1, 6) for lon in range(-1, 6)]
    points = np.array([((lat + HALF) << 32) | (lon + HALF) for lat, lon in steps], np.uint64).view(np.int64)
    inside = Ring(square.exterior).holds(points)
    assert inside.tolist() == [0 <= lat <= 4 and 0 <= lon <= 4 for lat, lon in steps]


def test_spread_ranges() -> None:
    numbers, values = spread(np.array([3, 5, 0]), np.array([5, 4, 0]))
    assert (numbers.tolist(), values.tolist()) == ([0, 0, 0, 2], [3, 4, 5, 0])
