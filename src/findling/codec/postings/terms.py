"""Term dictionary: the sorted distinct terms of one field; a term's number in this order is its ordinal.

Arrays: `<field>/terms.data` and `<field>/terms.starts`, see codec/string_lists.py.
"""

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from findling.base.errors import IllegalArgumentError
from findling.codec.byte_strings import ByteStrings
from findling.codec.segment import Segment, SegmentWriter
from findling.codec.string_lists import MAX_BYTES, StringList, pack_strings, write_strings
from findling.kernels.terms.term_scan import find_branches


def write_terms(writer: SegmentWriter, field: str, terms: ByteStrings) -> None:
    """Writes sorted distinct terms; raises IllegalArgumentError beyond 4 GiB of them."""
    if terms.starts[-1] >= MAX_BYTES:  # kernels that walk over them count in 32 bits
        raise IllegalArgumentError(f"terms of field [{field}] take more than {MAX_BYTES} bytes in one segment")
    write_strings(writer, f"{field}/terms", pack_strings(terms))


class TermDictionary:
    """The sorted terms of one field in one segment."""

    def __init__(self, segment: Segment, field: str) -> None:
        self.field = field
        self._list = StringList(segment, f"{field}/terms")
        self.n_terms = len(self._list)

    def __len__(self) -> int:
        return self.n_terms

    @property
    def blob(self) -> NDArray[np.uint8]:
        """The terms one after the other, (n_bytes,): for kernels that walk over all terms; made at first use."""
        return self._decoded.blob

    @cached_property
    def offsets(self) -> NDArray[np.uint32]:
        """Where each term starts in blob, (n_terms + 1,)."""
        return self._decoded.starts.astype(np.uint32)

    @cached_property
    def branches(self) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
        """Where each term leaves the one before it, two of (n_terms,) uint8; see kernels/term_scan."""
        shared, branch = np.empty(self.n_terms, np.uint8), np.empty(self.n_terms, np.uint8)
        find_branches(self.blob, self.offsets, shared, branch)
        return shared, branch

    def lookup(self, term: bytes) -> int:
        """Returns the ordinal of a term, -1 if there is no such term."""
        found: int = self._list.blocks.find(term)
        return found

    def lookup_many(self, terms: Sequence[bytes]) -> NDArray[np.int32]:
        """Returns the ordinal of each term, -1 where there is none, (n,) int32."""
        ords = np.empty(len(terms), np.int32)
        self._list.blocks.find_many(list(terms), ords)
        return ords

    def seek_ceil(self, term: bytes) -> int:
        """Returns the ordinal of the first term that is not before `term`, n_terms if there is none."""
        found: int = self._list.blocks.seek_ceil(term)
        return found

    def prefix_range(self, prefix: bytes) -> tuple[int, int]:
        """Returns the ordinals [low, high) of the terms that start with `prefix`."""
        low = self.seek_ceil(prefix)
        stem = prefix.rstrip(b"\xff")
        return low, self.seek_ceil(stem[:-1] + bytes([stem[-1] + 1])) if stem else self.n_terms

    def term(self, ord: int) -> bytes:
        """Returns the term of an ordinal in [0, n_terms)."""
        return self._list.get(ord)

    def terms(self, ords: NDArray[np.integer] | Sequence[int]) -> list[bytes]:
        """Returns the terms of some ordinals."""
        return self._list.get_many(ords)

    def strings(self) -> ByteStrings:
        """Returns all terms."""
        return self._list.strings()

    @cached_property
    def _decoded(self) -> ByteStrings:
        return self._list.strings()
