"""serial_diff and normalize: how the figure of each bucket stands to the figures of the others around it."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Self

from findling.base.errors import IllegalArgumentError, ParsingError
from findling.base.object_parser import parse_fault
from findling.search.aggs.base.aggregation import Aggregation, Aggregations, Partial, Pipeline, register
from findling.search.aggs.base.parameters import NamedParameters, TokenParameters
from findling.search.aggs.base.path import AggregationPath
from findling.search.aggs.pipeline.bucket_values import (
    checked_path,
    only_path,
    read_format,
    read_gap_policy,
    read_only_path,
    read_path,
    value_in,
)
from findling.search.aggs.values.value_format import Format, figure_members


@register("serial_diff")
@dataclass(frozen=True, kw_only=True)
class SerialDiffPipeline(Pipeline):
    """The difference of a figure to that of the bucket `lag` before it."""

    type_name = "serial_diff"
    needs_ordered_parent = True
    takes_gaps = True

    path: AggregationPath
    lag: int
    gap_policy: str
    format: Format

    @classmethod
    def parameters(cls, name: str, body: Mapping[str, object]) -> TokenParameters:
        """Returns a reader by hand."""
        return TokenParameters(cls.type_name, body, name, ("VALUE_STRING", "VALUE_NUMBER", "START_ARRAY"))

    @classmethod
    def parse(cls, name: str, params: TokenParameters) -> Self:
        """Reads the parameters; raises ParsingError and ActionRequestValidationError."""
        format, lag = read_format(params), _lag(params)
        path, policy = read_path(params), read_gap_policy(params)
        params.finish()
        return cls(name=name, path=checked_path(path), lag=lag, gap_policy=policy, format=format)

    def paths(self) -> Sequence[str]:
        """Returns the path."""
        return (self.path.text,)

    def apply_inside(self, parent: Aggregation, children: Aggregations, buckets: list[Partial]) -> list[Partial]:
        """Adds the difference to each bucket where both have the figure."""
        own = [value_in(children, bucket, self.path, self.gap_policy) for bucket in buckets]
        before: deque[float] = deque([math.nan] * min(self.lag, len(own)), min(self.lag, len(own)))
        for bucket, value in zip(buckets, own, strict=True):
            difference = value - before[0]
            if not math.isnan(difference):
                bucket["aggs"][self.name] = {"value": figure_members(self.format, "value", difference)}
            before.append(value)
        return buckets


def _lag(params: TokenParameters) -> int:
    if isinstance(params.take("lag"), str | bool):
        raise params.wrong_token("lag", params.take("lag"))
    lag = params.integer("lag", 1)
    if lag <= 0:
        raise ParsingError(
            f"Lag must be a positive, non-zero integer.  Value supplied was{lag} in [{params.aggregation}]: [lag]."
        )
    return lag


Method = Callable[[list[float]], Callable[[float], float]]


def _divided(dividend: float, divisor: float) -> float:
    """Returns a quotient as Java has it: no error for a divisor of 0."""
    if divisor == 0:
        return math.nan if dividend == 0 or math.isnan(dividend) else math.copysign(math.inf, dividend)
    return dividend / divisor


def _extremes(values: list[float]) -> tuple[float, float]:
    """Returns minimum and maximum; as in Elasticsearch the maximum is above 0, by Java's smallest double."""
    return min(values), max(*values, math.ulp(0.0))


def _rescaled(scale: float) -> Method:
    def method(values: list[float]) -> Callable[[float], float]:
        low, high = _extremes(values)
        return lambda value: _divided(scale * (value - low), high - low)

    return method


def _about_mean(values: list[float]) -> Callable[[float], float]:
    low, high = _extremes(values)
    mean = sum(values) / len(values)
    return lambda value: _divided(value - mean, high - low)


def _share(values: list[float]) -> Callable[[float], float]:
    total = sum(values)
    return lambda value: _divided(value, total)


def _z_score(values: list[float]) -> Callable[[float], float]:
    mean = sum(values) / len(values)
    deviation = math.sqrt(sum((value - mean) ** 2 for value in values) / len(values))
    return lambda value: _divided(value - mean, deviation)


def _exponential(value: float) -> float:
    try:
        return math.exp(value)
    except OverflowError:
        return math.inf


def _softmax(values: list[float]) -> Callable[[float], float]:
    total = sum(map(_exponential, values))

    def shown(value: float) -> float:
        own = _exponential(value)
        return math.nan if math.isinf(own) and math.isinf(total) else _divided(own, total)

    return shown


_METHODS: Final[dict[str, Method]] = {
    "rescale_0_1": _rescaled(1.0),
    "rescale_0_100": _rescaled(100.0),
    "mean": _about_mean,
    "percent_of_sum": _share,
    "z-score": _z_score,
    "softmax": _softmax,
}


@register("normalize")
@dataclass(frozen=True, kw_only=True)
class NormalizePipeline(Pipeline):
    """What a method makes of the figure of each bucket, given the figures of all. Gaps have no value."""

    type_name = "normalize"
    needs_parent = True

    path: AggregationPath
    method: str
    format: Format

    @classmethod
    def parse(cls, name: str, params: NamedParameters) -> Self:
        """Reads the parameters; raises XContentParseError, IllegalArgumentError, ActionRequestValidationError."""
        format = read_format(params)
        method = params.text("method")
        paths = read_only_path(params)
        params.finish()
        if method is None:
            raise params.missing("method")
        if method not in _METHODS:
            fault = parse_fault("Failed to build [normalize] after last required field arrived")
            fault.__cause__ = IllegalArgumentError(f"invalid method [{method}]")
            last = [key for key in params.names() if key in ("method", "buckets_path")][-1]
            raise params.refused(last, fault)
        return cls(name=name, path=only_path(paths, name), method=method, format=format)

    def paths(self) -> Sequence[str]:
        """Returns the path."""
        return (self.path.text,)

    def apply_inside(self, parent: Aggregation, children: Aggregations, buckets: list[Partial]) -> list[Partial]:
        """Adds what the method makes of the figure to each bucket."""
        own = [value_in(children, bucket, self.path, "skip") for bucket in buckets]
        values = [value for value in own if not math.isnan(value)]
        method = _METHODS[self.method](values) if values else None
        for bucket, value in zip(buckets, own, strict=True):
            shown = math.nan if method is None or math.isnan(value) else method(value)
            bucket["aggs"][self.name] = {"value": figure_members(self.format, "value", shown)}
        return buckets
