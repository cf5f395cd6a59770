"""The body that geo_shape and shape have in common: a field with a shape, or with where one stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from findling.base.errors import IllegalArgumentError, ParseError, ParsingError, QueryShardError
from findling.search.geo.query_geometry import QueryGeometry
from findling.search.geo.shape_relations import RELATIONS
from findling.search.parameters import Parameters
from findling.search.query.base import Query
from findling.search.query.creation import ShapeMissingError, looking_up
from findling.search.query.match_all import unmapped

if TYPE_CHECKING:
    from findling.mapping.mapped_field import MappedField
    from findling.search.context import ShardContext

_OPTIONS: Final = ("ignore_unmapped", "boost", "_name")
_DEFAULT_INDEX: Final = "shapes"
_DEFAULT_PATH: Final = "shape"


@dataclass(frozen=True, slots=True)
class IndexedShape:
    """Where a geometry stands: in the field `path` of a document."""

    index: str
    id: str
    path: str
    routing: str | None = None


@dataclass(frozen=True, kw_only=True)
class ShapeBodyQuery(Query):
    """A relation to a geometry; without a boost it scores 0, as in Elasticsearch.

    geometry: None if it is to be read from `indexed`
    """

    field: str
    geometry: QueryGeometry | None = None
    indexed: IndexedShape | None = None
    relation: str = "intersects"
    ignore_unmapped: bool = False

    def rewrite(self, ctx: ShardContext) -> Query:
        geometry = self.geometry
        if self.indexed is not None:
            with looking_up():
                geometry = self._read(self.indexed, ctx)
        assert geometry is not None, "the parser wants one of them"
        field = ctx.field(self.field)
        if field is None:
            if self.ignore_unmapped:
                return unmapped(self.field)
            raise QueryShardError(f"failed to find type for field [{self.field}]", index=ctx.index)
        return self.related(field, geometry, ctx)

    def related(self, field: MappedField, geometry: QueryGeometry, ctx: ShardContext) -> Query:
        """Returns the query of a mapped field. Raises QueryShardError if it is of another type."""
        raise NotImplementedError

    def geometry_of(self, value: object) -> QueryGeometry:
        """Returns the geometry of a JSON value. Raises ParseError, IllegalArgumentError."""
        raise NotImplementedError

    def _read(self, place: IndexedShape, ctx: ShardContext) -> QueryGeometry:
        source = ctx.lookup(place.index, place.id, place.routing)
        if source is None:
            raise IllegalArgumentError(f"Shape with ID [{place.id}] not found")
        value: Any = source
        for step in place.path.split("."):
            value = value.get(step) if isinstance(value, Mapping) else None
        if value is None:
            raise ShapeMissingError(f"Shape with name [{place.id}] found but missing {place.path} field")
        return self.geometry_of(value)


def check_lines(field: str, geometry: QueryGeometry, relation: str, ctx: ShardContext) -> None:
    """Raises QueryShardError if something is to lie within lines, which Lucene does not answer."""
    if relation == "within" and geometry.has_lines:
        cause = IllegalArgumentError("found an unsupported shape Line")
        raise QueryShardError(f"Exception creating query on Field [{field}] {cause.reason}", index=ctx.index) from cause


def parse_shape_body(
    name: str, body: object, read: Callable[[object], QueryGeometry], query: type[ShapeBodyQuery]
) -> Query:
    """Parses {FIELD: {"shape": ..., "relation": ...}}. Raises ParsingError, IllegalArgumentError, ParseError."""
    parameters = Parameters(name, body)
    common = parameters.common()
    fields = parameters.others(*_OPTIONS)
    values = [parameters.take(field) for field in fields]
    for place, (field, value) in enumerate(zip(fields, values, strict=True)):
        if not isinstance(value, Mapping):
            raise ParsingError(f"query does not support [{field}]")
        if place > 0:
            raise ParsingError(f"point specified twice. [{field}]")
    if not fields:
        raise IllegalArgumentError("fieldName is required")
    found = query(
        **{**common, "boost": common["boost"] if "boost" in parameters else 0.0},
        field=fields[0],
        ignore_unmapped=parameters.boolean("ignore_unmapped", False),
        **_shape(values[0], read),
    )
    parameters.finish()
    return found


def _shape(inner: Mapping[str, object], read: Callable[[object], QueryGeometry]) -> dict[str, Any]:
    for key in inner:
        if key not in ("shape", "indexed_shape", "relation", "strategy"):
            raise ParsingError(f"query does not support [{key}]")
    relation = inner.get("relation", "intersects")
    if relation is None:
        raise IllegalArgumentError("Expected text but found VALUE_NULL")
    if str(relation).lower() not in RELATIONS:
        raise ParsingError(f"Unknown shape operation [{relation} ]")
    value, place = inner.get("shape"), inner.get("indexed_shape")
    if isinstance(place, Mapping) and place.get("id") is not None:
        return {"relation": str(relation).lower(), "indexed": _indexed(place)}
    if value is None:
        raise IllegalArgumentError("either shape or indexedShapeId is required")
    if not isinstance(value, Mapping | str):
        raise ParseError("shape must be an object consisting of type and coordinates")
    return {"relation": str(relation).lower(), "geometry": read(value)}


def _indexed(place: Mapping[str, object]) -> IndexedShape:
    routing = place.get("routing")
    return IndexedShape(
        str(place.get("index", _DEFAULT_INDEX)),
        str(place["id"]),
        str(place.get("path", _DEFAULT_PATH)),
        None if routing is None else str(routing),
    )
