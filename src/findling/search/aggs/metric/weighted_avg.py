"""weighted_avg: the mean of one field's values, weighted by another field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from findling.base.errors import IllegalArgumentError, MissingValuesError
from findling.search.aggs.base.aggregation import Aggregation, Partial, register
from findling.search.aggs.base.aggregator import AggregationContext, Aggregator, Leaf
from findling.search.aggs.base.partials import WeightedPartial
from findling.search.aggs.base.reduce_context import ReduceContext
from findling.search.aggs.base.reductions import Sums
from findling.search.aggs.base.rows import Rows
from findling.search.aggs.metric.figures import compensated_sum
from findling.search.aggs.values.field_config import (
    FieldConfig,
    check_configs,
    checked_numbers,
    read_field_config,
    read_type_of_all,
)
from findling.search.aggs.values.numeric_values import NumericValues
from findling.search.aggs.values.value_format import RAW, figure_members
from findling.search.parameters import ObjectParameters

_NO_VALUE: Final = (
    'Cannot invoke "org.elasticsearch.search.aggregations.support.ValuesSourceConfig.valueSourceType()" because the '
    'return value of "java.util.Map.get(Object)" is null'
)


@register("weighted_avg")
@dataclass(frozen=True, kw_only=True)
class WeightedAvgAggregation(Aggregation):
    """Partial: {"sum", "weight", "format"}."""

    type_name = "weighted_avg"
    partial_type = WeightedPartial

    value: FieldConfig | None
    weight: FieldConfig | None

    @classmethod
    def parse(cls, name: str, params: ObjectParameters) -> Self:
        """Reads the parameters; raises IllegalArgumentError."""
        format, value_type = params.text("format"), read_type_of_all(params)
        value = read_field_config(params, "value", format, value_type)
        weight = read_field_config(params, "weight", format, value_type)
        params.finish()
        return cls(name=name, value=value, weight=weight)

    def aggregator(self, ctx: AggregationContext, max_parents: int | None) -> Aggregator:
        """Returns the aggregator over both fields; raises MissingValuesError and IllegalArgumentError without them."""
        configs = {key: c for key, c in (("value", self.value), ("weight", self.weight)) if c is not None}
        check_configs(configs, ctx.shard)
        if self.value is None:
            raise MissingValuesError(_NO_VALUE)
        numbers = checked_numbers(configs, ctx.shard, self.type_name)
        if self.weight is None:
            raise IllegalArgumentError("Could not find field name [weight] in multiValuesSource")
        value, weight = numbers
        # only a format that is asked for shows a text
        is_nothing = value.field is None and value.missing is None and self.value.source.script is None
        shown = value if self.value.source.format else value.shown_as(RAW)
        return WeightedAvgAggregator(shown, weight, is_nothing)

    def empty(self) -> Partial:
        """Returns no values."""
        return {"sum": 0.0, "weight": 0.0, "format": RAW}

    def reduce(self, partials: Sequence[Partial], ctx: ReduceContext) -> Partial:
        """Adds both sums."""
        sums = {key: compensated_sum([partial[key] for partial in partials]) for key in ("sum", "weight")}
        return {**sums, "format": partials[0]["format"]}

    def render(self, partial: Partial, typed_keys: bool) -> dict[str, object]:
        """Returns the mean."""
        return figure_members(partial["format"], "value", _mean(partial))

    def figure(self, partial: Partial, names: Sequence[str], key: str | None) -> float:
        """Returns the mean."""
        if names or key not in (None, "value"):
            return super().figure(partial, names, key)
        mean = _mean(partial)
        return float("nan") if mean is None else mean


def _mean(partial: Partial) -> float | None:
    return partial["sum"] / partial["weight"] if partial["weight"] else None


class WeightedAvgAggregator(Aggregator):
    """Sums of value * weight and of weights per bucket. Documents without a weight or value do not count.

    is_nothing: whether no document can have a value
    """

    def __init__(self, value: NumericValues, weight: NumericValues, is_nothing: bool) -> None:
        self._is_nothing = is_nothing
        self._value = value
        self._weight = weight
        self._sums = Sums()
        self._weights = Sums()

    def collect(self, leaf: Leaf, rows: Rows) -> None:
        """Adds the rows; raises AggregationExecutionError for several weights in one document."""
        if self._is_nothing:
            return  # nobody looks at weights of nothing either
        weights, weight_owners = self._weight.doubles(leaf.reader, rows.docs)
        values, owners = self._value.doubles(leaf.reader, rows.docs)
        if weight_owners is not None and self._has_several(weight_owners, owners, rows.size):
            raise IllegalArgumentError(
                "Encountered more than one weight for a single document. Use a script to combine multiple "
                "weights-per-doc into a single value."
            )
        if weight_owners is None and owners is None and not np.isnan(weights).any():
            self._add(values, weights, rows.buckets, rows.n_buckets)
            return
        weight_of = np.full(rows.size, np.nan)
        weight_of[slice(None) if weight_owners is None else weight_owners] = weights
        own_weights = weight_of if owners is None else weight_of[owners]
        weighted = np.flatnonzero(~np.isnan(own_weights)).astype(np.int32)
        values, own_weights = values[weighted], own_weights[weighted]
        buckets = rows.buckets_at(weighted if owners is None else owners[weighted])
        self._add(values, own_weights, buckets, rows.n_buckets)

    def _add(
        self,
        values: NDArray[np.float64],
        weights: NDArray[np.float64],
        buckets: NDArray[np.int32] | None,
        n_buckets: int,
    ) -> None:
        self._sums.add(values * weights, buckets, n_buckets)
        self._weights.add(weights, buckets, n_buckets)

    @staticmethod
    def _has_several(weight_owners: NDArray[np.int32], owners: NDArray[np.int32] | None, size: int) -> bool:
        """Whether a document that has a value has several weights."""
        several = weight_owners[1:][weight_owners[1:] == weight_owners[:-1]]
        with_value = np.ones(size, np.bool_)
        if owners is not None:
            with_value[:] = False
            with_value[owners] = True
        return bool(with_value[several].any())

    def partials(self, buckets: Sequence[int]) -> list[Partial]:
        """Returns both sums of each bucket."""
        n_buckets = max(buckets, default=-1) + 1
        sums, weights = self._sums.upto(n_buckets), self._weights.upto(n_buckets)
        format = self._value.format
        return [{"sum": float(sums[b]), "weight": float(weights[b]), "format": format} for b in buckets]

    def figures(self, names: Sequence[str], key: str | None, n_buckets: int) -> NDArray[np.float64]:
        """Returns the means."""
        if names or key not in (None, "value"):
            return super().figures(names, key, n_buckets)
        with np.errstate(invalid="ignore", divide="ignore"):
            return self._sums.upto(n_buckets) / self._weights.upto(n_buckets)
