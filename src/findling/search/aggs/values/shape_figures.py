"""What aggregations need to know of the geometries of a field: boxes and centroids, computed once per segment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from findling.base.lazy import lazy_module
from findling.mapping.geo.shape_terms import decode_shapes
from findling.mapping.types.geo.geo_point import decode_points, encode_points
from findling.search.aggs.values.bound_numbers import refusal
from findling.search.aggs.values.values_source import ValuesSource
from findling.search.fielddata import no_fielddata
from findling.search.geo.query_geometry import flat_parts
from findling.search.snapshot_memo import remembered

if TYPE_CHECKING:
    from findling.mapping.mapped_field import MappedField
    from findling.search.aggs.base.aggregator import Leaf
    from findling.search.context import ShardContext

shapely = lazy_module("shapely", optional=True)

Doubles = NDArray[np.float64]
SIDES: Final = 6


@dataclass(frozen=True, slots=True)
class ShapeFigures:
    """Figures of geometries.

    sides: (n, 6) south, north, then the lowest and highest longitude west of Greenwich, and those east of it; infinite
        where there are none. On a plane all of x is in the last two
    dimensions: (n,) 0 for points, 1 for lines, 2 for areas: that of a geometry's greatest parts
    weights: (n,) number of points, length or area of these parts; centroids: (n, 2) x and y
    """

    sides: Doubles
    dimensions: NDArray[np.int64]
    weights: Doubles
    centroids: Doubles

    def of(self, places: NDArray[np.integer]) -> ShapeFigures:
        """Returns the figures of some of the geometries."""
        return ShapeFigures(self.sides[places], self.dimensions[places], self.weights[places], self.centroids[places])


def shape_field(source: ValuesSource, ctx: ShardContext, kind: str, type_name: str) -> MappedField | None:
    """Returns the field if it has geometries on a `globe` or a `plane`, None for one that is not mapped.

    Raises IllegalArgumentError for other fields.
    """
    field = ctx.field(source.field)
    if field is None:
        return None
    if field.type.shapes_on is None and not field.is_aggregatable:
        raise no_fielddata(field, ctx)
    if field.type.shapes_on != kind:
        raise refusal(field, source, ctx, type_name)
    if not field.type.get("doc_values"):
        raise no_fielddata(field, ctx)
    return field


class ShapeValues:
    """Reads the geometries of a field, segment by segment. missing: the geometry of documents without one"""

    def __init__(self, field: MappedField | None, missing: object, ctx: ShardContext) -> None:
        self._field = field
        self._searcher = ctx.searcher
        on_globe = field is None or field.type.shapes_on == "globe"
        self._on_globe = on_globe
        self._stand_in: ShapeFigures | None = None
        if missing is not None and field is not None:
            self._stand_in = figures_of(decode_shapes([field.type.parse_value(missing)]), on_globe)

    def read(self, leaf: Leaf, docs: NDArray[np.int32] | None) -> tuple[ShapeFigures, NDArray[np.int32]]:
        """Returns the figures of the geometries of docs, and the index of the document of each."""
        n_docs = leaf.segment.max_doc if docs is None else len(docs)
        column = None if self._field is None else leaf.segment.reader.shapes(self._field.name)
        owners: NDArray[np.int32] = np.empty(0, np.int32)
        found = NOTHING
        if column is not None:
            wanted = np.arange(n_docs, dtype=np.int32) if docs is None else docs
            ords, owners = column.ordinals.values(wanted)
            found = self._figures(leaf).of(ords)
        if self._stand_in is None:
            return found, owners
        has = np.zeros(n_docs, np.bool_)
        has[owners] = True
        without = np.flatnonzero(~has).astype(np.int32)
        more = self._stand_in.of(np.zeros(len(without), np.intp))
        return _joined(found, more), np.concatenate((owners, without))

    def _figures(self, leaf: Leaf) -> ShapeFigures:
        assert self._field is not None
        column = leaf.segment.reader.shapes(self._field.name)
        assert column is not None, "documents have geometries"
        n_terms = column.ordinals.dictionary.n_terms
        make = lambda: figures_of(column.geometries(np.arange(n_terms)), self._on_globe)  # noqa: E731
        return remembered(self._searcher, ("shapes", self._field.name, leaf.segment.ord), make)


def figures_of(geometries: NDArray[np.object_], on_globe: bool) -> ShapeFigures:
    """Returns the figures of shapely geometries."""
    n = len(geometries)
    dimensions = shapely.get_dimensions(geometries).astype(np.int64)
    parts, owners = flat_parts(geometries)
    greatest = np.flatnonzero(shapely.get_dimensions(parts) == dimensions[owners])
    sizes = _sizes(parts[greatest])
    weights: Doubles = np.bincount(owners[greatest], sizes, n).astype(np.float64)
    centroids = shapely.get_coordinates(shapely.centroid(geometries)).reshape(n, 2)
    return ShapeFigures(_sides(parts, owners, n, on_globe), dimensions, weights, _stored(centroids, on_globe))


def _sizes(parts: NDArray[np.object_]) -> Doubles:
    """Returns 1 for points, the length of lines and the area of polygons."""
    dimensions = shapely.get_dimensions(parts)
    by_dimension = np.stack([np.ones(len(parts)), shapely.length(parts), shapely.area(parts)])
    sizes: Doubles = by_dimension[dimensions, np.arange(len(parts))]
    return sizes


def _sides(parts: NDArray[np.object_], owners: NDArray[np.intp], n: int, on_globe: bool) -> Doubles:
    west, south, east, north = shapely.bounds(parts).reshape(-1, 4).T
    is_west = (west < 0) & on_globe
    ends_east = (east >= 0) | (not on_globe)
    # what crosses Greenwich reaches up to it on both sides
    lows = (south, np.where(is_west, west, np.inf), np.where(ends_east, np.where(is_west, 0.0, west), np.inf))
    highs = (north, np.where(is_west, np.where(ends_east, -0.0, east), -np.inf), np.where(ends_east, east, -np.inf))
    sides = np.tile([np.inf, -np.inf], (n, SIDES // 2))
    for place, (low, high) in enumerate(zip(lows, highs, strict=True)):
        np.minimum.at(sides[:, 2 * place], owners, low)
        np.maximum.at(sides[:, 2 * place + 1], owners, high)
    return sides


def _stored(centroids: Doubles, on_globe: bool) -> Doubles:
    """Returns centroids as they are stored beside shapes: with the precision of points."""
    if not on_globe:
        return centroids.astype(np.float32).astype(np.float64)
    lat, lon = decode_points(encode_points(centroids[:, 1], centroids[:, 0]))
    return np.stack((lon, lat), axis=1)


def _joined(first: ShapeFigures, second: ShapeFigures) -> ShapeFigures:
    return ShapeFigures(
        np.concatenate((first.sides, second.sides)),
        np.concatenate((first.dimensions, second.dimensions)),
        np.concatenate((first.weights, second.weights)),
        np.concatenate((first.centroids, second.centroids)),
    )


NOTHING: Final = ShapeFigures(np.empty((0, SIDES)), np.empty(0, np.int64), np.empty(0), np.empty((0, 2)))
