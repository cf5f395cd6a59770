"""Finds tokens that repeat a sequence of earlier tokens: what texts have copied from each other.

As Elasticsearch's DeDuplicatingTokenFilter: six tokens in a row, each known by eight bits of its hash, are a sequence;
a sequence that came before makes its tokens duplicates.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

LENGTH: Final = 6
# a sequence in a set, about
BYTES_PER_SEQUENCE: Final = 100


class DuplicateSequences:
    """The sequences of the documents so far; those do not go on from one document to the next."""

    def __init__(self) -> None:
        self._seen: set[bytes] = set()
        self._before = b""

    def next_document(self) -> None:
        """Begins another document."""
        self._before = b""

    def new_tokens(self, hashes: Sequence[int]) -> NDArray[np.bool_]:
        """Returns which tokens of the document's next value are no part of a sequence that came before.

        hashes: 8 bits of each
        """
        fresh = np.ones(len(hashes), np.bool_)
        row = self._before + bytes(hashes)
        begun = len(self._before)
        for end in range(max(LENGTH, begun + 1), len(row) + 1):
            sequence = row[end - LENGTH : end]
            if sequence in self._seen:
                last = end - 1 - begun
                # one that begins in the value before marks what comes next as well, as Elasticsearch's buffer does
                fresh[max(last - LENGTH + 1, 0) : max(last + 1, LENGTH)] = False
            else:
                self._seen.add(sequence)
        self._before = row[-(LENGTH - 1) :]
        return fresh

    def __len__(self) -> int:
        return len(self._seen)
