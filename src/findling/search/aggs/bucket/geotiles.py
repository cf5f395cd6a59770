"""Tiles of maps on the web: squares of the Mercator projection, 2^zoom by 2^zoom, counted from the north-west."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from findling.base.errors import IllegalArgumentError
from findling.search.aggs.base.parameters import NamedParameters
from findling.search.query.geo.geo_bounding_box import Box, parse_box

MOST_ZOOM: Final = 29
_DEFAULT_ZOOM: Final = 7
_MOST_LATITUDE: Final = 85.0511287798066
_ZOOM_SHIFT: Final = 58
_X_SHIFT: Final = 29
_MASK: Final = (1 << _X_SHIFT) - 1


@dataclass(frozen=True, slots=True)
class Geotiles:
    """The tiles of one zoom. box: None, or what tiles have to overlap to count."""

    zoom: int
    box: Box | None = None

    @classmethod
    def parse(cls, params: NamedParameters) -> Geotiles:
        """Reads precision and bounds. Raises XContentParseError."""
        zoom = params.integer("precision", _DEFAULT_ZOOM)
        if not 0 <= zoom <= MOST_ZOOM:
            fault = f"Invalid geotile_grid precision of {zoom}. Must be between 0 and {MOST_ZOOM}."
            raise params.refused("precision", IllegalArgumentError(fault))
        bounds = params.object("bounds")
        return cls(zoom, None if bounds is None else params.read("bounds", _box, None))

    def keys(self, lat: NDArray[np.float64], lon: NDArray[np.float64]) -> NDArray[np.int64]:
        """Returns the keys of the tiles that points lie in, which sort by x, then y."""
        columns, rows = self._columns(lon), self._rows(lat)
        return (self.zoom << _ZOOM_SHIFT) | columns << _X_SHIFT | rows

    def inside(self, keys: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Returns which tiles overlap the box."""
        box = self.box
        if box is None:
            return np.ones(len(keys), np.bool_)
        columns, rows = keys >> _X_SHIFT & _MASK, keys & _MASK
        left, right = _columns_of(np.array([box.left, box.right])) * (1 << self.zoom)
        top, bottom = _rows_of(np.array([box.top, box.bottom])) * (1 << self.zoom)
        # tiles that only touch the box do not overlap it
        first, last = columns + 1 > left, columns < right
        across = (first | last) if box.left > box.right else (first & last)
        overlapping: NDArray[np.bool_] = across & (rows + 1 > top) & (rows < bottom)
        return overlapping

    def _columns(self, lon: NDArray[np.float64]) -> NDArray[np.int64]:
        return self._clipped(_columns_of(lon))

    def _rows(self, lat: NDArray[np.float64]) -> NDArray[np.int64]:
        return self._clipped(_rows_of(lat))

    def _clipped(self, parts: NDArray[np.float64]) -> NDArray[np.int64]:
        """Returns the numbers of the tiles at some parts of the whole breadth or height."""
        tiles = 1 << self.zoom
        return np.clip(np.floor(parts * tiles), 0, tiles - 1).astype(np.int64)


def _columns_of(lon: NDArray[np.float64]) -> NDArray[np.float64]:
    """Returns at which parts of the whole breadth longitudes are."""
    return (lon + 180) / 360


def _rows_of(lat: NDArray[np.float64]) -> NDArray[np.float64]:
    """Returns at which parts of the whole height latitudes are, from the north."""
    sines = np.sin(np.radians(np.clip(lat, -_MOST_LATITUDE, _MOST_LATITUDE)))
    heights: NDArray[np.float64] = 0.5 - np.log((1 + sines) / (1 - sines)) / (4 * math.pi)
    return heights


def tile_text(key: int) -> str:
    """Returns a tile as `zoom/x/y`."""
    return f"{key >> _ZOOM_SHIFT}/{key >> _X_SHIFT & _MASK}/{key & _MASK}"


def tile_of(text: str) -> int:
    """Returns the key of a tile. Raises IllegalArgumentError."""
    parts = text.split("/")
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() and len(part) < 10 for part in parts):
        fault = f'Invalid geotile_grid hash string of {text}. Must be three integers in a form "zoom/x/y".'
        raise IllegalArgumentError(fault)
    zoom, x, y = map(int, parts)
    return (min(zoom, MOST_ZOOM + 1) << _ZOOM_SHIFT) | (x & _MASK) << _X_SHIFT | y & _MASK


def _box(body: Mapping[str, object]) -> Box:
    return parse_box(body)
