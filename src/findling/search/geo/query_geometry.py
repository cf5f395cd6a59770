"""The geometry that a query asks about: shapes of shapely, and circles, which shapely does not have."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from findling.base.errors import FindlingError, ParseError, XContentParseError
from findling.base.lazy import lazy_module
from findling.mapping.geo.geo_shape_text import PlaneShapeReader, ShapeReader
from findling.mapping.geo.quantized import on_the_globe, on_the_plane
from findling.search.geo.distance_unit import parse_distance

shapely = lazy_module("shapely", optional=True)

_CIRCLE: Final = re.compile(r"\s*CIRCLE\s*\(\s*(\S+)\s+(\S+)\s+(\S+)\s*\)\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Circle:
    """A circle by its centre and radius: degrees and metres on the globe, units of the plane otherwise."""

    x: float
    y: float
    radius: float

    def __str__(self) -> str:
        return f"CIRCLE ({self.x} {self.y} {self.radius})"


@dataclass(frozen=True)
class QueryGeometry:
    """What a query asks about; hashable.

    wkb: its points, lines and polygons as one collection
    circle: or a circle
    """

    wkb: bytes = b""
    circle: Circle | None = None

    def shape(self) -> Any:
        """Returns the shapely geometry, prepared for being compared with many.

        A new one each time: GEOS completes prepared geometries while they are used, which two threads may not do.
        """
        found = shapely.from_wkb(self.wkb)
        shapely.prepare(found)
        return found

    def parts(self) -> NDArray[np.object_]:
        """Returns its points, lines and polygons, (n,) shapely geometries of the caller's own."""
        return flat_parts(np.array([shapely.from_wkb(self.wkb)], dtype=object))[0]

    @property
    def has_lines(self) -> bool:
        """Whether any part is a line."""
        return self.circle is None and any(part.geom_type == "LineString" for part in self.parts())

    def __str__(self) -> str:
        return str(self.circle) if self.circle is not None else f"[{shapely.from_wkb(self.wkb).wkt}]"


def flat_parts(geometries: NDArray[np.object_]) -> tuple[NDArray[np.object_], NDArray[np.intp]]:
    """Returns the points, lines and polygons of geometries, and for each the index of the geometry it is from."""
    parts, owners = shapely.get_parts(geometries, return_index=True)
    while (shapely.get_type_id(parts) > 3).any():
        parts, of = shapely.get_parts(parts, return_index=True)
        owners = owners[of]
    return parts, owners


def globe_geometry(value: object) -> QueryGeometry:
    """Returns a geometry of degrees, with Lucene's precision. Raises ParseError, IllegalArgumentError."""
    return _geometry(value, ShapeReader(coerce=True).geometry, on_the_globe)


def plane_geometry(value: object) -> QueryGeometry:
    """Returns a geometry of the plane, with the precision of float. Raises ParseError, IllegalArgumentError."""
    return _geometry(value, PlaneShapeReader(coerce=True).geometry, on_the_plane)


def _geometry(value: object, read: Callable[[object], Any], quantized: Callable[[Any], Any]) -> QueryGeometry:
    circle = _circle(value)
    if circle is not None:
        center = quantized(read({"type": "point", "coordinates": [circle.x, circle.y]}))
        return QueryGeometry(circle=Circle(center.x, center.y, circle.radius))
    return QueryGeometry(wkb=bytes(shapely.to_wkb(quantized(read(value)))))


def _circle(value: object) -> Circle | None:
    if isinstance(value, str):
        found = _CIRCLE.fullmatch(value)
        try:
            return None if found is None else Circle(float(found[1]), float(found[2]), float(found[3]))
        except ValueError as error:
            raise ParseError(f"expected number but found: {error}") from error
    if not isinstance(value, Mapping) or str(value.get("type")).lower() != "circle":
        return None
    center, radius = value.get("coordinates"), value.get("radius")
    if not isinstance(center, list) or len(center) < 2 or not all(type(each) in (int, float) for each in center):
        raise ParseError("geo coordinates must be numbers")
    if radius is None:
        raise ParseError("radius is not specified")
    try:
        return Circle(float(center[0]), float(center[1]), parse_distance(radius))
    except FindlingError as error:
        raise XContentParseError("[geojson] failed to parse field [radius]") from error
