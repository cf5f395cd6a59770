"""Geohashes as numbers: bits of longitude and latitude by turns, five a digit."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from findling.mapping.geo.geo_point_text import GEOHASH_DIGITS
from findling.mapping.types.geo.geo_point import LAT_STEP, LON_STEP, last_before
from findling.search.aggs.bucket.grid.rectangles import Edges, Rectangles, Window, windows_of
from findling.search.query.geo.geo_bounding_box import Box

MOST_DIGITS: Final = 12
_BITS_64: Final = (1 << 64) - 1
_EQUATOR_M: Final = 2 * math.pi * 6378137.0
_POLAR_M: Final = math.pi * 6356752.314245
# what Elasticsearch takes cells of no size for
NO_SIZE: Final = 24
# the masks of spreading 32 bits to every second bit, by how far they are shifted
_SPREAD: Final = (
    (16, 0x0000FFFF0000FFFF),
    (8, 0x00FF00FF00FF00FF),
    (4, 0x0F0F0F0F0F0F0F0F),
    (2, 0x3333333333333333),
    (1, 0x5555555555555555),
)


@dataclass(frozen=True, slots=True)
class GeohashCells(Rectangles):
    """The geohashes of so many digits. box: None, or what they have to overlap."""

    digits: int
    box: Box | None = None

    def of_points(self, points: NDArray[np.int64]) -> NDArray[np.int64]:
        """Returns the leading bits of each point."""
        bits = points.view(np.uint64)
        lat, lon = bits >> np.uint64(32), bits & np.uint64(0xFFFFFFFF)
        woven = _spread(lon) << np.uint64(1) | _spread(lat)
        return ((woven >> np.uint64(64 - 5 * self.digits)) << self._shift).view(np.int64)

    def inside(self, cells: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Returns which geohashes overlap the box."""
        box = self.box
        if box is None:
            return np.ones(len(cells), np.bool_)
        lat_bits = 5 * self.digits // 2
        lon_bits = 5 * self.digits - lat_bits
        woven = np.ascontiguousarray(cells).view(np.uint64) >> self._shift
        # an odd number of bits ends with one of longitude
        lat, lon = (woven >> np.uint64(1), woven) if self.digits % 2 else (woven, woven >> np.uint64(1))
        south = _gathered(lat) * (180 / 2.0**lat_bits) - 90
        west = _gathered(lon) * (360 / 2.0**lon_bits) - 180
        height, width = 180 / 2.0**lat_bits, 360 / 2.0**lon_bits
        before, after = west < box.right, west + width > box.left
        across: NDArray[np.bool_] = (before | after) if box.left > box.right else (before & after)
        return across & (south < box.top) & (south + height > box.bottom)

    @property
    def size(self) -> tuple[int, int]:
        lat_bits = 5 * self.digits // 2
        return 1 << 5 * self.digits - lat_bits, 1 << lat_bits

    def spans(self, bounds: NDArray[np.float64]) -> NDArray[np.int64]:
        west, south, east, north = bounds.T
        n_columns, n_rows = self.size
        columns, rows = (np.stack((west, east)) + 180) / 360, (np.stack((south, north)) + 90) / 180
        # what is stored ends below 180 and 90 degrees
        return np.concatenate((np.floor(columns * n_columns), np.floor(rows * n_rows))).T.astype(np.int64)

    def edges(self, spans: NDArray[np.int64]) -> Edges:
        n_columns, n_rows = self.size
        edges = spans + np.array([0, 1, 0, 1])
        west, east, south, north = (edges * (np.array([360, 360, 180, 180]) / [n_columns, n_columns, n_rows, n_rows])).T
        return west - 180, south - 90, last_before(east - 180, LON_STEP), last_before(north - 90, LAT_STEP)

    def keys(self, columns: NDArray[np.int64], rows: NDArray[np.int64]) -> NDArray[np.int64]:
        lon, lat = (_spread(numbers.view(np.uint64)) for numbers in (columns, rows))
        woven = (lat << np.uint64(1) | lon) if self.digits % 2 else (lon << np.uint64(1) | lat)
        return (woven << self._shift).view(np.int64)

    def windows(self) -> list[Window]:
        box, size = self.box, self.size
        if box is None:
            return [Window(0, size[0] - 1, 0, size[1] - 1)]
        columns = (box.left + 180) / 360, (box.right + 180) / 360
        return windows_of(columns, ((box.bottom + 90) / 180, (box.top + 90) / 180), size)

    @property
    def _shift(self) -> np.uint64:
        """Those of most digits sort as signed numbers, where Elasticsearch keeps the number of digits below them."""
        return np.uint64(4 if self.digits == MOST_DIGITS else 0)

    def text(self, cell: int) -> str:
        """Returns the digits."""
        cell = (cell & _BITS_64) >> int(self._shift)
        return "".join(GEOHASH_DIGITS[cell >> shift & 31] for shift in range(5 * (self.digits - 1), -1, -5))


def digits_for(meters: float) -> int:
    """Returns how many digits geohashes of about that size have; too many for no size.

    Source: Elasticsearch's GeoUtils, which squares the size and so does not see a minus.
    """
    width = abs(meters) / (1 + _POLAR_M / _EQUATOR_M)
    if not 0 < width < math.inf:
        return NO_SIZE
    bits = max(math.ceil(math.log2(math.ceil(_EQUATOR_M / width))), 1)
    full, left = divmod(bits, 5)
    # bits are longitude's, those of latitude are as many
    return 2 * full + (left > 0) + (left > 3)


def _spread(numbers: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Returns 32-bit numbers with a zero before each bit."""
    for shift, mask in _SPREAD:
        numbers = (numbers | numbers << np.uint64(shift)) & np.uint64(mask)
    return numbers


def _gathered(numbers: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Returns the lowest bit and every second one above it: the inverse of `_spread`."""
    numbers = numbers & np.uint64(_SPREAD[-1][1])
    for (shift, _), (_, mask) in zip(reversed(_SPREAD), (*reversed(_SPREAD[:-1]), (0, 0xFFFFFFFF)), strict=True):
        numbers = (numbers | numbers >> np.uint64(shift)) & np.uint64(mask)
    return numbers
