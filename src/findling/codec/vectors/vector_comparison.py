"""How the vectors of one segment are compared with a query: their rows, and scores of what the kernels find.

Floats may be compared by the numbers they are quantized to; scores are then made of these, as Elasticsearch's are.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from findling.codec.vectors.quantization import Quantization, chunks, directions
from findling.codec.vectors.scores import scores_of
from findling.codec.vectors.span import quantization_of
from findling.kernels.vectors.distances import (
    BITS,
    BYTE_DOT,
    BYTE_SQUARE,
    FLOAT_DOT,
    FLOAT_SQUARE,
    VectorRows,
)
from findling.mapping.vector_structures import ElementType, VectorSimilarity, VectorStructures

Floats = NDArray[np.float32]
Rows = NDArray[Any]  # float32 or int8


@dataclass(frozen=True, slots=True)
class PreparedQuery:
    """A query's vector as the rows of one segment are compared with it.

    vector: (width,) of the rows' dtype; a sum of products is multiplied by `factor`, then `offset` is added
    """

    vector: Rows
    factor: float = 1.0
    offset: float = 0.0


@dataclass(frozen=True, slots=True)
class VectorComparison:
    """The rows of one segment, and what makes scores of how near they are.

    dims: numbers of a vector, bits where these are bits
    quantization: None where the vectors are compared as they are
    """

    rows: VectorRows
    element_type: ElementType
    similarity: VectorSimilarity
    dims: int
    quantization: Quantization | None = None

    def prepare(self, query: Rows) -> PreparedQuery:
        """Returns a query's vector, of the element type of the field, as the rows are compared with it."""
        if self.similarity == "cosine":
            length = np.sqrt((query.astype(np.float64) ** 2).sum())
            if self.element_type == "byte":
                return PreparedQuery(query, float(1 / length))
            query = (query / np.float32(length)).astype(np.float32)
        if self.quantization is None:
            return PreparedQuery(query)
        numbers, corrections = self.quantization.quantize(query[np.newaxis].astype(np.float32), self.similarity)
        return PreparedQuery(numbers[0], offset=float(corrections[0]))

    def compare(self, query: PreparedQuery, rows: NDArray[np.int32] | None = None) -> Floats:
        """Returns how near rows, or all, are to the query: (n,) float32."""
        found = np.empty(self.rows.n if rows is None else len(rows), np.float32)
        self.rows.compare(query.vector, rows, found)
        return found

    def scores(self, query: PreparedQuery, nearness: Floats) -> Floats:
        """Returns the scores of what `compare` gave."""
        return scores_of(
            nearness * np.float32(query.factor) + np.float32(query.offset),
            self.similarity,
            self.element_type,
            self.dims,
        )


def comparison_of(matrix: Rows, structures: VectorStructures, quantized: bool) -> VectorComparison:
    """Returns the comparison of a matrix, (n, width) float32 or int8.

    quantized: whether floats are compared by the numbers they are quantized to, if the structures say so
    """
    dims = matrix.shape[1] * (8 if structures.element_type == "bit" else 1)
    if structures.bits and quantized and len(matrix):
        return _quantized(matrix, structures, dims)
    rows = VectorRows(_kind(structures), matrix, 1.0, _scale(matrix, structures))
    return VectorComparison(rows, structures.element_type, structures.similarity, dims)


def _kind(structures: VectorStructures) -> int:
    if structures.element_type == "bit":
        return BITS
    if structures.element_type == "byte":
        return BYTE_SQUARE if structures.similarity == "l2_norm" else BYTE_DOT
    return FLOAT_SQUARE if structures.similarity == "l2_norm" else FLOAT_DOT


def _scale(matrix: Rows, structures: VectorStructures) -> Floats | None:
    """Returns one divided by the length of each row, where only directions count."""
    if structures.similarity != "cosine":
        return None
    squares = np.einsum("ij,ij->i", matrix, matrix, dtype=np.float64)
    with np.errstate(divide="ignore"):
        return np.where(squares > 0, 1 / np.sqrt(squares), 0).astype(np.float32)


def _quantized(matrix: Rows, structures: VectorStructures, dims: int) -> VectorComparison:
    quantization, numbers, corrections = quantize(matrix, structures)
    return comparison_of_quantized(numbers, corrections, quantization, structures, dims)


def quantize(matrix: Rows, structures: VectorStructures) -> tuple[Quantization, NDArray[np.int8], Floats]:
    """Returns the quantization that suits a matrix of floats, its numbers, (n, dims) int8, and corrections, (n,)."""
    floats: Floats = matrix.astype(np.float32, copy=False)
    quantization = quantization_of(floats, structures.bits, structures.confidence_interval, structures.similarity)
    numbers, corrections = np.empty(floats.shape, np.int8), np.empty(len(floats), np.float32)
    for part in chunks(*floats.shape):
        unit = directions(floats[part], structures.similarity)
        numbers[part], corrections[part] = quantization.quantize(unit, structures.similarity)
    return quantization, numbers, corrections


def comparison_of_quantized(
    numbers: NDArray[np.int8],
    corrections: Floats,
    quantization: Quantization,
    structures: VectorStructures,
    dims: int,
) -> VectorComparison:
    """Returns the comparison of what `quantize` gave."""
    kind = BYTE_SQUARE if structures.similarity == "l2_norm" else BYTE_DOT
    rows = VectorRows(kind, numbers, quantization.multiplier, None, corrections)
    return VectorComparison(rows, structures.element_type, structures.similarity, dims, quantization)
