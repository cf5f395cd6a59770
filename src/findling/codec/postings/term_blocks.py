"""Which blocks a term has: one, but for the few terms of which there is more than a block."""

import numpy as np
from numpy.typing import NDArray

from findling.codec.byte_strings import starts_of
from findling.codec.postings.counts import Counts
from findling.kernels.terms.term_counts import SumsBefore

BLOCK = 128


class TermBlocks:
    """The blocks of the terms of one field: ceil(doc_freq / 128) each, one term after the other.

    more_docs: doc_freq - 1, those of several blocks kept as large ones
    kernel: how many blocks there are beyond the first ones of the terms before, as kernels take it
    """

    def __init__(self, more_docs: Counts) -> None:
        self._n_terms = len(more_docs)
        self._large = more_docs.large
        self._sizes = more_docs.values // BLOCK + 1
        self._extra = starts_of(self._sizes - 1)
        self.kernel = SumsBefore(self._large, self._extra)

    def first(self, ord: int) -> int:
        """Returns the first block of a term, or the number of blocks for n_terms."""
        extra: int = self.kernel.get(ord)
        return ord + extra

    def firsts(self, ords: NDArray[np.integer]) -> NDArray[np.int64]:
        """Returns the first block of each term, (n,) int64."""
        found = ords.astype(np.int64)
        self.kernel.add_to(found)
        return found

    def starts(self, low: int, high: int) -> NDArray[np.int64]:
        """Returns the first block of each of the terms [low, high), and of the one after: (high - low + 1,) int64."""
        sizes = np.ones(high - low, np.int64)
        first, end = self._large.searchsorted([low, high]).tolist()
        sizes[self._large[first:end] - low] = self._sizes[first:end]
        return starts_of(sizes) + self.first(low)

    def of_several(self) -> NDArray[np.bool_]:
        """Returns for each block whether its term has others too, (n_blocks,) bool."""
        several = np.zeros(self.first(self._n_terms), np.bool_)
        for first, size in zip(self.firsts(self._large).tolist(), self._sizes.tolist(), strict=True):
            several[first : first + size] = True
        return several
