"""frequent_item_sets: values of several fields that stand together in many documents."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Self

import numpy as np

from findling.base.errors import IllegalArgumentError
from findling.base.json_values import json_token
from findling.search.aggs.base.aggregation import Aggregation, Partial, register
from findling.search.aggs.base.aggregator import AggregationContext, Aggregator
from findling.search.aggs.base.checks import positive
from findling.search.aggs.base.matching_rows import filter_weight
from findling.search.aggs.base.parameters import NamedParameters
from findling.search.aggs.base.partials import ItemSetsPartial
from findling.search.aggs.base.reduce_context import ReduceContext
from findling.search.aggs.base.scaling import scaled_count
from findling.search.aggs.bucket.itemsets.closed_sets import ClosedSets
from findling.search.aggs.bucket.itemsets.item_field import ItemField
from findling.search.aggs.bucket.itemsets.item_sets_aggregator import ItemSetsAggregator
from findling.search.query.base import Query, parse_query

if TYPE_CHECKING:
    from findling.search.context import ShardContext

_DEFAULT_SUPPORT: Final = 0.01


@register("frequent_item_sets")
@dataclass(frozen=True, kw_only=True)
class FrequentItemSetsAggregation(Aggregation):
    """Partial: distinct transactions, see ItemSetsPartial; reduced also "sets", what is shown.

    support: share of all documents that must have a set
    """

    type_name = "frequent_item_sets"
    partial_type = ItemSetsPartial

    fields: Sequence[ItemField]
    filter: Query | None
    least_items: int
    support: float
    size: int

    @classmethod
    def parse(cls, name: str, params: NamedParameters) -> Self:
        """Reads the parameters; raises IllegalArgumentError and XContentParseError."""
        fields = _fields(name, params)
        support = params.number("minimum_support", _DEFAULT_SUPPORT)
        least = positive(params, "minimum_set_size", params.integer("minimum_set_size", 1), name)
        size = positive(params, "size", params.integer("size", 10), name)
        filter = None
        if params.object("filter") is not None:
            filter = params.read("filter", parse_query, None)
        params.finish()
        if not 0 < support <= 1:
            raise IllegalArgumentError(
                f"[minimum_support] must be greater than 0 and less or equal to 1. Found [{support}] in [{name}]"
            )
        return cls(name=name, fields=fields, filter=filter, least_items=least, support=support, size=size)

    def aggregator(self, ctx: AggregationContext, max_parents: int | None) -> Aggregator:
        """Returns the aggregator of transactions. Raises IllegalArgumentError."""
        fields = [field.bind(ctx) for field in self.fields]
        return ItemSetsAggregator(self, ctx, fields, None if self.filter is None else filter_weight(self.filter, ctx))

    def profile_type(self, ctx: ShardContext) -> str:
        """Returns the name of Elasticsearch's class."""
        return "FrequentItemSetsAggregator"

    def empty(self) -> Partial:
        """Returns no transactions."""
        nothing = np.empty(0, np.int64)
        return {"items": [], "ids": nothing, "ends": nothing, "counts": nothing, "total": 0}

    def reduce(self, partials: Sequence[Partial], ctx: ReduceContext) -> Partial:
        """Brings the transactions of all shards together and finds the sets."""
        total = sum(partial["total"] for partial in partials)
        items, owners, numbers, weights = _together(partials)
        least = max(math.ceil(total * self.support), 1)
        counts = np.bincount(numbers, weights[owners], minlength=len(items)).astype(np.int64)
        kept = [number for number in range(len(items)) if counts[number] >= least]
        kept.sort(key=lambda number: (-counts[number], items[number][0], str(items[number][1])))
        ctx.account.add(len(kept) * len(weights), "<frequent item sets>")
        has = np.zeros((len(items), len(weights)), np.bool_)
        has[numbers, owners] = True
        found = ClosedSets(has[kept], weights, self.size, self.least_items, least, lambda: None).found()
        sets = [{"key": self._key([items[kept[place]] for place in places]), "count": n} for places, n in found]
        ctx.count_buckets(len(sets))
        return {**self.empty(), "total": total, "sets": [{**s, "support": s["count"] / total} for s in sets]}

    def _key(self, items: Sequence[Sequence[Any]]) -> dict[str, list[Any]]:
        key: dict[str, list[Any]] = {}
        for field, _, shown in items:
            key.setdefault(self.fields[field].values.field, []).append(shown)
        return key

    def scaled(self, partial: Partial, share: float) -> Partial:
        """Returns the sets with their counts scaled."""
        return {**partial, "sets": [{**s, "count": scaled_count(s["count"], share)} for s in partial["sets"]]}

    def render(self, partial: Partial, typed_keys: bool) -> dict[str, object]:
        """Returns the sets."""
        return {
            "buckets": [
                {"key": s["key"], "doc_count": s["count"], "support": s["support"]} for s in partial.get("sets", [])
            ]
        }


def _together(partials: Sequence[Partial]) -> tuple[list[list[Any]], Any, Any, Any]:
    """Returns the items of all shards, and for each item of a transaction its transaction and number; the weights."""
    known: dict[tuple[int, Any], int] = {}
    items: list[list[Any]] = []
    owners, numbers, weights = [np.empty(0, np.int64)], [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    n_transactions = 0
    for partial in partials:
        renumbered = np.empty(len(partial["items"]), np.int64)
        for place, item in enumerate(partial["items"]):
            renumbered[place] = number = known.setdefault((item[0], item[1]), len(items))
            if number == len(items):
                items.append(item)
        ends = partial["ends"]
        owners.append(np.repeat(np.arange(len(ends)), np.diff(ends, prepend=0)) + n_transactions)
        numbers.append(renumbered[partial["ids"]])
        weights.append(partial["counts"])
        n_transactions += len(ends)
    return items, np.concatenate(owners), np.concatenate(numbers), np.concatenate(weights)


def _fields(name: str, params: NamedParameters) -> list[ItemField]:
    entries = params.take("fields")
    if "fields" not in params:
        raise params.missing("fields")
    if not isinstance(entries, list):
        raise params.wrong_token("fields", entries)
    fields = params.read("fields", lambda _: [_field(entry, name) for entry in entries], list[ItemField]())
    if not fields:
        fault = IllegalArgumentError("fields must not be empty")
        raise params.refused("fields", fault)
    return fields


def _field(entry: object, name: str) -> ItemField:
    if not isinstance(entry, Mapping):
        raise IllegalArgumentError(f"[field_config] Expected START_OBJECT but was: {json_token(entry)}")
    return ItemField.parse(entry, name)
