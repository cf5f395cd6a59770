"""What a segment keeps of a field of vectors beside the vectors themselves."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Self

ElementType = Literal["float", "byte", "bit"]
VectorSimilarity = Literal["cosine", "dot_product", "l2_norm", "max_inner_product", "hamming"]


@dataclass(frozen=True, slots=True)
class VectorStructures:
    """How the vectors of a field are compared, and what finds the nearest of them.

    element_type: what the numbers are; of bits 8 stand in each int8
    bits: to how many bits floats are quantized for comparing, 0 if they are compared as they are
    confidence_interval: the share of values that quantization spans; 0 if that is found by trial, None for the default
        of the number of dimensions
    m: links that a node of the graph has per layer, 0 if there is no graph; ef_construction: candidates for them
    """

    element_type: ElementType = "float"
    similarity: VectorSimilarity = "cosine"
    bits: int = 0
    confidence_interval: float | None = None
    m: int = 0
    ef_construction: int = 100

    @classmethod
    def of_json(cls, members: Mapping[str, Any]) -> Self:
        """Returns the structures of their members, as dataclasses.asdict gives them."""
        return cls(**members)
