"""Points of documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from findling.base.errors import IllegalArgumentError
from findling.base.json_values import scalar_text
from findling.mapping.geo.geo_point_text import parse_point
from findling.mapping.types.geo.geo_point import decode_points, encode_points
from findling.search.aggs.values.bound_numbers import refusal
from findling.search.aggs.values.numeric_values import NumericValues
from findling.search.aggs.values.value_format import RAW
from findling.search.aggs.values.values_source import ValuesSource, source_field

if TYPE_CHECKING:
    from findling.search.aggs.base.aggregator import Leaf
    from findling.search.context import ShardContext

Coordinates = tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int32] | None]


def point_values(source: ValuesSource, ctx: ShardContext, type_name: str) -> NumericValues:
    """Returns the encoded points of a field. Raises IllegalArgumentError for other fields."""
    script = source.script
    if script is not None and script.field is None and source.value_type is None:
        raise IllegalArgumentError("value source of type [geopoint] is not supported by scripts")
    field = source_field(ctx, source)
    if field is not None and not field.type.is_point:
        raise refusal(field, source, ctx, type_name)
    missing = None
    if source.missing is not None:
        text = scalar_text(source.missing)
        lat, lon = parse_point(text) if field is None else field.type.point_of(text)
        missing = int(encode_points(np.array([lat]), np.array([lon]))[0])
    return NumericValues(field, missing, RAW, False)


def coordinates(values: NumericValues, leaf: Leaf, docs: NDArray[np.int32] | None) -> Coordinates:
    """Returns latitudes and longitudes of docs, and the owner of each, None for one each in order."""
    points, owners = values.read(leaf.reader, docs)
    lat, lon = decode_points(np.ascontiguousarray(points, np.int64))
    return lat, lon, owners
