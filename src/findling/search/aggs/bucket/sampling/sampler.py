"""sampler: the documents of each shard that score best."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from findling.base.errors import UncollectableError
from findling.search.aggs.base.aggregation import register
from findling.search.aggs.base.aggregator import AggregationContext, Aggregator
from findling.search.aggs.base.parameters import HandParameters
from findling.search.aggs.bucket.sampling.best_docs import BestDocsAggregator
from findling.search.aggs.bucket.single_bucket import SingleBucketAggregation

DEFAULT_SHARD_SIZE = 100


@register("sampler")
@dataclass(frozen=True, kw_only=True)
class SamplerAggregation(SingleBucketAggregation):
    """shard_size: documents of a shard."""

    type_name = "sampler"
    defers = True
    takes_samples = False

    shard_size: int

    @classmethod
    def parameters(cls, name: str, body: Mapping[str, object]) -> HandParameters:
        """Returns a reader by hand."""
        return SamplerParameters(cls.type_name, body, name, 'Unsupported property "{key}" for aggregation "{name}')

    @classmethod
    def parse(cls, name: str, params: HandParameters) -> Self:
        """Reads the parameters; raises ParsingError."""
        item = cls(name=name, shard_size=params.integer("shard_size", DEFAULT_SHARD_SIZE))
        params.finish()
        return item

    @property
    def needs_scores(self) -> bool:
        """It does."""
        return True

    def aggregator(self, ctx: AggregationContext, max_parents: int | None) -> Aggregator:
        """Returns the aggregator of the best documents. Raises UncollectableError for those of no child."""
        if not self.children.items and ctx.shard.segments:
            raise UncollectableError("Sampler aggregation must be used with child aggregations.")
        return BestDocsAggregator(self, ctx, max_parents, self.shard_size, None)


class SamplerParameters(HandParameters):
    """The reader of a sampler takes whole numbers only."""

    __slots__ = ()

    def integer(self, key: str, default: int) -> int:  # type: ignore[override]
        """Returns a number; raises ParsingError for anything else."""
        value = self.take(key)
        if key not in self:
            return default
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.unknown(key, value)
        return int(value)
