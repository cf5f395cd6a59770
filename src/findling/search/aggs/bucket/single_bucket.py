"""What aggregations with a single bucket have in common: merging and rendering."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from findling.search.aggs.base.aggregation import Aggregation, Partial
from findling.search.aggs.base.partials import SingleBucketPartial
from findling.search.aggs.base.reduce_context import ReduceContext


@dataclass(frozen=True, kw_only=True)
class SingleBucketAggregation(Aggregation):
    """Base; partial: {"count": documents, "aggs": partials by name}."""

    takes_children = True
    partial_type = SingleBucketPartial

    @property
    def has_many_buckets(self) -> bool:
        """There is one."""
        return False

    @property
    def builder_package(self) -> str:
        """Returns the last part of where Elasticsearch has it."""
        return f"bucket.{self.type_name.removeprefix('reverse_')}"

    def empty(self) -> Partial:
        """Returns the empty bucket."""
        return {"count": 0, "aggs": self.children.empty()}

    def reduce(self, partials: Sequence[Partial], ctx: ReduceContext) -> Partial:
        """Adds the counts and merges the children."""
        return {
            "count": sum(partial["count"] for partial in partials),
            "aggs": self.children.reduce([partial["aggs"] for partial in partials], ctx),
        }

    def render(self, partial: Partial, typed_keys: bool) -> dict[str, object]:
        """Returns doc_count and the children."""
        return {"doc_count": partial["count"], **self.children.render(partial["aggs"], typed_keys)}

    def sort_value(self, partial: Partial, names: Sequence[str], key: str | None) -> float | str:
        """Returns the count, or what a child has."""
        return self.children.sort_value(partial["aggs"], names, key) if names else self.figure(partial, names, key)

    def figure(self, partial: Partial, names: Sequence[str], key: str | None) -> float:
        """Returns the count, or what a child has."""
        if names:
            return self.children.figure(partial["aggs"], names, key)
        if key in (None, "_count", "doc_count"):
            return float(partial["count"])
        return super().figure(partial, names, key)
