"""Documents by how their points or shapes lie to a geometry; what all geometry queries are rewritten to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from numpy.typing import NDArray

from findling.codec.columns.shapes import ShapeColumn
from findling.search.doc_set import DocSet, intersection
from findling.search.geo.point_tests import points_inside, points_of_part
from findling.search.geo.query_geometry import QueryGeometry
from findling.search.geo.shape_relations import around, lying_within, meeting
from findling.search.query.base import Query, Weight
from findling.search.query.geo.geo_field import docs_where
from findling.search.query.primitive.ordinal_weight import docs_with_ords

if TYPE_CHECKING:
    from findling.search.context import SegmentContext, ShardContext


@dataclass(frozen=True, kw_only=True)
class GeometryQuery(Query):
    """Documents with points of a geo_point field in a geometry; the score is the boost.

    relation: intersects, disjoint, within or contains
    """

    lucene_class: ClassVar[str] = "ConstantScoreQuery"

    field: str
    geometry: QueryGeometry
    relation: str = "intersects"

    def weight(self, ctx: ShardContext, scoring: bool) -> Weight:
        return GeoPointWeight(self)


@dataclass(frozen=True, kw_only=True)
class ShapeColumnQuery(GeometryQuery):
    """The same of a field of shapes.

    on_globe: degrees with a date line, not a plane
    """

    on_globe: bool = True

    def weight(self, ctx: ShardContext, scoring: bool) -> Weight:
        return ShapeWeight(self)


class GeometryWeight(Weight):
    """Finds the documents of a relation."""

    query: GeometryQuery

    def __init__(self, query: GeometryQuery) -> None:
        super().__init__(query)
        self.query = query

    def match(self, segment: SegmentContext) -> DocSet:
        present = segment.reader.presence(self.query.field)
        if present is None:
            return DocSet.empty(segment.max_doc)
        relation = self.query.relation
        if relation == "intersects":
            return self._intersecting(segment)
        if relation == "contains":
            return self._containing(segment)
        excluded = self._intersecting(segment) if relation == "disjoint" else self._outside(segment)
        return DocSet.from_bitmap(present).and_not(excluded)

    def _intersecting(self, segment: SegmentContext) -> DocSet:
        """Returns the documents with anything in the geometry."""
        raise NotImplementedError

    def _outside(self, segment: SegmentContext) -> DocSet:
        """Returns the documents with anything that is not within the geometry."""
        raise NotImplementedError

    def _containing(self, segment: SegmentContext) -> DocSet:
        """Returns the documents that the geometry lies in."""
        raise NotImplementedError

    def describe(self) -> str:
        query = self.query
        return f"{query.field}:{query.relation.upper()}:{query.geometry}"


class GeoPointWeight(GeometryWeight):
    """Tests encoded points."""

    def _intersecting(self, segment: SegmentContext) -> DocSet:
        return self._where(segment, lambda points: points_inside(points, self.query.geometry))

    def _outside(self, segment: SegmentContext) -> DocSet:
        return self._where(segment, lambda points: ~points_inside(points, self.query.geometry))

    def _containing(self, segment: SegmentContext) -> DocSet:
        geometry = self.query.geometry
        parts = [] if geometry.circle is not None else list(geometry.parts())
        if not parts or any(part.geom_type != "Point" for part in parts):
            return DocSet.empty(segment.max_doc)
        return intersection([self._at(segment, part) for part in parts])

    def _at(self, segment: SegmentContext, part: object) -> DocSet:
        return self._where(segment, lambda points: points_of_part(points, part))

    def _where(self, segment: SegmentContext, test: Callable[[NDArray[np.int64]], NDArray[np.bool_]]) -> DocSet:
        return docs_where(segment.reader.numeric(self.query.field), segment.max_doc, test)


class ShapeWeight(GeometryWeight):
    """Compares bounds, then the geometries that these leave."""

    query: ShapeColumnQuery

    def _intersecting(self, segment: SegmentContext) -> DocSet:
        column = self._column(segment)
        return self._docs(segment, column, meeting(column, self.query.geometry, self.query.on_globe))

    def _outside(self, segment: SegmentContext) -> DocSet:
        column = self._column(segment)
        within = lying_within(column, self.query.geometry, self.query.on_globe)
        others = np.setdiff1d(np.arange(len(column.bounds)), within, assume_unique=True)
        return self._docs(segment, column, others)

    def _containing(self, segment: SegmentContext) -> DocSet:
        column, geometry = self._column(segment), self.query.geometry
        parts = list(geometry.parts()) if geometry.circle is None else [geometry.circle]
        found = DocSet.full(segment.max_doc) if parts else DocSet.empty(segment.max_doc)
        for part in parts:
            inside, cut = around(column, part, self.query.on_globe)
            found = (found & self._docs(segment, column, inside)).and_not(self._docs(segment, column, cut))
        return found

    def _column(self, segment: SegmentContext) -> ShapeColumn:
        column = segment.reader.shapes(self.query.field)
        assert column is not None, "a document is present"
        return column

    def _docs(self, segment: SegmentContext, column: ShapeColumn, ords: NDArray[np.intp]) -> DocSet:
        return docs_with_ords(column.ordinals, ords, segment.max_doc)
