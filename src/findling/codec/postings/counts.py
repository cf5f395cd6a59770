"""Small counts with a few large ones among them, such as document frequencies.

Arrays:

    <name>         (n,) uint8, the count, 255 for a large one; left out if all are 0
    <name>.large   (n_large,) int32, increasing, which counts are large; left out if none are, as is
    <name>.values  (n_large,) narrow uint, the large counts
"""

import numpy as np
from numpy.typing import NDArray

from findling.codec.narrow import narrow_unsigned
from findling.codec.segment import Segment, SegmentWriter
from findling.kernels.terms import term_counts as kernel

_LARGE = 255


def write_counts(writer: SegmentWriter, name: str, counts: NDArray[np.int64], most: int = _LARGE - 1) -> None:
    """Writes counts, none negative; most: the largest that is not kept as a large one, below 255."""
    if not counts.any():
        return
    large = np.flatnonzero(counts > most)
    small = counts.astype(np.uint8)
    small[large] = _LARGE
    writer.add(name, small)
    if len(large):
        writer.add(f"{name}.large", large.astype(np.int32))
        writer.add(f"{name}.values", narrow_unsigned(counts[large]))


class Counts:
    """Reads counts.

    large: (n_large,) int32, increasing, which are kept as large ones; values: (n_large,) int64, what they are
    kernel: as kernels take them
    """

    def __init__(self, segment: Segment, name: str, n: int) -> None:
        small, large = segment.get(name), segment.get(f"{name}.large")
        self._small: NDArray[np.uint8] = np.zeros(n, np.uint8) if small is None else small
        self.large: NDArray[np.int32] = np.empty(0, np.int32) if large is None else large
        self.values = np.empty(0, np.int64) if large is None else segment.array(f"{name}.values").astype(np.int64)
        self.kernel = kernel.SmallCounts(self._small, self.large, self.values)

    def __len__(self) -> int:
        return len(self._small)

    def __getitem__(self, number: int) -> int:
        """Returns one count."""
        count: int = self.kernel.get(number)
        return count

    def range(self, low: int, high: int) -> NDArray[np.int64]:
        """Returns the counts [low, high)."""
        counts = self._small[low:high].astype(np.int64)
        first, end = self.large.searchsorted([low, high]).tolist()
        counts[self.large[first:end] - low] = self.values[first:end]
        return counts
