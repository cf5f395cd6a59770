"""matrix_stats: moments of several fields, and how they vary together, over the documents that have all of them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from findling.base.errors import FindlingError, IllegalArgumentError
from findling.base.java_collections import in_map_order
from findling.search.aggs.base.aggregation import Aggregation, Partial, register
from findling.search.aggs.base.aggregator import AggregationContext, Aggregator, Leaf
from findling.search.aggs.base.parameters import HandParameters
from findling.search.aggs.base.partials import MatrixPartial
from findling.search.aggs.base.reduce_context import ReduceContext
from findling.search.aggs.base.rows import Rows
from findling.search.aggs.metric.joint_moments import JOINED_NOTHING, joined, moments_of
from findling.search.aggs.values.bound_numbers import numeric_values
from findling.search.aggs.values.numeric_values import NumericValues
from findling.search.aggs.values.value_format import json_number
from findling.search.aggs.values.values_source import ValuesSource, source_field

_MODES: Final = ("min", "max", "avg", "sum", "median")
_LABEL: Final = "<agg matrix_stats>"
Doubles = NDArray[np.float64]


class MatrixParameters(HandParameters):
    """Members of aggregations over several fields, which have no scripts."""

    __slots__ = ()

    def __init__(self, type_name: str, body: Mapping[str, object], aggregation: str) -> None:
        super().__init__(type_name, body, aggregation, "Unexpected token {token} [{key}] in [{name}].")

    def unknown(self, key: str, value: object) -> FindlingError:
        error = super().unknown(key, value)
        if key in ("value_type", "valueType") and isinstance(value, str):
            error.reason += " Multi-field aggregations do not support scripts."
        return error


@register("matrix_stats")
@dataclass(frozen=True, kw_only=True)
class MatrixStatsAggregation(Aggregation):
    """mode: which number stands for several of one document."""

    type_name = "matrix_stats"
    partial_type = MatrixPartial

    sources: tuple[ValuesSource, ...]
    mode: str

    @classmethod
    def parameters(cls, name: str, body: Mapping[str, object]) -> MatrixParameters:
        """Returns a reader by hand."""
        return MatrixParameters(cls.type_name, body, name)

    @classmethod
    def parse(cls, name: str, params: MatrixParameters) -> Self:
        """Reads the parameters; raises ParsingError and IllegalArgumentError."""
        mode = params.text("mode", "avg") or ""
        if mode.lower() not in _MODES:
            raise IllegalArgumentError(f"Illegal sort mode: {mode}")
        missing = params.object("missing") or {}
        fields = params.array("fields") or []
        if any(not isinstance(field, str) for field in fields) or (
            "fields" in params and params.take("fields") is None
        ):
            given = params.take("fields")
            raise params.wrong_token("fields", fields[0] if isinstance(given, list) else given)
        params.text("format")
        params.finish()
        sources = tuple(ValuesSource(field, missing.get(field)) for field in dict.fromkeys(fields))
        return cls(name=name, sources=sources, mode=mode.lower())

    def aggregator(self, ctx: AggregationContext, max_parents: int | None) -> Aggregator:
        """Returns the aggregator over the mapped fields; raises IllegalArgumentError for those without numbers."""
        values = {
            source.field: numeric_values(source, ctx.shard, self.type_name)
            for source in self.sources
            if source.missing is not None or source_field(ctx.shard, source) is not None
        }
        return MatrixStatsAggregator(values, self.mode, ctx)

    def empty(self) -> Partial:
        """Returns no documents."""
        return JOINED_NOTHING

    def reduce(self, partials: Sequence[Partial], ctx: ReduceContext) -> Partial:
        """Joins the moments."""
        return joined(partials)

    def render(self, partial: Partial, typed_keys: bool) -> dict[str, object]:
        """Returns the number of documents and the figures of each field."""
        names, count = partial["fields"], partial["count"]
        # nothing of several fields is a fault of Elasticsearch
        if not names or (not count and len(names) > 1):
            return {"doc_count": count}
        return {"doc_count": count, "fields": [_shown(partial, names.index(name)) for name in in_map_order(names)]}

    def figure(self, partial: Partial, names: Sequence[str], key: str | None) -> float:
        """Raises IllegalArgumentError: pipelines find nothing here."""
        if key is not None:
            raise IllegalArgumentError(f"Found unknown path element [{key}] in [{self.name}]")
        raise IllegalArgumentError(
            "buckets_path must reference either a number value or a single value numeric metric aggregation, got: "
            f"[InternalMatrixStats] at aggregation [{self.name}]"
        )


def _shown(partial: Partial, place: int) -> dict[str, object]:
    """Returns the figures of one field."""
    names, count = partial["fields"], partial["count"]
    others = [(name, names.index(name)) for name in in_map_order(names)]
    squares, cubes, fourths = (float(partial["moments"][power][place]) for power in range(3))
    products = partial["products"]
    spread = [float(products[i][i]) for i in range(len(names))]
    correlations = [_ratio(products[place][i], math.sqrt(spread[place] * spread[i])) for i in range(len(names))]
    correlations[place] = 1.0
    return {
        "name": names[place],
        "count": count,
        "mean": float(partial["means"][place]),
        "variance": _number(_sampled(squares, count)),
        "skewness": _number(_ratio(math.sqrt(count) * cubes, squares**1.5) if count else 0.0),
        "kurtosis": _number(_ratio(count * fourths, squares * squares) if count else 0.0),
        "covariance": {name: _number(_sampled(products[place][i], count)) for name, i in others},
        "correlation": {name: _number(correlations[i]) for name, i in others},
    }


def _sampled(total: float, count: int) -> float:
    return _ratio(total, count - 1) if count else 0.0


def _ratio(dividend: float, divisor: float) -> float:
    return float(dividend / divisor) if divisor else math.nan


def _number(value: float) -> object:
    return json_number(float(value))


class MatrixStatsAggregator(Aggregator):
    """Keeps the numbers of all documents that have all fields."""

    def __init__(self, values: Mapping[str, NumericValues], mode: str, ctx: AggregationContext) -> None:
        self._values = values
        self._mode = mode
        self._ctx = ctx
        self._found: list[tuple[Doubles, NDArray[np.int32]]] = []
        self._numbers = np.empty((0, len(values)), np.float64)
        self._starts = np.zeros(1, np.int64)

    def collect(self, leaf: Leaf, rows: Rows) -> None:
        """Keeps the numbers of the rows."""
        if not self._values:
            return
        columns = [
            one_each(*values.doubles(leaf.reader, rows.docs), rows.size, self._mode) for values in self._values.values()
        ]
        numbers = np.column_stack(columns)
        kept = np.flatnonzero(~np.isnan(numbers).any(axis=1)).astype(np.int32)
        buckets = rows.buckets_at(kept)
        self._ctx.account(len(kept) * 8 * (len(columns) + 1), _LABEL)
        self._found.append((numbers[kept], np.zeros(len(kept), np.int32) if buckets is None else buckets))

    def prepare(self) -> None:
        """Sorts the documents by bucket."""
        if self._found:
            buckets = np.concatenate([buckets for _, buckets in self._found])
            order = np.argsort(buckets, kind="stable")
            self._numbers = np.concatenate([numbers for numbers, _ in self._found])[order]
            n_buckets = int(buckets.max(initial=-1)) + 1
            self._starts = np.searchsorted(buckets[order], np.arange(n_buckets + 1)).astype(np.int64)

    def partials(self, buckets: Sequence[int]) -> list[Partial]:
        """Returns the moments of each bucket."""
        return [moments_of(list(self._values), self._numbers_of(bucket)) for bucket in buckets]

    def _numbers_of(self, bucket: int) -> Doubles:
        if bucket + 1 >= len(self._starts):
            return self._numbers[:0]
        return self._numbers[self._starts[bucket] : self._starts[bucket + 1]]


def one_each(values: Doubles, owners: NDArray[np.int32] | None, n_rows: int, mode: str) -> Doubles:
    """Returns the number of each row, (n_rows,), NaN for rows without one."""
    if owners is None:
        return values
    found = np.full(n_rows, np.nan)
    if len(owners):
        order = np.lexsort((values, owners))
        rows, firsts, counts = np.unique(owners[order], return_index=True, return_counts=True)
        found[rows] = _one_of(values[order], firsts, counts, mode)
    return found


def _one_of(values: Doubles, firsts: NDArray[Any], counts: NDArray[Any], mode: str) -> Doubles:
    """Returns one number of each run of sorted values."""
    if mode in ("sum", "avg"):
        sums: Doubles = np.add.reduceat(values, firsts)
        return sums / counts if mode == "avg" else sums
    if mode in ("min", "max"):
        return np.asarray(values[firsts if mode == "min" else firsts + counts - 1])
    middle: Doubles = (values[firsts + (counts - 1) // 2] + values[firsts + counts // 2]) / 2
    return middle
