"""Vectors: written, read, merged."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from findling.codec.bitmap import Bitmap
from findling.codec.field_values import FieldValues, SegmentData, VectorValues
from findling.codec.merge import merge_segments
from findling.codec.segment_reader import SegmentReader
from findling.codec.segment_writer import write_segment
from findling.mapping.parsed_batch import FieldStructures

VECTORS = FieldStructures("vector")


def segment(path: Path, max_doc: int, docs: list[int], rows: NDArray[np.generic]) -> SegmentReader:
    ones = np.ones(max_doc, np.int64)
    values = VectorValues(np.array(docs, np.int32), rows)
    data = SegmentData(
        max_doc,
        [f"{path.stem}{doc}".encode() for doc in range(max_doc)],
        [b"{}"] * max_doc,
        np.arange(max_doc, dtype=np.int64),
        ones,
        ones,
        [FieldValues("v", VECTORS, values)] if docs else [],
    )
    write_segment(path, data)
    return SegmentReader.open(path)


@pytest.mark.parametrize("dtype", [np.float32, np.int8])
def test_round_trip(tmp_path: Path, dtype: type[np.generic]) -> None:
    rows = np.arange(12).reshape(3, 4).astype(dtype)
    reader = segment(tmp_path / "a.seg", 6, [0, 2, 5], rows)
    column = reader.vectors("v")
    assert column is not None
    assert column.matrix.dtype == dtype
    np.testing.assert_array_equal(column.matrix, rows)
    assert column.rows(np.arange(6, dtype=np.int32)).tolist() == [0, -1, 1, -1, -1, 2]
    assert column.rows(np.empty(0, np.int32)).tolist() == []
    presence = reader.presence("v")
    assert presence is not None
    assert presence.to_docs().tolist() == [0, 2, 5]
    assert reader.fields["v"].structures == VECTORS
    assert reader.vectors("other") is None
    reader.verify()


def test_merging_keeps_the_rows_of_live_documents(tmp_path: Path) -> None:
    first = segment(tmp_path / "a.seg", 3, [0, 2], np.array([[1, 1], [2, 2]], np.float32))
    none = segment(tmp_path / "b.seg", 2, [], np.empty((0, 2), np.float32))
    second = segment(tmp_path / "c.seg", 2, [0, 1], np.array([[3, 3], [4, 4]], np.float32))
    lives = [None, None, Bitmap.from_docs(np.array([1], np.int32), 2)]
    merge_segments(tmp_path / "m.seg", [first, none, second], lives)
    merged = SegmentReader.open(tmp_path / "m.seg")
    column = merged.vectors("v")
    assert column is not None
    assert column.matrix.tolist() == [[1, 1], [2, 2], [4, 4]]
    assert column.docs.tolist() == [0, 2, 5]


def test_no_vector_left(tmp_path: Path) -> None:
    only = segment(tmp_path / "a.seg", 2, [0], np.ones((1, 2), np.float32))
    merge_segments(tmp_path / "m.seg", [only], [Bitmap.from_docs(np.array([1], np.int32), 2)])
    assert SegmentReader.open(tmp_path / "m.seg").vectors("v") is None
