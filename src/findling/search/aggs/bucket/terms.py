"""terms: a bucket for each value of a field, the most frequent ones first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Self

from findling.base.errors import IllegalArgumentError, ParseError, SampledCountsError, UncollectableError
from findling.base.java_values import shown
from findling.mapping.types.ip import address_of, text_of_address
from findling.search.aggs.base.aggregation import Aggregation, Aggregations, Partial, register
from findling.search.aggs.base.aggregator import AggregationContext, Aggregator
from findling.search.aggs.base.checks import not_negative, positive
from findling.search.aggs.base.parameters import NamedParameters
from findling.search.aggs.base.partials import TermsPartial
from findling.search.aggs.base.reduce_context import ReduceContext
from findling.search.aggs.bucket.include_exclude import IncludeExclude
from findling.search.aggs.bucket.order import BY_COUNT, BucketOrder, order_of
from findling.search.aggs.bucket.order_paths import check_order
from findling.search.aggs.bucket.terms_aggregator import (
    CountedTermsAggregator,
    NumericTermsAggregator,
    OrdinalTermsAggregator,
)
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
    from findling.mapping.mapped_field import MappedField
    from findling.search.context import ShardContext

COLLECT_MODES = ("depth_first", "breadth_first")
_HINTS = ("map", "global_ordinals")
_MOST: Final = 2**31 - 1
UNMAPPED = "umterms"
_NUMERIC_KINDS = ("lterms", "dterms", "ulterms")


# by what stands before the # in a typed key
_RESULT_CLASSES: Final[dict[str, str]] = {
    "sterms": "StringTerms",
    "lterms": "LongTerms",
    "dterms": "DoubleTerms",
    "ulterms": "UnsignedLongTerms",
    "umterms": "UnmappedTerms",
}


def two_types(name: str) -> IllegalArgumentError:
    """Returns the error of an aggregation whose shards have keys that do not compare."""
    return IllegalArgumentError(
        f"Merging/Reducing the aggregations failed when computing the aggregation [{name}] because the "
        "field you gave in the aggregation query existed as two different types in two different indices"
    )


@register("terms")
@dataclass(frozen=True, kw_only=True)
class TermsAggregation(SourcedAggregation):
    """Partial: {"kind", "format", "buckets": [{"key", "text", "count", "error", "aggs"}], "other", "error"}.

    kind: sterms, lterms, dterms, ulterms, or umterms for an unmapped field
    text: how a key is shown, if not as it is
    shard_size: buckets that a shard gives
    """

    type_name = "terms"
    partial_type = TermsPartial
    takes_children = True

    size: int
    shard_size: int
    order: BucketOrder
    min_doc_count: int
    shard_min_doc_count: int
    include_exclude: IncludeExclude | None
    show_error: bool
    execution_hint: str | None = None

    @property
    def looks_beyond_hits(self) -> bool:
        """Buckets without documents show all terms of the field."""
        return self.min_doc_count == 0

    def result_class(self, partial: Partial) -> str:
        """Returns the class of the keys' kind."""
        return _RESULT_CLASSES[self.typed_name(partial)]

    @classmethod
    def parse(cls, name: str, params: NamedParameters) -> Self:
        """Reads the parameters; raises IllegalArgumentError and ParsingError."""
        source = ValuesSource.parse(params)
        order = order_of(params, BY_COUNT)
        size = positive(params, "size", params.integer("size", 10), name)
        default = size if order.is_key else min(int(size * 1.5 + 10), _MOST)
        shard_size = params.integer("shard_size", -1)
        shard_size = default if shard_size == -1 else positive(params, "shard_size", shard_size, name, "shardSize")
        if _is_exact(params):
            shard_size = _MOST
        least, shard_least = least_counts(params, name)
        item = cls(
            name=name,
            source=source,
            size=size,
            shard_size=max(shard_size, size),
            order=order,
            min_doc_count=least,
            shard_min_doc_count=shard_least,
            include_exclude=IncludeExclude.parse(name, params),
            show_error=params.boolean("show_term_doc_count_error", False),
            execution_hint=params.text("execution_hint"),
        )
        params.one_of("collect_mode", COLLECT_MODES, None, no_such_mode)
        params.finish()
        return item

    def keeps_buckets(self, limit: int) -> bool:
        """Whether all buckets are in the answer: those for which it has no place are refused."""
        return self.size > limit and self.min_doc_count <= 1 and self.include_exclude is None

    def outline(self) -> Aggregation:
        """Returns it without children and without the restriction to some terms, which collectors look at."""
        return replace(self, children=Aggregations(), include_exclude=None)

    def _check_field(self, field: MappedField | None) -> None:
        """Raises what is wrong with a hint, or with terms to include, for what the field is."""
        is_of_numbers = field is not None and is_numeric(field)
        if self.execution_hint is not None and self.execution_hint not in _HINTS and not is_of_numbers:
            raise UncollectableError(
                f"Unknown `execution_hint`: [{self.execution_hint}], expected any of [{', '.join(_HINTS)}]"
            )
        if self.include_exclude is not None and is_of_numbers:
            self.include_exclude.check_numeric()

    def aggregator(self, ctx: AggregationContext, max_parents: int | None) -> Aggregator:
        """Returns the aggregator for ordinals or numbers."""
        field = source_field(ctx.shard, self.source)
        refuse_counter(field, self.type_name)
        if self.execution_hint is not None or self.include_exclude is not None:
            self._check_field(field)
        check_order(self.order, self.children)
        check_sampled(self, ctx, self.min_doc_count, self.shard_min_doc_count, 0)
        if field is not None and is_numeric(field):
            return NumericTermsAggregator(self, ctx, max_parents, bound_values(field, self.source, ctx.shard))
        if field is not None and (not field.has_terms or field.type.intervals is not None):
            raise unsupported(field, self.type_name, self.source)
        if field is None and self.source.missing is not None:
            numbers = unmapped_numbers(self.source, ctx.shard.now_ms)
            if numbers is not None:
                return NumericTermsAggregator(self, ctx, max_parents, numbers)
        values = ordinal_values(field, encoded_missing(field, self.source), ctx.shard)
        if max_parents == 1 and not self.children.items and ctx.counts_documents:
            return CountedTermsAggregator(self, ctx, values)
        return OrdinalTermsAggregator(self, ctx, max_parents, values)

    def profile_type(self, ctx: ShardContext) -> str:
        """Returns the name of Elasticsearch's class."""
        field = unchecked_field(ctx, self.source)
        if field is None:
            return "MapStringTermsAggregator" if self.source.missing is not None else "NonCollectingAggregator"
        if is_numeric(field):
            return "NumericTermsAggregator"
        return "MapStringTermsAggregator" if self.execution_hint == "map" else "GlobalOrdinalsStringTermsAggregator"

    def empty(self) -> Partial:
        """Returns the partial of an unmapped field."""
        return {"kind": UNMAPPED, "format": None, "buckets": [], "other": 0, "error": 0}

    def reduce(self, partials: Sequence[Partial], ctx: ReduceContext) -> Partial:
        """Adds up buckets of the same key, orders them and keeps the first `size`."""
        if len(partials) == 1 and partials[0]["kind"] != "dterms" and not self.order.uses_children:
            return self._cut(partials[0], ctx)
        kind = self._common_kind(partials)
        errors = [self._error_of(partial) for partial in partials]
        total_error = -1 if -1 in errors else sum(errors)
        merged: dict[Any, Partial] = {}
        for partial, error in zip(partials, errors, strict=True):
            for bucket in partial["buckets"]:
                self._merge(merged, bucket, error, kind == "dterms")
        buckets = [bucket for bucket in merged.values() if bucket["count"] >= self.min_doc_count]
        kept = self._first(buckets, ctx)
        ctx.count_buckets(len(kept))
        for bucket in kept:
            bucket["error"] = -1 if total_error == -1 else total_error - bucket.pop("known_error")
        others = sum(partial["other"] for partial in partials) + sum(bucket["count"] for bucket in buckets)
        return {
            "kind": kind,
            "format": next((partial["format"] for partial in partials if partial["kind"] == kind), None),
            "buckets": self.children.apply_inside(self, kept),
            "other": others - sum(bucket["count"] for bucket in kept),
            "error": 0 if len(partials) == 1 and total_error != -1 else total_error,
        }

    def _cut(self, partial: Partial, ctx: ReduceContext) -> Partial:
        """Returns the result of a single shard, which has ordered its buckets already."""
        buckets = [bucket for bucket in partial["buckets"] if bucket["count"] >= self.min_doc_count]
        kept = buckets[: self.size]
        ctx.count_buckets(len(kept))
        error = -1 if self._error_of(partial) == -1 else 0
        children = self.children
        if children or error:
            kept = [{**bucket, "error": error, "aggs": children.reduce([bucket["aggs"]], ctx)} for bucket in kept]
        return {
            "kind": partial["kind"],
            "format": partial["format"],
            "buckets": children.apply_inside(self, kept) if children.pipelines else kept,
            "other": partial["other"] + sum([bucket["count"] for bucket in buckets[self.size :]]),
            "error": error,
        }

    def render(self, partial: Partial, typed_keys: bool) -> dict[str, object]:
        """Returns the error bound, what is not shown, and the buckets."""
        return {
            "doc_count_error_upper_bound": partial["error"],
            "sum_other_doc_count": partial["other"],
            "buckets": self.buckets(partial, typed_keys),
        }

    def typed_name(self, partial: Partial) -> str:
        """Returns the kind of terms; those of an unmapped field are texts."""
        return "sterms" if partial["kind"] == UNMAPPED else str(partial["kind"])

    def buckets(self, partial: Partial, typed_keys: bool) -> list[dict[str, object]]:
        """Returns the buckets as they are shown."""
        buckets = partial["buckets"]
        shown = [{"key": bucket.get("text", bucket["key"])} for bucket in buckets]
        if partial["kind"] in _NUMERIC_KINDS and partial["format"] is not None:
            for members, text in zip(shown, texts_of(partial["format"], [b["key"] for b in buckets]), strict=True):
                if text is not None:
                    members["key_as_string"] = text
        for members, bucket in zip(shown, buckets, strict=True):
            members["doc_count"] = bucket["count"]
            if self.show_error:
                members["doc_count_error_upper_bound"] = bucket["error"]
            if self.children:
                members.update(self.children.render(bucket["aggs"], typed_keys))
        return shown

    def _common_kind(self, partials: Sequence[Partial]) -> str:
        kinds = {partial["kind"] for partial in partials} - {UNMAPPED}
        if not kinds:
            return UNMAPPED
        if len(kinds) == 1:
            return str(kinds.pop())
        if "sterms" in kinds:
            raise two_types(self.name)
        return "dterms" if "dterms" in kinds else "lterms"

    def _error_of(self, partial: Partial) -> int:
        """Returns how many documents of one term a shard may have kept to itself, -1 for unknown."""
        buckets = partial["buckets"]
        if not buckets or len(buckets) < self.shard_size or self.order.is_key:
            return 0
        if self.order.is_count_desc:
            return int(partial["error"] or min(bucket["count"] for bucket in buckets))
        return -1

    def _merge(self, merged: dict[Any, Partial], bucket: Partial, error: int, as_double: bool) -> None:
        key = float(bucket["key"]) if as_double else bucket["key"]
        place = str(key) if as_double and key == 0 else key  # 0.0 and -0.0 are two keys
        known = merged.get(place)
        if known is None:
            merged[place] = {**bucket, "key": key, "known_error": error, "parts": [bucket["aggs"]]}
            return
        known["count"] += bucket["count"]
        # as in Elasticsearch, which keeps errors below zero, where -1 is unknown: an error of one hides the others
        known["known_error"] = 1 if 1 in (known["known_error"], error) else known["known_error"] + error
        known["parts"].append(bucket["aggs"])

    def _first(self, buckets: list[Partial], ctx: ReduceContext) -> list[Partial]:
        if self.order.uses_children:
            for bucket in buckets:
                bucket["aggs"] = self.children.reduce(bucket.pop("parts"), ctx)
        kept = self.order.sorted(buckets, self.children)[: self.size]
        if not self.order.uses_children:
            for bucket in kept:
                bucket["aggs"] = self.children.reduce(bucket.pop("parts"), ctx)
        return kept


def _is_exact(params: NamedParameters) -> bool:
    """Reads `exact`, an extension of ours: all shards give all of their terms. Raises XContentParseError."""
    if not params.boolean("exact", False):
        return False
    for name in ("shard_size", "shard_min_doc_count"):
        if name in params:
            fault = f"all shards give all of their terms, so that [{name}] has no meaning"
            raise params.refused("exact", IllegalArgumentError(fault))
    return True


def least_counts(params: NamedParameters, name: str) -> tuple[int, int]:
    """Reads min_doc_count and shard_min_doc_count; a shard never asks for more than all shards together.

    Raises XContentParseError.
    """
    least = not_negative(params, "min_doc_count", params.long("min_doc_count", 1), name, "minDocCount")
    shard_least = params.long("shard_min_doc_count", 0)
    not_negative(params, "shard_min_doc_count", shard_least, name, "shardMinDocCount")
    return least, min(shard_least, least)


def check_sampled(item: Aggregation, ctx: AggregationContext, least: int, shard_least: int, default: int) -> None:
    """Raises SampledCountsError for least numbers of documents in a sample. default: of min_doc_count"""
    if ctx.sample is None:
        return
    if any(number > 1 and number != default for number in (least, shard_least)):
        raise SampledCountsError(
            f"aggregation [{item.name}] is within a sampling context; min_doc_count, provided [{least}], and "
            f"min_shard_doc_count, provided [{shard_least}], cannot be greater than 1"
        )


def encoded_missing(field: MappedField | None, source: ValuesSource) -> bytes | None:
    """Returns the term of `missing`, None if there is none."""
    missing = source.missing
    if missing is None:
        return None
    if field is not None:
        return field.type.missing_term(missing)
    # of no field, and so shown as it is
    is_address = source.value_type == "ip"
    return (text_of_address(address_of(shown(missing))) if is_address else shown(missing)).encode()


def no_such_mode(mode: str) -> ParseError:
    """Returns the error of an unknown `collect_mode`."""
    return ParseError(f"no [collect_mode] found for value [{mode}]")
