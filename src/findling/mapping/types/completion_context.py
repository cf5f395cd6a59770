"""Contexts of completion fields: categories, and places as geohashes."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from findling.base.errors import IllegalArgumentError, MapperParsingError, NumberFormatError, ParseError
from findling.base.java_values import shown
from findling.mapping.geo.geo_point_text import encode_geohash, parse_point
from findling.mapping.parameters import Place

LIMIT: Final = 10
RESERVED = re.compile("[\x00\x1d]")
DEFAULT_PRECISION: Final = 6
MOST_DIGITS: Final = 24
DISTANCE = re.compile(r"\s*([0-9.]+)\s*(mm|cm|m|km|in|ft|yd|mi|nmi|NM|meters|kilometers|miles)?\s*\Z")
METRES: Final = {"mm": 0.001, "cm": 0.01, "m": 1, "meters": 1, "km": 1000, "kilometers": 1000, "in": 0.0254} | {
    "ft": 0.3048,
    "yd": 0.9144,
    "mi": 1609.344,
    "miles": 1609.344,
    "nmi": 1852,
    "NM": 1852,
}
EQUATOR_METRES: Final = 40_075_016.68
POLE_METRES: Final = 19_970_326.37


@dataclass(frozen=True, slots=True)
class Context:
    """One context of a completion field.

    kind: category or geo
    path: field of the document that gives its values where the suggestion has none
    precision: digits of geohashes
    """

    name: str
    kind: str
    path: str | None = None
    precision: int = DEFAULT_PRECISION

    def definition(self) -> dict[str, object]:
        """Returns the JSON definition, as Elasticsearch prints it."""
        result: dict[str, Any] = {"name": self.name, "type": self.kind.upper()}
        if self.kind == "geo":
            result["precision"] = self.precision
        return result | ({} if self.path is None else {"path": self.path})

    def values(self, given: object, source: Mapping[str, object]) -> list[str]:
        """Returns the values of a suggestion, those at `path` of the document among them; raises FindlingErrors.

        given: those it names itself, None if none; source: the document
        """
        found = [] if self.path is None else self._at_path(list(values_at(source, self.path.split("."))))
        if given is not None:
            found += self._places(given) if self.kind == "geo" else self._categories(given)
        return found

    def _at_path(self, values: list[Any]) -> list[str]:
        if self.kind == "category":
            return [shown(value) for value in values]
        return [self._cell(point) for point in self._points(values)]

    def _categories(self, given: object) -> list[str]:
        result = []
        for value in given if isinstance(given, list) else [given]:
            if value is None or isinstance(value, dict | list):
                raise ParseError("context array must have string, number or boolean values")
            result.append(shown(value))
        return result

    def _places(self, given: object) -> list[str]:
        if isinstance(given, str):
            # as in Elasticsearch, taken for a geohash
            return [given[: self.precision]]
        return [self._cell(point) for point in self._points(given)]

    def _points(self, given: object) -> list[Any]:
        """Returns points one by one; two numbers are one point."""
        is_point = isinstance(given, list) and len(given) == 2 and all(type(part) in (int, float) for part in given)
        return given if isinstance(given, list) and not is_point else [given]

    def _cell(self, point: object) -> str:
        return encode_geohash(*parse_point(point), self.precision)


def read_contexts(at: Place, value: object) -> tuple[Context, ...]:
    """Reads `contexts`; raises MapperParsingError or IllegalArgumentError."""
    if not isinstance(value, list | dict):
        raise ParseError("expected a list or an entry of context mapping")
    given = value if isinstance(value, list) else [value]
    contexts = tuple(_context(entry) for entry in given)
    if len(contexts) > LIMIT:
        raise IllegalArgumentError(f"Limit of completion field contexts [{LIMIT}] has been exceeded")
    names = [context.name for context in contexts]
    for context in contexts:
        if names.count(context.name) > 1:
            raise IllegalArgumentError(f"Context type [{context.name}] is defined more than once")
    return contexts


def _context(entry: object) -> Context:
    if not isinstance(entry, dict):
        raise ParseError("contexts must be an object or an array of objects")
    for key in ("name", "type"):
        if entry.get(key) is None:
            raise ParseError(f"missing [{key}] in context mapping")
    kind = str(entry["type"]).lower()
    if kind not in ("category", "geo"):
        raise ParseError(f"unknown context type [{entry['type']}]")
    known = ("name", "type", "path") + (("precision",) if kind == "geo" else ())
    unknown = [f"[{key} : {shown(entry[key])}]" for key in entry if key not in known]
    if unknown:
        raise MapperParsingError(
            f"Mapping definition for [{entry['name']}] has unsupported parameters:  {' '.join(unknown)}"
        )
    path = entry.get("path")
    return Context(str(entry["name"]), kind, None if path is None else str(path), _precision(entry.get("precision")))


def _precision(value: Any) -> int:
    """Reads a precision: a number of digits, or a distance that a cell is not to be much larger than."""
    if value is None:
        return DEFAULT_PRECISION
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    metres = float(value) if isinstance(value, float) else _metres(str(value))
    digits = _digits_for(metres)
    # a cell is rather too large than too small
    return max(1, digits - 1) if _cell_size(digits) < metres else digits


def geohash_digits(value: object) -> int:
    """Reads the precision of a query: a number of digits, which may be text, or a distance."""
    if isinstance(value, (int, float)):
        return int(value)
    text = str(value)
    return int(text) if text.strip().lstrip("+-").isdigit() else _digits_for(_metres(text))


def _metres(distance: str) -> float:
    """Returns the metres of a distance. Raises NumberFormatError."""
    match = DISTANCE.match(distance)
    if match is None:
        raise NumberFormatError.of(distance)
    return float(match[1]) * METRES[match[2] or "m"]


def _digits_for(metres: float) -> int:
    """Returns the digits of a geohash cell no larger than a distance. Source: Elasticsearch's GeoUtils."""
    if metres == 0:
        return MOST_DIGITS
    parts = math.ceil(EQUATOR_METRES * (1 + POLE_METRES / EQUATOR_METRES) / metres)
    pairs, left = divmod(parts.bit_length(), 5)
    return min(2 * pairs + (left > 0) + (left > 3), 12)


def _cell_size(digits: int) -> float:
    """Returns the diagonal of a geohash cell at the equator, in metres."""
    half, odd = divmod(digits, 2)
    longitudes, latitudes = 3 * odd + 5 * half, 2 * odd + 5 * half
    return math.hypot(POLE_METRES / (1 << latitudes), EQUATOR_METRES / (1 << longitudes))


def values_at(source: object, path: Sequence[str]) -> Iterable[Any]:
    """Yields the values at a path of a document, arrays taken apart."""
    if isinstance(source, list):
        for entry in source:
            yield from values_at(entry, path)
    elif not path:
        if source is not None:
            yield source
    elif isinstance(source, Mapping) and path[0] in source:
        yield from values_at(source[path[0]], path[1:])


def read_values(
    contexts: Sequence[Context], given: object, source: Mapping[str, object], field: str
) -> Iterable[tuple[int, str]]:
    """Returns number and value of all contexts of a suggestion, distinct; raises FindlingErrors."""
    if given is not None and not isinstance(given, dict):
        raise IllegalArgumentError(f"contexts must be an object or an array , but was [{_token(given)}]")
    names = [context.name for context in contexts]
    for name in given or {}:
        if name not in names:
            raise IllegalArgumentError(f"Unknown context name [{name}], must be one of [{', '.join(names)}]")
    values = dict.fromkeys(
        (number, value)
        for number, context in enumerate(contexts)
        for value in context.values((given or {}).get(context.name), source)
    )
    if not values:
        raise IllegalArgumentError(f"Contexts are mandatory in context enabled completion field [{field}]")
    for _, value in values:
        found = RESERVED.search(value)
        if found:
            raise IllegalArgumentError(
                f"Illegal value [{value}] UTF-16 codepoint [0x{ord(found[0]):x}] at position {found.start()} is a "
                "reserved character"
            )
    return values


def _token(value: object) -> str:
    kinds: dict[type, str] = {str: "VALUE_STRING", bool: "VALUE_BOOLEAN", list: "START_ARRAY"}
    return kinds.get(type(value), "VALUE_NUMBER")


__all__ = ["Context", "geohash_digits", "read_contexts", "read_values"]
