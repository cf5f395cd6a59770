"""Contexts of completion fields: categories, and places as geohashes."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from findling.base.errors import IllegalArgumentError, MapperParsingError, ParseError
from findling.base.java_values import shown
from findling.mapping.geo.geo_point_text import encode_geohash, parse_point

LIMIT: Final = 10
DEFAULT_PRECISION: Final = 6
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
        """Returns the values of a suggestion; raises IllegalArgumentError.

        given: those it names itself, None if none; source: the document
        """
        if given is None and self.path is not None:
            given = list(values_at(source, self.path.split(".")))
        if given is None:
            return []
        return self._places(given) if self.kind == "geo" else self._categories(given)

    def _categories(self, given: object) -> list[str]:
        result = []
        for value in given if isinstance(given, list) else [given]:
            if value is None or isinstance(value, dict | list):
                raise ParseError("context array must have string, number or boolean values")
            result.append(shown(value))
        return result

    def _places(self, given: object) -> list[str]:
        is_point = isinstance(given, list) and len(given) == 2 and all(type(part) in (int, float) for part in given)
        points = given if isinstance(given, list) and not is_point else [given]
        return [encode_geohash(*parse_point(point), self.precision) for point in points]


def read_contexts(name: str, value: object) -> tuple[Context, ...]:
    """Reads `contexts`; raises MapperParsingError or IllegalArgumentError."""
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
    """Reads a precision: a number of digits, or a distance that a cell must not exceed."""
    if value is None:
        return DEFAULT_PRECISION
    try:
        length = int(value)
    except (TypeError, ValueError):
        length = _digits_for(str(value))
    if not 1 <= length <= 12:
        raise IllegalArgumentError(f"precision [{value}] must be between 1 and 12 digits")
    return length


def _digits_for(distance: str) -> int:
    """Returns the digits of a geohash cell no larger than a distance. Source: Elasticsearch's GeoUtils."""
    match = DISTANCE.match(distance)
    if match is None:
        raise IllegalArgumentError(f"failed to parse distance [{distance}]")
    metres = float(match[1]) * METRES[match[2] or "m"]
    if metres == 0:
        return 12
    parts = math.ceil(EQUATOR_METRES * (1 + POLE_METRES / EQUATOR_METRES) / metres)
    pairs, left = divmod(parts.bit_length(), 5)
    return min(2 * pairs + (left > 0) + (left > 3), 12)


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
) -> dict[str, list[str]]:
    """Returns the values of all contexts of a suggestion; raises FindlingErrors."""
    if given is not None and not isinstance(given, dict):
        raise IllegalArgumentError(f"contexts must be an object or an array , but was [{_token(given)}]")
    names = [context.name for context in contexts]
    for name in given or {}:
        if name not in names:
            raise IllegalArgumentError(f"Unknown context name [{name}], must be one of [{', '.join(names)}]")
    values = {context.name: context.values((given or {}).get(context.name), source) for context in contexts}
    if not any(values.values()):
        raise IllegalArgumentError(f"Contexts are mandatory in context enabled completion field [{field}]")
    return {name: entries for name, entries in values.items() if entries}


def _token(value: object) -> str:
    kinds: dict[type, str] = {str: "VALUE_STRING", bool: "VALUE_BOOLEAN", list: "START_ARRAY"}
    return kinds.get(type(value), "VALUE_NUMBER")


__all__ = ["Context", "read_contexts", "read_values"]
