"""The heads of groups are those that a walk in order finds."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from findling.base.errors import IllegalArgumentError
from findling.search.collector.collapsed import group_heads
from findling.search.collector.group_values import Groups

DOCS = st.lists(st.tuples(st.integers(-3, 3), st.integers(0, 40), st.integers(-9, 9), st.integers(0, 1)), max_size=900)


def walked(keys: np.ndarray, groups: list[tuple[int, int]], k: int) -> list[int]:
    """Goes through all documents in order and takes the first of each group."""
    found: dict[tuple[int, int], int] = {}
    for place in sorted(range(len(groups)), key=lambda place: (*keys[:, place].tolist(), place)):
        found.setdefault(groups[place], place)
    return list(found.values())[:k]


@given(DOCS, st.integers(1, 30), st.integers(1, 2), st.booleans())
def test_the_first_of_each_group(rows: list[tuple[int, int, int, int]], k: int, n_keys: int, many: bool) -> None:
    table = np.array(rows, np.int64).reshape(-1, 4)
    keys = np.ascontiguousarray(table[:, :n_keys].T)
    kinds = table[:, 3].astype(np.uint8)
    # many groups: more than heads that are kept at a time
    numbers = np.where(kinds == 1, np.arange(len(rows)) // 2 if many else table[:, 2], 0).astype(np.int64)
    docs = np.arange(len(rows), dtype=np.int32)
    found = group_heads(keys, Groups(numbers, kinds), docs, k)
    assert found.tolist() == walked(keys, list(zip(numbers.tolist(), kinds.tolist(), strict=True)), k)


def test_a_document_in_several_groups_is_named() -> None:
    keys, numbers = np.array([[3, 2, 1]], np.int64), np.array([0, 1, 2], np.int64)
    with pytest.raises(IllegalArgumentError, match="failed to extract doc:17, the grouping field must be single"):
        group_heads(keys, Groups(numbers, np.array([1, 2, 1], np.uint8)), np.array([11, 17, 19], np.int32), 2)
