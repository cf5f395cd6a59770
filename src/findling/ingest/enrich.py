"""What documents are enriched with: an index that a policy has made, and how it is asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from findling.base.errors import IllegalArgumentError

MATCH: Final = "match"
RANGE: Final = "range"
GEO_MATCH: Final = "geo_match"
KINDS: Final = (MATCH, GEO_MATCH, RANGE)
Sources = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class EnrichIndex:
    """The index of a policy.

    kind: of KINDS; search: sources of the documents that a query finds, as many as are wanted
    """

    kind: str
    match_field: str
    search: Callable[[Mapping[str, Any], int], Sources]

    def query(self, value: Any, relation: str) -> dict[str, Any]:
        """Returns the query that finds what belongs to a value of a document. Raises IllegalArgumentError."""
        if self.kind == GEO_MATCH:
            return {"geo_shape": {self.match_field: {"shape": _shape(value), "relation": relation}}}
        if isinstance(value, list):
            return {"terms": {self.match_field: value}}
        return {"term": {self.match_field: {"value": value}}}


def _shape(value: Any) -> Any:
    """Returns a point or a shape of a document as a query takes it."""
    if isinstance(value, dict) and "lat" in value and "lon" in value:
        return {"type": "point", "coordinates": [float(value["lon"]), float(value["lat"])]}
    if isinstance(value, list) and value and all(isinstance(part, (int, float)) for part in value):
        return {"type": "point", "coordinates": value}
    if isinstance(value, list) and value:
        return {"type": "geometrycollection", "geometries": [_shape(entry) for entry in value]}
    if isinstance(value, str) and "(" not in value and "," in value:
        lat, _, lon = value.partition(",")
        try:
            return {"type": "point", "coordinates": [float(lon), float(lat)]}
        except ValueError:
            raise IllegalArgumentError(f"failed to parse geo_point [{value}]") from None
    return value
