"""significant_terms: the terms that are more frequent among the documents found than in the background."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import TYPE_CHECKING, Any, ClassVar, Final, Self

import numpy as np

from findling.base.errors import (
    IllegalArgumentError,
    NamedObjectNotFoundError,
    UncollectableError,
    UnsupportedOperationError,
    XContentParseError,
)
from findling.base.java_collections import BestOf, paged_map_order
from findling.base.spelling import did_you_mean
from findling.script.service import scripts_of_request
from findling.search.aggs.base.aggregation import Aggregation, Aggregations, Partial, register
from findling.search.aggs.base.aggregator import AggregationContext, Aggregator
from findling.search.aggs.base.checks import not_negative, positive
from findling.search.aggs.base.matching_rows import filter_weight
from findling.search.aggs.base.parameters import NamedParameters
from findling.search.aggs.base.partials import SignificantTermsPartial
from findling.search.aggs.base.reduce_context import ReduceContext
from findling.search.aggs.base.scaling import scaled_counts
from findling.search.aggs.bucket.include_exclude import IncludeExclude
from findling.search.aggs.bucket.keyed_buckets import parts_by_key
from findling.search.aggs.bucket.order import BY_KEY
from findling.search.aggs.bucket.significance.heuristic_parsing import heuristic_of
from findling.search.aggs.bucket.significance.heuristics import Frequencies, Heuristic
from findling.search.aggs.bucket.significance.significant_aggregator import (
    SignificantNumbersAggregator,
    SignificantOrdinalsAggregator,
)
from findling.search.aggs.bucket.terms import TermsAggregation, check_sampled, encoded_missing
from findling.search.aggs.values.bound_numbers import bound_values, is_numeric
from findling.search.aggs.values.ordinal_values import ordinal_values
from findling.search.aggs.values.sourced_aggregation import SourcedAggregation
from findling.search.aggs.values.value_format import RAW, formatted, plain_text
from findling.search.aggs.values.values_source import (
    ValuesSource,
    refuse_counter,
    source_field,
    unchecked_field,
    unsupported,
)
from findling.search.query.base import Query, Weight, parse_query
from findling.search.query.bool import BoolQuery

if TYPE_CHECKING:
    from findling.mapping.mapped_field import MappedField
    from findling.search.context import ShardContext

_HINTS: Final = ("map", "global_ordinals")
_MOST: Final = 2**31 - 1
_UNMAPPED: Final = "umterms"


class UnsupportedNumbersError(UnsupportedOperationError):
    """Terms of numbers that are not whole."""

    status: ClassVar[int] = 500


class SignificantTermsParameters(NamedParameters):
    """Other members are looked for among the heuristics."""

    __slots__ = ()

    def unknown(self, key: str, value: object) -> XContentParseError:
        error = XContentParseError(f"[{self.name}] unknown field [{key}]{did_you_mean(key, self._known)}")
        error.__cause__ = NamedObjectNotFoundError(f"unknown field [{key}]")
        return error


@register("significant_terms")
@dataclass(frozen=True, kw_only=True)
class SignificantTermsAggregation(SourcedAggregation):
    """Partial: {"kind", "format", "found", "background", "buckets": [{"key", "text", "count", "background", "aggs"}]}.

    found, background: documents there are; reduced buckets have a "score"
    least: documents that a term has to have unless the request says another number
    """

    type_name = "significant_terms"
    partial_type = SignificantTermsPartial
    takes_children = True
    least: ClassVar[int] = 3

    size: int
    shard_size: int
    min_doc_count: int
    shard_min_doc_count: int
    include_exclude: IncludeExclude | None
    background: Query | None
    heuristic: Heuristic
    execution_hint: str | None = None

    @classmethod
    def parameters(cls, name: str, body: Mapping[str, object]) -> NamedParameters:
        """Returns the reader of its members."""
        return SignificantTermsParameters(cls.type_name, body, name)

    @classmethod
    def parse(cls, name: str, params: NamedParameters) -> Self:
        """Reads the parameters; raises IllegalArgumentError and XContentParseError."""
        source = ValuesSource.parse(params)
        hint = params.text("execution_hint")
        item = cls(name=name, source=source, execution_hint=hint, **cls.thresholds(name, params))
        params.finish()
        return item

    @classmethod
    def thresholds(cls, name: str, params: NamedParameters) -> dict[str, Any]:
        """Returns what is read of the parameters that say how many terms of what kind are wanted."""
        size = positive(params, "size", params.integer("size", 10), name)
        shard_size = params.integer("shard_size", min(2 * int(size * 1.5 + 10), _MOST))
        if shard_size <= 0:
            fault = f"[shardSize] must be greater than  0. Found [{shard_size}] in [{name}]"
            raise params.refused("shard_size", IllegalArgumentError(fault))
        background = None
        if params.object("background_filter") is not None:
            background = params.read("background_filter", parse_query, None)
        least, shard_least = params.long("min_doc_count", cls.least), params.long("shard_min_doc_count", 0)
        return {
            "size": size,
            "shard_size": shard_size,
            "min_doc_count": not_negative(params, "min_doc_count", least, name, "minDocCount"),
            "shard_min_doc_count": not_negative(params, "shard_min_doc_count", shard_least, name, "shardMinDocCount"),
            "include_exclude": IncludeExclude.parse(name, params),
            "background": background,
            "heuristic": heuristic_of(params),
        }

    @property
    def builder_package(self) -> str:
        """Returns the last part of where Elasticsearch has it."""
        return "bucket.terms"

    def keeps_buckets(self, limit: int) -> bool:
        """Whether all buckets are in the answer: only the significant ones are."""
        return False

    @property
    def looks_beyond_hits(self) -> bool:
        """The background does."""
        return True

    @property
    def every_term(self) -> TermsAggregation:
        """Returns what collects all terms there are."""
        return TermsAggregation(
            name=self.name,
            children=self.children,
            source=self.source,
            size=_MOST,
            shard_size=_MOST,
            order=BY_KEY,
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
        if field is not None and self.execution_hint is not None and self.execution_hint not in _HINTS:
            raise UncollectableError(
                f"Unknown `execution_hint`: [{self.execution_hint}], expected any of [{', '.join(_HINTS)}]"
            )
        if field is not None and not self._is_searchable(field, ctx.shard):
            fault = f"SignificantText aggregation requires fields to be searchable, but [{field.name}] is not"
            raise IllegalArgumentError(fault)
        check_sampled(self, ctx, self.min_doc_count, self.shard_min_doc_count, self.least)
        background = self.background_weight(ctx)
        if field is not None and is_numeric(field):
            numbers = bound_values(field, self.source, ctx.shard)
            if self.include_exclude is not None:
                self.include_exclude.check_numeric()
            if numbers.is_double:
                raise UnsupportedNumbersError("No support for examining floating point numerics")
            of_numbers = SignificantNumbersAggregator(self.every_term, ctx, max_parents, numbers)
            of_numbers.prepare_for(self, background)
            return of_numbers
        if field is not None and (not field.has_terms or field.type.intervals is not None):
            raise unsupported(field, self.type_name, self.source)
        if field is None:
            return self.unmapped(ctx, max_parents)
        terms = ordinal_values(field, encoded_missing(field, self.source), ctx.shard)
        of_terms = SignificantOrdinalsAggregator(self.every_term, ctx, max_parents, terms)
        of_terms.prepare_for(self, background)
        return of_terms

    def _is_searchable(self, field: MappedField, shard: ShardContext) -> bool:
        return field.is_searchable or field.name in shard.mapping.computed or self.source.script is not None

    def background_weight(self, ctx: AggregationContext) -> Weight | None:
        """Returns what the documents of the background match, which are those that can be seen; None: all."""
        filters = [query for query in (self.background, ctx.shard.alias_filter) if query is not None]
        if not filters:
            return None
        return filter_weight(filters[0] if len(filters) == 1 else BoolQuery(filter=tuple(filters)), ctx)

    def unmapped(self, ctx: AggregationContext, max_parents: int | None) -> Aggregator:
        """Returns the aggregator of a field that the shard does not have."""
        terms = ordinal_values(None, None, ctx.shard)
        nothing = SignificantOrdinalsAggregator(self.every_term, ctx, max_parents, terms)
        nothing.prepare_for(self, None)
        return nothing

    def profile_type(self, ctx: ShardContext) -> str:
        """Returns the name of Elasticsearch's class."""
        field = unchecked_field(ctx, self.source)
        if field is not None and is_numeric(field):
            return "NumericTermsAggregator"
        return "MapStringTermsAggregator" if self.execution_hint == "map" else "GlobalOrdinalsStringTermsAggregator"

    def empty(self) -> Partial:
        """Returns the partial of an unmapped field."""
        return {"kind": _UNMAPPED, "format": None, "found": 0, "background": 0, "buckets": []}

    def reduce(self, partials: Sequence[Partial], ctx: ReduceContext) -> Partial:
        """Adds up buckets of the same key, scores them anew and keeps the first `size`.

        Terms of the same score come as Elasticsearch's map and queue give them.
        """
        mapped = [partial for partial in partials if partial["kind"] != _UNMAPPED]
        if not mapped:
            return self.empty()
        merged = parts_by_key(mapped)
        sizes = {name: sum(partial[name] for partial in mapped) for name in ("found", "background")}
        by_text = {_text_of(mapped[0]["format"], parts[0]): _added(parts) for parts in merged.values()}
        added = [bucket for _, bucket in paged_map_order(by_text, len(mapped[0]["buckets"]))]
        kept = self._first(added, sizes["found"], sizes["background"])
        ctx.count_buckets(len(kept))
        for bucket in kept:
            bucket["aggs"] = self.children.reduce(bucket["aggs"], ctx)
        shown = {"kind": mapped[0]["kind"], "format": mapped[0]["format"], **sizes}
        return {**shown, "buckets": self.children.apply_inside(self, kept)}

    def _first(self, buckets: list[Partial], n_found: int, n_background: int) -> list[Partial]:
        found = np.array([bucket["count"] for bucket in buckets], np.int64)
        background = np.array([bucket["background"] for bucket in buckets], np.int64)
        scores = self.heuristic.bound(scripts_of_request()).scores(
            Frequencies(found, n_found, background, n_background)
        )
        places = np.flatnonzero((scores > 0) & (found >= self.min_doc_count)).tolist()
        best: BestOf[Partial] = BestOf(self.size, itemgetter("score"))
        best.offer_all({**buckets[place], "score": float(scores[place])} for place in places)
        return best.drained()[::-1]

    def scaled(self, partial: Partial, share: float) -> Partial:
        """Returns all counts scaled, also those of a kind without children."""
        return scaled_counts(partial, share)

    def result_class(self, partial: Partial) -> str:
        """Returns the class of the keys' kind."""
        return "SignificantLongTerms" if partial["kind"] in ("lterms", "ulterms") else "SignificantStringTerms"

    def typed_name(self, partial: Partial) -> str:
        """Returns the kind of terms; those of an unmapped field are texts."""
        return "siglterms" if partial["kind"] in ("lterms", "ulterms") else "sigsterms"

    def render(self, partial: Partial, typed_keys: bool) -> dict[str, object]:
        """Returns how many documents there are, and the buckets."""
        if partial["kind"] == _UNMAPPED:
            return {"buckets": []}
        buckets = [self._bucket(partial["format"], bucket, typed_keys) for bucket in partial["buckets"]]
        return {"doc_count": partial["found"], "bg_count": partial["background"], "buckets": buckets}

    def _bucket(self, format: dict[str, Any] | None, bucket: Partial, typed_keys: bool) -> dict[str, object]:
        members: dict[str, object] = {"key": bucket.get("text", bucket["key"])}
        text = None if format is None else formatted(format, bucket["key"])
        if text is not None:
            members["key_as_string"] = text
        members.update(doc_count=bucket["count"], score=bucket["score"], bg_count=bucket["background"])
        return {**members, **self.children.render(bucket["aggs"], typed_keys)}


def _text_of(format: dict[str, Any] | None, bucket: Partial) -> str:
    """Returns a key as text."""
    key: Any = bucket.get("text", bucket["key"])
    return key if isinstance(key, str) else plain_text(format or RAW, key)


def _added(parts: Sequence[Partial]) -> Partial:
    """Returns the buckets of one key as one; "aggs" is the list of theirs."""
    return {
        **parts[0],
        "count": sum(part["count"] for part in parts),
        "background": sum(part["background"] for part in parts),
        "aggs": [part["aggs"] for part in parts],
    }
