"""gauss, exp, linear: factors that decay with the distance of a number, a date or a point from an origin."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import orjson
from numpy.typing import NDArray

from findling.base.errors import IllegalArgumentError, ParseError, ParsingError
from findling.base.java_numbers import java_double
from findling.base.json_values import as_float, required_text, scalar_text
from findling.base.score_arithmetic import decay_rate, decayed
from findling.base.units import parse_time_ms
from findling.mapping.geo.geo_point_text import Point, parse_point
from findling.mapping.traits import INTEGERS, NumberTraits
from findling.mapping.types.geo.geo_point import decode_points
from findling.mapping.value_range import ValueRange
from findling.search.doc_set import Docs
from findling.search.explanation import Explanation
from findling.search.geo.distance_unit import parse_distance
from findling.search.geo.distance_values import distances
from findling.search.parameters import Parameters
from findling.search.query.scoring.doc_numbers import OWN_NUMBERS, check_doc_values, doubles
from findling.search.query.scoring.score_function import BoundFunction, Factors, ScoreFunction, single

if TYPE_CHECKING:
    from findling.mapping.mapped_field import MappedField
    from findling.search.context import SegmentContext, ShardContext
    from findling.search.query.base import Scores

SHAPES: Final = ("gauss", "exp", "linear")
_MODES: Final = ("min", "max", "avg", "sum", "median")
_MALFORMED: Final = "malformed score function score parameters."


@dataclass(frozen=True)
class Decay(ScoreFunction):
    """The functions of the query DSL.

    parameters: those below the field, which its type reads, each with the JSON of its value
    """

    shape: str
    field: str
    parameters: tuple[tuple[str, bytes], ...]
    mode: str = "min"

    @property
    def name(self) -> str:  # type: ignore[override]
        return self.shape

    def resolved(self, ctx: ShardContext) -> BoundFunction:
        field = ctx.field(self.field)
        if field is None:
            raise ParsingError(f"unknown field [{self.field}]")
        if field.type.time_unit is not None:
            origin, scale, offset, decay = self._dates(field, ctx)
        elif field.type.is_point:
            return self._points(field, ctx)
        else:
            check_doc_values(field, ctx)
            if field.type.numbers is None and field.name not in OWN_NUMBERS:
                raise IllegalArgumentError(
                    f"field [{self.field}] is of type [{field.type_name}], but only numeric types are supported."
                )
            origin, scale, offset, decay = self._numbers()
        check_doc_values(field, ctx)
        curve = self._curve(scale, offset, decay)
        return NumericDecay(curve, field.name, field.type.numbers or INTEGERS, origin)

    def _numbers(self) -> tuple[float, float, float, float]:
        given = self._given(as_float)
        if "scale" not in given or "origin" not in given:
            raise ParseError("both [scale] and [origin] must be set for numeric fields.")
        return given["origin"], given["scale"], given.get("offset", 0.0), given.get("decay", 0.5)

    def _dates(self, field: MappedField, ctx: ShardContext) -> tuple[float, float, float, float]:
        given = self._given(required_text)
        origin = float(ctx.now_ms)
        if "origin" not in given:
            ctx.unrepeatable.append("now")
        else:
            instant = field.type.column_range(ValueRange(gte=given["origin"], now_ms=ctx.now_ms))[0]
            origin = float(instant)
        if "scale" not in given:
            raise ParseError("[scale] must be set for date fields.")
        scale = parse_time_ms(given["scale"], "DecayFunctionParser.scale")
        offset = parse_time_ms(given.get("offset", "0d"), "DecayFunctionParser.offset")
        return origin, scale, offset, given.get("decay", 0.5)

    def _points(self, field: MappedField, ctx: ShardContext) -> BoundFunction:
        given = self._given(required_text, lambda value: parse_point(value, ignore_z=True))
        origin = given.get("origin", (0.0, 0.0))
        if "scale" not in given:
            raise ParseError("[origin] and [scale] must be set for geo fields.")
        scale, offset = parse_distance(given["scale"]), parse_distance(given.get("offset", "0km"))
        check_doc_values(field, ctx)
        return GeoDecay(self._curve(scale, offset, given.get("decay", 0.5)), field.name, origin)

    def _given(self, read: Callable[[Any], Any], read_origin: Callable[[Any], Any] | None = None) -> dict[str, Any]:
        """Returns the parameters as the field reads them; `decay` is left to `_curve`."""
        readers = {"origin": read_origin or read, "scale": read, "offset": read, "decay": as_float}
        given: dict[str, Any] = {}
        for key, value in self.parameters:
            if key not in readers:
                raise ParseError(f"parameter [{key}] not supported!")
            given[key] = readers[key](orjson.loads(value))
        return given

    def _curve(self, scale: float, offset: float, decay: float) -> Curve:
        if scale <= 0:
            raise IllegalArgumentError("function_score : scale must be > 0.0.")
        if not 0 < decay < 1:
            raise IllegalArgumentError("function_score : decay must be in the range [0..1].")
        if offset < 0:
            raise IllegalArgumentError("function_score : offset must be > 0.0")
        return Curve(self.shape, decay_rate(self.shape, scale, decay), offset, self.mode)


@dataclass(frozen=True)
class Curve:
    """How a factor falls with the distance. offset: a distance up to which it does not; mode: of several distances"""

    shape: str
    rate: float
    offset: float
    mode: str

    def factors(self, distance: Factors) -> Factors:
        """Returns the factors of distances, (n,) float64 beyond the offset."""
        return decayed(self.shape, self.rate, distance)

    def beyond(self, distance: Factors, owners: NDArray[np.int32], n: int) -> Factors:
        """Returns one distance beyond the offset for each of n documents, 0 where a document has none.

        distance: (n_values,) float64; owners: (n_values,) int32, non-decreasing, the document of each
        """
        left = np.maximum(0.0, distance - self.offset)
        out = np.zeros(n, np.float64)
        if len(owners) == 0:
            return out
        first = np.flatnonzero(np.diff(owners, prepend=-1))
        out[owners[first]] = _combined(left, first, self.mode)
        return out

    def explain(self, shown: str, distance: float) -> Explanation:
        """Returns how a factor came from a distance. shown: how the distance came about"""
        value = single(float(self.factors(np.array([distance]))[0]))
        rate = java_double(self.rate if self.shape == "linear" else -self.rate)
        if self.shape == "gauss":
            return Explanation.match(value, f"exp(-0.5*pow({shown},2.0)/{rate})")
        if self.shape == "exp":
            return Explanation.match(value, f"exp(- {shown} * {rate})")
        return Explanation.match(value, f"max(0.0, (({rate} - {shown})/{rate})")


def _combined(values: Factors, first: NDArray[np.intp], mode: str) -> Factors:
    """Returns one value for each run of values; first: where the runs begin."""
    if mode == "min":
        return np.minimum.reduceat(values, first)
    if mode == "max":
        return np.maximum.reduceat(values, first)
    counts = np.diff(np.append(first, len(values)))
    if mode == "median":
        return _medians(values, first, counts)
    sums = np.add.reduceat(values, first)
    combined: Factors = sums / counts if mode == "avg" else sums
    return combined


def _medians(values: Factors, first: NDArray[np.intp], counts: NDArray[np.intp]) -> Factors:
    run = np.repeat(np.arange(len(first)), counts)
    ordered = values[np.lexsort((values, run))]
    middle = first + counts // 2
    even = counts % 2 == 0
    medians: Factors = ordered[middle]
    medians[even] = (medians[even] + ordered[middle[even] - 1]) / 2
    return medians


class _DecayFunction(BoundFunction):
    """What numbers and points have in common."""

    curve: Curve
    column: str

    def distance(self, segment: SegmentContext, docs: Docs) -> Factors:
        """Returns the distance of each document beyond the offset, 0 without a value."""
        raise NotImplementedError

    def shown(self, segment: SegmentContext, doc: int) -> str:
        """Returns how the distance of a document came about."""
        raise NotImplementedError

    def factors(self, segment: SegmentContext, docs: Docs, scores: Scores) -> Factors:
        return self.curve.factors(self.distance(segment, docs))

    def explain(self, segment: SegmentContext, doc: int, score: Explanation) -> Explanation:
        distance = float(self.distance(segment, np.array([doc], np.int32))[0])
        inner = self.curve.explain(self.shown(segment, doc), distance)
        return Explanation.match(inner.value, f"Function for field {self.column}:", [inner])


@dataclass(frozen=True)
class NumericDecay(_DecayFunction):
    """Distances of numbers, and of dates in milliseconds, from an origin."""

    java_class = "index.query.functionscore.DecayFunctionBuilder$NumericFieldDataScoreFunction"

    curve: Curve
    column: str
    numbers: NumberTraits
    origin: float

    def distance(self, segment: SegmentContext, docs: Docs) -> Factors:
        values, owners = doubles(segment, self.column, self.numbers, docs)
        return self.curve.beyond(np.abs(values - self.origin), owners, len(docs))

    def shown(self, segment: SegmentContext, doc: int) -> str:
        values, _ = doubles(segment, self.column, self.numbers, np.array([doc], np.int32))
        origin, offset = java_double(self.origin), java_double(self.curve.offset)
        parts = [
            f"Math.max(Math.abs({java_double(value)}(=doc value) - {origin}(=origin))) - {offset}(=offset), 0)"
            for value in values.tolist()
        ]
        return f"{self.curve.mode.upper()}[{', '.join(parts) or '0.0'}]"


@dataclass(frozen=True)
class GeoDecay(_DecayFunction):
    """Distances of points from an origin, in metres along the surface of the earth."""

    java_class = "index.query.functionscore.DecayFunctionBuilder$GeoFieldDataScoreFunction"

    curve: Curve
    column: str
    origin: Point

    def distance(self, segment: SegmentContext, docs: Docs) -> Factors:
        column = segment.reader.numeric(self.column)
        if column is None:
            return np.zeros(len(docs), np.float64)
        points, owners = column.values(docs)
        return self.curve.beyond(distances(points, *self.origin), owners, len(docs))

    def shown(self, segment: SegmentContext, doc: int) -> str:
        column = segment.reader.numeric(self.column)
        parts: list[str] = []
        if column is not None:
            lats, lons = decode_points(column.values(np.array([doc], np.int32))[0])
            origin = ", ".join(map(java_double, self.origin))
            parts = [
                f"Math.max(arcDistance({java_double(lat)}, {java_double(lon)}(=doc value),{origin}(=origin)) - "
                f"{java_double(self.curve.offset)}(=offset), 0)"
                for lat, lon in zip(lats.tolist(), lons.tolist(), strict=True)
            ]
        return f"{self.curve.mode.upper()} of: [{', '.join(parts) or '0.0'}]"


def parse_decay(shape: str, parameters: Parameters) -> ScoreFunction:
    """Parses {"price": {"origin": 10, "scale": 5}, "multi_value_mode": "avg"}. Raises ParsingError and others."""
    field: str | None = None
    origin: Mapping[str, object] = {}
    mode = "min"
    for key, value in parameters.each():
        if isinstance(value, Mapping):
            field, origin = key, value
        elif key == "multi_value_mode":
            mode = _mode(value)
        else:
            raise ParsingError(_MALFORMED)
    if field is None:
        raise ParsingError(_MALFORMED)
    pairs = tuple((key, orjson.dumps(value)) for key, value in origin.items())
    return Decay(shape, field, pairs, mode)


def _mode(value: object) -> str:
    text = scalar_text(value)
    if text.lower() not in _MODES:
        raise IllegalArgumentError(f"Illegal sort mode: {text}")
    return text.lower()
