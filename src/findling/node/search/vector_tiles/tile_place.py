"""Where a tile is: the square of the Mercator map that it shows, and the pixels of a place on it."""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from findling.base.errors import IllegalArgumentError

MAX_ZOOM: Final = 29
LAST_LATITUDE: Final = math.degrees(math.atan(math.sinh(math.pi)))
"""Where the map ends."""

Coordinates = NDArray[np.float64]
"""(n, 2) float64: degrees of longitude and latitude, or x and y."""


@dataclass(frozen=True, slots=True)
class TilePlace:
    """One tile. extent: its pixels in each direction; buffer: how many more are looked at around it"""

    zoom: int
    x: int
    y: int
    extent: int = 4096
    buffer: int = 5

    def __post_init__(self) -> None:
        if not 0 <= self.zoom <= MAX_ZOOM:
            raise IllegalArgumentError(
                f"Invalid geotile_grid precision of {self.zoom}. Must be between 0 and {MAX_ZOOM}."
            )
        if not (0 <= self.x < 1 << self.zoom and 0 <= self.y < 1 << self.zoom):
            raise IllegalArgumentError(f"Zoom/X/Y combination is not valid: {self.zoom}/{self.x}/{self.y}")

    @property
    def box(self) -> tuple[float, float, float, float]:
        """West, south, east, north in degrees."""
        return tile_box(self.zoom, self.x, self.y)

    def pixels(self, places: Coordinates) -> Coordinates:
        """Returns places in degrees in pixels of the tile, not rounded: x to the east, y to the south."""
        tiles = 1 << self.zoom
        lat = np.radians(np.clip(places[:, 1], -LAST_LATITUDE, LAST_LATITUDE))
        x = (places[:, 0] + 180) / 360 * tiles - self.x
        y = (1 - np.arcsinh(np.tan(lat)) / math.pi) / 2 * tiles - self.y
        return np.column_stack((x, y)) * self.extent


def tile_box(zoom: int, x: int, y: int) -> tuple[float, float, float, float]:
    """Returns west, south, east, north of a tile in degrees."""
    tiles = 1 << zoom
    return x / tiles * 360 - 180, _latitude(y + 1, tiles), (x + 1) / tiles * 360 - 180, _latitude(y, tiles)


def tile_center(zoom: int, x: int, y: int) -> tuple[float, float]:
    """Returns longitude and latitude of the middle of a tile, as the map shows it."""
    tiles = 1 << zoom
    return (x + 0.5) / tiles * 360 - 180, _latitude(y + 0.5, tiles)


def _latitude(y: float, tiles: int) -> float:
    return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * y / tiles))))
