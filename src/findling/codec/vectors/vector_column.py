"""Vectors: one matrix per field, a row for each document that has a vector.

Arrays:

    <field>/vectors       (n_rows, dims) float32 or int8, in document order
    <field>/vectors.docs  (n_rows,) int32, strictly increasing, the document of each row
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from findling.codec.bitmap import Bitmap
from findling.codec.segment import Segment, SegmentWriter


def write_vectors(writer: SegmentWriter, field: str, docs: NDArray[np.int32], rows: NDArray[np.generic]) -> None:
    """Writes a matrix.

    docs: (n,) int32, strictly increasing; rows: (n, dims) float32 or int8
    """
    writer.add(f"{field}/vectors.docs", docs.astype(np.int32, copy=False))
    writer.add(f"{field}/vectors", rows)


@dataclass(frozen=True, slots=True)
class VectorColumn:
    """The vectors of one field in one segment.

    matrix: (n_rows, dims) float32 or int8
    docs: (n_rows,) int32, strictly increasing, the document of each row
    """

    matrix: NDArray[Any]
    docs: NDArray[np.int32]

    @classmethod
    def open(cls, segment: Segment, field: str) -> "VectorColumn":
        """Returns the matrix that write_vectors wrote."""
        return cls(segment.array(f"{field}/vectors"), segment.array(f"{field}/vectors.docs"))

    def rows(self, docs: NDArray[np.int32]) -> NDArray[np.int64]:
        """Returns the row of each document, -1 where it has no vector: (n,) int64."""
        at = np.searchsorted(self.docs, docs)
        found = np.minimum(at, len(self.docs) - 1)
        return np.where((at < len(self.docs)) & (self.docs[found] == docs), found, -1)

    def rows_in(self, docs: Bitmap) -> NDArray[np.int32]:
        """Returns the rows of the documents of a bitmap, those that have a vector: (n,) int32, increasing."""
        return np.flatnonzero(docs.test(self.docs)).astype(np.int32)
