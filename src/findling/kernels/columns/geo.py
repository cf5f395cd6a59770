"""Geo points: distances on the sphere and boxes over encoded points.

A point is one int64: latitude in the upper 32 bits, longitude in the lower, each quantised and shifted so that it sorts
as an unsigned number (see mapping/types/geo/geo_point).
"""

import cython
from cython.cimports.libc.math import asin, cos, sqrt

_TO_RADIANS = cython.declare(cython.double, 0.017453292519943295)
_LAT_STEP = cython.declare(cython.double, 180.0 / 4294967296.0)
_LON_STEP = cython.declare(cython.double, 360.0 / 4294967296.0)
_EARTH_DIAMETER_M = cython.declare(cython.double, 2 * 6371008.7714)
_HALF = cython.declare(cython.longlong, 2147483648)
_LOW_BITS = cython.declare(cython.longlong, 4294967295)


def haversine_distances(
    points: cython.const[cython.longlong][::1], lat: cython.double, lon: cython.double, out: cython.double[::1]
):
    """Writes the distance of each point from (lat, lon) in metres.

    points: (n,) int64 encoded points; lat, lon: degrees; out: (n,) float64, overwritten
    Source: haversine formula on a sphere of 6,371,008.7714 m, as Lucene's SloppyMath.haversinMeters.
    """
    i: cython.Py_ssize_t
    upper: cython.longlong
    point_lat: cython.double
    point_lon: cython.double
    h: cython.double
    origin: cython.double = lat * _TO_RADIANS
    cos_origin: cython.double = cos(origin)
    with cython.nogil:
        for i in range(points.shape[0]):
            upper = (points[i] >> 32) & _LOW_BITS
            point_lat = cython.cast(cython.double, upper - _HALF) * _LAT_STEP * _TO_RADIANS
            point_lon = cython.cast(cython.double, (points[i] & _LOW_BITS) - _HALF) * _LON_STEP
            h = 1 - cos(origin - point_lat) + cos_origin * cos(point_lat) * (1 - cos((lon - point_lon) * _TO_RADIANS))
            h = sqrt(h * 0.5)
            out[i] = _EARTH_DIAMETER_M * asin(h if h < 1 else 1.0)


def points_in_box(
    points: cython.const[cython.longlong][::1],
    south: cython.longlong,
    north: cython.longlong,
    west: cython.longlong,
    east: cython.longlong,
    out: cython.uchar[::1],
) -> cython.Py_ssize_t:
    """Writes 1 for each point within the box, else 0, and returns how many are.

    points: (n,) int64 encoded points
    south, north, west, east: inclusive bounds as encoded coordinates in [0, 2^32); west > east: it crosses 180 degrees
    out: (n,) uint8, overwritten
    """
    i: cython.Py_ssize_t
    n: cython.Py_ssize_t = 0
    lat: cython.longlong
    lon: cython.longlong
    inside: cython.bint
    with cython.nogil:
        for i in range(points.shape[0]):
            lat = (points[i] >> 32) & _LOW_BITS
            lon = points[i] & _LOW_BITS
            if west <= east:
                inside = lat >= south and lat <= north and lon >= west and lon <= east
            else:
                inside = lat >= south and lat <= north and (lon >= west or lon <= east)
            out[i] = 1 if inside else 0
            n += 1 if inside else 0
    return n
