"""Runs of equal values, beside what NumPy's own function says of small arrays."""

import numpy as np
import pytest

from findling.base.runs import distinct, distinct_of_ordered, distinct_rows, run_starts


@pytest.mark.parametrize("n", [0, 1, 2, 50])
@pytest.mark.parametrize("dtype", [np.int32, np.int64, np.uint64, np.float64])
def test_distinct(n: int, dtype: type) -> None:
    values = np.random.default_rng(n).integers(0, 20, n).astype(dtype)
    expected = np.array(sorted(set(values.tolist())), dtype)
    for found in (distinct(values), distinct_of_ordered(np.sort(values))):
        assert found.dtype == dtype
        assert found.tolist() == expected.tolist()


def test_distinct_rows() -> None:
    chance = np.random.default_rng(3)
    first, second = chance.integers(0, 5, 60).astype(np.int32), chance.integers(-4, 4, 60)
    found = distinct_rows(first, second)
    assert list(zip(*(column.tolist() for column in found), strict=True)) == sorted(
        set(zip(first.tolist(), second.tolist(), strict=True))
    )
    assert [column.dtype for column in found] == [np.int32, np.int64]
    assert [len(column) for column in distinct_rows(first[:0], second[:0])] == [0, 0]


def test_run_starts() -> None:
    assert run_starts(np.array([2, 2, 3, 3, 2])).tolist() == [True, False, True, False, True]
    assert run_starts(np.array([2, 2, 3]), np.array([1, 4, 4])).tolist() == [True, True, True]
    assert run_starts(np.empty(0, np.int32)).tolist() == []
