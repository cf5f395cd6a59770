"""The formats in which hits show geometries: GeoJSON, and well-known text as Elasticsearch writes it."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

GEOMETRY_FORMATS: Final = ("geojson", "wkt")
# by type in lower case: how many lists the positions stand in
_DEPTHS: Final = {
    "point": 0,
    "linestring": 1,
    "multipoint": 1,
    "polygon": 2,
    "multilinestring": 2,
    "multipolygon": 3,
}


def wkt_of(geometry: Mapping[str, Any]) -> str:
    """Returns a valid GeoJSON geometry, envelopes among them, as well-known text."""
    kind = str(geometry["type"]).lower()
    if kind == "geometrycollection":
        return f"GEOMETRYCOLLECTION ({','.join(map(wkt_of, geometry['geometries']))})"
    coordinates = geometry["coordinates"]
    if kind == "envelope":
        (west, north), (east, south) = coordinates
        return f"BBOX ({float(west)}, {float(east)}, {float(north)}, {float(south)})"
    inner = _text(coordinates, _DEPTHS[kind])
    return f"{kind.upper()} {inner if _DEPTHS[kind] else f'({inner})'}"


def _text(coordinates: Sequence[Any], depth: int) -> str:
    if depth == 0:
        return " ".join(str(float(number)) for number in coordinates)
    return f"({', '.join(_text(entry, depth - 1) for entry in coordinates)})"


def envelope_of(bounds: Sequence[float]) -> dict[str, object]:
    """Returns west, south, east and north as a GeoJSON envelope."""
    west, south, east, north = bounds
    return {"type": "Envelope", "coordinates": [[west, north], [east, south]]}
