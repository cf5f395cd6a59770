"""bucket_correlation: how the counts of a sibling's buckets go with what is expected of them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from findling.base.errors import AggregationExecutionError, IllegalArgumentError, XContentParseError
from findling.search.aggs.base.aggregation import Aggregations, Partial, register
from findling.search.aggs.base.parameters import NamedParameters
from findling.search.aggs.pipeline.statistics.bucket_test import CountTestPipeline, only_zeros, read_path
from findling.search.aggs.values.value_format import RAW, figure_members
from findling.search.parameters import ObjectParameters, first_member

_ARGUMENTS: Final = ("buckets_path", "function", "gap_policy")


@dataclass(frozen=True, slots=True)
class Indicator:
    """What is expected: a number for each bucket, its share of all documents (None: equal ones), how many these are."""

    expectations: tuple[float, ...]
    fractions: tuple[float, ...] | None
    doc_count: int


@register("bucket_correlation")
@dataclass(frozen=True, kw_only=True)
class BucketCorrelationPipeline(CountTestPipeline):
    """Pearson's correlation of the indicator with being one of the documents counted in the buckets."""

    type_name = "bucket_correlation"
    not_counts = "count correlation requires that bucket_path points to bucket [_count] for agg [{name}]"

    indicator: Indicator

    @classmethod
    def parse(cls, name: str, params: NamedParameters) -> Self:
        """Reads the parameters; raises XContentParseError and IllegalArgumentError."""
        text, function = params.text("buckets_path"), params.object("function")
        indicator = params.read("function", _function, None)
        only_zeros(params, _ARGUMENTS)
        params.finish()
        absent = [key for key, value in (("buckets_path", text), ("function", function)) if value is None]
        if absent or indicator is None:
            raise IllegalArgumentError(f"Required [{', '.join(absent)}]")
        return cls(name=name, path=read_path(params), indicator=indicator)

    def apply_beside(self, siblings: Aggregations, partial: Partial) -> Partial:
        """Returns the correlation. Raises AggregationExecutionError for counts that the indicator does not fit."""
        values, _ = self.counts(siblings, partial)
        with np.errstate(over="ignore", invalid="ignore"):
            correlation = _correlation(self.indicator, np.array(values, np.float64))
        return {"value": figure_members(RAW, "value", correlation)}


def _function(body: Mapping[str, object]) -> Indicator:
    name, function, others = first_member(body or {"": None})
    if name != "count_correlation" or others:
        raise XContentParseError(f"unknown field [{others[0] if name == 'count_correlation' else name}]")
    params = ObjectParameters("count_correlation_function", function)
    if params.object("indicator") is None:
        raise params.missing("indicator")
    found = params.read("indicator", _indicator, None)
    params.finish()
    assert found is not None
    return found


def _indicator(body: object) -> Indicator:
    params = ObjectParameters("correlative_value", body)
    expectations, fractions = _numbers(params, "expectations"), _numbers(params, "fractions")
    doc_count = params.long("doc_count", None)
    params.finish()
    absent = [key for key, value in (("expectations", expectations), ("doc_count", doc_count)) if value is None]
    if expectations is None or doc_count is None:
        raise IllegalArgumentError(f"Required [{', '.join(absent)}]")
    if fractions is not None and len(fractions) != len(expectations):
        raise IllegalArgumentError("[expectations] and [fractions] must have the same length")
    if doc_count <= 0:
        raise IllegalArgumentError("[doc_count] must be a positive value")
    if len(expectations) < 2:
        raise IllegalArgumentError("[expectations] must have a length of at least 2")
    return Indicator(expectations, fractions, doc_count)


def _numbers(params: ObjectParameters, key: str) -> tuple[float, ...] | None:
    given = params.array(key)
    if key not in params:
        return None
    if given is None:
        raise params.wrong_token(key, None)
    return tuple(params.number_of(key, value) for value in given)


def _correlation(indicator: Indicator, counts: NDArray[np.float64]) -> float:
    """Returns the correlation, NaN where one of both does not vary."""
    expected = np.array(indicator.expectations)
    if len(expected) != len(counts):
        raise AggregationExecutionError(
            f"value lengths do not match; indicator.expectations [{len(expected)}] and number of buckets "
            f"[{len(counts)}]. Unable to calculate correlation"
        )
    shares = np.full(len(expected), 1 / len(expected))
    if indicator.fractions is not None:
        shares = np.array(indicator.fractions)
    mean = float((expected * shares).sum())
    variance = float(((expected - mean) ** 2 * shares).sum())
    weight = float(counts.sum()) / indicator.doc_count
    if weight > 1.0:
        raise AggregationExecutionError(
            "doc_count of indicator must be larger than the total count of the correlating values indicator count "
            f"[{indicator.doc_count}] correlating value total count [{counts.sum()}]"
        )
    others = indicator.doc_count * shares - counts
    covariance = float(((expected - mean) * (counts * (1 - weight) - others * weight)).sum()) / indicator.doc_count
    spread = variance * ((1 - weight) * weight * weight + weight * (1 - weight) * (1 - weight))
    return covariance / math.sqrt(spread) if spread > 0 else math.nan
