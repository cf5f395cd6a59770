"""diversified_sampler: the documents of each shard that score best, with few of any one value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

import numpy as np
from numpy.typing import NDArray

from findling.base.errors import IllegalArgumentError, UncollectableError
from findling.base.runs import distinct
from findling.search.aggs.base.aggregation import Partial, register
from findling.search.aggs.base.aggregator import AggregationContext, Aggregator, Leaf
from findling.search.aggs.base.checks import not_negative
from findling.search.aggs.base.parameters import NamedParameters
from findling.search.aggs.base.reduce_context import ReduceContext
from findling.search.aggs.base.rows import Rows
from findling.search.aggs.bucket.sampling.best_docs import BestDocsAggregator, Diversity, KeysOf
from findling.search.aggs.bucket.sampling.sampler import DEFAULT_SHARD_SIZE
from findling.search.aggs.bucket.single_bucket import SingleBucketAggregation
from findling.search.aggs.bucket.terms import encoded_missing
from findling.search.aggs.values.bound_numbers import as_longs, bound_values, is_numeric, refusal
from findling.search.aggs.values.ordinal_values import OrdinalValues, ordinal_values
from findling.search.aggs.values.values_source import ValuesSource, refuse_counter, source_field

if TYPE_CHECKING:
    from findling.mapping.mapped_field import MappedField

_HINTS: Final = ("map", "bytes_hash", "global_ordinals")


@register("diversified_sampler")
@dataclass(frozen=True, kw_only=True)
class DiversifiedSamplerAggregation(SingleBucketAggregation):
    """shard_size: documents of a shard; most: of them with the same value of the field."""

    type_name = "diversified_sampler"
    defers = True
    takes_samples = False

    source: ValuesSource
    shard_size: int
    most: int
    execution_hint: str | None

    @property
    def builder_class(self) -> str:
        """Returns the name that Elasticsearch has for this kind of request."""
        return "org.elasticsearch.search.aggregations.bucket.sampler.DiversifiedAggregationBuilder"

    @property
    def factory_class(self) -> str:
        """Returns the name that Elasticsearch has for it."""
        return "DiversifiedAggregatorFactory"

    @classmethod
    def parse(cls, name: str, params: NamedParameters) -> Self:
        """Reads the parameters; raises IllegalArgumentError, XContentParseError."""
        item = cls(
            name=name,
            source=ValuesSource.parse(params, formats=False),
            shard_size=_at_least_0(params, "shard_size", DEFAULT_SHARD_SIZE, "shardSize"),
            most=_at_least_0(params, "max_docs_per_value", 1, "maxDocsPerValue"),
            execution_hint=params.text("execution_hint"),
        )
        params.finish()
        return item

    def typed_name(self, partial: Partial) -> str:
        """Returns the name of the result, that of sampler."""
        return "sampler"

    @property
    def needs_scores(self) -> bool:
        """It does."""
        return True

    def aggregator(self, ctx: AggregationContext, max_parents: int | None) -> Aggregator:
        """Returns the aggregator of the best documents. Raises IllegalArgumentError."""
        field = source_field(ctx.shard, self.source)
        refuse_counter(field, self.type_name)
        if field is None:
            return NoSampleAggregator(self, ctx, max_parents, self.shard_size, None)
        diversity = Diversity(self.most, self._keys(field, ctx))
        return BestDocsAggregator(self, ctx, max_parents, self.shard_size, diversity)

    def reduce(self, partials: Sequence[Partial], ctx: ReduceContext) -> Partial:
        """Merges the samples of the shards that have the field."""
        mapped = [partial for partial in partials if not partial.get("unmapped")]
        return super().reduce(mapped, ctx) if mapped else {"count": 0, "aggs": {}}

    def _keys(self, field: MappedField, ctx: AggregationContext) -> KeysOf:
        if is_numeric(field):
            values = bound_values(field, self.source, ctx.shard)
            return lambda leaf, docs: _single(*values.read(leaf.reader, docs), len(docs), 0)
        if not field.has_terms or field.type.intervals is not None or field.type.is_address:
            raise refusal(field, self.source, ctx.shard, self.type_name)
        if self.execution_hint is not None and self.execution_hint not in _HINTS:
            raise UncollectableError(
                f"Unknown `execution_hint`: [{self.execution_hint}], expected any of [{', '.join(_HINTS)}]"
            )
        ordinals = ordinal_values(field, encoded_missing(field, self.source), ctx.shard)
        if self.execution_hint == "map":
            return _FirstTermKeys(ordinals)
        without = 0 if self.execution_hint != "bytes_hash" else -1
        return lambda leaf, docs: _single(*ordinals.read(leaf, docs), len(docs), without)


def _at_least_0(params: NamedParameters, key: str, default: int, label: str) -> int:
    return not_negative(params, key, params.integer(key, default), params.aggregation, label)


class _FirstTermKeys:
    """Ordinals; documents without a term go with those of the first term that comes up.

    So does Elasticsearch, which numbers terms from 0 on as they come up, and takes 0 for no term.
    """

    def __init__(self, ordinals: OrdinalValues) -> None:
        self._ordinals = ordinals
        self._first: int | None = None

    def __call__(self, leaf: Leaf, docs: NDArray[np.int32]) -> NDArray[np.int64]:
        ords, owners = self._ordinals.read(leaf, docs)
        if self._first is None and len(ords):
            self._first = int(ords[0])
        return _single(ords, owners, len(docs), -1 if self._first is None else self._first)


class NoSampleAggregator(BestDocsAggregator):
    """No document is in a sample by a field that is not mapped."""

    def collect(self, leaf: Leaf, rows: Rows) -> None:
        """Leaves the rows."""

    def partials(self, buckets: Sequence[int]) -> list[Partial]:
        """Returns samples that have not even children."""
        return [{"count": 0, "aggs": {}, "unmapped": True} for _ in buckets]


def _single(
    values: NDArray[np.generic], owners: NDArray[np.int32] | None, n_docs: int, without: int
) -> NDArray[np.int64]:
    """Returns the one value of each document as a key. Raises IllegalArgumentError if one has several.

    without: the key of documents without a value. As in Elasticsearch's collector it is that of 0, or of ordinal 0;
        and doubles go by what is before their point
    """
    kept = as_longs(values) if values.dtype.kind == "f" else values.astype(np.int64, copy=False)
    if owners is None:
        return kept
    if len(distinct(owners)) < len(owners):
        raise IllegalArgumentError("Sample diversifying key must be a single valued-field")
    keys = np.full(n_docs, without, np.int64)
    keys[owners] = kept
    return keys
