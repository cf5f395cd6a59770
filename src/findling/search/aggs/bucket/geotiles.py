"""Tiles of maps on the web: squares of the Mercator projection, 2^zoom by 2^zoom, counted from the north-west."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from findling.base.errors import IllegalArgumentError
from findling.search.aggs.base.parameters import NamedParameters
from findling.search.geo.tiles import MOST_ZOOM, across, down, tile_numbers
from findling.search.query.geo.geo_bounding_box import Box, box_or_none

_DEFAULT_ZOOM: Final = 7
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
        params.object("bounds")
        return cls(zoom, params.read("bounds", box_or_none, None))

    def keys(self, lat: NDArray[np.float64], lon: NDArray[np.float64]) -> NDArray[np.int64]:
        """Returns the keys of the tiles that points lie in, which sort by x, then y."""
        return self.key(self.columns(lon), self.rows(lat))

    def key(self, columns: NDArray[np.int64], rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Returns the keys of tiles by their numbers."""
        return (self.zoom << _ZOOM_SHIFT) | columns << _X_SHIFT | rows

    def inside(self, keys: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Returns which tiles overlap the box."""
        box = self.box
        if box is None:
            return np.ones(len(keys), np.bool_)
        columns, rows = keys >> _X_SHIFT & _MASK, keys & _MASK
        left, right = across(np.array([box.left, box.right])) * (1 << self.zoom)
        top, bottom = down(np.array([box.top, box.bottom])) * (1 << self.zoom)
        # tiles that only touch the box do not overlap it
        first, last = columns + 1 > left, columns < right
        beside = (first | last) if box.left > box.right else (first & last)
        overlapping: NDArray[np.bool_] = beside & (rows + 1 > top) & (rows < bottom)
        return overlapping

    def columns(self, lon: NDArray[np.float64]) -> NDArray[np.int64]:
        """Returns the numbers of the columns that longitudes lie in."""
        return self._clipped(across(lon))

    def rows(self, lat: NDArray[np.float64]) -> NDArray[np.int64]:
        """Returns the numbers of the rows that latitudes lie in, the outermost for those beyond."""
        return self._clipped(down(lat))

    def _clipped(self, parts: NDArray[np.float64]) -> NDArray[np.int64]:
        """Returns the numbers of the tiles at some parts of the whole breadth or height."""
        tiles = 1 << self.zoom
        return np.clip(np.floor(parts * tiles), 0, tiles - 1).astype(np.int64)


def tile_text(key: int) -> str:
    """Returns a tile as `zoom/x/y`."""
    return f"{key >> _ZOOM_SHIFT}/{key >> _X_SHIFT & _MASK}/{key & _MASK}"


def tile_of(text: str) -> int:
    """Returns the key of a tile. Raises IllegalArgumentError."""
    zoom, x, y = tile_numbers(text)
    return (min(zoom, MOST_ZOOM + 1) << _ZOOM_SHIFT) | (x & _MASK) << _X_SHIFT | y & _MASK
