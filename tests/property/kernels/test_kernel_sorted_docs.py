"""The kernel that puts documents in order by numbers, against NumPy's sort."""

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from findling.kernels.search.doc_filter import ColumnTable
from findling.kernels.search.snapshot_search import SegmentTable
from findling.kernels.search.sorted_docs import first_by_number

DTYPES = ("uint8", "uint16", "uint32", "uint64", "float32", "float64")


@st.composite
def segments(draw: st.DrawFn, is_double: bool) -> tuple[Any, Any, Any]:
    """Draws stored numbers, (n,), which documents have one, and which are visible; None for all and for no column."""
    n = draw(st.integers(0, 70))
    dtype = draw(st.sampled_from(DTYPES[4:] if is_double else DTYPES[:4]))
    values = np.array(draw(st.lists(st.integers(0, 9), min_size=n, max_size=n)), dtype)
    masks = st.none() | st.lists(st.booleans(), min_size=n, max_size=n)
    return None if draw(st.integers(0, 5)) == 0 else values, draw(masks), draw(masks)


def words(mask: Any) -> Any:
    if mask is None:
        return None
    padded = np.zeros(-(-max(len(mask), 1) // 64) * 64, np.uint8)
    padded[: len(mask)] = mask
    return np.packbits(padded, bitorder="little").view(np.uint64)


@given(st.data(), st.booleans(), st.booleans(), st.booleans(), st.integers(1, 12), st.sampled_from([-7, 4, 90]))
def test_first_documents_are_those_of_a_stable_sort(
    data: st.DataObject, is_double: bool, descending: bool, lists: bool, k: int, missing: int
) -> None:
    drawn = [data.draw(segments(is_double)) for _ in range(data.draw(st.integers(0, 4)))]
    base, step = (0, 1) if is_double else (-3, 2)
    columns: list[Any] = []
    numbers, taken, sizes = [], [], []
    for values, present, visible in drawn:
        size = len(
            visible if visible is not None else present if present is not None else values if values is not None else ()
        )
        sizes.append(size)
        own = np.full(size, missing, np.float64 if is_double else np.int64)
        if values is None or len(values) == 0:
            columns.append(None)
        else:
            shown = values.astype(own.dtype) * step + base
            columns.append((values, None, words(present), is_double, base, step, shown.min(), shown.max()))
            has = slice(None) if present is None else np.array(present, bool)
            own[has] = shown[has]
        numbers.append(own)
        taken.append(np.flatnonzero(np.ones(size, bool) if visible is None else visible).astype(np.int32))
    bases = np.concatenate(([0], np.cumsum(sizes)))[:-1].astype(np.int64)
    table = SegmentTable(
        bases, np.array(sizes, np.int32), [words(visible) for _, _, visible in drawn], np.zeros(len(drawn), np.int64)
    )
    everything = np.concatenate(
        [np.empty(0, np.int64), *(docs + base for docs, base in zip(taken, bases, strict=True))]
    )
    of_all = np.concatenate(
        [
            np.empty(0, np.float64 if is_double else np.int64),
            *(own[docs] for own, docs in zip(numbers, taken, strict=True)),
        ]
    )
    order = np.argsort(-of_all if descending else of_all, kind="stable")[:k]

    keys, docs = np.empty(k, of_all.dtype), np.empty(k, np.int64)
    found = np.concatenate([np.empty(0, np.int32), *taken]) if lists else None
    ends = np.cumsum([len(docs) for docs in taken]).astype(np.int64)
    n = first_by_number(table, ColumnTable(columns), ends, found, descending, missing, keys, docs)

    assert docs[:n].tolist() == everything[order].tolist()
    assert keys[:n].tolist() == of_all[order].tolist()
