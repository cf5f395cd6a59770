"""shape: documents whose points or shapes on a plane lie in a relation to a geometry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from findling.base.errors import QueryShardError
from findling.search.geo.query_geometry import QueryGeometry, plane_geometry
from findling.search.query.base import InnerParser, Query, register
from findling.search.query.geo.geometry_query import ShapeColumnQuery
from findling.search.query.geo.shape_body import ShapeBodyQuery, check_lines, parse_shape_body

if TYPE_CHECKING:
    from findling.mapping.mapped_field import MappedField
    from findling.search.context import ShardContext


@dataclass(frozen=True, kw_only=True)
class ShapeQuery(ShapeBodyQuery):
    """The shape query of the query DSL."""

    def geometry_of(self, value: object) -> QueryGeometry:
        return plane_geometry(value)

    def related(self, field: MappedField, geometry: QueryGeometry, ctx: ShardContext) -> Query:
        if field.type.shapes_on != "plane":
            raise QueryShardError(
                f"Field [{field.name}] is of unsupported type [{field.type_name}] for [shape] query", index=ctx.index
            )
        check_lines(field.name, geometry, self.relation, ctx)
        return ShapeColumnQuery(
            field=field.name, geometry=geometry, relation=self.relation, boost=self.boost, on_globe=False
        )


@register("shape")
def parse_shape(body: object, inner: InnerParser) -> Query:
    """Parses {"shape": {"area": {"shape": {...}, "relation": "within"}}}."""
    return parse_shape_body("shape", body, plane_geometry, ShapeQuery)
