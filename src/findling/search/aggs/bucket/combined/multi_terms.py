"""multi_terms: a bucket for each combination of the values of several fields, the most frequent ones first.

As OpenSearch has it; `shard_min_doc_count` is read and not looked at.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

from findling.base.errors import IllegalArgumentError, XContentParseError
from findling.base.json_values import json_token
from findling.search.aggs.base.aggregation import Partial, register
from findling.search.aggs.base.aggregator import AggregationContext, Aggregator
from findling.search.aggs.base.checks import positive
from findling.search.aggs.base.parameters import NamedParameters
from findling.search.aggs.bucket.combined.multi_terms_aggregator import MultiTermsAggregator
from findling.search.aggs.bucket.combined.terms_source import TermsSource
from findling.search.aggs.bucket.order import BY_COUNT, order_of
from findling.search.aggs.bucket.terms import COLLECT_MODES, TermsAggregation, least_counts, no_such_mode
from findling.search.aggs.values.value_format import double_text
from findling.search.aggs.values.values_source import ValuesSource

if TYPE_CHECKING:
    from findling.search.context import ShardContext

_LEAST: Final = 2


@register("multi_terms")
@dataclass(frozen=True, kw_only=True)
class MultiTermsAggregation(TermsAggregation):
    """Partial: that of terms. key: a tuple of what the values compare by, text: a list of how they are shown."""

    type_name = "multi_terms"

    sources: Sequence[TermsSource]

    @classmethod
    def parse(cls, name: str, params: NamedParameters) -> Self:
        """Reads the parameters; raises IllegalArgumentError and XContentParseError."""
        sources = _sources(name, params)
        order = order_of(params, BY_COUNT)
        size = positive(params, "size", params.integer("size", 10), name)
        default = size if order.is_key else min(int(size * 1.5 + 10), 2**31 - 1)
        shard_size = positive(params, "shard_size", params.integer("shard_size", default), name, "shardSize")
        least, shard_least = least_counts(params, name)
        item = cls(
            name=name,
            source=ValuesSource(""),
            sources=sources,
            size=size,
            shard_size=max(shard_size, size),
            order=order,
            min_doc_count=least,
            shard_min_doc_count=shard_least,
            include_exclude=None,
            show_error=params.boolean("show_term_doc_count_error", False),
        )
        params.one_of("collect_mode", COLLECT_MODES, None, no_such_mode)
        params.finish()
        if not sources:
            raise IllegalArgumentError("Required [terms]")
        return item

    @property
    def looks_beyond_hits(self) -> bool:
        """Combinations that no document has make no buckets."""
        return False

    def aggregator(self, ctx: AggregationContext, max_parents: int | None) -> Aggregator:
        """Returns the aggregator of combinations. Raises IllegalArgumentError."""
        return MultiTermsAggregator(self, ctx, max_parents, [source.bind(ctx) for source in self.sources])

    def profile_type(self, ctx: ShardContext) -> str:
        """Returns the name of OpenSearch's class."""
        return "MultiTermsAggregator"

    def result_class(self, partial: Partial) -> str:
        """Returns the name of the kind of result."""
        return "InternalMultiTerms"

    def typed_name(self, partial: Partial) -> str:
        """Returns the type."""
        return self.type_name

    def buckets(self, partial: Partial, typed_keys: bool) -> list[dict[str, object]]:
        """Returns the buckets as they are shown."""
        return [self._bucket(bucket, typed_keys) for bucket in partial["buckets"]]

    def _bucket(self, bucket: Partial, typed_keys: bool) -> dict[str, object]:
        members: dict[str, object] = {"key": bucket["text"], "key_as_string": "|".join(map(_text, bucket["text"]))}
        members["doc_count"] = bucket["count"]
        if self.show_error:
            members["doc_count_error_upper_bound"] = bucket["error"]
        return {**members, **self.children.render(bucket["aggs"], typed_keys)}


def _sources(name: str, params: NamedParameters) -> list[TermsSource]:
    entries = params.array("terms")
    if entries is None:
        return []
    if not isinstance(params.take("terms"), Mapping | list):
        raise params.wrong_token("terms", entries[0])
    nothing: list[TermsSource] = []
    sources = params.read("terms", lambda _: [_source(name, entries, at) for at in range(len(entries))], nothing)
    if len(sources) < _LEAST:
        hint = " Use terms aggregation for single term aggregation" if sources else ""
        fault = f"multi term aggregation must has at least 2 terms. Found [{len(sources)}] in [{name}]{hint}"
        raise params.refused("terms", IllegalArgumentError(fault))
    return sources


def _source(name: str, entries: Sequence[object], place: int) -> TermsSource:
    entry = entries[place]
    if not isinstance(entry, Mapping):
        after = entries[place + 1] if place + 1 < len(entries) else None
        token = "END_ARRAY" if after is None else json_token(after)
        raise XContentParseError(f"[field_config] Expected START_OBJECT but was: {token}")
    return TermsSource.parse(entry, name)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return double_text(value) if isinstance(value, float) else str(value)
