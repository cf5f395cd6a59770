"""The contexts that a completion asks for: categories, and places with the cells around them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from findling.base.errors import IllegalArgumentError, ParseError, XContentParseError
from findling.base.json_values import as_boolean, as_float, as_integer, scalar_text
from findling.base.object_parser import BOOLEAN, NUMBER, Member, parse_object
from findling.mapping.geo.geo_point_text import decode_geohash, encode_geohash, geohash_bounds, parse_point
from findling.mapping.types.completion_context import Context, geohash_digits
from findling.mapping.types.suggestion_terms import context_prefix

_MOST_DIGITS: Final = 12
_LATITUDES: Final = 90.0


@dataclass(frozen=True, slots=True)
class AskedContext:
    """A context of a completion. is_prefix: whether values that begin so are meant too"""

    boost: int = 1
    is_prefix: bool = False


def asked_contexts(
    contexts: Sequence[Context], body: Mapping[str, object] | None, needed: bool = True
) -> dict[bytes, AskedContext]:
    """Returns what is asked of the contexts of a field, by what their terms begin with.

    needed: whether nothing at all is an error
    Raises IllegalArgumentError, ParseError and XContentParseError.
    """
    found: dict[bytes, AskedContext] = {}
    numbers = {context.name: number for number, context in enumerate(contexts)}
    asked: list[tuple[int, Any]] = []
    for name, value in (body or {}).items():
        if name not in numbers:
            raise IllegalArgumentError(f"Unknown context name [{name}], must be one of [{', '.join(sorted(numbers))}]")
        given = value if isinstance(value, list) else [value]
        read = _category if contexts[numbers[name]].kind == "category" else _place
        asked += [(numbers[name], one) for entry in given for one in read(entry, contexts[numbers[name]])]
    for number, (value, context) in sorted(asked, key=lambda entry: entry[0]):
        found[context_prefix(number, value)] = context
    if needed and not found:
        raise IllegalArgumentError("Missing mandatory contexts in context query")
    return found


def _boost(value: object) -> int:
    boost = as_integer(value)
    if boost <= 0:
        raise IllegalArgumentError("boost must be greater than 0")
    return boost


_CATEGORY: Final = {
    "context": Member(("VALUE_STRING", "VALUE_NUMBER", "VALUE_BOOLEAN"), scalar_text),
    "boost": Member(NUMBER, _boost),
    "prefix": Member(BOOLEAN, as_boolean),
}


def _category(given: Any, context: Context) -> Iterable[tuple[str, AskedContext]]:
    if not isinstance(given, Mapping):
        if given is None or isinstance(given, list):
            raise XContentParseError("category context must be an object, string, number or boolean")
        return [(scalar_text(given), AskedContext())]
    try:
        members = parse_object("category", given, _CATEGORY)
    except XContentParseError:
        raise XContentParseError("category context must be a string, number or boolean") from None
    if "context" not in members:
        raise IllegalArgumentError("category must not be null")
    return [(members["context"], AskedContext(members.get("boost", 1), members.get("prefix", False)))]


def _within(name: str) -> Any:
    def read(value: object) -> int:
        digits = geohash_digits(value)
        if not 1 <= digits <= _MOST_DIGITS:
            raise IllegalArgumentError(f"{name} must be between 1 and 12")
        return digits

    return read


def _neighbours(value: object) -> list[int]:
    return [_within("neighbour value")(entry) for entry in (value if isinstance(value, list) else [value])]


_PLACE: Final = {
    "context": Member(("START_OBJECT",), parse_point),
    "boost": Member(NUMBER, _boost),
    "precision": Member(NUMBER, _within("precision")),
    "neighbours": Member((*NUMBER, "START_ARRAY"), _neighbours),
    "lat": Member(NUMBER, as_float),
    "lon": Member(NUMBER, as_float),
}


def _place(given: Any, context: Context) -> Iterable[tuple[str, AskedContext]]:
    """Returns the cell of a place, and of those around it."""
    members: dict[str, Any] = {}
    if isinstance(given, str):
        members["context"] = decode_geohash(given)
    elif isinstance(given, Mapping):
        members = parse_object("geo", given, _PLACE)
    else:
        raise ParseError("geo context must be an object or string")
    point = members.get("context")
    if point is None and "lat" in members and "lon" in members:
        point = members["lat"], members["lon"]
    if point is None:
        raise IllegalArgumentError("geoPoint must not be null")
    cell = encode_geohash(point[0], point[1], min(context.precision, members.get("precision", _MOST_DIGITS)))
    cells = dict.fromkeys([cell])
    around = members.get("neighbours", [])
    if not around and len(cell) == context.precision:
        cells.update(dict.fromkeys(cells_around(cell)))
    for digits in around:
        if digits < len(cell):
            cells.update(dict.fromkeys([cell[:digits], *cells_around(cell[:digits])]))
    boost = members.get("boost", 1)
    return [(value, AskedContext(boost, len(value) < context.precision)) for value in cells]


def cells_around(geohash: str) -> list[str]:
    """Returns the geohashes of the cells around one, fewer at the poles."""
    south, north, west, east = geohash_bounds(geohash)
    height, width = north - south, east - west
    found = []
    for up in (-1, 0, 1):
        lat = (south + north) / 2 + up * height
        if abs(lat) > _LATITUDES:
            continue
        for right in (-1, 0, 1):
            if up or right:
                lon = ((west + east) / 2 + right * width + 180) % 360 - 180
                found.append(encode_geohash(lat, lon, len(geohash)))
    return found
