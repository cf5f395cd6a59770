"""The aggregation kernels over stored columns, and what calls them, agree with the decoded values."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from findling.codec.bitmap import Bitmap
from findling.codec.columns.numeric import NumericColumn
from findling.search.aggs.base.rows import OrdinalRows, Rows
from findling.search.aggs.bucket.stored_intervals import StoredIntervals
from findling.search.aggs.values import stored_rows
from findling.search.aggs.values.stored_rows import counts_and_sums, distribution, present_values


@st.composite
def columns(draw: st.DrawFn) -> NumericColumn:
    """Draws a column of whole numbers, at most one per document."""
    dtype = draw(st.sampled_from([np.uint8, np.uint16, np.uint32]))
    highest = int(np.iinfo(dtype).max)
    numbers = st.one_of(st.integers(0, 5), st.integers(0, highest))
    stored = np.array(draw(st.lists(numbers, min_size=1, max_size=70)), dtype)
    # as the writer has it: what docs without a value hold is 0
    has = np.array(draw(st.lists(st.booleans(), min_size=len(stored), max_size=len(stored))), np.bool_)
    if draw(st.booleans()):
        has[:] = True
    stored[~has] = 0
    base, step = draw(st.integers(-(2**40), 2**40)), draw(st.sampled_from([1, 7, 86_400_000]))
    values = [base + step * int(number) for number in stored[has]]
    presence = None if has.all() else Bitmap.from_mask(has)
    low, high = min(values, default=0), max(values, default=0)
    return NumericColumn("long", stored, base, step, None, presence, len(stored), len(values), low, high)


@st.composite
def columns_and_docs(draw: st.DrawFn) -> tuple[NumericColumn, NDArray[np.int32] | None]:
    column = draw(columns())
    docs = draw(st.none() | st.lists(st.integers(0, column.max_doc - 1), min_size=1, max_size=80))
    return column, None if docs is None else np.array(docs, np.int32)


def decoded(column: NumericColumn, docs: NDArray[np.int32] | None) -> tuple[NDArray[Any], NDArray[np.int32]]:
    """Returns the values of docs, and the numbers of the docs that have one."""
    return column.values(np.arange(column.max_doc, dtype=np.int32) if docs is None else docs)


@given(case=columns_and_docs(), n_buckets=st.integers(1, 4), data=st.data())
def test_counts_and_sums_of_buckets(case: Any, n_buckets: int, data: st.DataObject) -> None:
    column, docs = case
    n_rows = column.max_doc if docs is None else len(docs)
    buckets = np.array(data.draw(st.lists(st.integers(0, n_buckets - 1), min_size=n_rows, max_size=n_rows)), np.int32)
    values, owners = decoded(column, docs)
    for of_row in (buckets, None):
        rows = Rows(docs, n_rows, of_row, n_buckets)
        counts, sums = counts_and_sums(column, rows, n_rows)
        wanted = np.zeros(len(owners), np.int32) if of_row is None else of_row[owners]
        assert counts.tolist() == [int((wanted == bucket).sum()) for bucket in range(n_buckets)]
        assert sums.tolist() == [int(values[wanted == bucket].sum()) for bucket in range(n_buckets)]


@given(case=columns_and_docs(), n_buckets=st.integers(1, 4), data=st.data(), dtype=st.sampled_from("BHI"))
def test_counts_and_sums_by_ordinal_are_those_of_rows(
    case: Any, n_buckets: int, data: st.DataObject, dtype: str
) -> None:
    column, docs = case
    n = column.max_doc
    ords = np.array(data.draw(st.lists(st.integers(0, n_buckets), min_size=n, max_size=n)), dtype)
    by_ordinal = OrdinalRows(docs, n if docs is None else len(docs), ords, n_buckets)
    counts, sums = counts_and_sums(column, by_ordinal, by_ordinal.n_docs)
    plain = by_ordinal.plain()
    if plain.size == 0:
        assert not counts.any()
        return
    expected = counts_and_sums(column, plain, plain.size)
    assert (counts.tolist(), sums.tolist()) == (expected[0].tolist(), expected[1].tolist())


def test_many_rows_are_counted_in_lanes() -> None:
    rng = np.random.default_rng(1)
    stored = rng.integers(0, 1000, 10_000).astype(np.uint16)
    column = NumericColumn("long", stored, 5, 2, None, None, 10_000, 10_000, 5, 2003)
    buckets = rng.integers(0, 3, 10_000).astype(np.int32)
    expected = [int((stored[buckets == bucket] * 2 + 5).sum()) for bucket in range(3)]
    assert counts_and_sums(column, Rows(None, 10_000, buckets, 3), 10_000)[1].tolist() == expected
    by_ordinal = OrdinalRows(None, 10_000, (buckets + 1).astype(np.uint8), 3)
    assert counts_and_sums(column, by_ordinal, 10_000)[1].tolist() == expected


@given(case=columns_and_docs(), cuts=st.lists(st.integers(-(2**41), 2**62), max_size=20))
def test_intervals_are_those_of_the_values(case: Any, cuts: list[int]) -> None:
    column, docs = case
    inner = [cut for cut in cuts if column.min < cut <= column.max]
    edges = np.array(sorted({int(column.min) - 3, *inner, int(column.max) + 1}), np.int64)
    intervals = StoredIntervals(column, edges)
    values, owners = decoded(column, docs)
    expected = np.searchsorted(edges, values, side="right") - 1
    own, rows = intervals.of(docs)
    assert own.tolist() == expected.tolist()
    assert (list(range(len(own))) if rows is None else rows.tolist()) == owners.tolist()
    assert intervals.counts(docs).tolist() == np.bincount(expected, minlength=len(edges) - 1).tolist()


@given(case=columns_and_docs())
def test_the_distribution_is_the_sorted_values(case: Any) -> None:
    column, docs = case
    expected = np.sort(decoded(column, docs)[0]).tolist()
    assert distribution(column, docs)[0].tolist() == expected
    with pytest.MonkeyPatch.context() as patch:
        # counted, in several blocks, some values too high for the table
        patch.setattr(stored_rows, "_MIN_COUNTED", 0)
        patch.setattr(stored_rows, "_BLOCK_DOCS", 64)
        patch.setattr(stored_rows, "_LOW_VALUES", 4)
        values, counts = distribution(column, docs)
        assert counts is not None
        assert values.tolist() == sorted(set(expected))
        assert np.repeat(values, counts).tolist() == expected
        assert sum(map(len, present_values(column, docs))) == len(expected)
