"""What the geo kernels compute, in NumPy."""

import numpy as np
from numpy.typing import NDArray

from findling.mapping.types.geo.geo_point import encode_points

EARTH_RADIUS_M = 6_371_008.7714


def coordinates(points: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Returns the encoded latitudes and longitudes, each in [0, 2^32)."""
    bits = points.view(np.uint64)
    return (bits >> np.uint64(32)).astype(np.int64), (bits & np.uint64(0xFFFFFFFF)).astype(np.int64)


def haversine_distances(points: NDArray[np.int64], lat: float, lon: float) -> NDArray[np.float64]:
    """Returns metres on the sphere, by the haversine formula in its textbook form."""
    lat_bits, lon_bits = coordinates(points)
    lats = np.radians((lat_bits - 2**31) * (180 / 2**32))
    lons = np.radians((lon_bits - 2**31) * (360 / 2**32))
    a = np.sin((lats - np.radians(lat)) / 2) ** 2
    b = np.cos(lats) * np.cos(np.radians(lat)) * np.sin((lons - np.radians(lon)) / 2) ** 2
    return 2 * EARTH_RADIUS_M * np.arcsin(np.minimum(1, np.sqrt(a + b)))


def points_in_box(points: NDArray[np.int64], south: int, north: int, west: int, east: int) -> NDArray[np.bool_]:
    """Returns which points lie in a box of encoded bounds."""
    lat, lon = coordinates(points)
    within = (lon >= west) & (lon <= east) if west <= east else (lon >= west) | (lon <= east)
    return (lat >= south) & (lat <= north) & within


def points_of_grid(bounds: tuple[float, float, float, float], n: int) -> NDArray[np.int64]:
    """Returns n by n encoded points over west, south, east, north, and a little beyond."""
    west, south, east, north = bounds
    lon = np.linspace(max(west - 0.5, -180), min(east + 0.5, 179.9), n)
    lat = np.linspace(max(south - 0.5, -90), min(north + 0.5, 89.9), n)
    lats, lons = (each.ravel() for each in np.meshgrid(lat, lon))
    return encode_points(lats, lons)
