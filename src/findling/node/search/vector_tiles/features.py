"""Geometries as features of a tile: projected, clipped to it, in whole pixels, as drawing commands."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from findling.base.lazy import lazy_module
from findling.node.search.vector_tiles.encoding import LINE, POINT, POLYGON
from findling.node.search.vector_tiles.tile_place import Coordinates, TilePlace

shapely = lazy_module("shapely")
_MOVE, _LINE, _CLOSE = 1, 2, 7
_LEAST_RING: Final = 3
_LEAST_LINE: Final = 2
Pixels = NDArray[np.int64]
Feature = tuple[int, list[int]]
"""The kind of a geometry, and its commands."""


def shaped(geometry: Mapping[str, Any]) -> Any:
    """Returns a geometry as fields show it, GeoJSON and envelopes, in degrees without heights."""
    kind = str(geometry["type"]).lower()
    if kind == "geometrycollection":
        return shapely.GeometryCollection([shaped(part) for part in geometry["geometries"]])
    if kind == "envelope":
        (west, north), (east, south) = geometry["coordinates"]
        return shapely.box(west, south, east, north)
    return shapely.force_2d(shapely.geometry.shape(geometry))


def features_of(geometry: Mapping[str, Any], place: TilePlace) -> list[Feature]:
    """Returns the features of a GeoJSON geometry on a tile: one for each kind of its parts; none if it is elsewhere."""
    low, high = -place.buffer, place.extent + place.buffer
    projected = shapely.transform(shaped(geometry), place.pixels)
    if not projected.is_valid:
        projected = shapely.make_valid(projected)
    clipped = projected.intersection(shapely.box(low, low, high, high))
    parts = [part for part in shapely.get_parts(clipped, return_index=False).tolist() if not part.is_empty]
    drawn = {kind: _Pen() for kind in (POINT, LINE, POLYGON)}
    for part in _simple(parts):
        kind = (POINT, LINE, POLYGON)[shapely.get_dimensions(part)]
        _draw(drawn[kind], kind, part)
    return [(kind, pen.commands()) for kind, pen in drawn.items() if pen.is_used]


def point_feature(lon: float, lat: float, place: TilePlace) -> Feature:
    """Returns the feature of a point, wherever it is."""
    pen = _Pen()
    pen.point(_whole(place.pixels(np.array([[lon, lat]]))))
    return POINT, pen.commands()


def box_feature(box: tuple[float, float, float, float], place: TilePlace) -> Feature:
    """Returns the feature of a box of west, south, east and north, as it is."""
    west, south, east, north = box
    corners = np.array([[west, north], [east, north], [east, south], [west, south]], float)  # clockwise
    pen = _Pen()
    pen.ring(_whole(place.pixels(corners)))
    return POLYGON, pen.commands()


def _simple(parts: Sequence[Any]) -> Iterator[Any]:
    """Yields points, lines and polygons out of collections."""
    for part in parts:
        if part.geom_type == "GeometryCollection" or part.geom_type.startswith("Multi"):
            yield from _simple(shapely.get_parts(part).tolist())
        else:
            yield part


def _draw(pen: "_Pen", kind: int, part: Any) -> None:
    if kind == POINT:
        pen.point(_whole(shapely.get_coordinates(part)))
    elif kind == LINE:
        pen.line(_distinct(_whole(shapely.get_coordinates(part))))
    else:
        outer = _distinct(_whole(shapely.get_coordinates(part.exterior))[:-1])
        if len(outer) < _LEAST_RING or _area(outer) == 0:
            return
        pen.ring(outer if _area(outer) > 0 else outer[::-1])
        for hole in part.interiors:
            inner = _distinct(_whole(shapely.get_coordinates(hole))[:-1])
            if len(inner) >= _LEAST_RING and _area(inner) != 0:
                pen.ring(inner if _area(inner) < 0 else inner[::-1])


def _whole(pixels: Coordinates) -> Pixels:
    return np.floor(pixels + 0.5).astype(np.int64)


def _distinct(pixels: Pixels) -> Pixels:
    """Returns the corners without those that fall on the one before."""
    keep = np.ones(len(pixels), bool)
    keep[1:] = (pixels[1:] != pixels[:-1]).any(axis=1)
    return pixels[keep]


def _area(ring: Pixels) -> int:
    """Returns twice the area of a ring, positive if it goes clockwise on a screen, whose y goes down."""
    x, y = ring[:, 0], ring[:, 1]
    return int(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1)))


class _Pen:
    """Writes commands; each place is told by its distance from the one before."""

    def __init__(self) -> None:
        self._points: list[Pixels] = []
        self._written: list[int] = []
        self._at = np.zeros(2, np.int64)

    @property
    def is_used(self) -> bool:
        return bool(self._points or self._written)

    def point(self, pixels: Pixels) -> None:
        """Draws points; all of a feature are one command."""
        self._points += list(pixels)

    def line(self, pixels: Pixels) -> None:
        if len(pixels) >= _LEAST_LINE:
            self._go(_MOVE, pixels[:1])
            self._go(_LINE, pixels[1:])

    def ring(self, pixels: Pixels) -> None:
        self._go(_MOVE, pixels[:1])
        self._go(_LINE, pixels[1:])
        self._written.append(_command(_CLOSE, 1))

    def commands(self) -> list[int]:
        if self._points:
            self._go(_MOVE, np.array(self._points))
            self._points = []
        return self._written

    def _go(self, kind: int, pixels: Pixels) -> None:
        self._written.append(_command(kind, len(pixels)))
        for pixel in pixels:
            for step in (pixel - self._at).tolist():
                self._written.append(step << 1 if step >= 0 else (-step << 1) - 1)
            self._at = pixel


def _command(kind: int, count: int) -> int:
    return kind | count << 3
