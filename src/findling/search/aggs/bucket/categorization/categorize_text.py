"""categorize_text: texts that are alike, as messages of a log are, in one bucket."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Self

from findling.analysis.detail import chosen_analyzer
from findling.base.errors import CategoriesError, IllegalArgumentError, MissingValuesError
from findling.search.aggs.base.aggregation import Aggregation, Partial, register
from findling.search.aggs.base.aggregator import AggregationContext, Aggregator
from findling.search.aggs.base.parameters import NamedParameters
from findling.search.aggs.base.partials import CategoriesPartial
from findling.search.aggs.base.reduce_context import ReduceContext
from findling.search.aggs.bucket.categorization.analyzed_texts import AnalyzedTexts
from findling.search.aggs.bucket.categorization.categorization_analyzer import read_analyzer
from findling.search.aggs.bucket.categorization.categorize_text_aggregator import CategorizeTextAggregator, bucket_of
from findling.search.aggs.bucket.categorization.categorizer import Categorizer
from findling.search.aggs.bucket.categorization.token_category import TokenCategory

_SIMILARITY: Final = 70
_SIZE: Final = 10
# Elasticsearch checks them and looks at them no more
_IGNORED: Final = ("max_unique_tokens", "max_matched_tokens")


@register("categorize_text")
@dataclass(frozen=True, kw_only=True)
class CategorizeTextAggregation(Aggregation):
    """Partial: {"buckets": [...]} of `bucket_of`, the most frequent first.

    analyzer: as `_analyze` takes it; similarity: in percent
    """

    type_name = "categorize_text"
    partial_type = CategoriesPartial
    takes_children = True

    field: str | None
    similarity: int
    analyzer: Mapping[str, Any]
    size: int
    shard_size: int
    min_doc_count: int

    @classmethod
    def parse(cls, name: str, params: NamedParameters) -> Self:
        """Reads the parameters; raises XContentParseError."""
        for key in _IGNORED:
            params.integer(key, 0)
        similarity = params.integer("similarity_threshold", _SIMILARITY)
        if not 1 <= similarity <= 100:
            fault = f"[similarity_threshold] must be in the range [1, 100]. Found [{similarity}] in [{name}]"
            raise params.refused("similarity_threshold", CategoriesError(fault))
        size = _at_least(params, "size", 1, _SIZE)
        # of a shard no bucket is left out for being small
        _at_least(params, "shard_min_doc_count", 0, 0)
        item = cls(
            name=name,
            field=params.text("field"),
            similarity=similarity,
            analyzer=read_analyzer(params),
            size=size,
            shard_size=max(size, _at_least(params, "shard_size", 1, min(int(size * 1.5 + 10), 2**31 - 1))),
            min_doc_count=_at_least(params, "min_doc_count", 0, 1),
        )
        params.finish()
        return item

    @property
    def threshold(self) -> float:
        """Returns how similar texts of a category are at least."""
        return self.similarity / 100

    def keeps_buckets(self, limit: int) -> bool:
        """Whether all buckets are in the answer: the most frequent are."""
        return False

    def aggregator(self, ctx: AggregationContext, max_parents: int | None) -> Aggregator:
        """Returns the aggregator of texts. Raises IllegalArgumentError."""
        if self.field is None:
            raise MissingValuesError('Cannot invoke "Object.hashCode()" because "pk" is null')
        field = ctx.shard.field(self.field)
        if field is None:
            return CategorizeTextAggregator(self, ctx, max_parents, None)
        if self.similarity > 99:
            raise IllegalArgumentError(f"threshold must be between 0.01 and 0.99: got {self.threshold}")
        analysis = ctx.shard.analysis
        named = self.analyzer.get("analyzer")
        if named is not None and not analysis.has_analyzer(named):
            raise IllegalArgumentError(f"Failed to find global analyzer [{named}]")
        texts = AnalyzedTexts(field.source_path, chosen_analyzer(analysis, self.analyzer))
        return CategorizeTextAggregator(self, ctx, max_parents, texts)

    def empty(self) -> Partial:
        """Returns no buckets."""
        return {"buckets": []}

    def reduce(self, partials: Sequence[Partial], ctx: ReduceContext) -> Partial:
        """Sorts the categories of all shards into categories anew."""
        categorizer = Categorizer(self.threshold)
        for partial in partials:
            for bucket in partial["buckets"]:
                categorizer.add_category(bucket).aggs.append(bucket["aggs"])
        chosen = [each for each in categorizer.categories[: self.size] if each.count >= self.min_doc_count]
        ctx.count_buckets(len(chosen))
        chosen.sort(key=lambda each: (-each.count, [token.encode() for token in each.key()]))
        buckets = [bucket_of(category, self.children.reduce(category.aggs, ctx)) for category in chosen]
        return {"buckets": self.children.apply_inside(self, buckets)}

    def render(self, partial: Partial, typed_keys: bool) -> dict[str, object]:
        """Returns the buckets."""
        return {"buckets": [self._bucket(bucket, typed_keys) for bucket in partial["buckets"]]}

    def _bucket(self, bucket: Partial, typed_keys: bool) -> dict[str, object]:
        lengths = bucket["length"], bucket["longest"]
        category = TokenCategory(0, bucket["tokens"], bucket["weights"], bucket["common"], *lengths)
        category.begin, category.end = bucket["range"]
        return {
            "doc_count": bucket["count"],
            "key": " ".join(category.key()),
            "regex": category.regex(),
            "max_matching_length": category.greatest_length,
            **self.children.render(bucket["aggs"], typed_keys),
        }


def _at_least(params: NamedParameters, key: str, least: int, default: int) -> int:
    value = params.integer(key, default)
    if value < least:
        bound = "greater than 0" if least else "greater than or equal to 0"
        raise params.refused(
            key, CategoriesError(f"[{key}] must be {bound}. Found [{value}] in [{params.aggregation}]")
        )
    return value
