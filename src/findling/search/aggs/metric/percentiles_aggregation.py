"""What percentiles and percentile_ranks have in common."""

from __future__ import annotations

import math
from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from findling.base.errors import FindlingError, IllegalArgumentError, IllegalStateError, XContentParseError
from findling.base.java_numbers import java_double
from findling.base.json_values import as_float
from findling.base.work.current import checked
from findling.search.aggs.base.aggregation import Partial, camel_case
from findling.search.aggs.base.aggregator import AggregationContext, Aggregator
from findling.search.aggs.base.checks import not_built
from findling.search.aggs.base.parameters import NamedParameters
from findling.search.aggs.base.partials import ValuesPartial
from findling.search.aggs.base.reduce_context import ReduceContext
from findling.search.aggs.values.bound_numbers import numeric_values
from findling.search.aggs.values.collected_values import SortedValuesAggregator, merge, nothing
from findling.search.aggs.values.digests.digest_kind import DigestKind, read_hint
from findling.search.aggs.values.histogram_values import HistogramValues
from findling.search.aggs.values.numeric_values import NumericValues
from findling.search.aggs.values.sourced_aggregation import SourcedAggregation
from findling.search.aggs.values.value_format import figure_members, json_number
from findling.search.aggs.values.values_source import ValuesSource, source_field
from findling.search.parameters import ObjectParameters

if TYPE_CHECKING:
    from findling.search.context import ShardContext

_DIGITS: Final = 3
_COMPRESSION: Final = 100.0


@dataclass(frozen=True, kw_only=True)
class PercentilesLikeAggregation(SourcedAggregation):
    """Partials are those of collected_values.

    points: the percents, or the values, asked for
    digits: significant digits of the method hdr; None for tdigest
    kind: how values are digested, None with hdr
    """

    partial_type = ValuesPartial

    points: tuple[float, ...]
    keyed: bool = True
    digits: int | None = None
    kind: DigestKind | None = None

    def aggregator(self, ctx: AggregationContext, max_parents: int | None) -> Aggregator:
        """Returns the aggregator over the field's numbers."""
        field = source_field(ctx.shard, self.source)
        if field is not None and field.type.holds_histograms:
            return PercentilesAggregator(self, HistogramValues(field, ctx.shard), ctx)
        return PercentilesAggregator(self, numeric_values(self.source, ctx.shard, self.type_name), ctx)

    def profile_type(self, ctx: ShardContext) -> str:
        """Returns the name of Elasticsearch's class."""
        way = "TDigest" if self.digits is None else "HDR"
        return f"{way}{camel_case(self.type_name)}Aggregator"

    def empty(self) -> Partial:
        """Returns no values."""
        return nothing()

    def reduce(self, partials: Sequence[Partial], ctx: ReduceContext) -> Partial:
        """Puts the values together."""
        return merge(partials, self.kind)

    @abstractmethod
    def at(self, partial: Partial, point: float) -> float:
        """Returns the figure of one point."""

    @property
    def has_several_figures(self) -> bool:
        """It has, even where a single point is asked for."""
        return True

    def figure_meant(self, key: str | None) -> str | None:
        """Returns the point; a single one goes by the aggregation's name."""
        return str(self.points[0]) if key is None and len(self.points) == 1 else key

    def typed_name(self, partial: Partial) -> str:
        """Returns the name with the method."""
        return f"{'tdigest' if self.digits is None else 'hdr'}_{self.type_name}"

    def figure(self, partial: Partial, names: Sequence[str], key: str | None) -> float:
        """Returns the figure of the point that the key names, whether it was asked for or not.

        Raises NumberFormatError for a key that is no number.
        """
        return super().figure(partial, names, key) if names else self.at(partial, as_float(key))

    def sort_value(self, partial: Partial, names: Sequence[str], key: str | None) -> float:
        """Returns the figure of a point that was asked for."""
        return super().figure(partial, names, key) if names else self.at(partial, self.point_of(key))

    def point_of(self, key: str | None) -> float:
        """Returns the point that a path's key names; raises IllegalArgumentError for one that was not asked for."""
        try:
            point = float(key or "")
        except ValueError:
            point = math.nan
        if point not in self.points:
            raise IllegalArgumentError(f"path not supported for [{self.name}]: [{key}].")
        return point

    def render(self, partial: Partial, typed_keys: bool) -> dict[str, object]:
        """Returns the figures by point."""
        shown = [(point, self.at(partial, point)) for point in checked(self.points, 100)]
        if not self.keyed:
            entries = [{"key": point, **figure_members(partial["format"], "value", value)} for point, value in shown]
            return {"values": entries}
        values: dict[str, Any] = {}
        for point, value in shown:
            values |= figure_members(partial["format"], java_double(point), value)
        return {"values": values}


class PercentilesAggregator(SortedValuesAggregator):
    """Collects values; buckets can be ordered by the figure of one point."""

    def __init__(
        self,
        aggregation: PercentilesLikeAggregation,
        values: NumericValues | HistogramValues,
        ctx: AggregationContext,
    ) -> None:
        super().__init__(values, ctx, aggregation.kind)
        self._aggregation = aggregation

    def prepare(self) -> None:
        """Sorts the values. Raises IllegalArgumentError for NaN and infinity, with hdr for negative ones too."""
        super().prepare()
        odd = self.odd_value
        if odd is not None:
            raise IllegalArgumentError(f"Invalid value: {json_number(odd)}")
        if self._aggregation.digits is not None and self.has_negative:
            raise IllegalArgumentError("Negative values are not supported by HDR aggregation")

    def figures(self, names: Sequence[str], key: str | None, n_buckets: int) -> NDArray[np.float64]:
        """Returns the figure of the point that the key names."""
        if names:
            return super().figures(names, key, n_buckets)
        point = self._aggregation.point_of(key)
        return np.array([self._aggregation.at(self.partial(bucket), point) for bucket in range(n_buckets)], np.float64)


def parse_points(params: ObjectParameters, key: str) -> tuple[float, ...] | None:
    """Reads an array of numbers, None if there is none. Raises XContentParseError."""
    if key in params and params.take(key) is None:
        raise params.wrong_token(key, None)
    given = params.array(key)
    if given is None:
        return None
    if isinstance(params.take(key), bool | Mapping):
        raise params.wrong_token(key, params.take(key))
    if not isinstance(params.take(key), list):
        return (params.number_of(key, given[0]),)
    return params.read(key, lambda points: _numbers(key, points), tuple[float, ...]())


def _numbers(key: str, points: Sequence[object]) -> tuple[float, ...]:
    """Returns the entries of a list; each may be given as text."""
    numbers = []
    for place, point in enumerate(points):
        try:
            if isinstance(point, list):
                raise IllegalStateError("expected value but got [START_ARRAY]")
            numbers.append(as_float(point))
        except FindlingError as fault:
            raise fault.at(key, place) from fault.__cause__
    return tuple(numbers)


def read_members(params: NamedParameters) -> dict[str, Any]:
    """Reads what percentiles and ranks both have, after their points. Raises IllegalArgumentError."""
    if "missing" in params and params.take("missing") is None:
        # it is found out when everything has been read
        fault = IllegalArgumentError(f"[missing] must not be null: [{params.aggregation}]")
        error = XContentParseError(f"failed to build [{params.name}] after last required field arrived")
        raise error from params.refused("missing", fault)
    members = {
        "source": ValuesSource.parse(params),
        "keyed": params.boolean("keyed", True),
        **_read_method(params),
    }
    params.finish()
    return members


# of which only one may be given
_METHODS: Final = 2


def _read_method(params: ObjectParameters) -> dict[str, Any]:
    """Reads the method: digits of `hdr`, or how `tdigest` digests. Raises XContentParseError."""
    tdigest, hdr = (params.object(key) for key in ("tdigest", "hdr"))
    kind = params.read("tdigest", _kind_of, DigestKind(_COMPRESSION, compresses=True))
    if hdr is None:
        return {"kind": kind}
    digits = params.read("hdr", _digits_of, _DIGITS)
    if tdigest is not None:
        fault = not_built(params.name, "Only one percentiles method should be declared.")
        given = [key for key in params.names() if key in ("tdigest", "hdr", "percents", "values")]
        # built as soon as all that it takes is there: the last of them is told
        raise fault if len(given) <= _METHODS else params.refused(given[-1], fault)
    return {"digits": digits}


def _kind_of(body: object) -> DigestKind:
    params = ObjectParameters("tdigest", body)
    compression = params.number("compression", _COMPRESSION)
    if compression < 0:
        fault = f"[compression] must be greater than or equal to 0. Found [{compression}]"
        raise params.refused("compression", IllegalArgumentError(fault))
    is_accurate = read_hint(params)
    params.finish()
    return DigestKind(compression, is_accurate, compresses=True)


def _digits_of(body: object) -> int:
    params = ObjectParameters("hdr", body)
    digits = params.integer("number_of_significant_value_digits", _DIGITS)
    if not 0 <= digits <= 5:
        fault = IllegalArgumentError("[numberOfSignificantValueDigits] must be between 0 and 5")
        raise params.refused("number_of_significant_value_digits", fault)
    params.finish()
    return digits
