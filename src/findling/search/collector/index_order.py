"""Sorts that segments are in the order of already: the first of a segment are its best, and the rest need no look."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from findling.search.collector.collector import Check
from findling.search.collector.field_docs import FieldDocsCollector
from findling.search.collector.matches import Matches
from findling.search.shard_result import ShardQueryResult
from findling.search.sort import SortField

if TYPE_CHECKING:
    from findling.codec.index_sort import IndexSortField
    from findling.search.collector.sort_key import SortKey
    from findling.search.context import SegmentContext, ShardContext
    from findling.search.hit_count import HitCount
    from findling.search.query.base import Weight


def is_in_index_order(sort: tuple[SortField, ...], ctx: ShardContext) -> bool:
    """Returns whether the documents of all segments stand in the order of a sort: it begins as the index sort does."""
    return all(
        len(sort) <= len(segment.reader.index_sort)
        and all(_is_same(key, field, ctx) for key, field in zip(sort, segment.reader.index_sort, strict=False))
        for segment in ctx.segments
    )


def _is_same(key: SortField, field: IndexSortField, ctx: ShardContext) -> bool:
    if key.nested is not None or key.geo is not None or key.script is not None or key.numeric_type is not None:
        return False
    mapped = ctx.field(key.field)
    if mapped is None or mapped.name != field.field or mapped.name in ctx.mapping.computed:
        return False
    mode = key.mode or ("max" if key.descending else "min")
    return (key.descending, mode, key.missing) == (field.reverse, field.mode, field.missing)


class IndexOrderCollector(FieldDocsCollector):
    """The first k documents of an index that keeps them in the order asked for.

    hit_count: how far hits are counted; when they are, as many of a segment as are shown are enough
    """

    def __init__(self, k: int, keys: Sequence[SortKey], after: Sequence[Any] | None, hit_count: HitCount) -> None:
        super().__init__(k, keys, after, shows_scores=False)
        self._hit_count = hit_count
        self._is_exact = True

    def collect_pruned(self, weight: Weight, ctx: ShardContext, check: Check) -> bool:
        if self._after is not None:
            return False
        for segment in ctx.segments:
            check()
            self._found.add(Matches(segment, self._first(weight, segment)))
        return True

    def _first(self, weight: Weight, segment: SegmentContext) -> Any:
        if self._hit_count.is_enough(self.total):
            docs = weight.first(segment, self.k)
            if docs is not None:
                self._is_exact = False
                return docs
        found = weight.filter(segment).restrict(segment.visible)
        self.total += found.count()
        return found.first(self.k)

    def collect(self, matches: Matches) -> None:
        self.total += matches.count
        if self._after is not None:
            matches, _ = self._behind(matches, [key.column(matches) for key in self.keys], self._after)
        self._found.add(matches.head(self.k))

    def result(self) -> ShardQueryResult:
        result = super().result()
        result.total_is_exact = self._is_exact
        return result
