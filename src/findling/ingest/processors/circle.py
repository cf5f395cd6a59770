"""circle: circles become polygons, which can be indexed as shapes."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any, Final

from findling.base.errors import IllegalArgumentError
from findling.base.java_values import shown
from findling.ingest.document import IngestDocument
from findling.ingest.processor import Making, Processor, register
from findling.ingest.text_processor import FieldOptions
from findling.search.geo.distance_unit import parse_distance

_WKT: Final = re.compile(r"\s*CIRCLE\s*\(\s*([^\s()]+)\s+([^\s()]+)\s+([^\s()]+)\s*\)\s*", re.IGNORECASE)
_FEWEST, _MOST = 4, 1000
_EARTH: Final = 6_371_008.7714
Point = tuple[float, float]


def sides(radius: float, error: float) -> int:
    """Returns how many sides a polygon needs to be no further from its circle than an error, in metres."""
    if error >= radius:
        return _FEWEST
    return max(_FEWEST, min(_MOST, math.ceil(2 * math.pi / math.acos(1 - error / radius))))


def on_earth(centre: Point, radius: float, count: int) -> list[Point]:
    """Returns the corners (longitude, latitude) of a polygon on the globe; the first one ends it."""
    lon, lat = centre
    for pole in (90, -90):
        if math.radians(abs(pole - lat)) * _EARTH < radius:
            which = "north" if pole > 0 else "south"
            circle = f"circle [CIRCLE ({lon} {lat} {radius})]"
            raise IllegalArgumentError(f"{circle} contains the {which} pole. It cannot be translated to a polygon")
    corners = []
    for number in range(count):
        angle = math.radians(number * 360 / count)
        x, y = math.cos(angle), math.sin(angle)
        factor = _stretch(lon, lat, x, y, radius)
        corners.append((lon + x * factor, lat + y * factor))
    return [*corners, corners[0]]


def _stretch(lon: float, lat: float, x: float, y: float, radius: float) -> float:
    """Returns how many degrees in a direction a distance is, found by halving steps until it is good to 10 cm."""
    factor, step, last = 2.0, 1.0, 0
    while True:
        distance = _haversine(lat, lon, lat + y * factor, lon + x * factor)
        if abs(distance - radius) < 0.1:
            return factor
        turn = -1 if distance > radius else 1
        factor += turn * step
        if last == -turn:
            step /= 2
        last = turn


def _haversine(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    half_lat, half_lon = math.radians(lat2 - lat1) / 2, math.radians(lon2 - lon1) / 2
    part = (
        math.sin(half_lat) ** 2 + math.cos(math.radians(lat1)) * math.cos(math.radians(lat2)) * math.sin(half_lon) ** 2
    )
    return 2 * _EARTH * math.asin(min(1.0, math.sqrt(part)))


def on_plane(centre: Point, radius: float, count: int) -> list[Point]:
    """Returns the corners (x, y) of a polygon in the plane; the first one ends it."""
    angles = [math.radians(number * 360 / count) for number in range(count)]
    corners = [(centre[0] + radius * math.cos(angle), centre[1] + radius * math.sin(angle)) for angle in angles]
    return [*corners, corners[0]]


class CircleProcessor(Processor):
    """Writes a polygon in the place of a circle, in the format of the circle: GeoJSON or WKT."""

    kind = "circle"

    def __init__(
        self, options: FieldOptions, error: float, corners: Callable[[Point, float, int], list[Point]]
    ) -> None:
        self._options = options
        self._error = error
        self._corners = corners

    def process(self, document: IngestDocument) -> None:
        options = self._options
        value = options.value(document)
        if value is None:
            return
        options.target.set(document, self._polygon(value))

    def _polygon(self, value: Any) -> Any:
        if isinstance(value, dict):
            centre, radius = _of_object(value)
            return {"type": "Polygon", "coordinates": [list(map(list, self._ring(centre, radius)))]}
        if not isinstance(value, str):
            raise IllegalArgumentError(
                f"field [{self._options.field.text}] must be a WKT Circle or a GeoJSON Circle value"
            )
        found = _WKT.fullmatch(value)
        if found is None:
            raise IllegalArgumentError("invalid circle definition")
        try:
            lon, lat, radius = map(float, found.groups())
        except ValueError:
            raise IllegalArgumentError("invalid circle definition") from None
        ring = ", ".join(f"{shown(x)} {shown(y)}" for x, y in self._ring((lon, lat), radius))
        return f"POLYGON (({ring}))"

    def _ring(self, centre: Point, radius: float) -> list[Point]:
        return self._corners(centre, radius, sides(radius, self._error))


def _of_object(value: dict[str, Any]) -> tuple[Point, float]:
    centre, radius = value.get("coordinates"), value.get("radius")
    if str(value.get("type", "")).lower() != "circle" or not isinstance(centre, list) or len(centre) < 2:
        raise IllegalArgumentError("invalid circle definition")
    if radius is None:
        raise IllegalArgumentError("invalid circle definition")
    return (float(centre[0]), float(centre[1])), parse_distance(shown(radius))


@register("circle")
def make_circle(making: Making) -> CircleProcessor:
    """Reads {"circle": {"field": "area", "error_distance": 10, "shape_type": "geo_shape"}}."""
    given = making.configuration
    options = FieldOptions(given)
    error = abs(given.required_number("error_distance"))
    shape_type = given.required_text("shape_type")
    if shape_type.lower() not in ("geo_shape", "shape"):
        raise given.fault(
            "shape_type", f"illegal [shape_type] value [{shape_type}]. valid values are [SHAPE, GEO_SHAPE]"
        )
    return CircleProcessor(options, error, on_earth if shape_type.lower() == "geo_shape" else on_plane)
