"""The aggregation kernels agree with their NumPy twins."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from findling.kernels.columns import aggs
from findling.search.aggs.base.bucket_ords import HashedBucketOrds
from findling.search.aggs.base.reductions import Bounds, Counts, Sums, add_counts_of
from findling.search.aggs.bucket.edges import Edges
from findling.search.aggs.values.ordinal_counts import sorted_ords
from findling.search.aggs.values.ordinal_values import hash_of
from findling.search.aggs.values.sortable_doubles import from_sortable, to_sortable
from findling.search.global_ordinals import GlobalOrdinals
from tests.reference import aggs_kernels as twin

small = st.lists(st.integers(0, 9), max_size=40)
longs = st.integers(-(2**40), 2**40)
doubles = st.floats(-1e9, 1e9, allow_nan=False)


@given(
    ords=small,
    docs=st.booleans(),
    dtype=st.sampled_from([np.uint8, np.uint16, np.uint32, np.int32]),
    repeat=st.sampled_from([1, 500]),
)
def test_counts_ordinals(ords: list[int], docs: bool, dtype: Any, repeat: int) -> None:
    column = np.array(ords * repeat, dtype)  # repeated often enough to be counted in lanes
    chosen = np.arange(0, len(column), 2, dtype=np.int32) if docs else None
    expected = twin.count_ords(column if chosen is None else column[chosen], 10)
    counts = np.ones(12, np.int64)
    add_counts_of(column, chosen, 10, counts)
    assert counts.tolist() == [*(expected + 1).tolist(), 1, 1]


@given(ords=small, large=st.booleans())
def test_counts_rows_by_bucket(ords: list[int], large: bool) -> None:
    n_buckets = 5000 if large else 10
    counts = Counts()
    for part in (ords[:7], ords[7:]):
        counts.add(np.array(part, np.int32), len(part), n_buckets)
    assert counts.upto(n_buckets)[:10].tolist() == twin.count_ords(np.array(ords, np.int64), 10).tolist()


@given(ords=small)
def test_marks_and_drops_missing_ordinals(ords: list[int]) -> None:
    column = np.array(ords, np.uint16)
    seen = np.zeros(10, np.uint8)
    aggs.mark_ords(column, seen)
    assert np.flatnonzero(seen).tolist() == sorted(set(ords))
    rows, found = np.empty(len(ords), np.int32), np.empty(len(ords), np.int32)
    n = aggs.present_ords(column, rows, found)
    expected = twin.present_ords(column)
    assert (rows[:n].tolist(), found[:n].tolist()) == (expected[0].tolist(), expected[1].tolist())
    docs = np.arange(0, len(ords), 3, dtype=np.int32)
    n = aggs.gather_present(column, docs, rows, found)
    expected = twin.present_ords(column[docs])
    assert (rows[:n].tolist(), found[:n].tolist()) == (expected[0].tolist(), expected[1].tolist())


@given(ords=small, table=st.lists(st.integers(-1, 100), min_size=10, max_size=10))
def test_translates_ordinals(ords: list[int], table: list[int]) -> None:
    out = np.empty(len(ords), np.int32)
    aggs.translate(np.array(ords, np.uint8), np.array(table, np.int32), out)
    assert out.tolist() == [table[ord_] for ord_ in ords]


@given(rows=st.lists(st.tuples(longs, st.integers(0, 4)), max_size=40), n_buckets=st.sampled_from([5, 5000]))
def test_sums_whole_numbers_exactly(rows: list[tuple[int, int]], n_buckets: int) -> None:
    values, buckets = np.array([v for v, _ in rows], np.int64), np.array([b for _, b in rows], np.int32)
    sums = Sums()
    sums.add(values, buckets, n_buckets)
    assert sums.upto(n_buckets)[:5].tolist() == twin.sums(values, buckets, 5).tolist()


@given(rows=st.lists(st.tuples(doubles, st.integers(0, 4)), max_size=40), n_buckets=st.sampled_from([5, 5000]))
def test_sums_doubles(rows: list[tuple[float, int]], n_buckets: int) -> None:
    values, buckets = np.array([v for v, _ in rows], np.float64), np.array([b for _, b in rows], np.int32)
    sums = Sums()
    for part in (slice(None, 9), slice(9, None)):
        sums.add(values[part], buckets[part], n_buckets)
    assert sums.upto(n_buckets)[:5].tolist() == pytest.approx(
        twin.sums(values, buckets, 5).tolist(), rel=1e-12, abs=1e-6
    )


def test_sums_are_compensated() -> None:
    values = np.array([1e16, 1.0, 1.0, -1e16], np.float64)
    for n_buckets in (1, 5000):
        sums = Sums()
        for value in values:
            sums.add(np.array([value]), np.zeros(1, np.int32), n_buckets)
        assert sums.upto(1)[0] == 2.0


def test_infinite_sums_stay_infinite() -> None:
    sums = Sums()
    sums.add(np.array([np.inf, 1.0, 2.0]), np.zeros(3, np.int32), 1)
    sums.add(np.array([5.0]), np.zeros(1, np.int32), 1)
    assert sums.upto(1)[0] == np.inf


def test_sums_beyond_int64_are_doubles() -> None:
    sums = Sums()
    sums.add(np.full(4, 2**62, np.int64), np.zeros(4, np.int32), 1)
    assert sums.upto(1)[0] == 2.0**64


@given(rows=st.lists(st.tuples(longs, st.integers(0, 4)), min_size=1, max_size=40), as_double=st.booleans())
def test_bounds(rows: list[tuple[int, int]], as_double: bool) -> None:
    dtype = np.float64 if as_double else np.int64
    values, buckets = np.array([v for v, _ in rows], dtype), np.array([b for _, b in rows], np.int32)
    bounds = Bounds(dtype)
    start = bounds.lows(5).copy(), bounds.highs(5).copy()
    bounds.add(values, buckets, 5)
    low, high = twin.bounds(values, buckets, *start)
    assert (bounds.lows(5).tolist(), bounds.highs(5).tolist()) == (low.tolist(), high.tolist())


@given(
    edges=st.lists(st.integers(-(2**50), 2**50), min_size=2, max_size=30, unique=True).map(sorted),
    values=st.lists(st.integers(-(2**51), 2**51), max_size=40),
    as_double=st.booleans(),
)
def test_finds_intervals(edges: list[int], values: list[int], as_double: bool) -> None:
    dtype = np.float64 if as_double else np.int64
    ends, points = np.array(edges, dtype), np.array([*values, *edges], dtype)
    assert Edges(ends).interval_of(points).tolist() == twin.interval_of(points, ends).tolist()


@given(counts=st.lists(st.integers(0, 6), max_size=40), least=st.integers(0, 2), size=st.integers(0, 12))
def test_top_counts(counts: list[int], least: int, size: int) -> None:
    out, found = np.empty(size, np.int64), np.empty(size, np.int64)
    for dtype in (np.uint8, np.uint16, np.uint32, np.int64):
        column = np.array(counts, dtype)
        n, total = aggs.top_counts(column, least, out, found)
        assert out[:n].tolist() == twin.top_counts(column.astype(np.int64), least, size).tolist()
        assert found[:n].tolist() == column[out[:n]].tolist()
        assert total == sum(counts)


@given(ords=small, least=st.integers(1, 3), size=st.integers(0, 12))
def test_top_runs_are_the_top_counts_of_a_sorted_list(ords: list[int], least: int, size: int) -> None:
    out, found = np.empty(size, np.int64), np.empty(size, np.int64)
    n = aggs.top_runs(np.array(sorted(ords), np.int32), least, out, found)
    counts = twin.count_ords(np.array(ords, np.int64), 10)
    assert out[:n].tolist() == twin.top_counts(counts, least, size).tolist()
    assert found[:n].tolist() == counts[out[:n]].tolist()


@given(ords=st.lists(st.integers(0, 2**20 - 1), max_size=60), bits=st.sampled_from([5, 10]))
def test_sorts_ordinals(ords: list[int], bits: int) -> None:
    column = np.array(ords, np.int32)
    aggs.sort_ords(column, np.empty_like(column), np.empty(1 << bits, np.intp), 20 // bits)
    assert column.tolist() == sorted(ords)


@pytest.mark.parametrize("n", [0, 10, 5000])
def test_sorts_few_and_many_ordinals(n: int) -> None:
    ords = np.random.default_rng(n).integers(0, 9000, n).astype(np.int32)
    assert sorted_ords(ords.copy(), 9000).tolist() == sorted(ords.tolist())


@given(
    rows=st.lists(st.tuples(st.integers(-(2**63), 2**63 - 1) | st.integers(0, 3), st.integers(0, 3)), max_size=60),
    flat=st.booleans(),
)
def test_numbers_pairs_in_order_of_appearance(rows: list[tuple[int, int]], flat: bool) -> None:
    keys = [key for key, _ in rows]
    parents = [0 if flat else parent for _, parent in rows]
    ords = HashedBucketOrds()
    out = ords.assign(np.array(keys, np.int64), None if flat else np.array(parents, np.int32))
    assert out.tolist() == twin.assigned(keys, parents)
    for parent in range(5):
        own, buckets = ords.of_parent(parent)
        pairs = sorted(
            {(key, bucket) for (key, _), p, bucket in zip(rows, parents, out.tolist(), strict=True) if p == parent}
        )
        assert list(zip(own.tolist(), buckets.tolist(), strict=True)) == pairs


def test_the_table_grows() -> None:
    ords = HashedBucketOrds()
    keys = np.arange(100_000, dtype=np.int64) * 7919
    assert ords.assign(keys, None).tolist() == list(range(100_000))
    assert ords.assign(keys[::-1], None).tolist() == list(range(99_999, -1, -1))


class ListDictionary:
    """A dictionary with the members that GlobalOrdinals reads."""

    def __init__(self, terms: list[bytes]) -> None:
        self._terms = terms
        self.blob = np.frombuffer(b"".join(terms), np.uint8)
        self.offsets = np.cumsum([0, *map(len, terms)]).astype(np.uint32)

    def __len__(self) -> int:
        return len(self._terms)

    def term(self, ord: int) -> bytes:
        return self._terms[ord]


terms = st.lists(st.binary(max_size=3), max_size=12, unique=True).map(sorted)


@given(lists=st.lists(st.none() | terms, max_size=5))
def test_merges_dictionaries(lists: list[list[bytes] | None]) -> None:
    ordinals = GlobalOrdinals([None if found is None else ListDictionary(found) for found in lists])  # type: ignore[misc]
    everything, places = twin.merged([found or [] for found in lists])
    assert [ordinals.term(i) for i in range(ordinals.n_terms)] == everything
    for i, place in enumerate(places):
        ords = ordinals.to_global(i, np.arange(len(place), dtype=np.int32))
        assert ords.tolist() == place
    assert ordinals.hashes.tolist() == [hash_of(term) for term in everything]
    for term in (b"", b"a", b"\xff\xff\xff\xff", *everything):
        expected = sum(other < term for other in everything), term in everything
        assert ordinals.seek(term) == expected


@given(values=st.lists(st.floats(allow_nan=False), max_size=20))
def test_sortable_doubles(values: list[float]) -> None:
    column = np.array(values, np.float64)
    bits = to_sortable(column)
    assert from_sortable(bits).tolist() == values
    assert column[np.argsort(bits)].tolist() == sorted(values)
