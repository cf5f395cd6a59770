"""Tiles of maps on the web: squares of the Mercator projection, 2^zoom by 2^zoom, counted from the north-west."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from findling.base.errors import IllegalArgumentError
from findling.mapping.types.geo.geo_point import LAT_STEP, LON_STEP, last_before

Doubles = NDArray[np.float64]

MOST_ZOOM: Final = 29
_MOST_LATITUDE: Final = 85.0511287798066


def tile_numbers(text: str) -> tuple[int, int, int]:
    """Returns zoom, x and y of `zoom/x/y`, whether there is such a tile or not. Raises IllegalArgumentError."""
    parts = text.split("/")
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() and len(part) < 10 for part in parts):
        fault = f'Invalid geotile_grid hash string of {text}. Must be three integers in a form "zoom/x/y".'
        raise IllegalArgumentError(fault)
    zoom, x, y = map(int, parts)
    return zoom, x, y


def across(lon: NDArray[np.float64]) -> NDArray[np.float64]:
    """Returns at which parts of the whole breadth longitudes are."""
    return (lon + 180) / 360


def down(lat: NDArray[np.float64]) -> NDArray[np.float64]:
    """Returns at which parts of the whole height latitudes are, from the north."""
    sines = np.sin(np.radians(np.clip(lat, -_MOST_LATITUDE, _MOST_LATITUDE)))
    heights: NDArray[np.float64] = 0.5 - np.log((1 + sines) / (1 - sines)) / (4 * math.pi)
    return heights


def tile_bounds(spans: NDArray[np.int64], zoom: int) -> tuple[Doubles, Doubles, Doubles, Doubles]:
    """Returns west, south, east, north of blocks of tiles: the outermost of what can be stored that lies in them.

    spans: (n, 4) first and last column, first and last row. A point on an edge is in the eastern and the southern tile.
    """
    tiles = 1 << zoom
    west, east = (columns / tiles * 360 - 180 for columns in (spans[:, 0], spans[:, 1] + 1))
    north, south = (_kept_below(_latitudes(rows / tiles)) for rows in (spans[:, 2], spans[:, 3] + 1))
    south += np.where(spans[:, 3] + 1 < tiles, LAT_STEP, 0)
    return west, np.minimum(south, north), last_before(east, LON_STEP), north


def _latitudes(parts: Doubles) -> Doubles:
    """Returns the latitudes at some parts of the whole height, from the north."""
    found: Doubles = np.degrees(np.arctan(np.sinh(np.pi * (1 - 2 * parts))))
    return found


def _kept_below(latitudes: Doubles) -> Doubles:
    """Returns the last that can be stored up to some latitudes."""
    kept: Doubles = np.floor(latitudes / LAT_STEP) * LAT_STEP
    return kept


def beyond_tiles(south: NDArray[np.float64], north: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Returns which spans of latitudes lie wholly where no tiles are."""
    beyond: NDArray[np.bool_] = (south > _MOST_LATITUDE) | (north < -_MOST_LATITUDE)
    return beyond
