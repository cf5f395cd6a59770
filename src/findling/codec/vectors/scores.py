"""Lucene's scores of how near two vectors are; hamming as OpenSearch scores bits."""

import numpy as np
from numpy.typing import NDArray

from findling.mapping.vector_structures import ElementType, VectorSimilarity

Floats = NDArray[np.float32]


def scores_of(nearness: Floats, similarity: VectorSimilarity, element_type: ElementType, dims: int) -> Floats:
    """Returns scores, of the shape of what is given.

    nearness: float32: sums of products (cosines), or minus the squared distance, or minus the number of bits apart
    """
    one = np.float32(1)
    if similarity == "hamming":
        return one / (one - nearness)
    if element_type == "bit":
        return (np.float32(dims) + nearness) / np.float32(dims)
    if similarity == "l2_norm":
        return one / (one - nearness)
    if similarity == "max_inner_product":
        below: Floats = one / (one - np.minimum(nearness, np.float32(0)))
        return np.where(nearness < 0, below, nearness + one)
    if similarity == "dot_product" and element_type == "byte":
        return np.float32(0.5) + nearness / np.float32(dims * (1 << 15))
    scores: Floats = np.maximum((one + nearness) / np.float32(2), np.float32(0))
    return scores
