"""Writes the graph of a segment's vectors, and what is compared along it."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from findling.codec.segment import SegmentWriter
from findling.codec.vectors.graph import write_quantized
from findling.codec.vectors.graph_building import Check, OldGraph, build_graph
from findling.codec.vectors.vector_comparison import comparison_of, comparison_of_quantized, quantize
from findling.mapping.vector_structures import VectorStructures


def write_graph(
    writer: SegmentWriter,
    field: str,
    matrix: NDArray[Any],
    structures: VectorStructures,
    sources: Sequence[OldGraph],
    check: Check,
) -> dict[str, object]:
    """Builds and writes the graph of a matrix, (n, width); returns the meta data.

    sources: graphs of parts of the matrix; check: as build_graph has it
    """
    meta: dict[str, Any] = {}
    matrix = np.ascontiguousarray(matrix)
    if structures.bits:
        quantization, numbers, corrections = quantize(matrix, structures)
        meta["quantization"] = write_quantized(writer, field, quantization, numbers, corrections)
        comparison = comparison_of_quantized(numbers, corrections, quantization, structures, matrix.shape[1])
    else:
        comparison = comparison_of(matrix, structures, quantized=False)
    graph = build_graph(comparison.rows, structures.m, structures.ef_construction, sources, check)
    meta["graph"] = graph.write(writer, field)
    return meta
