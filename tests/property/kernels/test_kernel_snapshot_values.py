"""The kernels that look up values in the columns of all segments, against loops over documents."""

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from findling.kernels.search.doc_filter import ColumnTable
from findling.kernels.search.snapshot_search import SegmentTable
from findling.kernels.search.snapshot_values import count_values, gather_numbers, gather_ordinals

# for each segment the values of each document
corpora = st.lists(
    st.none() | st.lists(st.lists(st.integers(0, 5), max_size=3, unique=True).map(sorted), max_size=70),
    min_size=1,
    max_size=4,
)


def table_of(segments: list[Any]) -> SegmentTable:
    sizes = [0 if documents is None else len(documents) for documents in segments]
    bases = np.cumsum([0, *sizes])[:-1].astype(np.int64)
    return SegmentTable(bases, np.array(sizes, np.int32), [None] * len(sizes), np.zeros(len(sizes), np.int64))


def column_of(documents: Any, dtype: str, meaning: tuple[Any, ...], first: int) -> Any:
    """Returns a column; first: added to what is stored where no document has several values, 0 standing for none."""
    if not documents:
        return None
    if all(len(values) < 2 for values in documents):
        stored = np.array([values[0] + first if values else 0 for values in documents], dtype)
        padded = np.zeros(-(-len(documents) // 64) * 64, np.uint8)
        padded[: len(documents)] = [bool(values) for values in documents]
        return (stored, None, np.packbits(padded, bitorder="little").view(np.uint64), *meaning)
    starts = np.cumsum([0, *map(len, documents)]).astype(np.int32)
    return (np.array([value for values in documents for value in values], dtype), starts, None, *meaning)


def drawn(data: st.DataObject, segments: list[Any]) -> tuple[list[Any], Any]:
    """Returns the values of all documents, and some of them in any order."""
    everything = [values for documents in segments for values in documents or ()]
    numbers = st.lists(st.integers(0, len(everything) - 1), max_size=50) if everything else st.just([])
    return everything, np.array(data.draw(numbers), np.int32)


@given(st.data(), corpora, st.booleans(), st.sampled_from(["uint8", "uint16", "uint32", "uint64"]))
def test_numbers(data: st.DataObject, segments: list[Any], is_double: bool, dtype: str) -> None:
    everything, docs = drawn(data, segments)
    base, step = (0, 1) if is_double else (-4, 3)
    meaning = (is_double, base, step, 0, 0)
    columns = [column_of(documents, "float32" if is_double else dtype, meaning, 0) for documents in segments]
    table, of_segments = ColumnTable(columns), table_of(segments)
    size = count_values(of_segments, table, docs)
    values, owners = np.empty(size, np.float64 if is_double else np.int64), np.empty(size, np.int32)
    bases, steps = np.full(len(segments), base, np.int64), np.full(len(segments), step, np.uint64)
    n = gather_numbers(of_segments, table, bases, steps, docs, values, owners)
    expected = [(base + step * value, i) for i, doc in enumerate(docs) for value in everything[doc]]
    assert list(zip(values[:n].tolist(), owners[:n].tolist(), strict=True)) == expected


@given(st.data(), corpora, st.booleans())
def test_ordinals(data: st.DataObject, segments: list[Any], are_mapped: bool) -> None:
    everything, docs = drawn(data, segments)
    columns = [column_of(documents, "uint16", (False, 0, 1, 0, 0), 1) for documents in segments]
    table, of_segments = ColumnTable(columns), table_of(segments)
    mapping = np.array([2, 3, 5, 8, 9, 11], np.uint32)
    numbers = ColumnTable([(mapping, None, None, False, 0, 1, 0, 0) if are_mapped else None for _ in segments])
    size = count_values(of_segments, table, docs)
    ords, owners = np.empty(size, np.int32), np.empty(size, np.int32)
    n = gather_ordinals(of_segments, table, numbers, docs, ords, owners)
    expected = [
        (int(mapping[ord_]) if are_mapped else ord_, i) for i, doc in enumerate(docs) for ord_ in everything[doc]
    ]
    assert list(zip(ords[:n].tolist(), owners[:n].tolist(), strict=True)) == expected
