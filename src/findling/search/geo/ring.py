"""Which of many geo points a closed line holds.

Two tables keep most edges away from most points: bands of latitude have the edges at their height, and a grid of cells,
made when there are very many points, knows of most places whether they are inside.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from findling.base.lazy import lazy_module
from findling.kernels.columns import polygons
from findling.mapping.types.geo.geo_point import HALF, LAT_STEP, LON_STEP

shapely = lazy_module("shapely", optional=True)

Points = NDArray[np.int64]
Mask = NDArray[np.bool_]
_MOST_BANDS: Final = 4_096
_CELLS: Final = 256
_ON_EDGE: Final = 2
"""What a cell that an edge goes through says; others say 1 inside and 0 outside."""
_MANY_POINTS: Final = 4 * _CELLS**2


class Ring:
    """A closed line through quantised positions.

    line: a ring of shapely
    """

    def __init__(self, line: Any) -> None:
        positions = shapely.get_coordinates(line)
        self._edges = np.hstack([positions[:-1], positions[1:]])
        self._bounds = np.array([*positions.min(axis=0), *positions.max(axis=0)])
        self._sort_into_bands()

    def holds(self, points: Points) -> Mask:
        """Returns which encoded points are inside or on the line."""
        points = np.ascontiguousarray(points)
        if len(points) < _MANY_POINTS:
            return self._tested(points)
        found = self._grid.told(points)
        unclear = np.flatnonzero(found == _ON_EDGE)
        found[unclear] = self._tested(points[unclear])
        return found.view(np.bool_)

    def _tested(self, points: Points) -> Mask:
        out = np.empty(len(points), np.uint8)
        polygons.points_in_ring(points, self._edges, self._band_starts, self._band_edges, self._bounds, out)
        return out.view(np.bool_)

    def _sort_into_bands(self) -> None:
        _, south, _, north = self._bounds
        n_bands = min(4 * len(self._edges), _MOST_BANDS)
        scale = n_bands / (north - south) if north > south else 0.0
        heights = np.minimum(((self._edges[:, [1, 3]] - south) * scale).astype(np.int64), n_bands - 1)
        edges, bands = spread(heights.min(axis=1), heights.max(axis=1))
        self._band_edges = edges[np.argsort(bands, kind="stable")].astype(np.int32)
        self._band_starts = np.concatenate(([0], np.cumsum(np.bincount(bands, minlength=n_bands)))).astype(np.int32)

    @cached_property
    def _grid(self) -> Grid:
        grid = Grid(self._edges)
        places = np.flatnonzero(grid.cells != _ON_EDGE)
        grid.cells.flat[places] = self._tested(grid.centers(places))
        return grid


class Grid:
    """Cells of powers of two around a ring; those that an edge goes through are marked.

    edges: (m, 4) float64, see kernels/columns/polygons
    """

    def __init__(self, edges: NDArray[np.float64]) -> None:
        lat = np.rint(edges[:, [1, 3]] / LAT_STEP).astype(np.int64) + HALF
        lon = np.rint(edges[:, [0, 2]] / LON_STEP).astype(np.int64) + HALF
        self._shifts = np.array([_shift(lat), _shift(lon)])
        self._corner = np.array([lat.min(), lon.min()]) >> self._shifts
        rows, columns = (np.array([lat.max(), lon.max()]) >> self._shifts) - self._corner + 1
        self.cells = np.zeros((int(rows), int(columns)), np.uint8)
        self._mark(lat, lon)

    def told(self, points: Points) -> NDArray[np.uint8]:
        """Returns what the grid says of each point, (n,) uint8."""
        out = np.empty(len(points), np.uint8)
        polygons.cells_of_points(points, self._corner, self._shifts, self.cells, out)
        return out

    def centers(self, places: NDArray[np.intp]) -> Points:
        """Returns the encoded points in the middle of cells."""
        rows, columns = np.divmod(places, self.cells.shape[1])
        lat, lon = (
            ((number + corner) << shift) + (1 << shift >> 1)
            for number, corner, shift in zip((rows, columns), self._corner, self._shifts, strict=True)
        )
        points: Points = (lat << 32) | lon
        return points

    def _mark(self, lat: NDArray[np.int64], lon: NDArray[np.int64]) -> None:
        """Marks the cells of each edge, row by row: those between where it comes into the row and where it leaves."""
        lat_shift, lon_shift = self._shifts.tolist()
        rows = lat >> lat_shift
        numbers, row = spread(rows.min(axis=1), rows.max(axis=1))
        south, north = lat[numbers].min(axis=1), lat[numbers].max(axis=1)
        low, high = np.maximum(row << lat_shift, south), np.minimum((row + 1) << lat_shift, north)
        columns = np.stack([_longitude_at(lat[numbers], lon[numbers], each) for each in (low, high)], axis=1)
        flat = south == north
        columns[flat] = lon[numbers][flat]
        # a cell more to each side for the rounding of the division
        first = (np.floor(columns.min(axis=1)).astype(np.int64) >> lon_shift) - 1 - self._corner[1]
        last = (np.ceil(columns.max(axis=1)).astype(np.int64) >> lon_shift) + 1 - self._corner[1]
        edge, column = spread(np.maximum(first, 0), np.minimum(last, self.cells.shape[1] - 1))
        self.cells[row[edge] - self._corner[0], column] = _ON_EDGE


def spread(low: NDArray[np.integer], high: NDArray[np.integer]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Returns all numbers of some ranges, both ends included, each behind the number of the range it is from."""
    counts = np.maximum(high - low + 1, 0)
    ranges = np.repeat(np.arange(len(low)), counts)
    firsts = np.repeat(np.cumsum(counts) - counts, counts)
    return ranges, np.repeat(low, counts) + np.arange(len(ranges)) - firsts


def _shift(coordinates: NDArray[np.int64]) -> int:
    """Returns the power of two that is the size of a cell."""
    return max(int(coordinates.max() - coordinates.min()).bit_length() - _CELLS.bit_length() + 1, 0)


def _longitude_at(lat: NDArray[np.int64], lon: NDArray[np.int64], height: NDArray[np.int64]) -> NDArray[np.float64]:
    """Returns where edges are at a latitude; lat, lon: (n, 2) encoded ends; height: (n,) encoded, between them."""
    rise = np.maximum(np.abs(lat[:, 1] - lat[:, 0]), 1) * np.where(lat[:, 1] < lat[:, 0], -1, 1)
    part = (height - lat[:, 0]) / rise
    found: NDArray[np.float64] = lon[:, 0] + part * (lon[:, 1] - lon[:, 0])
    return found
