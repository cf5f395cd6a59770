"""Geo points as documents and queries write them."""

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from findling.base.errors import IllegalArgumentError, ParseError
from findling.base.java_values import shown
from findling.mapping.types.number_text import double_of

GEOHASH_DIGITS: Final = "0123456789bcdefghjkmnpqrstuvwxyz"
# of what is longer, the rest is not looked at
_MOST_DIGITS: Final = 12
GEOHASH = re.compile(rf"[{GEOHASH_DIGITS}]{{1,12}}\Z", re.IGNORECASE | re.ASCII)
WKT_POINT = re.compile(r"\s*POINT\s*(?:Z\s*)?\(([^()]*)\)\s*\Z", re.IGNORECASE)
Point = tuple[float, float]


def parse_point(value: object, ignore_z: bool = True) -> Point:
    """Returns (lat, lon) in degrees, not checked for range.

    value: {"lat","lon"}, {"geohash"}, GeoJSON, [lon, lat], "lat,lon", a geohash, WKT
    ignore_z: drop a third coordinate rather than refuse it
    Raises ParseError or IllegalArgumentError with Elasticsearch's wording.
    """
    if isinstance(value, dict):
        return _of_object(value, ignore_z)
    if isinstance(value, list | tuple):
        return _of_array(list(value), ignore_z)
    if isinstance(value, str):
        return _of_text(value, ignore_z)
    raise ParseError("geo_point expected")


def _of_object(value: Mapping[str, object], ignore_z: bool) -> Point:
    if "coordinates" in value or "type" in value:
        return _of_geojson(value, ignore_z)
    for key in value:
        if key not in ("lat", "lon", "z", "geohash"):
            raise ParseError("field must be either [lat], [lon], [z] or [geohash]" if ignore_z else "unexpected field")
    if "geohash" in value:
        if "lat" in value or "lon" in value:
            raise ParseError("field must be either lat/lon or geohash")
        return decode_geohash(str(value["geohash"]))
    for key in ("lat", "lon"):
        if key not in value:
            raise ParseError(f"field [{key}] missing")
    if "z" in value:
        check_z(value["z"], ignore_z)
    return _number(value["lat"], "latitude"), _number(value["lon"], "longitude")


def _of_geojson(value: Mapping[str, object], ignore_z: bool) -> Point:
    if str(value.get("type", "")).lower() != "point":
        raise ParseError("[type] for geo_point can only be 'Point'")
    coordinates = value.get("coordinates")
    if not isinstance(coordinates, list) or len(coordinates) < 2:
        raise ParseError("field [coordinates] must contain at least two dimensions")
    return _of_array(coordinates, ignore_z)


def _of_array(value: Sequence[object], ignore_z: bool) -> Point:
    if len(value) == 3:
        check_z(value[2], ignore_z)
    elif len(value) != 2:
        raise ParseError(
            "[geo_point] field type does not accept more than 3 values" if len(value) > 3 else "geo_point expected"
        )
    return _number(value[1], "latitude"), _number(value[0], "longitude")


def _of_text(text: str, ignore_z: bool) -> Point:
    wkt = WKT_POINT.match(text)
    if wkt:
        return _of_array(list(wkt[1].split()), ignore_z)
    if "," not in text:
        return decode_geohash(text)
    parts = [part.strip() for part in text.split(",")]
    if len(parts) > 3:
        raise ParseError(f"failed to parse [{text}], expected 2 or 3 coordinates but found: [{len(parts)}]")
    if len(parts) == 3:
        check_z(parts[2], ignore_z)
    return _number(parts[0], "latitude"), _number(parts[1], "longitude")


def check_z(z: Any, ignore_z: bool) -> None:
    """Raises ParseError for an altitude where none is accepted."""
    if not ignore_z:
        try:
            shown = float(z)
        except (TypeError, ValueError):
            shown = z
        raise ParseError(
            f"Exception parsing coordinates: found Z value [{shown}] but [ignore_z_value] parameter is [false]"
        )


def _number(value: object, name: str) -> float:
    try:
        number = double_of(value)
    except IllegalArgumentError as error:
        if isinstance(value, str):
            raise ParseError(f"[{name}] must be a valid double value") from error
        raise ParseError(f"{name} must be a number") from error
    if math.isnan(number):
        raise ParseError(f"[{name}] must be a valid double value")
    return number


def geohash_bounds(geohash: str) -> tuple[float, float, float, float]:
    """Returns (south, north, west, east) of a geohash's cell; raises ParseError."""
    if not GEOHASH.match(geohash[:_MOST_DIGITS]):
        if not geohash:
            raise ParseError("empty geohash")
        wrong = next((char for char in geohash[:_MOST_DIGITS] if char.lower() not in GEOHASH_DIGITS), geohash[0])
        cause = IllegalArgumentError(f"unsupported symbol [{wrong}] in geohash [{geohash}]")
        raise ParseError(cause.reason) from cause
    bounds = [[-90.0, 90.0], [-180.0, 180.0]]
    axis = 1
    for digit in geohash[:_MOST_DIGITS].lower():
        number = GEOHASH_DIGITS.index(digit)
        for bit in (16, 8, 4, 2, 1):
            low, high = bounds[axis]
            bounds[axis][0 if number & bit else 1] = (low + high) / 2
            axis = 1 - axis
    return bounds[0][0], bounds[0][1], bounds[1][0], bounds[1][1]


def decode_geohash(geohash: str) -> Point:
    """Returns the south-west corner of a geohash's cell, the point that is indexed; raises ParseError."""
    south, _, west, _ = geohash_bounds(geohash)
    return south, west


def encode_geohash(lat: float, lon: float, length: int) -> str:
    """Returns the geohash of the cell of `length` digits that a point lies in."""
    bounds = [[-90.0, 90.0], [-180.0, 180.0]]
    axis, digits = 1, []
    for _ in range(length):
        number = 0
        for _ in range(5):
            low, high = bounds[axis]
            middle = (low + high) / 2
            upper = (lon if axis else lat) >= middle
            bounds[axis][0 if upper else 1] = middle
            number, axis = number * 2 + upper, 1 - axis
        digits.append(GEOHASH_DIGITS[number])
    return "".join(digits)


def check_range(lat: float, lon: float, field: str) -> Point:
    """Returns the point; raises IllegalArgumentError if it is not on the globe."""
    if not -90 <= lat <= 90:
        raise IllegalArgumentError(f"illegal latitude value [{shown(lat)}] for {field}")
    if not -180 <= lon <= 180:
        raise IllegalArgumentError(f"illegal longitude value [{shown(lon)}] for {field}")
    return lat, lon


def normalized(lat: float, lon: float, longitude: bool = True) -> Point:
    """Returns a point outside of the usual ranges as the same place within them.

    longitude: whether its longitude is brought into range; else only its latitude is, and the longitude follows it
    Source: normalizePoint of Elasticsearch's GeoUtils
    """
    beyond = abs(lat) > 90
    longitude = longitude and (beyond or abs(lon) > 180)
    if beyond:
        lat = _centred(lat)
        if abs(lat) > 90:
            lat = math.copysign(180, lat) - lat
            lon += 180 if longitude or _centred(lon) <= 0 else -180
    return lat, _centred(lon) if longitude else lon


def _centred(degrees: float) -> float:
    """Returns an angle in (-180, 180]."""
    rest = math.fmod(degrees, 360) if math.isfinite(degrees) else math.nan  # as Java has it
    rest = rest + 360 if rest <= 0 else rest
    return rest - 360 if rest > 180 else rest
