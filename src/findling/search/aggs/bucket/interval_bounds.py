"""extended_bounds and hard_bounds of histograms."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from findling.base.errors import IllegalArgumentError, NumberFormatError, XContentParseError
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
        ends = ObjectParameters("bounds", body)
        bounds = cls(ends.take("min"), ends.take("max"))
        ends.finish()
        return bounds

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


def _bounds_of_numbers(body: Mapping[str, object]) -> IntervalBounds:
    ends = ObjectParameters("double_bounds", body)
    low, high = (None if ends.take(name) is None else ends.read(name, number_of, 0.0) for name in ("min", "max"))
    ends.finish()
    return IntervalBounds(low, high)


def check_bounds(name: str, extended: IntervalBounds | None, hard: IntervalBounds | None) -> None:
    """Raises IllegalArgumentError for converted bounds that contradict each other or themselves."""
    if extended is None:
        return
    low, high = extended.min, extended.max
    if low is not None and high is not None and low > high:
        raise IllegalArgumentError(
            f"[extended_bounds.min][{low}] cannot be greater than [extended_bounds.max][{high}] for histogram "
            f"aggregation [{name}]"
        )
    if hard is None:
        return
    beyond_max = hard.max is not None and high is not None and hard.max < high
    beyond_min = hard.min is not None and low is not None and hard.min > low
    if beyond_max or beyond_min:
        raise IllegalArgumentError(
            f"Extended bounds have to be inside hard bounds, hard bounds: [{_shown(hard)}], "
            f"extended bounds: [{_shown(extended)}]"
        )


def _shown(bounds: IntervalBounds) -> str:
    return f"{'' if bounds.min is None else bounds.min}--{'' if bounds.max is None else bounds.max}"


def number_of(value: Any) -> float:
    """Returns an end of numeric bounds."""
    if isinstance(value, bool | Mapping | list):
        raise XContentParseError(f"[bounds] failed to parse field [{value}]")
    try:
        number = float(value)
    except ValueError:
        raise NumberFormatError(f'For input string: "{value}"') from None
    if not math.isfinite(number):
        raise NumberFormatError(f"Bounds have to be finite, not [{value}]")
    return number
