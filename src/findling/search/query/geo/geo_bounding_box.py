"""geo_bounding_box: documents with a point in a box."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

import numpy as np
from numpy.typing import NDArray

from findling.base.errors import IllegalArgumentError, NumberFormatError, ParseError, ParsingError, QueryShardError
from findling.base.java_numbers import java_double
from findling.base.json_values import as_float
from findling.kernels.columns import geo
from findling.mapping.geo.geo_point_text import GEOHASH, geohash_bounds, normalized, parse_point
from findling.mapping.types.geo.geo_point import HALF, LAT_STEP, LON_STEP
from findling.search.doc_set import DocSet
from findling.search.geo.query_geometry import QueryGeometry, globe_geometry
from findling.search.parameters import Parameters
from findling.search.query.base import InnerParser, Query, Weight, register
from findling.search.query.geo.geo_field import docs_where, geo_field, validation_method
from findling.search.query.geo.geometry_query import ShapeColumnQuery
from findling.search.query.match_all import MatchNoneQuery, unmapped

if TYPE_CHECKING:
    from findling.search.context import SegmentContext, ShardContext

_OPTIONS: Final = ("validation_method", "ignore_unmapped", "boost", "_name")
_ENVELOPE: Final = re.compile(r"\s*BBOX\s*\(([^()]*)\)\s*", re.IGNORECASE)
_WKT_SHAPE: Final = re.compile(
    r"\s*(POINT|LINESTRING|POLYGON|MULTIPOINT|MULTILINESTRING|MULTIPOLYGON|GEOMETRYCOLLECTION)\b", re.I
)
_LAST: Final = 2**32 - 1
_SNAKE_CASE: Final = {
    "topLeft": "top_left", "bottomRight": "bottom_right", "topRight": "top_right", "bottomLeft": "bottom_left",
}  # fmt: skip
_ALL_SIDES: Final = {"top", "left", "bottom", "right"}


@dataclass(frozen=True, slots=True)
class Box:
    """Degrees; left > right crosses the date line."""

    top: float
    left: float
    bottom: float
    right: float


@dataclass(frozen=True, kw_only=True)
class GeoBoundingBoxQuery(Query):
    """The geo_bounding_box query of the query DSL."""

    field: str
    box: Box
    validation: str = "STRICT"
    ignore_unmapped: bool = False

    def rewrite(self, ctx: ShardContext) -> Query:
        field = geo_field(self.field, "geo_bounding_box", self.ignore_unmapped, ctx)
        if field is None:
            return unmapped(self.field)
        box = self.box
        if self.validation == "STRICT":
            self._check(ctx)
        elif self.validation == "COERCE":
            box = coerced(box)
        if self.validation != "STRICT":
            _check_encodable(box, field.name, ctx)
        if box.top < box.bottom:
            return MatchNoneQuery(reason="the coerced box is empty")
        if field.type.shapes_on is not None:
            return ShapeColumnQuery(field=field.name, geometry=_geometry(box), boost=self.boost)
        return BoxQuery(field=field.name, box=box, boost=self.boost)

    def _check(self, ctx: ShardContext) -> None:
        for value in (self.box.top, self.box.bottom):
            if not -90 <= value <= 90:
                raise QueryShardError(f"illegal latitude value [{value}] for [geo_bounding_box]", index=ctx.index)
        for value in (self.box.left, self.box.right):
            if not -180 <= value <= 180:
                raise QueryShardError(f"illegal longitude value [{value}] for [geo_bounding_box]", index=ctx.index)


def coerced(box: Box) -> Box:
    """Returns a box with degrees beyond the globe brought back to it, corner by corner; all longitudes stay all.

    Source: doToQuery of Elasticsearch's GeoBoundingBoxQueryBuilder
    """
    all_around = box.right > box.left and (box.right - box.left) % 360 == 0
    top, left = normalized(box.top, box.left, longitude=not all_around)
    bottom, right = normalized(box.bottom, box.right, longitude=not all_around)
    return Box(top, -180.0, bottom, 180.0) if all_around else Box(top, left, bottom, right)


def _check_encodable(box: Box, field: str, ctx: ShardContext) -> None:
    """Raises QueryShardError for degrees that no point can have."""
    for kind, limit, values in (("latitude", 90.0, (box.top, box.bottom)), ("longitude", 180.0, (box.left, box.right))):
        for value in values:
            if not -limit <= value <= limit:
                cause = IllegalArgumentError(f"invalid {kind} {value}; must be between {-limit} and {limit}")
                reason = f"Exception creating query on Field [{field}] {cause.reason}"
                raise QueryShardError(reason, index=ctx.index) from cause


@dataclass(frozen=True, kw_only=True)
class BoxQuery(Query):
    """Documents with any point in the box; the score is the boost."""

    lucene_class: ClassVar[str] = "IndexOrDocValuesQuery"

    field: str
    box: Box

    def weight(self, ctx: ShardContext, scoring: bool) -> Weight:
        return BoxWeight(self)


class BoxWeight(Weight):
    """Compares encoded coordinates."""

    query: BoxQuery

    def __init__(self, query: BoxQuery) -> None:
        super().__init__(query)
        self.query = query
        self._bounds = encoded_box(query.box)

    def match(self, segment: SegmentContext) -> DocSet:
        return docs_where(segment.reader.numeric(self.query.field), segment.max_doc, self._inside)

    def _inside(self, points: NDArray[np.int64]) -> NDArray[np.bool_]:
        out = np.empty(len(points), np.uint8)
        geo.points_in_box(np.ascontiguousarray(points), *self._bounds, out)
        return out.view(np.bool_)

    def describe(self) -> str:
        south, north, west, east = self._edges()
        points = f"{self.query.field}:[{south} TO {north}],[{west} TO {east}]"
        return f"IndexOrDocValuesQuery(indexQuery={points}, dvQuery={self.describe_test()})"

    def describe_test(self) -> str:
        south, north, west, east = self._edges()
        return f"{self.query.field}:box(minLat={south}, maxLat={north}, minLon={west}, maxLon={east})"

    def _edges(self) -> list[str]:
        steps = (LAT_STEP, LAT_STEP, LON_STEP, LON_STEP)
        return [java_double((bound - HALF) * step) for bound, step in zip(self._bounds, steps, strict=True)]


def _geometry(box: Box) -> QueryGeometry:
    return globe_geometry({"type": "envelope", "coordinates": [[box.left, box.top], [box.right, box.bottom]]})


def encoded_box(box: Box) -> tuple[int, int, int, int]:
    """Returns south, north, west, east as encoded coordinates, rounded as those of points, which lie on them then."""
    return (
        _encoded(int(box.bottom // LAT_STEP)),
        _encoded(int(box.top // LAT_STEP)),
        _encoded(int(box.left // LON_STEP)),
        _encoded(int(box.right // LON_STEP)),
    )


def _encoded(steps: int) -> int:
    return min(max(steps + HALF, 0), _LAST)


@register("geo_bounding_box")
def parse_geo_bounding_box(body: object, inner: InnerParser) -> Query:
    """Parses {"geo_bounding_box": {"location": {"top_left": ..., "bottom_right": ...}}}."""
    parameters = Parameters("geo_bounding_box", body)
    common = parameters.common()
    others = {name: parameters.take(name) for name in parameters.others(*_OPTIONS)}
    names = [name for name, value in others.items() if isinstance(value, Mapping)]
    for name in others:
        if name not in names:
            raise ParsingError(f"failed to parse [geo_bounding_box] query. unexpected field [{name}]")
    if not names:
        validation_method(parameters)
        raise ParseError("failed to parse [geo_bounding_box] query. bounding box not provided")
    if len(names) != 1:
        raise ParsingError("failed to parse [geo_bounding_box] query. unexpected field or missing bounding box")
    query = GeoBoundingBoxQuery(
        field=names[0],
        box=_box_of(others[names[0]]),
        validation=validation_method(parameters),
        ignore_unmapped=parameters.boolean("ignore_unmapped", False),
        **common,
    )
    parameters.finish()
    return query


def _box_of(body: Mapping[str, object]) -> Box:
    """Returns the box of the query. Raises ParseError of what cannot be read, IllegalArgumentError of other boxes."""
    try:
        box = parse_box(body)
    except (ParseError, NumberFormatError) as error:
        raise ParseError(f"failed to parse [geo_bounding_box] query. [{error.reason}]") from None
    if box.top < box.bottom:
        raise IllegalArgumentError(f"top is below bottom corner: {box.top} vs. {box.bottom}")
    return box


def parse_box(body: Mapping[str, object]) -> Box:
    """Returns the box of any notation: corners, sides, WKT. Raises ParseError, IllegalArgumentError."""
    parameters = Parameters("geo_bounding_box", body)
    wkt = parameters.text("wkt")
    if wkt is not None:
        box = _of_wkt(wkt)
    else:
        sides = _sides(parameters)
        missing = [side for side in ("top", "bottom", "left", "right") if side not in sides]
        if missing:
            raise ParseError(f"failed to parse bounding box. Conflicting or missing definition: {missing[0]}")
        box = Box(sides["top"], sides["left"], sides["bottom"], sides["right"])
    return box


def box_or_none(bounds: Mapping[str, object]) -> Box | None:
    """Returns the box that bounds an aggregation; one that lacks a side is none at all. Raises as `parse_box` does."""
    sides = {side for name in bounds for side in _SNAKE_CASE.get(name, name).split("_")}
    if sides < _ALL_SIDES:
        return None
    box = parse_box(bounds)
    if box.top < box.bottom and "wkt" in bounds:
        raise ParseError("failed to parse WKT bounding box") from IllegalArgumentError(
            "max y cannot be less than min y"
        )
    return box


def _sides(parameters: Parameters) -> dict[str, float]:
    sides: dict[str, float] = {}
    for name, value in parameters.each():
        key = _SNAKE_CASE.get(name, name)
        if key in ("top", "bottom", "left", "right"):
            sides[key] = parameters.number_of(name, value)
        elif key in ("top_left", "top_right", "bottom_left", "bottom_right"):
            vertical, horizontal = key.split("_")
            sides[vertical], sides[horizontal] = corner(value, vertical, horizontal)
        else:
            raise ParseError(f"failed to parse bounding box. unexpected field [{name}]").at("bounds", name)
    return sides


def corner(value: object, vertical: str, horizontal: str) -> tuple[float, float]:
    """Returns (lat, lon) of a corner; that of its cell for a geohash."""
    if isinstance(value, str) and GEOHASH.match(value):
        south, north, west, east = geohash_bounds(value)
        return (north if vertical == "top" else south), (west if horizontal == "left" else east)
    _check_corner(value)
    try:
        return parse_point(value)
    except ParseError as error:
        raise error from None


def _check_corner(value: object) -> None:
    """Raises ParseError for what the reader of corners says of members otherwise than that of points."""
    if isinstance(value, list) and any(isinstance(number, Mapping | list) for number in value):
        raise ParseError("numeric value expected")
    if not isinstance(value, Mapping):
        return
    for name in value:
        if name not in ("lon", "lat", "z", "type", "coordinates"):
            raise ParseError(f"field [{name}] not supported - must be one of: lon, lat, z, type, coordinates")
    for name in ("lat", "lon"):
        if name not in value and "coordinates" not in value and "type" not in value:
            raise ParseError(f"Required [{name}]")


def _of_wkt(text: str) -> Box:
    found = _ENVELOPE.fullmatch(text)
    parts = found[1].split(",") if found is not None else []
    if len(parts) != 4:
        shape = _WKT_SHAPE.match(text)
        found_shape = f". [{shape[1].upper()}] found. expected [ENVELOPE]" if shape is not None else ""
        raise ParseError(f"failed to parse WKT bounding box{found_shape}")
    left, right, top, bottom = (as_float(part.strip()) for part in parts)
    return Box(top, left, bottom, right)
