"""Vectors as scripts see them, and what `score` scripts compare them by."""

import math
from dataclasses import replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from findling.script.doc_values.values import NO_VALUE, DocValues, doc_values_class, method
from findling.script.faults import UNSUPPORTED_OPERATION, JavaError, illegal_argument
from findling.script.types import FLOAT, Array, array_of

_NO_GET: Final = (
    "accessing a vector field's value through 'get' or 'value' is not supported, use 'vectorValue' or 'magnitude' "
    "instead."
)


class VectorValues(DocValues):
    """The vector of a document, if it has one: a list of one array, (dims,) float32 or int8."""

    __slots__ = ()
    java_class = "org.elasticsearch.index.mapper.vectors.DenseVectorScriptDocValues"

    def value(self) -> Any:
        raise JavaError(UNSUPPORTED_OPERATION, _NO_GET)

    def at(self, place: int) -> Any:
        raise JavaError(UNSUPPORTED_OPERATION, _NO_GET)

    def row(self) -> NDArray[np.generic]:
        """Returns the vector. Raises JavaError if there is none."""
        if not self:
            raise illegal_argument(NO_VALUE)
        vector: NDArray[np.generic] = self[0]
        return vector

    def vector_value(self) -> Array:
        """Returns the vector as an array of floats. Raises JavaError if there is none."""
        return Array(_FLOATS, self.row().tolist())

    def magnitude(self) -> float:
        """Returns the length of the vector. Raises JavaError if there is none."""
        return float(np.float32(math.sqrt(float(np.square(self.row().astype(np.float64)).sum()))))


class BitVectorValues(VectorValues):
    """A vector of bits, eight in each int8."""

    __slots__ = ()


class RankVectorValues(DocValues):
    """All vectors of a document, if it has any: a list of one matrix, (n, dims) float32 or int8."""

    __slots__ = ()
    java_class = "org.elasticsearch.index.mapper.vectors.RankVectorsScriptDocValues"

    def value(self) -> Any:
        raise JavaError(UNSUPPORTED_OPERATION, _NO_GET)

    def at(self, place: int) -> Any:
        raise JavaError(UNSUPPORTED_OPERATION, _NO_GET)

    def matrix(self) -> NDArray[np.generic]:
        """Returns the vectors. Raises JavaError if there are none."""
        if not self:
            raise illegal_argument("A document doesn't have a value for a multi-vector field!")
        vectors: NDArray[np.generic] = self[0]
        return vectors

    def magnitudes(self) -> Array:
        """Returns the lengths of the vectors. Raises JavaError if there are none."""
        squares = np.square(self.matrix().astype(np.float64)).sum(axis=1)
        return Array(_FLOATS, np.sqrt(squares).astype(np.float32).tolist())


class BitRankVectorValues(RankVectorValues):
    """Vectors of bits, eight in each int8."""

    __slots__ = ()


_FLOATS: Final = array_of(FLOAT)
VECTOR_CLASSES: Final = (
    replace(
        doc_values_class(
            "DenseVectorScriptDocValues",
            VectorValues,
            {
                ("getVectorValue", 0): method(_FLOATS, VectorValues.vector_value),
                ("getMagnitude", 0): method(FLOAT, VectorValues.magnitude),
            },
            "org.elasticsearch.index.mapper.vectors",
        ),
        python_classes=(VectorValues, BitVectorValues),
    ),
    replace(
        doc_values_class(
            "RankVectorsScriptDocValues",
            RankVectorValues,
            {("getMagnitudes", 0): method(_FLOATS, RankVectorValues.magnitudes)},
            "org.elasticsearch.index.mapper.vectors",
        ),
        python_classes=(RankVectorValues, BitRankVectorValues),
    ),
)
