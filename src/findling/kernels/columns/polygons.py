"""Which geo points lie in a ring.

A ring's edges are sorted into bands of latitude, so that a point is tested against the few edges at its height only.
"""

import cython

_LAT_STEP = cython.declare(cython.double, 180.0 / 4294967296.0)
_LON_STEP = cython.declare(cython.double, 360.0 / 4294967296.0)
_HALF = cython.declare(cython.longlong, 2147483648)
_LOW_BITS = cython.declare(cython.longlong, 4294967295)


@cython.cfunc
@cython.inline
@cython.nogil
@cython.exceptval(check=False)
def _beside(
    edges: cython.const[cython.double][:, ::1], edge: cython.Py_ssize_t, x: cython.double, y: cython.double
) -> cython.int:
    """Returns 2 for a point on the edge, 1 if a ray to the east crosses it, else 0."""
    x1: cython.double = edges[edge, 0]
    y1: cython.double = edges[edge, 1]
    x2: cython.double = edges[edge, 2]
    y2: cython.double = edges[edge, 3]
    at: cython.double
    if (y < y1 and y < y2) or (y > y1 and y > y2):
        return 0
    if y1 == y2:
        return 2 if (x1 <= x and x <= x2) or (x2 <= x and x <= x1) else 0
    at = (x2 - x1) * (y - y1) - (x - x1) * (y2 - y1)
    if at == 0:
        return 2
    if (y1 > y) == (y2 > y):
        return 0
    return 1 if (at > 0) == (y2 > y1) else 0


def points_in_ring(
    points: cython.const[cython.longlong][::1],
    edges: cython.const[cython.double][:, ::1],
    band_starts: cython.const[cython.int][::1],
    band_edges: cython.const[cython.int][::1],
    bounds: cython.const[cython.double][::1],
    out: cython.uchar[::1],
):
    """Writes 1 for each point in the ring or on it, else 0.

    points: (n,) int64 encoded points, see `geo`
    edges: (m, 4) float64, west-east and south-north of both ends: x1, y1, x2, y2
    band_starts: (n_bands + 1,) int32, the first of the edges of each band of latitude, from the south
    band_edges: (band_starts[-1],) int32, the edges that touch each band
    bounds: (4,) float64, west, south, east, north of the ring
    out: (n,) uint8, overwritten
    """
    i: cython.Py_ssize_t
    j: cython.Py_ssize_t
    band: cython.Py_ssize_t
    n_bands: cython.Py_ssize_t = band_starts.shape[0] - 1
    x: cython.double
    y: cython.double
    found: cython.int
    inside: cython.bint
    height: cython.double = bounds[3] - bounds[1]
    scale: cython.double = n_bands / height if height > 0 else 0.0
    with cython.nogil:
        for i in range(points.shape[0]):
            out[i] = 0
            y = cython.cast(cython.double, ((points[i] >> 32) & _LOW_BITS) - _HALF) * _LAT_STEP
            if y < bounds[1] or y > bounds[3]:
                continue
            x = cython.cast(cython.double, (points[i] & _LOW_BITS) - _HALF) * _LON_STEP
            if x < bounds[0] or x > bounds[2]:
                continue
            band = cython.cast(cython.Py_ssize_t, (y - bounds[1]) * scale)
            if band >= n_bands:
                band = n_bands - 1
            inside = False
            for j in range(band_starts[band], band_starts[band + 1]):
                found = _beside(edges, band_edges[j], x, y)
                if found == 2:
                    inside = True
                    break
                if found == 1:
                    inside = not inside
            out[i] = 1 if inside else 0


def cells_of_points(
    points: cython.const[cython.longlong][::1],
    corner: cython.const[cython.longlong][::1],
    shifts: cython.const[cython.longlong][::1],
    cells: cython.const[cython.uchar][:, ::1],
    out: cython.uchar[::1],
):
    """Writes what a grid says of each point's cell, 0 for points outside of it.

    points: (n,) int64 encoded points, see `geo`
    corner: (2,) int64, encoded latitude and longitude of the grid's south-west, shifted
    shifts: (2,) int64, powers of two that are the height and width of a cell
    cells: (rows, columns) uint8, from the south and the west
    out: (n,) uint8, overwritten
    """
    i: cython.Py_ssize_t
    row: cython.longlong
    column: cython.longlong
    rows: cython.longlong = cells.shape[0]
    columns: cython.longlong = cells.shape[1]
    south: cython.longlong = corner[0]
    west: cython.longlong = corner[1]
    lat_shift: cython.longlong = shifts[0]
    lon_shift: cython.longlong = shifts[1]
    with cython.nogil:
        for i in range(points.shape[0]):
            row = (((points[i] >> 32) & _LOW_BITS) >> lat_shift) - south
            column = ((points[i] & _LOW_BITS) >> lon_shift) - west
            out[i] = 0
            if row >= 0 and row < rows and column >= 0 and column < columns:
                out[i] = cells[row, column]
