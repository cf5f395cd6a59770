"""filters: a bucket for each of several queries, and one for the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np

from findling.base.errors import IllegalArgumentError, ParsingError
from findling.search.aggs.base.aggregation import Aggregation, Partial, register
from findling.search.aggs.base.aggregator import AggregationContext, Aggregator, Leaf
from findling.search.aggs.base.bucket_ords import DenseBucketOrds
from findling.search.aggs.base.matching_rows import filter_weight
from findling.search.aggs.base.parameters import UNKNOWN_KEY_OF, HandParameters
from findling.search.aggs.base.partials import FiltersPartial
from findling.search.aggs.base.reduce_context import ReduceContext
from findling.search.aggs.base.rows import Rows
from findling.search.aggs.bucket.filter import parse_filter
from findling.search.aggs.bucket.multi_bucket import MultiBucketAggregator
from findling.search.query.base import Query

if TYPE_CHECKING:
    from findling.search.context import ShardContext


@register("filters")
@dataclass(frozen=True, kw_only=True)
class FiltersAggregation(Aggregation):
    """Partial: {"counts", "aggs"}, in order of the filters, the rest at the end.

    Reduced partials also have "places", which of the buckets these are, if pipelines may have changed their order.

    keys: names of the filters, None for anonymous ones; other_key: name of the rest, None if it is not wanted
    keyed: buckets as an object
    """

    type_name = "filters"
    partial_type = FiltersPartial
    takes_children = True

    queries: Sequence[Query]
    keys: Sequence[str] | None
    other_key: str | None
    keyed: bool

    @classmethod
    def parameters(cls, name: str, body: Mapping[str, object]) -> HandParameters:
        """Returns a reader by hand."""
        return HandParameters(cls.type_name, body, name, UNKNOWN_KEY_OF)

    @classmethod
    def parse(cls, name: str, params: HandParameters) -> Self:
        """Reads the parameters; named filters are sorted by name, as in Elasticsearch."""
        filters = params.take("filters")
        if "filters" in params and not isinstance(filters, Mapping | list):
            raise params.wrong_token("filters", filters)
        other_key = params.text("other_bucket_key")
        wanted, keyed = params.boolean("other_bucket", other_key is not None), params.boolean("keyed", True)
        if not filters:
            params.finish()
            raise IllegalArgumentError("[filters] cannot be empty.")
        other_key = (other_key or "_other_") if wanted else None
        named = isinstance(filters, Mapping)
        if not named and filters[0] == []:
            raise ParsingError("[_na] query malformed, must start with start_object")
        if not named and any(isinstance(entry, list) for entry in filters):
            # the first list in the list is read as the end of it
            raise ParsingError(UNKNOWN_KEY_OF.format(token="END_ARRAY", key="filters", name=name))
        entries = sorted(filters.items()) if isinstance(filters, Mapping) else list(enumerate(filters))
        item = cls(
            name=name,
            queries=[parse_filter(body) for _, body in entries],
            keys=[str(key) for key, _ in entries] if named else None,
            other_key=other_key,
            keyed=keyed and named,
        )
        params.finish()
        return item

    @property
    def n_buckets(self) -> int:
        """Returns the number of buckets."""
        return len(self.queries) + (self.other_key is not None)

    def aggregator(self, ctx: AggregationContext, max_parents: int | None) -> Aggregator:
        """Returns the aggregator with the queries' weights."""
        return FiltersAggregator(self, ctx, max_parents)

    def profile_type(self, ctx: ShardContext) -> str:
        """Returns the name of Elasticsearch's class."""
        return "FiltersAggregator.Compatible"

    def empty(self) -> Partial:
        """Returns all buckets without documents."""
        return {"counts": [0] * self.n_buckets, "aggs": [self.children.empty() for _ in range(self.n_buckets)]}

    def reduce(self, partials: Sequence[Partial], ctx: ReduceContext) -> Partial:
        """Adds up bucket by bucket."""
        ctx.count_buckets(self.n_buckets)
        counts = [sum(counts) for counts in zip(*(p["counts"] for p in partials), strict=True)]
        inner = [self.children.reduce(list(a), ctx) for a in zip(*(p["aggs"] for p in partials), strict=True)]
        if not self.children.pipelines:
            return {"counts": counts, "aggs": inner}
        pairs = enumerate(zip(counts, inner, strict=True))
        buckets = [{"key": str(n), "place": n, "count": count, "aggs": aggs} for n, (count, aggs) in pairs]
        buckets = self.children.apply_inside(self, buckets)
        return {
            "counts": [bucket["count"] for bucket in buckets],
            "aggs": [bucket["aggs"] for bucket in buckets],
            "places": [bucket["place"] for bucket in buckets],
        }

    def bucket_names(self, partial: Partial) -> Sequence[str]:
        """Returns the names of the filters, numbers for anonymous ones."""
        if self.keys is None:
            return [str(place) for place in partial.get("places", range(len(partial["counts"])))]
        return self._names(partial, self.keys)

    def _names(self, partial: Partial, keys: Sequence[str]) -> Sequence[str]:
        names = [*keys, *([] if self.other_key is None else [self.other_key])]
        return [names[place] for place in partial.get("places", range(len(names)))]

    def render(self, partial: Partial, typed_keys: bool) -> dict[str, object]:
        """Returns the buckets, by name or in order."""
        buckets = [
            {"doc_count": count, **self.children.render(aggs, typed_keys)}
            for count, aggs in zip(partial["counts"], partial["aggs"], strict=True)
        ]
        if self.keys is None:
            return {"buckets": buckets}
        names = self._names(partial, self.keys)
        if self.keyed:
            return {"buckets": dict(zip(names, buckets, strict=True))}
        return {"buckets": [{"key": name, **bucket} for name, bucket in zip(names, buckets, strict=True)]}


class FiltersAggregator(MultiBucketAggregator):
    """Own ordinals number the filters; the rest comes last."""

    def __init__(self, aggregation: FiltersAggregation, ctx: AggregationContext, max_parents: int | None) -> None:
        super().__init__(aggregation, ctx, max_parents, DenseBucketOrds(aggregation.n_buckets))
        self._weights = [filter_weight(query, ctx) for query in aggregation.queries]
        self._has_other = aggregation.other_key is not None

    def collect(self, leaf: Leaf, rows: Rows) -> None:
        """Puts rows into the buckets of all filters that they match."""
        docs = rows.doc_ids()
        left = np.ones(rows.size if self._has_other else 0, np.bool_)
        for number, weight in enumerate(self._weights):
            matches = np.flatnonzero(weight.filter(leaf.segment).contains(docs)).astype(np.int32)
            self.add(leaf, rows, matches, np.full(len(matches), number, np.int32))
            if self._has_other:
                left[matches] = False
        if self._has_other:
            others = np.flatnonzero(left).astype(np.int32)
            self.add(leaf, rows, others, np.full(len(others), len(self._weights), np.int32))

    def partials(self, buckets: Sequence[int]) -> list[Partial]:
        """Returns all buckets of each owning bucket."""
        partials = []
        for parent in buckets:
            _, own_buckets, counts = self.of_parent(parent)
            partials.append({"counts": counts.tolist(), "aggs": self.inner(own_buckets.tolist())})
        return partials
