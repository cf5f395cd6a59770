"""random_sampler: a part of the documents, chosen by chance; counts and sums are told as if of all."""

from __future__ import annotations

import math
import random
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Self

from findling.base.errors import IllegalArgumentError, UncollectableError
from findling.search.aggs.base.aggregation import Aggregation, Aggregations, Partial, register
from findling.search.aggs.base.aggregator import AggregationContext, Aggregator, Leaf, Sample
from findling.search.aggs.base.children import SingleBucketAggregator
from findling.search.aggs.base.parameters import NamedParameters
from findling.search.aggs.base.reduce_context import ReduceContext
from findling.search.aggs.base.rows import Rows
from findling.search.aggs.bucket.sampling.random_docs import RandomDocs
from findling.search.aggs.bucket.single_bucket import SingleBucketAggregation

if TYPE_CHECKING:
    from findling.search.context import ShardContext


@register("random_sampler")
@dataclass(frozen=True, kw_only=True)
class RandomSamplerAggregation(SingleBucketAggregation):
    """At the top level only; above what can tell of all documents what it found in some.

    share: of the documents, 0.0 if not given; seed: 32 bits; shard_seed: the same for all shards, None: one each
    """

    type_name = "random_sampler"
    takes_samples = False
    is_transparent = True

    share: float
    seed: int
    shard_seed: int | None

    @classmethod
    def parse(cls, name: str, params: NamedParameters) -> Self:
        """Reads the parameters; raises XContentParseError."""
        share = params.number("probability", 0.0)
        if "probability" in params:
            _check_share(params, share)
        seed = params.integer("seed", None)
        shard_seed = params.integer("shard_seed", None)
        params.finish()
        if seed is None:
            seed = random.getrandbits(32) - 2**31
        return cls(name=name, share=share, seed=seed, shard_seed=shard_seed)

    @property
    def builder_package(self) -> str:
        """Returns the last part of where Elasticsearch has it."""
        return "bucket.sampler.random"

    def aggregator(self, ctx: AggregationContext, max_parents: int | None) -> Aggregator:
        """Returns the aggregator of the sample. Raises IllegalArgumentError."""
        self._check(ctx)
        if self.share == 1.0:
            return EverythingAggregator(self, ctx, max_parents)
        sample = RandomDocs(self.share, self.seed, self._seed_of(ctx.shard))
        return RandomSamplerAggregator(self, replace(ctx, sample=sample), max_parents, sample)

    def reduce(self, partials: Sequence[Partial], ctx: ReduceContext) -> Partial:
        """Adds the counts of the samples, and merges the children as those of all documents."""
        ctx.share = None if self.share in (0.0, 1.0) else self.share
        try:
            return super().reduce(partials, ctx)
        finally:
            ctx.share = None

    def render(self, partial: Partial, typed_keys: bool) -> dict[str, object]:
        """Returns what the sample was, how many documents are in it, and the children."""
        shown: dict[str, Any] = {"seed": self.seed}
        if self.shard_seed is not None:
            shown["shard_seed"] = self.shard_seed
        return {**shown, "probability": self.share, **super().render(partial, typed_keys)}

    def _check(self, ctx: AggregationContext) -> None:
        about = f"[random_sampler] aggregation [{self.name}]"
        if any(parent is not self for parent in ctx.parents):
            raise IllegalArgumentError(f"{about} cannot have a parent aggregation")
        if not self.children.items:
            raise UncollectableError(f"{about} must have sub-aggregations")
        if not self.share:
            raise IllegalArgumentError(f"{about} must have [probability] set")
        self.check_fields(ctx.shard)

    def check_fields(self, ctx: ShardContext) -> None:
        """Raises IllegalArgumentError for what is inside and cannot tell of all documents: before faults of that."""
        about = f"[random_sampler] aggregation [{self.name}]"
        for item in _everything_in(self.children):
            if not item.takes_samples:
                raise IllegalArgumentError(
                    f"{about} does not support sampling [{item.type_name}] aggregation [{item.name}]"
                )

    def _seed_of(self, ctx: ShardContext) -> int:
        if self.shard_seed is not None:
            return self.shard_seed
        return zlib.crc32(f"{ctx.index}/{ctx.shard}".encode())


class RandomSamplerAggregator(SingleBucketAggregator):
    """Keeps the rows whose documents are in the sample."""

    def __init__(
        self, aggregation: Aggregation, ctx: AggregationContext, max_parents: int | None, sample: Sample
    ) -> None:
        super().__init__(aggregation, ctx, max_parents)
        self._sample = sample

    def narrowed(self, leaf: Leaf, rows: Rows) -> Rows:
        """Returns the rows of the sample, which is of the matching documents."""
        docs = self._sample.of(leaf.segment, rows.docs)
        return Rows(docs, len(docs), None, rows.n_buckets)


class EverythingAggregator(SingleBucketAggregator):
    """Keeps all rows."""

    def narrowed(self, leaf: Leaf, rows: Rows) -> Rows:
        """Returns the rows."""
        return rows


def _everything_in(level: Aggregations) -> Iterator[Aggregation]:
    for item in level.items:
        yield item
        yield from _everything_in(item.children)


def _check_share(params: NamedParameters, share: float) -> None:
    fault = None
    if math.isnan(share):
        # Elasticsearch takes it, and fails to choose by it
        fault = "[probability] must be between 0.0 and 0.5 or exactly 1.0, was [NaN]"
    elif share <= 0:
        fault = f"[probability] must be greater than 0.0, was [{share}]"
    elif share > 0.5 and share != 1.0:
        fault = f"[probability] must be between 0.0 and 0.5 or exactly 1.0, was [{share}]"
    if fault is not None:
        raise params.refused("probability", IllegalArgumentError(fault))
