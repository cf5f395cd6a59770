"""The geo kernels agree with their NumPy twins, and with distances that are known."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from findling.kernels.columns import geo
from findling.mapping.types.geo.geo_point import encode_points
from findling.search.query.geo.geo_bounding_box import Box, encoded_box
from tests.reference import geo_kernels as twin

lats = st.floats(-90, 90)
lons = st.floats(-180, 180)
point_lists = st.lists(st.tuples(lats, lons), max_size=20)


def encoded(points: list[tuple[float, float]]) -> np.ndarray:
    array = np.array(points, np.float64).reshape(-1, 2)
    return encode_points(array[:, 0], array[:, 1])


@given(point_lists, lats, lons)
def test_distances(points: list[tuple[float, float]], lat: float, lon: float) -> None:
    out = np.empty(len(points), np.float64)
    geo.haversine_distances(encoded(points), lat, lon, out)
    # 1 - cos loses digits for near points: a quarter of a metre, as Lucene's does
    np.testing.assert_allclose(out, twin.haversine_distances(encoded(points), lat, lon), rtol=1e-6, atol=0.3)


@pytest.mark.parametrize(
    ("a", "b", "metres"),
    [
        # one degree along the equator and along a meridian, and half way round
        ((0, 0), (0, 1), 111_195.08),
        ((0, 0), (1, 0), 111_195.08),
        ((0, 0), (0, 180), 20_015_114.4),
        ((90, 0), (-90, 77), 20_015_114.4),
    ],
)
def test_known_distances(a: tuple[float, float], b: tuple[float, float], metres: float) -> None:
    out = np.empty(1, np.float64)
    geo.haversine_distances(encoded([a]), b[0], b[1], out)
    assert out[0] == pytest.approx(metres, rel=1e-6)


@given(point_lists, st.tuples(lats, lats), st.tuples(lons, lons))
def test_boxes(points: list[tuple[float, float]], sides: tuple[float, float], ends: tuple[float, float]) -> None:
    bottom, top = sorted(sides)
    bounds = encoded_box(Box(top, ends[0], bottom, ends[1]))
    out = np.empty(len(points), np.uint8)
    n = geo.points_in_box(encoded(points), *bounds, out)
    expected = twin.points_in_box(encoded(points), *bounds)
    assert np.array_equal(out.view(np.bool_), expected)
    assert n == expected.sum()


@given(lats, lons)
def test_a_point_is_in_a_box_around_it(lat: float, lon: float) -> None:
    margin = 1e-6
    box = Box(min(lat + margin, 90), max(lon - margin, -180), max(lat - margin, -90), min(lon + margin, 180))
    out = np.empty(1, np.uint8)
    assert geo.points_in_box(encoded([(lat, lon)]), *encoded_box(box), out) == 1
