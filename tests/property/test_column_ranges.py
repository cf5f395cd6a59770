"""Ranges of a column: the first documents and the number of documents are those of a scan."""

import gc
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from findling.codec.bitmap import Bitmap
from findling.codec.columns.numeric import NumericColumn
from findling.search.query.primitive import column_weight
from findling.search.query.primitive.column_weight import first_in_range
from findling.search.query.primitive.value_counts import ValueCountCache, ValueCounts
from tests.reference.search_case import SearchCase

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
    assert ValueCounts.of_column(column).within(low, high) == (matches.sum() if ends[0] <= ends[1] else 0)
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


@pytest.mark.parametrize("deleted", [False, True])
def test_ranges_over_several_segments_are_counted_by_all_their_values(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, deleted: bool
) -> None:
    case = SearchCase(tmp_path / "shard", {"n": {"type": "long"}, "d": {"type": "double"}, "m": {"type": "long"}})
    rng = np.random.default_rng(3)
    for segment, (base, step) in enumerate([(0, 1), (-70, 7), (1 << 62, 1), (5, 0)]):
        values = [base + step * int(value) for value in rng.integers(0, 40, 50)]
        case.add(
            {
                f"{segment}-{n}": {"d": value / 4, "m": [value, value + 1], **({"n": value} if n % 5 else {})}
                for n, value in enumerate(values)
            }
        )
    case.add({"none": {"d": 1}})
    if deleted:
        case.delete("0-1", "1-7")
    bodies = [
        {"query": {"range": {field: {"gte": low, "lt": high}}}, "size": size, "track_total_hits": count}
        for field in ("n", "d", "m")
        for low in (-100, -3.5, 0, 6, 1 << 62)
        for high in (0, 7, 20.5, (1 << 63) - 1)
        for size in (0, 3)
        for count in (True, False, 4)
    ]
    expected = [case.search(body) for body in bodies]
    cache = ValueCountCache(worthwhile=1, min_docs=0)
    monkeypatch.setattr(column_weight, "VALUE_COUNTS", cache)
    assert [case.search(body) for body in bodies] == expected
    snapshot = case.context().snapshot
    assert (cache.of_snapshot(snapshot, "n") is None) == deleted
    assert cache.of_snapshot(snapshot, "d") is cache.of_snapshot(snapshot, "m") is None
