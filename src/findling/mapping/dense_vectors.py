"""What searches for the nearest vectors need of a field."""

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from findling.mapping.parsed_batch import FieldStructures
from findling.mapping.vector_structures import ElementType


class DenseVectors(Protocol):
    """What searches for the nearest vectors need of a field that holds them.

    dims: None until the first document tells them; structures.vectors: None where the vectors are not searched
    oversample: how many times as many are found by quantized vectors to be compared anew, 0 if none are
    """

    dims: int | None
    element_type: ElementType
    structures: FieldStructures

    @property
    def oversample(self) -> float: ...

    def query_vector(self, numbers: Sequence[float]) -> npt.NDArray[Any]: ...

    @property
    def is_radial(self) -> bool: ...

    def score_at(self, distance: float) -> np.float32: ...

    def score_of(self, similarity: float) -> np.float32: ...
