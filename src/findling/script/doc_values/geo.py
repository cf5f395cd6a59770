"""Points as scripts see them, and distances from them."""

import math
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from findling.script.api.class_info import ClassInfo
from findling.script.api.values.java_object import JavaObject
from findling.script.doc_values.values import PACKAGE, DocValues, doc_values_class, method
from findling.script.faults import illegal_argument
from findling.script.types import DOUBLE, INT, STRING, Array, array_of, class_type

EARTH_RADIUS_M: Final = 6_371_008.7714
_DIGITS: Final = "0123456789bcdefghjkmnpqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class GeoPoint(JavaObject):
    """A point in degrees."""

    java_class: ClassVar[str] = "org.elasticsearch.common.geo.GeoPoint"

    lat: float
    lon: float

    def to_json(self) -> dict[str, float]:
        """Returns it as answers show it."""
        return {"lat": self.lat, "lon": self.lon}

    def __str__(self) -> str:
        return f"{self.lat}, {self.lon}"


class GeoPoints(DocValues):
    """The points of a field."""

    __slots__ = ()
    java_class = f"{PACKAGE}.GeoPoints"

    def lat(self) -> float:
        """Returns the latitude of the first point. Raises JavaError if there is none."""
        latitude: float = self.value().lat
        return latitude

    def lon(self) -> float:
        """Returns the longitude of the first point. Raises JavaError if there is none."""
        longitude: float = self.value().lon
        return longitude

    def lats(self) -> Array:
        """Returns the latitudes of all points."""
        return Array(_DOUBLES, [point.lat for point in self])

    def lons(self) -> Array:
        """Returns the longitudes of all points."""
        return Array(_DOUBLES, [point.lon for point in self])

    def arc_distance(self, lat: float, lon: float) -> float:
        """Returns metres on the sphere from the first point. Raises JavaError if there is none."""
        return haversine(self.lat(), self.lon(), lat, lon)

    def arc_or(self, lat: float, lon: float, default: float) -> float:
        """Returns metres on the sphere, the default if there is no point."""
        return self.arc_distance(lat, lon) if self else default

    def plane_distance(self, lat: float, lon: float) -> float:
        """Returns metres as if the earth were flat in between. Raises JavaError if there is no point."""
        return plane(self.lat(), self.lon(), lat, lon)

    def plane_or(self, lat: float, lon: float, default: float) -> float:
        """Returns metres as if the earth were flat in between, the default if there is no point."""
        return self.plane_distance(lat, lon) if self else default

    def geohash_distance(self, geohash: str) -> float:
        """Returns metres on the sphere to the cell of a geohash. Raises JavaError."""
        return self.arc_distance(*_corner(geohash))

    def geohash_or(self, geohash: str, default: float) -> float:
        """Returns metres on the sphere to the cell of a geohash, the default if there is no point."""
        return self.geohash_distance(geohash) if self else default

    def centroid(self) -> GeoPoint | None:
        """Returns the middle of all points, None if there is none."""
        if not self:
            return None
        return GeoPoint(sum(point.lat for point in self) / len(self), sum(point.lon for point in self) / len(self))


def haversine(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Returns metres between two points on the sphere. Source: Lucene's SloppyMath.haversinMeters."""
    one, other = math.radians(lat), math.radians(other_lat)
    h = 1 - math.cos(one - other)
    h += math.cos(one) * math.cos(other) * (1 - math.cos(math.radians(lon - other_lon)))
    return 2 * EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(h * 0.5)))


def plane(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Returns metres as if the earth were flat between two points. Source: Elasticsearch's GeoUtils.planeDistance."""
    x = math.radians(other_lon - lon) * math.cos(math.radians((other_lat + lat) / 2.0))
    return math.sqrt(x * x + math.radians(other_lat - lat) ** 2) * EARTH_RADIUS_M


def _corner(geohash: str) -> tuple[float, float]:
    """Returns the south-western corner of a geohash's cell."""
    bounds, axis = [[-90.0, 90.0], [-180.0, 180.0]], 1
    for digit in geohash:
        number = _DIGITS.find(digit)
        if number < 0:
            raise illegal_argument(f"unsupported symbol [{digit}] in geohash [{geohash}]")
        for bit in (16, 8, 4, 2, 1):
            bounds[axis][0 if number & bit else 1] = sum(bounds[axis]) / 2
            axis = 1 - axis
    return bounds[0][0], bounds[1][0]


_DOUBLES: Final = array_of(DOUBLE)
POINT: Final = class_type("org.elasticsearch.common.geo.GeoPoint")
_TWO: Final = (DOUBLE, DOUBLE)
_THREE: Final = (DOUBLE, DOUBLE, DOUBLE)
_METHODS: Final[dict[tuple[str, int], Any]] = {
    ("getLat", 0): method(DOUBLE, GeoPoints.lat),
    ("getLon", 0): method(DOUBLE, GeoPoints.lon),
    ("getLats", 0): method(_DOUBLES, GeoPoints.lats),
    ("getLons", 0): method(_DOUBLES, GeoPoints.lons),
    ("getCentroid", 0): method(POINT, GeoPoints.centroid),
    ("getMercatorWidth", 0): method(INT, lambda points: 0),
    ("getMercatorHeight", 0): method(INT, lambda points: 0),
    ("arcDistance", 2): method(DOUBLE, GeoPoints.arc_distance, *_TWO),
    ("arcDistanceWithDefault", 3): method(DOUBLE, GeoPoints.arc_or, *_THREE),
    ("planeDistance", 2): method(DOUBLE, GeoPoints.plane_distance, *_TWO),
    ("planeDistanceWithDefault", 3): method(DOUBLE, GeoPoints.plane_or, *_THREE),
    ("geohashDistance", 1): method(DOUBLE, GeoPoints.geohash_distance, STRING),
    ("geohashDistanceWithDefault", 2): method(DOUBLE, GeoPoints.geohash_or, STRING, DOUBLE),
}
POINT_CLASS: Final = ClassInfo(
    POINT,
    methods={
        ("getLat", 0): method(DOUBLE, lambda point: point.lat),
        ("getLon", 0): method(DOUBLE, lambda point: point.lon),
    },
    python_classes=(GeoPoint,),
)
GEO_CLASSES: Final = (doc_values_class("GeoPoints", GeoPoints, _METHODS), POINT_CLASS)
