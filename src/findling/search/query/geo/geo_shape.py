"""geo_shape: documents whose points or shapes on the globe lie in a relation to a geometry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from findling.base.errors import QueryShardError
from findling.search.geo.query_geometry import QueryGeometry, globe_geometry
from findling.search.query.base import InnerParser, Query, register
from findling.search.query.geo.geometry_query import GeometryQuery, ShapeColumnQuery
from findling.search.query.geo.shape_body import ShapeBodyQuery, check_lines, parse_shape_body

if TYPE_CHECKING:
    from findling.mapping.mapped_field import MappedField
    from findling.search.context import ShardContext


@dataclass(frozen=True, kw_only=True)
class GeoShapeQuery(ShapeBodyQuery):
    """The geo_shape query of the query DSL."""

    def geometry_of(self, value: object) -> QueryGeometry:
        return globe_geometry(value)

    def related(self, field: MappedField, geometry: QueryGeometry, ctx: ShardContext) -> Query:
        return geometry_query(field, geometry, self.relation, self.boost, "geo_shape", ctx)


def geometry_query(
    field: MappedField, geometry: QueryGeometry, relation: str, boost: float, query: str, ctx: ShardContext
) -> Query:
    """Returns the query of a relation to a geometry on the globe. Raises QueryShardError for a field of another type.

    query: the name of the query that asks
    """
    check_lines(field.name, geometry, relation, ctx)
    if field.type.is_point:
        return GeometryQuery(field=field.name, geometry=geometry, relation=relation, boost=boost)
    if field.type.shapes_on != "globe":
        raise QueryShardError(
            f"Field [{field.name}] is of unsupported type [{field.type_name}] for [{query}] query", index=ctx.index
        )
    return ShapeColumnQuery(field=field.name, geometry=geometry, relation=relation, boost=boost)


@register("geo_shape")
def parse_geo_shape(body: object, inner: InnerParser) -> Query:
    """Parses {"geo_shape": {"area": {"shape": {...}, "relation": "within"}}}."""
    return parse_shape_body("geo_shape", body, globe_geometry, GeoShapeQuery)
