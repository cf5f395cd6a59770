"""The graph of a segment's vectors on disk, and what is compared along it.

Arrays, all int32 but the third; kernels/vectors/graph_walk.py says what is in them:

    <field>/graph.links        (n_rows, 1 + 2m)
    <field>/graph.upper_start  (n_rows,)
    <field>/graph.tops         (n_rows,) uint8, the highest layer of each row
    <field>/graph.upper        (n_upper, 1 + m)

and where floats are quantized, with the interval in the meta data:

    <field>/graph.numbers      (n_rows, dims) int8
    <field>/graph.corrections  (n_rows,) float32
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from findling.base.errors import CorruptIndexError
from findling.codec.segment import Segment, SegmentWriter
from findling.codec.vectors.quantization import Quantization
from findling.kernels.vectors.graph_walk import GraphArrays

FORMAT: Final = 1
# fewer vectors are compared one by one, which takes less time than a walk is worth
LEAST_ROWS: Final = 10_000

Ints = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class VectorGraph:
    """A graph over the rows of a matrix; arrays as above.

    entry, top: the row where walks begin and its highest layer, -1 for no row
    """

    m: int
    links: Ints
    upper_start: Ints
    tops: NDArray[np.uint8]
    upper: Ints
    entry: int
    top: int

    @classmethod
    def empty(cls, m: int, tops: NDArray[np.uint8]) -> Self:
        """Returns a graph without links. tops: (n_rows,) uint8"""
        ends = np.cumsum(tops, dtype=np.int64)
        upper_start = np.where(tops > 0, ends - tops, -1).astype(np.int32)
        n_upper = int(ends[-1]) if len(ends) else 0
        links = np.zeros((len(tops), 1 + 2 * m), np.int32)
        return cls(m, links, upper_start, tops, np.zeros((n_upper, 1 + m), np.int32), -1, -1)

    def arrays(self) -> GraphArrays:
        """Returns the graph as kernels take it."""
        # mapped files cannot be written to, and kernels that read and those that write take the same arrays
        links, upper, starts = (_writeable(a.reshape(-1)) for a in (self.links, self.upper, self.upper_start))
        return GraphArrays(self.m, links, upper, starts, self.entry, self.top)

    def write(self, writer: SegmentWriter, field: str) -> dict[str, object]:
        """Writes the arrays and returns the meta data."""
        writer.add(f"{field}/graph.links", self.links)
        writer.add(f"{field}/graph.upper_start", self.upper_start)
        writer.add(f"{field}/graph.tops", self.tops)
        writer.add(f"{field}/graph.upper", self.upper)
        return {"format": FORMAT, "m": self.m, "entry": self.entry, "top": self.top}

    @classmethod
    def open(cls, segment: Segment, field: str, meta: Mapping[str, Any]) -> Self:
        """Returns the graph that `write` wrote. Raises CorruptIndexError for another format."""
        if meta["format"] != FORMAT:
            raise CorruptIndexError(f"graph of format [{meta['format']}] (file=[{segment.path}])", file=segment.path)
        names = ("links", "upper_start", "tops", "upper")
        links, upper_start, tops, upper = (segment.array(f"{field}/graph.{name}") for name in names)
        return cls(meta["m"], links, upper_start, tops, upper, meta["entry"], meta["top"])


def _writeable(array: Ints) -> Ints:
    return array if array.flags.writeable else array.copy()


def write_quantized(
    writer: SegmentWriter,
    field: str,
    quantization: Quantization,
    numbers: NDArray[np.int8],
    corrections: NDArray[np.float32],
) -> dict[str, object]:
    """Writes what floats are quantized to and returns the meta data."""
    writer.add(f"{field}/graph.numbers", numbers)
    writer.add(f"{field}/graph.corrections", corrections)
    return {"lower": quantization.lower, "upper": quantization.upper, "bits": quantization.bits}


def open_quantized(
    segment: Segment, field: str, meta: Mapping[str, Any]
) -> tuple[Quantization, NDArray[np.int8], NDArray[np.float32]]:
    """Returns what write_quantized wrote."""
    quantization = Quantization(meta["lower"], meta["upper"], meta["bits"])
    return quantization, segment.array(f"{field}/graph.numbers"), segment.array(f"{field}/graph.corrections")
