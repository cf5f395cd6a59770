"""Weights of suggestions: `<field>/terms.weights`, (n_terms,) float32, beside the terms that they stand in as well."""

import numpy as np

from findling.codec.byte_strings import ByteStrings
from findling.codec.segment import SegmentWriter
from findling.kernels.terms.suggestions import read_weights


def write_weights(writer: SegmentWriter, field: str, terms: ByteStrings) -> None:
    """Writes the weights of the terms of a completion field."""
    weights = np.empty(len(terms), np.float32)
    read_weights(terms.blob, terms.starts, weights)
    writer.add(f"{field}/terms.weights", weights)
