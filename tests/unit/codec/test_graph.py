"""Graphs of vectors: made by merges, taken over by the next, read again."""

import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from findling.codec.bitmap import Bitmap
from findling.codec.field_values import FieldValues, SegmentData, VectorValues
from findling.codec.merge import merge_segments
from findling.codec.segment_reader import SegmentReader
from findling.codec.segment_writer import write_segment
from findling.codec.vectors.graph import LEAST_ROWS
from findling.kernels.vectors.graph_search import search_graph
from findling.mapping.parsed_batch import FieldStructures
from findling.mapping.vector_structures import VectorStructures

DIMS = 4


def structures(bits: int) -> VectorStructures:
    return VectorStructures("float", "cosine", bits, None, 8, 20)


def segment(path: Path, rows: NDArray[np.float32], bits: int) -> SegmentReader:
    n = len(rows)
    numbers = np.ones(n, np.int64)
    field = FieldValues(
        "v", FieldStructures("vector", vectors=structures(bits)), VectorValues(np.arange(n, dtype=np.int32), rows)
    )
    ids = [f"{path.stem}{doc}".encode() for doc in range(n)]
    write_segment(path, SegmentData(n, ids, [b"{}"] * n, np.arange(n, dtype=np.int64), numbers, numbers, [field]))
    return SegmentReader.open(path)


def recall(reader: SegmentReader, bits: int, queries: NDArray[np.float32]) -> float:
    column, graph = reader.vectors("v"), reader.graph_arrays("v")
    comparison = reader.comparison("v", structures(bits))
    assert column is not None
    assert graph is not None
    assert comparison is not None
    unit = column.matrix / np.linalg.norm(column.matrix, axis=1, keepdims=True)
    hits = 0
    for query in queries:
        found, scores = np.empty(40, np.int32), np.empty(40, np.float32)
        search_graph(comparison.rows, graph, comparison.prepare(query).vector, None, False, 10**6, found, scores)
        hits += len(set(found.tolist()) & set(np.argsort(-(unit @ query))[:10].tolist()))
    return hits / (10 * len(queries))


@pytest.mark.parametrize("bits", [0, 7])
def test_merges_make_graphs(tmp_path: Path, bits: int) -> None:
    source = np.random.default_rng(1)
    rows = source.normal(size=(LEAST_ROWS + 900, DIMS)).astype(np.float32)
    first = segment(tmp_path / "a.seg", rows[:7000], bits)
    second = segment(tmp_path / "b.seg", rows[7000 : LEAST_ROWS + 500], bits)
    assert not first.lacks_graphs
    assert first.graph("v") is None

    merge_segments(tmp_path / "m.seg", [first, second], [None, None])
    merged = SegmentReader.open(tmp_path / "m.seg")
    merged.verify()
    assert not merged.lacks_graphs
    queries = source.normal(size=(30, DIMS)).astype(np.float32)
    assert recall(merged, bits, queries) > 0.95

    third = segment(tmp_path / "c.seg", rows[LEAST_ROWS + 500 :], bits)
    live = Bitmap.from_docs(np.arange(0, LEAST_ROWS + 500, dtype=np.int32)[400:], LEAST_ROWS + 500)
    merge_segments(tmp_path / "n.seg", [third, merged], [None, live])
    assert recall(SegmentReader.open(tmp_path / "n.seg"), bits, queries) > 0.95


def test_many_vectors_without_a_graph_lack_one(tmp_path: Path) -> None:
    rows = np.random.default_rng(2).normal(size=(LEAST_ROWS, DIMS)).astype(np.float32)
    whole = segment(tmp_path / "a.seg", rows, 0)
    assert whole.lacks_graphs
    merge_segments(tmp_path / "m.seg", [whole], [None])
    assert not SegmentReader.open(tmp_path / "m.seg").lacks_graphs


def test_a_merge_is_given_up_and_leaves_no_file(tmp_path: Path) -> None:
    rows = np.random.default_rng(2).normal(size=(LEAST_ROWS, DIMS)).astype(np.float32)
    whole = segment(tmp_path / "a.seg", rows, 0)

    def closed() -> None:
        raise TimeoutError

    with pytest.raises(TimeoutError):
        merge_segments(tmp_path / "m.seg", [whole], [None], check=closed)
    assert not (tmp_path / "m.seg").exists()


@pytest.mark.parametrize(("bits", "sampled"), [(0, 0), (7, 3)])
def test_merges_hold_the_vectors_once(tmp_path: Path, bits: int, sampled: int) -> None:
    """What docs/limits.md says of the memory of a merge."""
    rows = np.random.default_rng(3).normal(size=(LEAST_ROWS + 2000, 64)).astype(np.float32)
    first, second = segment(tmp_path / "a.seg", rows[:-2000], bits), segment(tmp_path / "b.seg", rows[-2000:], bits)
    merge_segments(tmp_path / "m.seg", [first], [None])
    merged = SegmentReader.open(tmp_path / "m.seg")
    live = Bitmap.from_mask(np.arange(LEAST_ROWS) % 17 > 0)
    numbers = rows.nbytes // 4 if bits else 0
    most = rows.nbytes * (1 + sampled) + numbers + len(rows) * (8 * structures(bits).m + 100) + (8 << 20)
    for number, source in enumerate((first, merged)):
        tracemalloc.start()
        merge_segments(tmp_path / f"{number}.seg", [source, second], [live, None])
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < most
