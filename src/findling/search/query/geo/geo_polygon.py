"""geo_polygon: documents with a point in a polygon. Deprecated in favour of geo_shape, and still asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from findling.base.errors import IllegalArgumentError, ParsingError, QueryShardError
from findling.base.json_values import json_token
from findling.base.lazy import lazy_module
from findling.mapping.geo.geo_point_text import Point, normalized, parse_point
from findling.mapping.geo.quantized import on_the_globe
from findling.search.geo.query_geometry import QueryGeometry
from findling.search.parameters import Parameters
from findling.search.query.base import InnerParser, Query, register
from findling.search.query.geo.geo_field import validation_method
from findling.search.query.geo.geo_shape import geometry_query
from findling.search.query.match_all import unmapped

if TYPE_CHECKING:
    from findling.search.context import ShardContext

shapely = lazy_module("shapely", optional=True)

_OPTIONS: Final = ("validation_method", "ignore_unmapped", "boost", "_name")
_FEWEST: Final = 4


@dataclass(frozen=True, kw_only=True)
class GeoPolygonQuery(Query):
    """The geo_polygon query of the query DSL.

    points: (lat, lon), the last of them the first
    """

    field: str
    points: tuple[Point, ...]
    validation: str = "STRICT"
    ignore_unmapped: bool = False

    def rewrite(self, ctx: ShardContext) -> Query:
        field = ctx.field(self.field)
        if field is None:
            if self.ignore_unmapped:
                return unmapped(self.field)
            raise QueryShardError(f"failed to find geo_point field [{self.field}]", index=ctx.index)
        if not field.type.is_point:
            raise QueryShardError(f"field [{self.field}] is not a geo_point field", index=ctx.index)
        points = self._checked(ctx)
        ring = shapely.Polygon([(lon, lat) for lat, lon in points])
        geometry = QueryGeometry(wkb=bytes(shapely.to_wkb(on_the_globe(ring))))
        return geometry_query(field, geometry, "intersects", self.boost, "geo_polygon", ctx)

    def _checked(self, ctx: ShardContext) -> list[Point]:
        if self.validation == "COERCE":
            return [normalized(*point) for point in self.points]
        for point in self.points:
            for value, name, limit in zip(point, ("latitude", "longitude"), (90.0, 180.0), strict=True):
                if abs(value) <= limit:
                    continue
                reason = f"illegal {name} value [{value}] for [geo_polygon]"
                if self.validation != "STRICT":
                    reason = f"failed to create query: invalid {name} {value}; must be between -{limit} and {limit}"
                raise QueryShardError(reason, index=ctx.index)
        return list(self.points)


@register("geo_polygon")
def parse_geo_polygon(body: object, inner: InnerParser) -> Query:
    """Parses {"geo_polygon": {"location": {"points": [...]}}}."""
    parameters = Parameters("geo_polygon", body)
    common = parameters.common()
    field, points = None, None
    for name in parameters.others(*_OPTIONS):
        value = parameters.take(name)
        if not isinstance(value, Mapping):
            raise ParsingError(f"[geo_polygon] query does not support [{name}]")
        field, points = name, _points(value)
    if field is None or points is None:
        raise IllegalArgumentError("fieldName must not be null")
    query = GeoPolygonQuery(
        field=field,
        points=_closed(points),
        validation=validation_method(parameters),
        ignore_unmapped=parameters.boolean("ignore_unmapped", False),
        **common,
    )
    parameters.finish()
    return query


def _points(value: Mapping[str, object]) -> list[Point]:
    points: list[Point] = []
    for key, given in value.items():
        if not isinstance(given, list):
            raise ParsingError(f"[geo_polygon] query does not support token type [{json_token(given)}] under [{key}]")
        if key != "points":
            raise ParsingError(f"[geo_polygon] query does not support [{key}]")
        points = [parse_point(point) for point in given]
    return points


def _closed(points: list[Point]) -> tuple[Point, ...]:
    if not points:
        raise IllegalArgumentError("polygon must not be null or empty")
    closed = points if points[0] == points[-1] else [*points, points[0]]
    if len(closed) < _FEWEST:
        raise IllegalArgumentError("too few points defined for geo_polygon query")
    return tuple(closed)
