"""composite over a sorted index: the same pages as over an unsorted one, of fewer documents."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from findling.search.aggs.bucket.composite_page import Columns, page_rows


@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 2)), max_size=1500),
    st.integers(1, 40),
    st.none() | st.tuples(st.integers(-1, 10), st.integers(0, 2)),
)
def test_page(keys: list[tuple[int, int]], size: int, after: tuple[int, int] | None) -> None:
    keys = sorted(keys)

    def read(low: int, high: int) -> Columns:
        return list(np.array(keys[low:high], np.int64).reshape(-1, 2).T)

    def is_behind(columns: Columns) -> Any:
        return np.array([key > (after or ()) for key in zip(*(column.tolist() for column in columns), strict=True)])

    low, high = page_rows(len(keys), read, None if after is None else is_behind, size)
    wanted = sorted({key for key in keys if after is None or key > after})[:size]
    assert keys[low:high] == [key for key in keys if key in wanted]


@pytest.mark.parametrize("after", [None, 500])
def test_few_rows_are_read(after: int | None) -> None:
    numbers = np.repeat(np.arange(1000, dtype=np.int64), 100)
    seen = []

    def read(low: int, high: int) -> Columns:
        seen.append(high - low)
        return [numbers[low:high]]

    behind = None if after is None else lambda columns: columns[0] > after
    low, high = page_rows(len(numbers), read, behind, 10)
    assert (low, high) == ((0, 1000) if after is None else (50_100, 51_100))
    assert sum(seen) < 2000


def test_rows_without_values_are_all_looked_at() -> None:
    assert page_rows(5000, lambda low, high: None, None, 10) == (0, 5000)
    assert page_rows(5000, lambda low, high: None, lambda columns: columns[0] > 0, 10) == (0, 5000)
