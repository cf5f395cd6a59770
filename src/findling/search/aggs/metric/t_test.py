"""t_test: how likely chance alone makes the means of two groups of numbers differ as much as they do."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self

import numpy as np

from findling.base.errors import IllegalArgumentError, MissingValuesError
from findling.base.statistics.distributions import student_t_below
from findling.search.aggs.base.aggregation import Aggregation, Partial, register
from findling.search.aggs.base.aggregator import AggregationContext, Aggregator
from findling.search.aggs.base.parameters import NamedParameters
from findling.search.aggs.base.partials import GroupsPartial
from findling.search.aggs.base.reduce_context import ReduceContext
from findling.search.aggs.metric.figures import compensated_sum
from findling.search.aggs.metric.t_test_aggregator import PairedAggregator, UnpairedAggregator
from findling.search.aggs.values.field_config import (
    FieldConfig,
    check_configs,
    checked_numbers,
    read_field_config,
    read_type_of_all,
)
from findling.search.aggs.values.value_format import RAW, figure_members
from findling.search.aggs.values.values_source import aggregated_field

_TYPES: Final = ("paired", "homoscedastic", "heteroscedastic")
_NO_GROUP: Final = (
    'Cannot invoke "org.elasticsearch.search.aggregations.support.ValuesSourceConfig.fieldContext()" because the '
    'return value of "java.util.Map.get(Object)" is null'
)
_PACKAGE: Final = "org.elasticsearch.xpack.analytics.ttest"


@register("t_test")
@dataclass(frozen=True, kw_only=True)
class TTestAggregation(Aggregation):
    """kind: paired takes one number of each group from a document; the others let variances be equal, or not.

    tails: 1 or 2
    """

    type_name = "t_test"
    partial_type = GroupsPartial

    a: FieldConfig | None
    b: FieldConfig | None
    kind: str
    tails: int

    @classmethod
    def parse(cls, name: str, params: NamedParameters) -> Self:
        """Reads the parameters; raises XContentParseError."""
        format, value_type = params.text("format"), read_type_of_all(params)
        a, b = (read_field_config(params, key, format, value_type, filtered=True) for key in ("a", "b"))
        kind = params.one_of("type", _TYPES, "heteroscedastic", _no_such_type)
        tails = params.integer("tails", 2)
        if tails not in (1, 2):
            fault = IllegalArgumentError(f"[tails] must be 1 or 2. Found [{tails}] in [{name}]")
            raise params.refused("tails", fault)
        params.finish()
        return cls(name=name, a=a, b=b, kind=kind, tails=tails)

    def aggregator(self, ctx: AggregationContext, max_parents: int | None) -> Aggregator:
        """Returns the aggregator over both groups. Raises MissingValuesError and IllegalArgumentError."""
        configs = {key: c for key, c in (("a", self.a), ("b", self.b)) if c is not None}
        check_configs(configs, ctx.shard)
        self._check_groups(ctx)
        values = checked_numbers(configs, ctx.shard, self.type_name)
        if self.a is None or self.b is None:
            raise IllegalArgumentError(
                f"Could not find field name [{'a' if self.a is None else 'b'}] in multiValuesSource"
            )
        first, second = values
        shown = first if self.a.source.format else first.shown_as(RAW)
        filters = [self.a.filter, self.b.filter]
        if self.kind != "paired":
            return UnpairedAggregator(shown, second, filters, ctx)
        if any(query is not None for query in filters):
            raise IllegalArgumentError("Paired t-test doesn't support filters")
        return PairedAggregator(shown, second)

    def _check_groups(self, ctx: AggregationContext) -> None:
        """Raises if nothing tells the groups apart."""
        if any(config is not None and config.filter is not None for config in (self.a, self.b)):
            return
        if self.a is None or self.b is None:
            raise MissingValuesError(_NO_GROUP)
        field = self.a.source.field
        is_script = self.a.source.script is not None
        if field == self.b.source.field and not is_script and aggregated_field(ctx.shard, field) is not None:
            raise IllegalArgumentError(
                f"The same field [{field}] is used for both population but no filters are specified."
            )

    def empty(self) -> Partial:
        """Returns no numbers."""
        return {"counts": [0, 0], "sums": [0.0, 0.0], "squares": [0.0, 0.0], "format": RAW}

    def reduce(self, partials: Sequence[Partial], ctx: ReduceContext) -> Partial:
        """Adds up."""
        merged: Partial = {"counts": [sum(partial["counts"][group] for partial in partials) for group in (0, 1)]}
        for part in ("sums", "squares"):
            merged[part] = [compensated_sum([partial[part][group] for partial in partials]) for group in (0, 1)]
        return {**merged, "format": partials[0]["format"]}

    def render(self, partial: Partial, typed_keys: bool) -> dict[str, object]:
        """Returns the probability, null where there are too few numbers."""
        return figure_members(partial["format"], "value", self._probability(partial))

    def figure(self, partial: Partial, names: Sequence[str], key: str | None) -> float:
        """Returns the probability."""
        if names or key not in (None, "value"):
            return super().figure(partial, names, key)
        return self._probability(partial)

    def _probability(self, partial: Partial) -> float:
        groups = [_Group(*group) for group in zip(*(partial[p] for p in ("counts", "sums", "squares")), strict=True)]
        if self.kind == "paired":
            return _paired(groups[0]) * self.tails
        return (_equal if self.kind == "homoscedastic" else _unequal)(*groups) * self.tails


def _no_such_type(kind: str) -> IllegalArgumentError:
    return IllegalArgumentError(f"No enum constant {_PACKAGE}.TTestType.{kind.upper()}")


@dataclass(frozen=True, slots=True)
class _Group:
    count: int
    total: float
    squares: float

    @property
    def mean(self) -> float:
        return self.total / self.count

    def variance(self, of: int) -> float:
        """Returns the sum of squared distances from the mean by `of`."""
        return (self.squares - self.total * self.total / self.count) / of


def _paired(differences: _Group) -> float:
    count = differences.count
    if count < 2:
        return math.nan
    variance = differences.variance(count)
    if variance <= 0:
        return math.nan if differences.mean == 0 else 0.0
    error = math.sqrt(variance) / math.sqrt(count - 1)
    return student_t_below(-abs(differences.mean / error), count - 1)


def _equal(a: _Group, b: _Group) -> float:
    if a.count < 2 or b.count < 2:
        return math.nan
    degrees = a.count + b.count - 2
    pooled = ((a.count - 1) * _sampled(a) + (b.count - 1) * _sampled(b)) / degrees
    return _beyond(a, b, pooled * (1 / a.count + 1 / b.count), degrees)


def _unequal(a: _Group, b: _Group) -> float:
    if a.count < 2 or b.count < 2:
        return math.nan
    first, second = _sampled(a) / a.count, _sampled(b) / b.count
    divisor = first * first / (a.count - 1) + second * second / (b.count - 1)
    if divisor == 0:
        return math.nan
    return _beyond(a, b, first + second, (first + second) ** 2 / divisor)


def _sampled(group: _Group) -> float:
    return max(group.variance(group.count - 1), 0.0)


def _beyond(a: _Group, b: _Group, variance: float, degrees: float) -> float:
    """Returns the probability that means differ more than those of two groups do."""
    with np.errstate(divide="ignore", invalid="ignore"):
        distance = float(np.abs(np.float64(a.mean - b.mean) / np.sqrt(variance)))
    if math.isinf(distance):
        return 0.0
    return student_t_below(-distance, degrees)
