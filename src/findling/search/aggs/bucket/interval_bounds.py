"""extended_bounds and hard_bounds of histograms."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from findling.base.errors import IllegalArgumentError, InvocationTargetError, NumberFormatError, XContentParseError
from findling.base.java_numbers import java_double
from findling.search.aggs.base.checks import not_built
from findling.search.parameters import ObjectParameters


@dataclass(frozen=True, slots=True)
class IntervalBounds:
    """The two ends as given; None is open."""

    min: Any = None
    max: Any = None

    @classmethod
    def parse(cls, params: ObjectParameters, key: str) -> IntervalBounds | None:
        """Reads {"min": ..., "max": ...}."""
        body = params.object(key)
        if body is None:
            return None
        return params.read(key, _bounds_of_dates, None)

    @classmethod
    def parse_numbers(cls, params: ObjectParameters, key: str) -> IntervalBounds | None:
        """Reads {"min": ..., "max": ...} whose ends are numbers. Raises XContentParseError."""
        if params.object(key) is None:
            return None
        return params.read(key, _bounds_of_numbers, None)

    def converted(self, convert: Any) -> IntervalBounds:
        """Returns the bounds with both ends converted."""
        return IntervalBounds(
            None if self.min is None else convert(self.min), None if self.max is None else convert(self.max)
        )


def _bounds_of_dates(body: Mapping[str, object]) -> IntervalBounds:
    ends = ObjectParameters("bounds", body)
    bounds = IntervalBounds(ends.take("min"), ends.take("max"))
    for name, end in (("min", bounds.min), ("max", bounds.max)):
        if isinstance(end, bool | Mapping | list):
            raise ends.wrong_token(name, end)
        if isinstance(end, float) and not end.is_integer():
            fault = IllegalArgumentError(f"{java_double(end)} cannot be converted to Long without data loss")
            raise ends.refused(name, fault)
    ends.finish()
    return bounds


def _bounds_of_numbers(body: Mapping[str, object]) -> IntervalBounds:
    ends = ObjectParameters("double_bounds", body)
    for name in ("min", "max"):
        if isinstance(ends.take(name), bool | Mapping | list):
            raise ends.wrong_token(name, ends.take(name))
    low, high = (None if ends.take(name) is None else ends.read(name, number_of, 0.0) for name in ("min", "max"))
    ends.finish()
    for name, end in (("min", low), ("max", high)):
        if end is not None and not math.isfinite(end):
            raise _not_instantiated(f"{name} bound must be finite, got: {java_double(end)}")
    if low is not None and high is not None and high < low:
        # told of what stands last: only then both are known
        last = next(name for name in reversed(ends.names()) if name in ("min", "max"))
        raise ends.refused(last, _not_instantiated(f"max bound [{high}] must be greater than min bound [{low}]"))
    return IntervalBounds(low, high)


def _not_instantiated(fault: str) -> XContentParseError:
    """Returns the error of bounds that contradict each other, in the layers that Java puts around it."""
    invoked = InvocationTargetError()
    invoked.__cause__ = IllegalArgumentError(fault)
    outer = IllegalArgumentError(
        "Cannot instantiate an object of org.elasticsearch.search.aggregations.bucket.histogram.DoubleBounds"
    )
    outer.__cause__ = invoked
    error = not_built("double_bounds", fault)
    error.__cause__ = outer
    return error


def check_bounds(
    name: str,
    extended: IntervalBounds | None,
    hard: IntervalBounds | None,
    given: Sequence[IntervalBounds | None] | None = None,
) -> None:
    """Raises IllegalArgumentError for converted bounds that contradict each other or themselves.

    given: extended and hard bounds as the request has them, if they were converted
    """
    for label, bounds in (("hard_bounds", hard), ("extended_bounds", extended)):
        if bounds is not None and bounds.min is not None and bounds.max is not None and bounds.min > bounds.max:
            raise IllegalArgumentError(
                f"[{label}.min][{bounds.min}] cannot be greater than [{label}.max][{bounds.max}] for histogram "
                f"aggregation [{name}]"
            )
    if extended is None or hard is None:
        return
    low, high = extended.min, extended.max
    beyond_max = hard.max is not None and high is not None and hard.max < high
    beyond_min = hard.min is not None and low is not None and hard.min > low
    if beyond_max or beyond_min:
        # Elasticsearch prints the extended bounds of numbers part by part
        shown = [_shown(bounds) for bounds in given or (extended, hard) if bounds is not None]
        if given is None:
            shown[0] = f"{'null' if low is None else low}--{'null' if high is None else high}"
        raise IllegalArgumentError(
            f"Extended bounds have to be inside hard bounds, hard bounds: [{shown[1]}], extended bounds: [{shown[0]}]"
        )


def _shown(bounds: IntervalBounds) -> str:
    return f"{'' if bounds.min is None else bounds.min}--{'' if bounds.max is None else bounds.max}"


def number_of(value: Any) -> float:
    """Returns an end of numeric bounds."""
    if isinstance(value, bool | Mapping | list):
        raise NumberFormatError.of(value)
    try:
        return float(value)
    except ValueError:
        raise NumberFormatError.of(value) from None
