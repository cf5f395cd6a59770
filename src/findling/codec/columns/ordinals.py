"""Ordinal doc values: the terms of one field by document, as ordinals into a sorted term dictionary.

    <field>/ordinals         narrow uint: (max_doc,) ordinal + 1, 0 for none; or (n_values,) ordinals, if any document
                             has several, increasing and distinct within each document
    <field>/ordinals.starts  (max_doc + 1,) int32, only if any document has several

The dictionary is that of the field's postings; a field without postings has one of its own. A column in which every
document has one term at most, and every term one document, is left out if the field has postings: they say the same.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from findling.base.runs import distinct
from findling.codec.bitmap import Bitmap
from findling.codec.columns.gather import gather_values
from findling.codec.narrow import narrow_unsigned
from findling.codec.postings.terms import TermDictionary
from findling.codec.segment import Segment, SegmentWriter


def write_ordinals(
    writer: SegmentWriter,
    field: str,
    max_doc: int,
    docs: NDArray[np.int32],
    ords: NDArray[np.int32],
    n_indexed: int | None = None,
) -> None:
    """Writes a column.

    docs: (n,) int32, non-decreasing; ords: (n,) int32, any order; repeats within a document are dropped
    n_indexed: number of terms, all of which occur, if the field has postings
    """
    if (docs[1:] == docs[:-1]).any():
        pairs = distinct(docs.astype(np.int64) << 32 | ords)
        docs, ords = (pairs >> 32).astype(np.int32), (pairs & 0xFFFFFFFF).astype(np.int32)
    several = bool((docs[1:] == docs[:-1]).any())
    if len(ords) == n_indexed and not several:
        return
    if several:
        starts = np.zeros(max_doc + 1, np.int32)
        np.cumsum(np.bincount(docs, minlength=max_doc), out=starts[1:])
        writer.add(f"{field}/ordinals", narrow_unsigned(ords))
        writer.add(f"{field}/ordinals.starts", starts)
        return
    dense = np.zeros(max_doc, np.int64)
    dense[docs] = ords.astype(np.int64) + 1
    writer.add(f"{field}/ordinals", narrow_unsigned(dense))


def compact_ordinals(ords: NDArray[np.int32], n_terms: int) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Returns the ordinals that occur, increasing, and `ords` renumbered to count only those.

    ords: (n,) int32 in [0, n_terms)
    """
    used = np.zeros(n_terms, np.bool_)
    used[ords] = True
    numbers = np.cumsum(used, dtype=np.int32) - np.int32(1)
    return np.flatnonzero(used), numbers[ords]


def _places(numbers: NDArray[np.integer]) -> NDArray[np.int32]:
    return np.flatnonzero(numbers).astype(np.int32)


@dataclass(frozen=True, slots=True, weakref_slot=True)
class OrdinalColumn:
    """The ordinals of one field in one segment.

    ords: (max_doc,) narrow uint, ordinal + 1, 0 where a document has none, if starts is None; else (n_values,), the
    ordinals themselves, document after document
    starts: (max_doc + 1,) int32, first value of each document; None if none has several
    dictionary: the terms, sorted
    """

    ords: NDArray[np.unsignedinteger]
    starts: NDArray[np.int32] | None
    dictionary: TermDictionary
    presence: Bitmap | None

    @classmethod
    def open(cls, segment: Segment, field: str, dictionary: TermDictionary, presence: Bitmap | None) -> "OrdinalColumn":
        """Returns the column that write_ordinals wrote."""
        return cls(segment.array(f"{field}/ordinals"), segment.get(f"{field}/ordinals.starts"), dictionary, presence)

    @classmethod
    def of_unique(
        cls, docs: NDArray[np.int32], max_doc: int, dictionary: TermDictionary, presence: Bitmap | None
    ) -> "OrdinalColumn":
        """Returns the column that write_ordinals left out; docs: (n_terms,) int32, the document of each term."""
        numbers = narrow_unsigned(np.arange(1, len(docs) + 1))
        ords = np.zeros(max_doc, numbers.dtype)
        ords[docs] = numbers
        return cls(ords, None, dictionary, presence)

    @property
    def nbytes(self) -> int:
        """The size of the ordinals, without the dictionary."""
        return self.ords.nbytes + (0 if self.starts is None else self.starts.nbytes)

    def restricted(self, low: int, high: int) -> "OrdinalColumn":
        """Returns the column with the ordinals in [low, high) alone."""
        if self.starts is None:
            ords = np.where((self.ords > low) & (self.ords <= high), self.ords, 0).astype(self.ords.dtype)
            return OrdinalColumn(ords, None, self.dictionary, Bitmap.from_docs(_places(ords), len(ords)))
        kept = (self.ords >= low) & (self.ords < high)
        starts = np.concatenate(([0], np.cumsum(kept)))[self.starts].astype(np.int32)
        presence = Bitmap.from_docs(_places(np.diff(starts)), len(starts) - 1)
        return OrdinalColumn(self.ords[kept], starts, self.dictionary, presence)

    def values(self, docs: NDArray[np.int32]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Returns all ordinals of some documents, and for each the index in `docs` of the document that has it.

        docs: (n,) int32; ords and owners: (n_found,) int32; owners non-decreasing, ordinals increasing within a
            document
        """
        if self.starts is not None:
            ords, owners = gather_values(self.starts, self.ords, docs)
            return ords.astype(np.int32), owners
        found = self.ords[docs].astype(np.int32)
        if self.presence is None:
            return found - 1, np.arange(len(docs), dtype=np.int32)
        owners = np.flatnonzero(found).astype(np.int32)
        return found[owners] - 1, owners

    def single(self, docs: NDArray[np.int32], last: bool = False) -> NDArray[np.int32]:
        """Returns one ordinal per document, its smallest (or largest), -1 where it has none: (n,) int32."""
        if self.starts is None:
            return self.ords[docs].astype(np.int32) - 1
        first, end = self.starts[docs], self.starts[docs + 1]
        out = np.full(len(docs), -1, np.int32)
        found = first < end
        out[found] = self.ords[(end - 1 if last else first)[found]]
        return out
