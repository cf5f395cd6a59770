"""geo_distance: documents with a point near another."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan, nan
from typing import TYPE_CHECKING, ClassVar, Final

import numpy as np

from findling.base.errors import (
    IllegalArgumentError,
    ParseError,
    ParsingError,
    QueryShardError,
    QueryValidationError,
)
from findling.base.java_numbers import java_double
from findling.base.json_values import json_token, scalar_text
from findling.mapping.geo.geo_point_text import check_z, normalized, parse_point
from findling.mapping.types.geo.geo_point import decode_points, encode_points
from findling.search.doc_set import DocSet
from findling.search.geo.distance_unit import meters_per, parse_distance
from findling.search.geo.distance_values import distances
from findling.search.geo.query_geometry import Circle, QueryGeometry
from findling.search.parameters import Parameters
from findling.search.query.base import InnerParser, Query, Weight, register
from findling.search.query.geo.geo_field import docs_where, geo_field, validation_method
from findling.search.query.geo.geometry_query import ShapeColumnQuery
from findling.search.query.match_all import unmapped

if TYPE_CHECKING:
    from findling.search.context import SegmentContext, ShardContext

_OPTIONS: Final = (
    "distance", "distance_type", "unit", "validation_method", "ignore_unmapped", "boost", "_name",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class GeoDistanceQuery(Query):
    """The geo_distance query of the query DSL; distance in metres."""

    field: str
    lat: float
    lon: float
    distance: float
    validation: str = "STRICT"
    ignore_unmapped: bool = False

    def rewrite(self, ctx: ShardContext) -> Query:
        field = geo_field(self.field, "geo_distance", self.ignore_unmapped, ctx)
        if field is None:
            return unmapped(self.field)
        lat, lon = self._checked(ctx)
        if field.type.shapes_on is not None:
            geometry = QueryGeometry(circle=Circle(lon, lat, self.distance))
            return ShapeColumnQuery(field=field.name, geometry=geometry, boost=self.boost)
        return NearQuery(field=field.name, lat=lat, lon=lon, distance=self.distance, boost=self.boost)

    def _checked(self, ctx: ShardContext) -> tuple[float, float]:
        if self.validation == "STRICT":
            self._validate(ctx)
        for value, name in ((self.lat, "latitude"), (self.lon, "longitude")):
            if isnan(value):
                limit = "90.0" if name == "latitude" else "180.0"
                cause = IllegalArgumentError(f"invalid {name} NaN; must be between -{limit} and {limit}")
                reason = f"Exception creating query on Field [{self.field}] {cause.reason}"
                raise QueryShardError(reason, index=ctx.index) from cause
        return normalized(self.lat, self.lon) if self.validation == "COERCE" else (self.lat, self.lon)

    def _validate(self, ctx: ShardContext) -> None:
        wrong: list[str] = []
        for value, name, limit in ((self.lat, "latitude", 90), (self.lon, "longitude", 180)):
            if not -limit <= value <= limit:
                shown = "NaN" if isnan(value) else value
                wrong.append(f"{len(wrong) + 1}: [geo_distance] center point {name} is invalid: {shown};")
        if wrong:
            cause = QueryValidationError(f"Validation Failed: {''.join(wrong)}")
            raise QueryShardError("couldn't validate latitude/ longitude values", index=ctx.index) from cause


@dataclass(frozen=True, kw_only=True)
class NearQuery(Query):
    """Documents with any point at most `distance` metres from (lat, lon); the score is the boost."""

    lucene_class: ClassVar[str] = "IndexOrDocValuesQuery"

    field: str
    lat: float
    lon: float
    distance: float

    def weight(self, ctx: ShardContext, scoring: bool) -> Weight:
        return NearWeight(self)


class NearWeight(Weight):
    """Computes all distances."""

    query: NearQuery

    def __init__(self, query: NearQuery) -> None:
        super().__init__(query)
        self.query = query

    def match(self, segment: SegmentContext) -> DocSet:
        query = self.query
        return docs_where(
            segment.reader.numeric(query.field),
            segment.max_doc,
            lambda points: distances(points, query.lat, query.lon) <= query.distance,
        )

    def describe(self) -> str:
        center, radius = self._circle()
        points = f"{self.query.field}:{center} +/- {radius}"
        return f"IndexOrDocValuesQuery(indexQuery={points}, dvQuery={self.describe_test()})"

    def describe_test(self) -> str:
        center, radius = self._circle()
        return f"{self.query.field}:INTERSECTS:geometries([Circle([{center}] radius = {radius})])"

    def _circle(self) -> tuple[str, str]:
        """Returns the center, as exactly as points are kept, and the radius."""
        kept = decode_points(encode_points(np.array([self.query.lat]), np.array([self.query.lon])))
        center = ",".join(java_double(float(degrees[0])) for degrees in kept)
        return center, f"{java_double(self.query.distance)} meters"


@register("geo_distance")
def parse_geo_distance(body: object, inner: InnerParser) -> Query:
    """Parses {"geo_distance": {"distance": "10km", "location": {"lat": 1, "lon": 2}}}."""
    parameters = Parameters("geo_distance", body)
    common = parameters.common()
    field, point = _point(parameters)
    unit = parameters.text("unit", "m") or "m"
    meters_per(unit)
    distance = parameters.take("distance")
    if distance is None:
        raise ParsingError("geo_distance requires 'distance' to be specified")
    if distance == "":
        raise IllegalArgumentError("distance must not be null or empty")
    distance_type = parameters.text("distance_type", "arc")
    if str(distance_type).lower() not in ("arc", "plane"):
        raise IllegalArgumentError(f"Unknown geo distance type [{distance_type}]")
    meters = parse_distance(distance, unit)
    if meters <= 0:
        raise IllegalArgumentError("distance must be greater than zero")
    query = GeoDistanceQuery(
        field=field,
        lat=point[0],
        lon=point[1],
        distance=meters,
        validation=validation_method(parameters),
        ignore_unmapped=parameters.boolean("ignore_unmapped", False),
        **common,
    )
    parameters.finish()
    return query


def _point(parameters: Parameters) -> tuple[str, tuple[float, float]]:
    """Returns field and (lat, lon); `field.lat` with `field.lon` and `field.geohash` are old forms."""
    names = parameters.others(*_OPTIONS)
    if not names:
        if "distance" not in parameters:
            raise ParsingError("geo_distance requires 'distance' to be specified")
        raise IllegalArgumentError("fieldName must not be null or empty")
    halves = {name.rpartition(".")[2]: name for name in names}
    if set(halves) == {"lat", "lon"}:
        lat, lon = (parameters.number(halves[half], 0.0) for half in ("lat", "lon"))
        return halves["lat"].rpartition(".")[0], (lat, lon)
    if len(names) > 1:
        raise ParsingError(f"[geo_distance] query doesn't support multiple fields, found [{names[0]}] and [{names[1]}]")
    value = parameters.take(names[0])
    if value is None or isinstance(value, bool):
        raise ParsingError(f"[geo_distance] unexpected token [{json_token(value)}] for [{names[0]}]")
    return names[0].removesuffix(".geohash"), _center(names[0], value)


def _center(name: str, value: object) -> tuple[float, float]:
    """Returns (lat, lon) of a point as this query reads it: no GeoJSON and no altitude; what is left out is NaN."""
    if isinstance(value, list | tuple):
        if any(type(entry) not in (int, float) for entry in value[:3]):
            raise ParseError("numeric value expected")
        numbers = [float(entry) for entry in value[:3]]
        if len(numbers) > 2:
            check_z(numbers[2], ignore_z=False)
        lon, lat = [*numbers, nan, nan][:2]
        return lat, lon
    if isinstance(value, dict):
        if not set(value) <= {"lat", "lon", "geohash"}:
            raise ParsingError(f"[geo_distance] query does not support [{name}]")
        if "geohash" not in value and len(value) < 2:
            halves = parse_point({"lat": 0.0, "lon": 0.0, **value})
            return halves[0] if "lat" in value else nan, halves[1] if "lon" in value else nan
    # a number is the text of a geohash
    return parse_point(scalar_text(value) if isinstance(value, int | float) else value, ignore_z=False)
