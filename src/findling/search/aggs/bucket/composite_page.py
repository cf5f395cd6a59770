"""Segments in the order of a composite aggregation: only the documents of one page of it are looked at."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from findling.base.runs import run_starts
from findling.search.aggs.values.values_source import source_field

if TYPE_CHECKING:
    from findling.codec.index_sort import IndexSortField
    from findling.search.aggs.base.aggregator import Leaf
    from findling.search.aggs.bucket.composite_source import BoundSource
    from findling.search.context import ShardContext

# a key of each source, (n,) each, of n rows side by side
Columns = list[NDArray[np.int64]]

_WINDOW: Final = 256


def is_in_order(sources: Sequence[BoundSource], leaf: Leaf, shard: ShardContext) -> bool:
    """Whether the documents of a segment stand by the only term that they have of each source."""
    order = leaf.segment.reader.index_sort
    return len(sources) <= len(order) and all(
        _is_same(source, field, shard) and source.is_single(leaf) for source, field in zip(sources, order, strict=False)
    )


def _is_same(bound: BoundSource, order: IndexSortField, shard: ShardContext) -> bool:
    source = bound.source
    if source.kind != "terms" or source.missing_bucket or source.values.script is not None:
        return False
    field = source_field(shard, source.values)
    if field is None or field.name != order.field or field.name in shard.mapping.computed:
        return False
    return source.ascending != order.reverse


def page_rows(
    n_rows: int,
    read: Callable[[int, int], Columns | None],
    is_behind: Callable[[Columns], NDArray[np.bool_]] | None,
    size: int,
) -> tuple[int, int]:
    """Returns the first row of the page and the one behind its last; more rows than the page has where that is unclear.

    read: the keys of the rows from one to before another, None if some have no key of a source
    is_behind: which of the keys come after the page before
    size: how many different keys the page has
    """
    low = 0 if is_behind is None else _first_behind(n_rows, read, is_behind)
    at, length, left = low, max(_WINDOW, size), size
    last: Columns | None = None
    while at < n_rows:
        columns = read(at, min(at + length, n_rows))
        if columns is None:
            return low, n_rows
        changes = _changes(columns, last)
        if len(changes) > left:
            return low, at + int(changes[left])
        left -= len(changes)
        last = [column[-1:] for column in columns]
        at, length = at + length, length * 2
    return low, n_rows


def _changes(columns: Columns, last: Columns | None) -> NDArray[np.intp]:
    """Returns which rows have another key than the row before. last: the key before the first row"""
    new = run_starts(*columns)
    new[0] = last is None or any(column[0] != before[0] for column, before in zip(columns, last, strict=True))
    return np.flatnonzero(new)


def _first_behind(
    n_rows: int, read: Callable[[int, int], Columns | None], is_behind: Callable[[Columns], NDArray[np.bool_]]
) -> int:
    """Returns the first row behind the page before; 0 if a row on the way there has none."""
    low, high = 0, n_rows
    while low < high:
        middle = (low + high) // 2
        columns = read(middle, middle + 1)
        if columns is None:
            return 0
        if is_behind(columns)[0]:
            high = middle
        else:
            low = middle + 1
    return low
