"""rare_terms: a bucket for each value that few documents have, the rarest first; counted exactly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Self

from findling.base.errors import IllegalArgumentError
from findling.search.aggs.base.aggregation import Aggregation, Aggregations, Partial, register
from findling.search.aggs.base.aggregator import AggregationContext, Aggregator
from findling.search.aggs.base.checks import positive
from findling.search.aggs.base.parameters import NamedParameters
from findling.search.aggs.base.partials import RareTermsPartial
from findling.search.aggs.base.reduce_context import ReduceContext
from findling.search.aggs.bucket.include_exclude import IncludeExclude
from findling.search.aggs.bucket.keyed_buckets import counted
from findling.search.aggs.bucket.order import COUNT, KEY, BucketOrder, OrderPart
from findling.search.aggs.bucket.rare.rare_terms_aggregator import (
    RareNumbersAggregator,
    RareOrdinalsAggregator,
)
from findling.search.aggs.bucket.terms import TermsAggregation, encoded_missing, two_types
from findling.search.aggs.values.bound_numbers import bound_values, is_numeric, unmapped_numbers
from findling.search.aggs.values.ordinal_values import ordinal_values
from findling.search.aggs.values.sourced_aggregation import SourcedAggregation
from findling.search.aggs.values.value_format import texts_of
from findling.search.aggs.values.values_source import (
    ValuesSource,
    refuse_counter,
    source_field,
    unchecked_field,
    unsupported,
)

if TYPE_CHECKING:
    from findling.search.context import ShardContext

_MOST: Final = 100
_LEAST_PRECISION: Final = 0.00001
_RAREST_FIRST: Final = BucketOrder((OrderPart(COUNT, True), OrderPart(KEY, True)))
_UNMAPPED: Final = "umterms"


@register("rare_terms")
@dataclass(frozen=True, kw_only=True)
class RareTermsAggregation(SourcedAggregation):
    """Partial: as that of terms, the rare ones only, and "common": the keys of those that are not rare on the shard."""

    type_name = "rare_terms"
    defers = True
    partial_type = RareTermsPartial
    takes_children = True

    most: int
    include_exclude: IncludeExclude | None

    @classmethod
    def parse(cls, name: str, params: NamedParameters) -> Self:
        """Reads the parameters; raises IllegalArgumentError, XContentParseError."""
        source = ValuesSource.parse(params)
        most = positive(params, "max_doc_count", params.integer("max_doc_count", 1), name)
        if most > _MOST:
            fault = f"[max_doc_count] must be smallerthan {_MOST}in [{name}]"
            raise params.refused("max_doc_count", IllegalArgumentError(fault))
        # of a filter that Elasticsearch remembers frequent terms by; here they are counted
        if params.number("precision", 0.001) < _LEAST_PRECISION:
            fault = "[precision] must be greater than 0.00001"
            raise params.refused("precision", IllegalArgumentError(fault))
        item = cls(name=name, source=source, most=most, include_exclude=IncludeExclude.parse(name, params))
        params.finish()
        return item

    def keeps_buckets(self, limit: int) -> bool:
        """Whether all buckets are in the answer: only the rare ones are."""
        return False

    @property
    def _every_term(self) -> TermsAggregation:
        """The terms aggregation that has all terms."""
        return TermsAggregation(
            name=self.name,
            children=self.children,
            source=self.source,
            size=2**31 - 1,
            shard_size=2**31 - 1,
            order=_RAREST_FIRST,
            min_doc_count=1,
            shard_min_doc_count=0,
            include_exclude=self.include_exclude,
            show_error=False,
        )

    def outline(self) -> Aggregation:
        """Returns it without children and without the restriction to some terms, which collectors look at."""
        return replace(self, children=Aggregations(), include_exclude=None)

    def aggregator(self, ctx: AggregationContext, max_parents: int | None) -> Aggregator:
        """Returns the aggregator for ordinals or numbers."""
        field = source_field(ctx.shard, self.source)
        refuse_counter(field, self.type_name)
        if field is not None and is_numeric(field):
            numbers = bound_values(field, self.source, ctx.shard)
            if self.include_exclude is not None:
                self.include_exclude.check_numeric()
            if numbers.is_double:
                raise IllegalArgumentError("RareTerms aggregation does not support floating point fields.")
            return RareNumbersAggregator(self._every_term, ctx, max_parents, numbers, self.most)
        if field is not None and (not field.has_terms or field.type.intervals is not None):
            raise unsupported(field, self.type_name, self.source)
        unmapped = (
            None
            if field is not None or self.source.missing is None
            else unmapped_numbers(self.source, ctx.shard.now_ms)
        )
        if unmapped is not None:
            return RareNumbersAggregator(self._every_term, ctx, max_parents, unmapped, self.most)
        values = ordinal_values(field, encoded_missing(field, self.source), ctx.shard)
        return RareOrdinalsAggregator(self._every_term, ctx, max_parents, values, self.most)

    def profile_type(self, ctx: ShardContext) -> str:
        """Returns the name of Elasticsearch's class."""
        field = unchecked_field(ctx, self.source)
        return "LongRareTermsAggregator" if field is not None and is_numeric(field) else "StringRareTermsAggregator"

    def empty(self) -> Partial:
        """Returns the partial of an unmapped field."""
        return {"kind": _UNMAPPED, "format": None, "buckets": [], "common": []}

    def reduce(self, partials: Sequence[Partial], ctx: ReduceContext) -> Partial:
        """Adds up buckets of the same key and leaves those that are rare everywhere and together."""
        if len({partial["kind"] == "sterms" for partial in partials if partial["kind"] != _UNMAPPED}) > 1:
            raise two_types(self.name)
        common = {key for partial in partials for key in partial["common"]}
        counts, merged = counted(partials)
        rare = [key for key, count in counts.items() if count <= self.most and key not in common]
        rare.sort(key=lambda key: (counts[key], key))
        ctx.count_buckets(len(rare))
        buckets = [
            {
                **merged[key][0],
                "count": counts[key],
                "aggs": self.children.reduce([part["aggs"] for part in merged[key]], ctx),
            }
            for key in rare
        ]
        mapped = next((partial for partial in partials if partial["kind"] != _UNMAPPED), partials[0])
        return {
            "kind": mapped["kind"],
            "format": mapped["format"],
            "buckets": self.children.apply_inside(self, buckets),
            "common": [],
        }

    def typed_name(self, partial: Partial) -> str:
        """Returns the kind of terms; those of an unmapped field are texts."""
        kind = str(partial["kind"])
        return "sterms" if kind == _UNMAPPED else f"{kind.removesuffix('terms')}rareterms"

    def render(self, partial: Partial, typed_keys: bool) -> dict[str, object]:
        """Returns the buckets."""
        buckets = partial["buckets"]
        shown: list[dict[str, object]] = [{"key": bucket.get("text", bucket["key"])} for bucket in buckets]
        if partial["format"] is not None:
            texts = texts_of(partial["format"], [bucket["key"] for bucket in buckets])
            for members, text in zip(shown, texts, strict=True):
                if text is not None:
                    members["key_as_string"] = text
        for members, bucket in zip(shown, buckets, strict=True):
            members["doc_count"] = bucket["count"]
            members.update(self.children.render(bucket["aggs"], typed_keys))
        return {"buckets": shown}
