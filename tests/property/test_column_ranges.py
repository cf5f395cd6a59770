"""Ranges of a column: the first documents and the number of documents are those of a scan."""

import gc
from types import SimpleNamespace
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from findling.codec.bitmap import Bitmap
from findling.codec.columns.numeric import NumericColumn
from findling.search.query.primitive.column_weight import first_in_range
from findling.search.query.primitive.value_counts import ValueCountCache, ValueCounts

seeds = st.integers(0, 10_000)
sizes = st.sampled_from([1, 63, 64, 4_096, 4_097, 30_000])
dtypes = st.sampled_from([np.uint8, np.uint16, np.uint32, np.uint64, np.float32, np.float64])
bounds = st.tuples(st.integers(0, 260), st.integers(0, 260))


def column_of(seed: int, size: int, dtype: Any, share: float) -> tuple[NumericColumn, NDArray[np.bool_]]:
    rng = np.random.default_rng(seed)
    stored = np.sort(rng.integers(0, 250, size)).astype(dtype) if seed % 3 else rng.integers(0, 250, size).astype(dtype)
    if stored.dtype.kind == "f" and seed % 2:
        stored[rng.random(size) < 0.1] = np.nan
    present = rng.random(size) < share
    kind = "double" if stored.dtype.kind == "f" else "long"
    presence = None if share > 1 else Bitmap.from_mask(present)
    return NumericColumn(kind, stored, 0, 1, None, presence, size, size, 0, 250), present


@given(seeds, sizes, dtypes, bounds, st.sampled_from([0.3, 2.0]))
@settings(max_examples=200, deadline=None)
def test_ranges_are_those_of_a_scan(seed: int, size: int, dtype: Any, ends: tuple[int, int], share: float) -> None:
    column, present = column_of(seed, size, dtype, share)
    matches = present & (column.stored >= ends[0]) & (column.stored <= ends[1])
    low, high = min(ends[0], 255), min(ends[1], 255)  # what column.bounds gives is of the column's type
    assert ValueCounts(column).within(low, high) == (matches.sum() if ends[0] <= ends[1] else 0)
    visible = np.random.default_rng(seed).random(size) < 0.5
    for n in (1, 10, size):
        assert first_in_range(column, low, high, n, None).tolist() == np.flatnonzero(matches)[:n].tolist()
        found = first_in_range(column, low, high, n, Bitmap.from_mask(visible))
        assert found.tolist() == np.flatnonzero(matches & visible)[:n].tolist()


class Reader(SimpleNamespace):
    """Stands for a segment as a key."""

    __hash__ = object.__hash__


def test_counts_are_made_when_it_is_worthwhile_and_go_with_the_segment() -> None:
    column, _ = column_of(1, 64, np.uint8, 2.0)
    cache, reader = ValueCountCache(10_000, worthwhile=3, min_docs=0), Reader()
    assert cache.get(reader, "a", column) is None  # type: ignore[arg-type]
    assert cache.get(reader, "a", column) is None  # type: ignore[arg-type]
    assert cache.get(reader, "b", column) is None  # type: ignore[arg-type]
    made = cache.get(reader, "a", column)  # type: ignore[arg-type]
    assert made is not None
    assert cache.get(reader, "a", column) is made  # type: ignore[arg-type]
    assert cache.nbytes() == made.nbytes
    del reader
    gc.collect()
    assert cache.nbytes() == 0


def test_counts_that_do_not_fit_are_not_kept() -> None:
    column, _ = column_of(1, 64, np.uint8, 2.0)
    cache, reader = ValueCountCache(10, worthwhile=1, min_docs=0), Reader()
    assert cache.get(reader, "a", column) is not None  # type: ignore[arg-type]
    assert cache.nbytes() == 0
    assert cache.get(reader, "a", column) is None  # type: ignore[arg-type]


def test_columns_of_several_values_and_short_ones_are_scanned() -> None:
    column, _ = column_of(1, 64, np.uint8, 2.0)
    several = NumericColumn("long", column.stored, 0, 1, np.arange(65, dtype=np.int32), None, 64, 64, 0, 250)
    reader = Reader()
    assert ValueCountCache(10_000, worthwhile=1, min_docs=0).get(reader, "a", several) is None  # type: ignore[arg-type]
    assert ValueCountCache(10_000, worthwhile=1, min_docs=65).get(reader, "a", column) is None  # type: ignore[arg-type]
