"""Numeric columns: encodings, bounds, missing and several values."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from findling.codec.bitmap import Bitmap
from findling.codec.columns.numeric import NumericColumn, write_numeric
from findling.codec.segment import Segment, SegmentWriter


def column(tmp_path: Path, max_doc: int, docs: list[int], values: Any, dtype: Any = np.int64) -> NumericColumn:
    path = tmp_path / f"{len(list(tmp_path.iterdir()))}.seg"
    with SegmentWriter(path) as writer:
        meta = write_numeric(writer, "f", max_doc, np.array(docs, np.int32), np.array(values, dtype))
    present = Bitmap.from_docs(np.array(docs, np.int32), max_doc)
    return NumericColumn.open(Segment.open(path), "f", max_doc, meta, None if present.count() == max_doc else present)


def everything(numbers: NumericColumn) -> list[list[float]]:
    rows: list[list[float]] = [[] for _ in range(numbers.max_doc)]
    values, owners = numbers.values(np.arange(numbers.max_doc, dtype=np.int32))
    for value, owner in zip(values.tolist(), owners.tolist(), strict=True):
        rows[owner].append(value)
    return rows


@pytest.mark.parametrize(
    ("values", "dtype", "step"),
    [
        ([5, 6, 9], np.uint8, 1),
        ([-3, 252, -2], np.uint8, 1),
        ([-3, 253, -2], np.uint16, 1),
        ([86_400_000, 0, 86_400_000 * 250], np.uint8, 86_400_000),
        ([0, 1 << 31, 7], np.uint32, 1),
        ([-(2**63), 2**63 - 1, 0], np.uint64, 1),
        ([7, 7, 7], np.uint8, 1),
    ],
)
def test_integers_take_the_narrowest_dtype(tmp_path: Path, values: list[int], dtype: Any, step: int) -> None:
    numbers = column(tmp_path, 3, [0, 1, 2], values)
    assert numbers.stored.dtype == dtype
    assert numbers.step == step
    assert numbers.dense().tolist() == values
    assert (numbers.min, numbers.max) == (min(values), max(values))


def test_doubles_take_float32_if_that_loses_nothing(tmp_path: Path) -> None:
    assert column(tmp_path, 2, [0, 1], [0.5, -3.0], np.float64).stored.dtype == np.float32
    exact = column(tmp_path, 2, [0, 1], [0.1, 1e300], np.float64)
    assert exact.stored.dtype == np.float64
    assert exact.dense().tolist() == [0.1, 1e300]


def test_constant_and_linear_columns_take_no_room(tmp_path: Path) -> None:
    for values in ([4, 4, 4, 4], [100, 103, 106, 109]):
        numbers = column(tmp_path, 4, [0, 1, 2, 3], values)
        assert numbers.dense().tolist() == values
    assert all(not Segment.open(path).has("f/numeric") for path in tmp_path.iterdir())


def test_missing_values(tmp_path: Path) -> None:
    numbers = column(tmp_path, 5, [1, 3], [-10, 20])
    assert everything(numbers) == [[], [-10], [], [20], []]
    assert numbers.single(np.array([0, 1, 3], np.int32), 99).tolist() == [99, -10, 20]
    assert numbers.count == 2


def test_several_values_are_sorted_within_a_document(tmp_path: Path) -> None:
    numbers = column(tmp_path, 4, [0, 0, 0, 2], [9, 1, 9, 5])
    assert everything(numbers) == [[1, 9, 9], [], [5], []]
    assert numbers.single(np.array([2, 1, 0], np.int32), -1).tolist() == [5, -1, 1]
    values, owners = numbers.values(np.array([2, 0, 1, 2], np.int32))
    assert values.tolist() == [5, 1, 9, 9, 5]
    assert owners.tolist() == [0, 1, 1, 1, 3]


def test_no_values_at_all(tmp_path: Path) -> None:
    numbers = column(tmp_path, 3, [], [])
    assert everything(numbers) == [[], [], []]
    low, high = numbers.bounds(0, 10)
    assert low > high


@pytest.mark.parametrize("low", [-100, -7, 0, 3, 10, 13, 100])
@pytest.mark.parametrize("high", [-100, -5, 2, 10, 11.5, 23, float("inf")])
def test_bounds_of_integers(tmp_path: Path, low: float, high: float) -> None:
    values = [10, -5, 25, 10, 0]
    numbers = column(tmp_path, 5, list(range(5)), values)
    first, last = numbers.bounds(low, high)
    found = (numbers.stored >= first) & (numbers.stored <= last) if first <= last else np.zeros(5, bool)
    assert found.tolist() == [low <= value <= high for value in values]


@pytest.mark.parametrize(("low", "high"), [(0.1, 0.3), (0.5, 0.5), (-1e300, 1e300), (0.25, 0.2500001), (2.0, 1.0)])
def test_bounds_of_doubles_are_exact_in_float32(tmp_path: Path, low: float, high: float) -> None:
    values = [0.25, 0.5, -3.0, float(np.float32(0.1)), float(np.float32(0.3))]
    numbers = column(tmp_path, 5, list(range(5)), values, np.float64)
    first, last = numbers.bounds(low, high)
    stored = numbers.stored.astype(np.float64)
    assert ((stored >= first) & (stored <= last)).tolist() == [low <= value <= high for value in values]


@pytest.mark.parametrize("docs", [[0, 2, 3], [0, 0, 3]])
def test_negative_zero_is_less_than_zero(tmp_path: Path, docs: list[int]) -> None:
    numbers = column(tmp_path, 4, docs, [0.0, -0.0, -1.5], np.float64)
    assert numbers.stored.dtype == np.uint64
    flat = [str(value) for row in everything(numbers) for value in row]
    assert flat == (["0.0", "-0.0", "-1.5"] if docs[1] else ["-0.0", "0.0", "-1.5"])
    first, last = numbers.bounds(0.0, 0.0)
    assert numbers.decode(np.array([first, last], np.uint64)).tolist() == [0.0, 0.0]
    assert numbers.ends == numbers.limits(-1.5, 0.0)


def test_doubles_without_negative_zero_hold_none_up_to_it(tmp_path: Path) -> None:
    numbers = column(tmp_path, 3, [0, 1, 2], [0.0, 1.5, 2.0], np.float64)
    assert numbers.stored.dtype == np.float32
    first, last = numbers.bounds(-0.0, -0.0)
    assert first > last
    assert numbers.bounds(-0.0, 1.5) == (0.0, 1.5)
