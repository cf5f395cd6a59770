"""Term dictionary: the sorted distinct terms of one field, as one blob and the start of each term in it.

Arrays: `<field>/terms.blob` uint8, `<field>/terms.offsets` uint32 (n_terms + 1). A term's number in this order is its
    ordinal.
"""

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from findling.base.errors import IllegalArgumentError
from findling.codec.byte_strings import ByteStrings
from findling.codec.segment import Segment, SegmentWriter
from findling.kernels import terms as kernel
from findling.kernels.term_scan import find_branches

MAX_BLOB_BYTES = 1 << 32


def write_terms(writer: SegmentWriter, field: str, terms: ByteStrings) -> None:
    """Writes sorted distinct terms; raises IllegalArgumentError beyond 4 GiB of them."""
    if terms.starts[-1] >= MAX_BLOB_BYTES:
        raise IllegalArgumentError(f"terms of field [{field}] take more than {MAX_BLOB_BYTES} bytes in one segment")
    writer.add(f"{field}/terms.blob", terms.blob)
    writer.add(f"{field}/terms.offsets", terms.starts.astype(np.uint32))


class TermDictionary:
    """The sorted terms of one field in one segment.

    blob: (n_bytes,) uint8; offsets: (n_terms + 1,) uint32: for kernels that walk over all terms
    """

    def __init__(self, segment: Segment, field: str) -> None:
        self.field = field
        self.blob: NDArray[np.uint8] = segment.array(f"{field}/terms.blob")
        self.offsets: NDArray[np.uint32] = segment.array(f"{field}/terms.offsets")
        self.n_terms = len(self.offsets) - 1
        self._sorted = kernel.SortedTerms(self.blob, self.offsets)

    def __len__(self) -> int:
        return self.n_terms

    @cached_property
    def branches(self) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
        """Where each term leaves the one before it, two of (n_terms,) uint8; see kernels/term_scan."""
        shared, branch = np.empty(self.n_terms, np.uint8), np.empty(self.n_terms, np.uint8)
        find_branches(self.blob, self.offsets, shared, branch)
        return shared, branch

    def lookup(self, term: bytes) -> int:
        """Returns the ordinal of a term, -1 if there is no such term."""
        found: int = self._sorted.find(term)
        return found

    def lookup_many(self, terms: Sequence[bytes]) -> NDArray[np.int32]:
        """Returns the ordinal of each term, -1 where there is none, (n,) int32."""
        ords, exact = self._seek(terms)
        return np.where(exact != 0, ords, np.int32(-1))

    def seek_ceil(self, term: bytes) -> int:
        """Returns the ordinal of the first term that is not before `term`, n_terms if there is none."""
        found: int = self._sorted.seek_ceil(term)
        return found

    def prefix_range(self, prefix: bytes) -> tuple[int, int]:
        """Returns the ordinals [low, high) of the terms that start with `prefix`."""
        low = self.seek_ceil(prefix)
        stem = prefix.rstrip(b"\xff")
        return low, self.seek_ceil(stem[:-1] + bytes([stem[-1] + 1])) if stem else self.n_terms

    def term(self, ord: int) -> bytes:
        """Returns the term of an ordinal in [0, n_terms)."""
        return self.blob[self.offsets[ord] : self.offsets[ord + 1]].tobytes()

    def terms(self, ords: NDArray[np.integer] | Sequence[int]) -> list[bytes]:
        """Returns the terms of some ordinals."""
        which = np.asarray(ords, np.int64)
        bounds = zip(self.offsets[which].tolist(), self.offsets[which + 1].tolist(), strict=True)
        view = self.blob.data
        return [view[start:end].tobytes() for start, end in bounds]

    def strings(self) -> ByteStrings:
        """Returns all terms."""
        return ByteStrings(self.blob, self.offsets.astype(np.int64))

    def _seek(self, terms: Sequence[bytes]) -> tuple[NDArray[np.int32], NDArray[np.uint8]]:
        wanted = ByteStrings.from_list(terms)
        ords, exact = np.empty(len(terms), np.int32), np.empty(len(terms), np.uint8)
        kernel.seek_ceil(self.blob, self.offsets, wanted.blob, wanted.starts, ords, exact)
        return ords, exact
