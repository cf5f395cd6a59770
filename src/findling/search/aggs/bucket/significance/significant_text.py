"""significant_text: the words that are more frequent in the texts found than in the background."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from findling.base.errors import IllegalArgumentError, MissingValuesError
from findling.base.json_values import scalar_text
from findling.search.aggs.base.aggregation import register
from findling.search.aggs.base.aggregator import AggregationContext, Aggregator
from findling.search.aggs.base.parameters import NamedParameters
from findling.search.aggs.bucket.significance.significant_terms import SignificantTermsAggregation
from findling.search.aggs.bucket.significance.significant_text_aggregator import SignificantTextAggregator
from findling.search.aggs.bucket.terms import check_sampled
from findling.search.aggs.values.values_source import ValuesSource

if TYPE_CHECKING:
    from findling.mapping.mapped_field import MappedField
    from findling.search.context import ShardContext


@register("significant_text")
@dataclass(frozen=True, kw_only=True)
class SignificantTextAggregation(SignificantTermsAggregation):
    """Reads texts from `_source`, so that the field needs no doc values.

    source_fields: where the texts are, None for the field itself
    """

    type_name = "significant_text"
    takes_children = False

    source_fields: Sequence[str] | None
    filter_duplicate_text: bool

    @classmethod
    def parse(cls, name: str, params: NamedParameters) -> Self:
        """Reads the parameters; raises IllegalArgumentError and XContentParseError."""
        field = params.text("field")
        item = cls(
            name=name,
            source=ValuesSource(field or ""),
            source_fields=_texts(params),
            filter_duplicate_text=params.boolean("filter_duplicate_text", False),
            **cls.thresholds(name, params),
        )
        params.finish()
        return item

    @property
    def has_many_buckets(self) -> bool:
        """It has, though nothing is in them."""
        return True

    def check_fields(self, ctx: ShardContext) -> None:
        """Finds nothing: of a text there need be no values."""

    def aggregator(self, ctx: AggregationContext, max_parents: int | None) -> Aggregator:
        """Returns the aggregator of words. Raises IllegalArgumentError."""
        if not self.source.field:
            raise MissingValuesError('Cannot invoke "Object.hashCode()" because "pk" is null')
        field = ctx.shard.field(self.source.field)
        if field is None:
            return self.unmapped(ctx, max_parents)
        if not _has_words(field):
            raise IllegalArgumentError(
                f"Field [{field.name}] has no analyzer, but SignificantText requires an analyzed field"
            )
        check_sampled(self, ctx, self.min_doc_count, self.shard_min_doc_count, self.least)
        sources = (field.source_path,) if self.source_fields is None else self.source_fields
        made = SignificantTextAggregator(self.every_term, ctx, max_parents, field, sources, self.filter_duplicate_text)
        made.prepare_for(self, self.background_weight(ctx))
        return made

    def profile_type(self, ctx: ShardContext) -> str:
        """Returns the name of Elasticsearch's class."""
        return "MapStringTermsAggregator"


def _has_words(field: MappedField) -> bool:
    """Whether the field has terms that are texts."""
    terms, numbers = field.type.terms, field.type.numbers
    is_truth = numbers is not None and numbers.is_truth
    return is_truth or terms.words or (terms.characters and not terms.encoded)


def _texts(params: NamedParameters) -> tuple[str, ...] | None:
    """Reads `source_fields`: a text or several. Raises XContentParseError."""
    entries = params.array("source_fields")
    if entries is None:
        if "source_fields" in params:
            raise params.wrong_token("source_fields", None)
        return None
    for entry in entries:
        if entry is None or isinstance(entry, Mapping | list):
            raise params.wrong_token("source_fields", params.take("source_fields"))
    return tuple(scalar_text(entry) for entry in entries)
