"""Geometries as documents and queries write them, GeoJSON and WKT, to shapely's geometries."""

import math
import re
from collections.abc import Callable, Mapping
from typing import Any

from findling.base.errors import FindlingError, IllegalArgumentError, ParseError, XContentParseError
from findling.base.lazy import lazy_module
from findling.mapping.geo.dateline import Ring, polygon_of, split_line

shapely = lazy_module("shapely", optional=True)

Geometry = Any
Position = tuple[float, float]
LARGEST_FLOAT = 3.4028234663852886e38
# longitudes that go on beyond it are of no line or polygon
_FURTHEST = 1e6
TOKEN = re.compile(r"\s*([A-Za-z]+|[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?|NaN|[(),])")


class ShapeReader:
    """Reads geometries of one field.

    clockwise: whether outer rings of GeoJSON polygons are meant to run clockwise (orientation left)
    coerce: close rings that are open
    ignore_z: drop a third coordinate rather than refuse it
    """

    def __init__(self, clockwise: bool = False, coerce: bool = False, ignore_z: bool = True) -> None:
        self.clockwise = clockwise
        self.coerce = coerce
        self.ignore_z = ignore_z
        self._builders: dict[str, Callable[[Any], Geometry]] = {
            "point": self._point,
            "linestring": self._line,
            "polygon": self._polygon,
            "multipoint": lambda c: shapely.MultiPoint([self._spot(self._position(p)) for p in _array(c)]),
            "multilinestring": lambda c: _collected([self._line(line) for line in _array(c)]),
            "multipolygon": lambda c: _collected([self._polygon(rings) for rings in _array(c)]),
            "envelope": self._envelope,
        }

    def read(self, value: object) -> Geometry:
        """Returns the valid geometry of a JSON value; raises ParseError or IllegalArgumentError."""
        return _checked(self.geometry(value))

    def geometry(self, value: object) -> Geometry:
        """Returns the geometry of a JSON value, valid or not; raises ParseError or IllegalArgumentError."""
        try:
            return self._of_wkt(value) if isinstance(value, str) else self._of_geojson(value)
        except FindlingError:
            raise
        except (ValueError, TypeError, RecursionError, shapely.errors.ShapelyError) as error:
            raise IllegalArgumentError(f"invalid geometry: {error}") from error

    # GeoJSON

    def _of_geojson(self, value: object) -> Geometry:
        if not isinstance(value, dict):
            raise ParseError("shape must be an object consisting of type and coordinates")
        kind = value.get("type")
        if not isinstance(kind, str):
            raise IllegalArgumentError("Required [type]")
        try:
            return self._of_members(kind, value)
        except IllegalArgumentError as error:
            raise XContentParseError("Failed to build [geojson] after last required field arrived") from error

    def _of_members(self, kind: str, value: Mapping[str, Any]) -> Geometry:
        name = kind.lower()
        if name == "geometrycollection":
            if not isinstance(value.get("geometries"), list):
                raise ParseError("geometries not included")
            if not value["geometries"]:
                raise IllegalArgumentError("the list of shapes cannot be null or empty")
            return _collected([self._of_geojson(part) for part in value["geometries"]])
        if name == "circle":
            raise IllegalArgumentError("CIRCLE geometry is not supported")
        if name not in self._builders:
            raise IllegalArgumentError(f"No enum constant org.elasticsearch.geometry.ShapeType.{kind.upper()}")
        if value.get("coordinates") is None:
            raise ParseError("coordinates not included")
        orientation = value.get("orientation")
        reader = self if orientation is None else type(self)(is_clockwise(orientation), self.coerce, self.ignore_z)
        return reader._builders[name](value["coordinates"])

    def _position(self, value: object) -> Position:
        numbers = _array(value)
        if len(numbers) not in (2, 3) or not all(type(number) in (int, float) for number in numbers):
            raise ParseError("geo coordinates must be numbers")
        if len(numbers) == 3 and not self.ignore_z:
            raise ParseError(
                f"Exception parsing coordinates: found Z value [{numbers[2]}] but [ignore_z_value] parameter is [false]"
            )
        return self._place(float(numbers[0]), float(numbers[1]))

    def _point(self, value: object) -> Geometry:
        return shapely.Point(self._spot(self._position(value)))

    def _line(self, value: object) -> Geometry:
        positions = [self._position(position) for position in _array(value)]
        if len(positions) < 2:
            raise ParseError("not enough points to build a line")
        return self._through(positions)

    def _polygon(self, value: object) -> Geometry:
        rings = [self._ring(ring) for ring in _array(value)]
        if not rings:
            raise IllegalArgumentError("Index 0 out of bounds for length 0")
        return self._within(rings)

    def _ring(self, value: object) -> Ring:
        positions = [self._position(position) for position in _array(value)]
        if self.coerce and positions and positions[0] != positions[-1]:
            positions.append(positions[0])
        if len(positions) < 4:
            raise IllegalArgumentError("at least 4 polygon points required")
        if positions[0] != positions[-1]:
            first, last = positions[0], positions[-1]
            raise IllegalArgumentError(
                "first and last points of the linear ring must be the same (it must close itself): "
                f"x[0]={first[0]} x[{len(positions) - 1}]={last[0]} y[0]={first[1]} y[{len(positions) - 1}]={last[1]}"
            )
        return positions

    def _envelope(self, value: object) -> Geometry:
        corners = [self._position(corner) for corner in _array(value)]
        if len(corners) != 2:
            raise ParseError(
                f"invalid number of points [{len(corners)}] provided for geo_shape [ENVELOPE] when expecting an array "
                "of 2 coordinates"
            )
        (west, north), (east, south) = map(self._spot, corners)
        return self._box(west, south, east, north)

    # what differs between the globe and a plane

    def _place(self, x: float, y: float) -> Position:
        if not math.isfinite(x):
            raise IllegalArgumentError(f"invalid longitude {x}; must be between -180.0 and 180.0")
        return x if abs(x) <= _FURTHEST else longitude(x), latitude(y)

    def _spot(self, position: Position) -> Position:
        """Returns a position as it is kept of a point or a corner, on the globe between -180 and 180."""
        return longitude(position[0]), position[1]

    def _through(self, line: Ring) -> Geometry:
        return split_line(line)

    def _within(self, rings: list[Ring]) -> Geometry:
        return polygon_of(rings, self.clockwise)

    def _box(self, west: float, south: float, east: float, north: float) -> Geometry:
        if north < south:
            raise IllegalArgumentError("max y cannot be less than min y")
        if west <= east:
            return shapely.box(west, south, east, north)
        return shapely.MultiPolygon([shapely.box(west, south, 180, north), shapely.box(-180, south, east, north)])

    # WKT

    def _of_wkt(self, text: str) -> Geometry:
        words = _Words(text)
        geometry = self._wkt_geometry(words)
        if words.peek() is not None:
            raise ParseError(f"expected end of WKT string but found [{words.peek()}]")
        return geometry

    def _wkt_geometry(self, words: "_Words") -> Geometry:
        name = (words.next() or "").lower()
        if not name:
            raise ParseError("expected word but found: END-OF-STREAM")
        if name == "geometrycollection":
            parts = words.several(lambda: self._wkt_geometry(words))
            return _collected(parts)
        if name in ("bbox", "envelope"):
            west, east, north, south = words.several(words.number)
            return self._box(*self._spot(self._place(west, south)), *self._spot(self._place(east, north)))
        if name not in self._builders:
            raise IllegalArgumentError(f"Unknown geometry type: {name}")
        if (words.peek() or "").upper() in ("Z", "M", "ZM"):
            words.next()
        if (words.peek() or "").upper() == "EMPTY":
            words.next()
            return shapely.GeometryCollection()
        return self._builders[name](self._wkt_coordinates(name, words))

    def _wkt_coordinates(self, name: str, words: "_Words") -> Any:
        depth = {"point": 0, "linestring": 1, "multipoint": 1, "polygon": 2, "multilinestring": 2}.get(name, 3)
        if depth == 0:
            words.expect("(")
            position = words.position()
            words.expect(")")
            return position
        return self._wkt_nested(words, depth)

    def _wkt_nested(self, words: "_Words", depth: int) -> list[object]:
        if depth == 1:
            return words.several(words.position)
        return words.several(lambda: self._wkt_nested(words, depth - 1))


class PlaneShapeReader(ShapeReader):
    """Reads geometries of a plane, which has no date line and no poles."""

    def _spot(self, position: Position) -> Position:
        return position

    def _place(self, x: float, y: float) -> Position:
        for name, value in (("x", x), ("y", y)):
            if not abs(value) <= LARGEST_FLOAT:
                raise IllegalArgumentError(
                    f"invalid {name} value {value}; must be between {-LARGEST_FLOAT} and {LARGEST_FLOAT}"
                )
        return x, y

    def _through(self, line: Ring) -> Geometry:
        return shapely.LineString(line)

    def _within(self, rings: list[Ring]) -> Geometry:
        return shapely.Polygon(rings[0], rings[1:])

    def _box(self, west: float, south: float, east: float, north: float) -> Geometry:
        for low, high, axis in ((south, north, "y"), (west, east, "x")):
            if high < low:
                raise IllegalArgumentError(f"max {axis} cannot be less than min {axis}")
        return shapely.box(west, south, east, north)


class _Words:
    """The tokens of a WKT text."""

    def __init__(self, text: str) -> None:
        self._tokens: list[str] = []
        at = 0
        text = text.rstrip()
        while at < len(text):
            match = TOKEN.match(text, at)
            if match is None:
                raise ParseError(f"unexpected symbol [{text[at:].strip()[:1]}] in WKT")
            self._tokens.append(match[1])
            at = match.end()
        self._at = 0

    def peek(self) -> str | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def next(self) -> str | None:
        token = self.peek()
        self._at += 1
        return token

    def expect(self, wanted: str) -> None:
        token = self.next()
        if token != wanted:
            raise ParseError(f"expected {wanted} but found: {token or 'END-OF-STREAM'}")

    def number(self) -> float:
        token = self.next()
        try:
            return float(token or "")
        except ValueError:
            fault = "expected number but found" if token in (None, "(", ")", ",") else "invalid number found"
            raise ParseError(f"{fault}: {token or 'END-OF-STREAM'}") from None

    def position(self) -> list[float]:
        """Returns the numbers of one point, which may stand in brackets of its own."""
        if self.peek() == "(":
            self.next()
            numbers = self._numbers()
            self.expect(")")
            return numbers
        return self._numbers()

    def _numbers(self) -> list[float]:
        numbers = [self.number(), self.number()]
        if self.peek() not in (",", ")", None):
            numbers.append(self.number())
        return numbers

    def several(self, read: Callable[[], Any]) -> list[Any]:
        """Returns what `read` gives, between brackets and separated by commas."""
        self.expect("(")
        found = [read()]
        while self.peek() == ",":
            self.next()
            found.append(read())
        self.expect(")")
        return found


def is_clockwise(orientation: object) -> bool:
    """Reads an orientation; raises IllegalArgumentError."""
    word = str(orientation).lower()
    if word in ("right", "counterclockwise", "ccw"):
        return False
    if word in ("left", "clockwise", "cw"):
        return True
    raise IllegalArgumentError(f"Unknown orientation [{orientation}]")


def latitude(value: float) -> float:
    """Returns a latitude; raises IllegalArgumentError off the globe."""
    if not -90 <= value <= 90:
        raise IllegalArgumentError(f"invalid latitude {value}; must be between -90.0 and 90.0")
    return value


def longitude(value: float) -> float:
    """Returns a longitude between -180 and 180."""
    return value if -180 <= value <= 180 else (value + 180) % 360 - 180


def _array(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise ParseError("coordinates must be an array")
    return value


def _collected(parts: list[Geometry]) -> Geometry:
    """Returns geometries as one, of many parts of one kind if they are of one kind."""
    flat = list(shapely.get_parts(parts))
    kinds = {part.geom_type for part in flat}
    if len(kinds) == 1 and flat:
        many = {"Point": shapely.MultiPoint, "LineString": shapely.MultiLineString, "Polygon": shapely.MultiPolygon}
        return many[kinds.pop()](flat)
    return shapely.GeometryCollection(flat)


def _checked(geometry: Geometry) -> Geometry:
    """Returns the geometry; raises IllegalArgumentError if a polygon crosses itself or there is nothing in it."""
    if geometry.is_empty:
        raise IllegalArgumentError("empty geometries cannot be indexed")
    for part in shapely.get_parts(geometry):
        if part.geom_type == "Polygon" and not part.is_valid:
            reason = shapely.is_valid_reason(part)
            place = re.search(r"\[(\S+) (\S+)\]", reason)
            if reason.startswith("Self-intersection") and place:
                raise IllegalArgumentError(f"Polygon self-intersection at lat={place[2]} lon={place[1]}")
            raise IllegalArgumentError(f"Unable to Tessellate shape: {reason}")
    return geometry
