"""distance_feature: documents score the better the closer a date or point of theirs is to an origin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from findling.base.errors import IllegalArgumentError
from findling.base.java_numbers import java_double
from findling.base.units import parse_time_ms
from findling.mapping.geo.geo_point_text import parse_point
from findling.mapping.types.geo.geo_point import decode_points
from findling.mapping.value_range import ValueRange
from findling.search.doc_set import DocSet
from findling.search.explanation import Explanation
from findling.search.geo.distance_unit import parse_distance
from findling.search.geo.distance_values import distances
from findling.search.parameters import ObjectParameters
from findling.search.query.base import InnerParser, Query, Scored, Weight, register
from findling.search.query.field_terms import require_indexed
from findling.search.query.match_all import MatchNoneQuery

if TYPE_CHECKING:
    from findling.mapping.mapped_field import MappedField
    from findling.search.context import SegmentContext, ShardContext

# a whole number, or latitude and longitude
Origin = int | tuple[float, float]
_REQUIRED: Final = ("field", "origin", "pivot")
_MOST_LONG: Final = float(2**63 - 1)


@dataclass(frozen=True, kw_only=True)
class DistanceFeatureQuery(Query):
    """The distance_feature query of the query DSL. origin: a date as text or number, or (lat, lon)"""

    field: str
    origin: str | int | tuple[float, float]
    pivot: str

    def rewrite(self, ctx: ShardContext) -> Query:
        field = ctx.field(self.field)
        if field is None:
            return MatchNoneQuery(reason="Can't run [distance_feature] query on unmapped fields!")
        if field.type.is_point or field.type.time_unit is not None:
            require_indexed(field, ctx)
        if field.type.is_point:
            return self._points(field)
        if field.type.time_unit is None:
            raise IllegalArgumentError(
                f"Illegal data type of [{field.type_name}]![distance_feature] query can only be run on a date, "
                "date_nanos or geo_point field type!"
            )
        return self._dates(field, ctx)

    def _dates(self, field: MappedField, ctx: ShardContext) -> Query:
        text = ", ".join(map(java_double, self.origin)) if isinstance(self.origin, tuple) else self.origin
        # as in Elasticsearch, what a date leaves open is filled up
        origin = int(field.type.column_range(ValueRange(lte=text, now_ms=ctx.now_ms))[1])
        pivot = parse_time_ms(self.pivot, "distance_feature.pivot")
        if field.type.time_unit == "ns":
            pivot = _nanos(self.pivot, pivot)
        if pivot <= 0:
            raise IllegalArgumentError(f"pivotDistance must be > 0, got {pivot}")
        return DistanceQuery(field=field.name, origin=origin, pivot=float(pivot), boost=self.boost)

    def _points(self, field: MappedField) -> Query:
        if isinstance(self.origin, int):
            raise IllegalArgumentError(
                "Illegal type [class java.lang.Long] for [origin]! Must be of type [geo_point] or [string] for "
                "geo_point fields!"
            )
        lat, lon = parse_point(self.origin) if isinstance(self.origin, str) else self.origin
        pivot = parse_distance(self.pivot)
        for value, name, limit in ((lat, "latitude", 90.0), (lon, "longitude", 180.0)):
            if not -limit <= value <= limit:
                raise IllegalArgumentError(f"invalid {name} {java_double(value)}; must be between -{limit} and {limit}")
        if pivot <= 0:
            raise IllegalArgumentError(f"pivotDistance must be > 0, got {java_double(pivot)}")
        return DistanceQuery(field=field.name, origin=(lat, lon), pivot=pivot, boost=self.boost)


def _nanos(text: str, millis: int) -> int:
    """Returns a duration that has been read as milliseconds in nanoseconds."""
    for unit, factor in (("nanos", 1), ("micros", 1_000)):
        if text.strip().lower().endswith(unit):
            return int(text.strip()[: -len(unit)]) * factor
    return millis * 1_000_000 if millis > 0 else millis


@dataclass(frozen=True, kw_only=True)
class DistanceQuery(Query):
    """Documents with a value, by its distance from the origin: boost * pivot / (pivot + distance).

    origin: in column values, distances in their unit; or (lat, lon), distances in metres
    """

    field: str
    origin: Origin
    pivot: float

    @property
    def lucene_class(self) -> str:  # type: ignore[override]
        return "LongDistanceFeatureQuery" if isinstance(self.origin, int) else "LatLonPointDistanceFeatureQuery"

    def weight(self, ctx: ShardContext, scoring: bool) -> Weight:
        return DistanceWeight(self)


class DistanceWeight(Weight):
    """Computes the distance of the nearest value of each document."""

    query: DistanceQuery

    def __init__(self, query: DistanceQuery) -> None:
        super().__init__(query)
        self.query = query

    def match(self, segment: SegmentContext) -> DocSet:
        presence = (
            None if segment.reader.numeric(self.query.field) is None else segment.reader.presence(self.query.field)
        )
        return DocSet.empty(segment.max_doc) if presence is None else DocSet.from_bitmap(presence)

    def score(self, segment: SegmentContext) -> Scored:
        column = segment.reader.numeric(self.query.field)
        if column is None:
            return Scored.constant(np.empty(0, np.int32), 0.0)
        docs = self.match(segment).docs()
        values, owners = column.values(docs)
        return Scored(docs, self._scores(_nearest(self._distances(values), owners)))

    def _distances(self, values: NDArray[Any]) -> NDArray[np.float64]:
        origin = self.query.origin
        if not isinstance(origin, int):
            return distances(values, *origin)
        # the difference of two whole numbers of 64 bits is one without a sign
        highest, lowest = np.maximum(values, origin), np.minimum(values, origin)
        apart = highest.astype(np.uint64) - lowest.astype(np.uint64)
        bounded: NDArray[np.float64] = np.minimum(apart.astype(np.float64), _MOST_LONG)
        return bounded

    def _scores(self, apart: NDArray[np.float64]) -> NDArray[np.float32]:
        boost, pivot = float(np.float32(self.query.boost)), self.query.pivot
        return (boost * (pivot / (pivot + apart))).astype(np.float32)

    def describe(self) -> str:
        query = self.query
        if isinstance(query.origin, int):
            return f"LongDistanceFeatureQuery(field=,origin={query.origin},pivotDistance={int(query.pivot)})"
        lat, lon = map(java_double, query.origin)
        return (
            f"LatLonPointDistanceFeatureQuery(field=,originLat={lat},originLon={lon},"
            f"pivotDistance={java_double(query.pivot)})"
        )

    def explain(self, segment: SegmentContext, doc: int) -> Explanation:
        column = segment.reader.numeric(self.query.field)
        values = np.empty(0, np.int64) if column is None else column.values(np.array([doc], np.int32))[0]
        if len(values) == 0:
            return Explanation.no_match(f"Document {doc} doesn't have a value for field {self.query.field}")
        apart = self._distances(values)
        place = int(np.argmin(apart))
        score = float(self._scores(apart[place : place + 1])[0])
        of, details = self._explain_distance(values[place], float(apart[place]))
        text = f"Distance score, computed as weight * pivotDistance / (pivotDistance + abs({of})) from:"
        return Explanation.match(score, text, [Explanation.match(self.query.boost, "weight"), *details])

    def _explain_distance(self, value: Any, apart: float) -> tuple[str, list[Explanation]]:
        origin, pivot = self.query.origin, self.query.pivot
        if isinstance(origin, int):
            parts: list[tuple[float, str]] = [
                (int(pivot), "pivotDistance"),
                (origin, "origin"),
                (int(value), "current value"),
            ]
            return "value - origin", [Explanation.match(*part) for part in parts]
        lats, lons = decode_points(np.array([value], np.int64))
        parts = [
            (pivot, "pivotDistance"),
            (origin[0], "originLat"),
            (origin[1], "originLon"),
            (float(lats[0]), "current lat"),
            (float(lons[0]), "current lon"),
            (apart, "distance"),
        ]
        return "distance", [Explanation.match(*part) for part in parts]


def _nearest(apart: NDArray[np.float64], owners: NDArray[np.int32]) -> NDArray[np.float64]:
    """Returns the least distance of each document; all documents have one."""
    if len(apart) == 0:
        return apart
    least: NDArray[np.float64] = np.minimum.reduceat(apart, np.flatnonzero(np.diff(owners, prepend=-1)))
    return least


@register("distance_feature")
def parse_distance_feature(body: object, inner: InnerParser) -> Query:
    """Parses {"distance_feature": {"field": "date", "pivot": "7d", "origin": "now"}}."""
    parameters = ObjectParameters("distance_feature", body)
    field, pivot = parameters.text("field"), parameters.text("pivot")
    origin = _origin(parameters)
    common = parameters.common()
    parameters.finish()
    given = {"field": field, "origin": origin, "pivot": pivot}
    missing = [name for name in _REQUIRED if given[name] is None]
    if missing or field is None or pivot is None or origin is None:
        raise parameters.missing(", ".join(missing))
    return DistanceFeatureQuery(field=field, origin=origin, pivot=pivot, **common)


def _origin(parameters: ObjectParameters) -> str | int | tuple[float, float] | None:
    value = parameters.take("origin")
    if "origin" in parameters and (value is None or isinstance(value, bool)):
        raise parameters.wrong_token("origin", value)
    if isinstance(value, (dict, list)):
        return parameters.read("origin", parse_point, None)
    return int(value) if isinstance(value, float) else value
