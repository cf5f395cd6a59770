"""Global ordinals: one numbering of a field's terms over all segments of a searcher."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from findling.base.work.current import kept
from findling.kernels.columns import value_hashes
from findling.kernels.text import dictionaries
from findling.search.partition_hashes import hashes_of_terms
from findling.search.snapshot_memo import remembered

if TYPE_CHECKING:
    from findling.codec.postings.terms import TermDictionary
    from findling.index.searcher import Searcher

_BYTES_PER_TERM: Final = 12
Strings = tuple[NDArray[np.uint8], NDArray[np.int64], NDArray[np.int64]]


class GlobalOrdinals:
    """The distinct terms of several dictionaries in sorted order.

    n_terms: their number; dictionaries: as given
    maps: for each dictionary (n_terms of it,) int32: segment ordinal -> global ordinal, increasing; None: equal
    """

    def __init__(self, dictionaries_: Sequence[TermDictionary | None]) -> None:
        self.dictionaries = list(dictionaries_)
        self.maps: list[NDArray[np.int32] | None] = [None] * len(self.dictionaries)
        present = [i for i, dictionary in enumerate(self.dictionaries) if dictionary is not None and len(dictionary)]
        self._present = present
        self._bounds = np.zeros(len(present) + 1, np.int64)
        np.cumsum([len(self._of(i)) for i in present], out=self._bounds[1:])
        self._first: NDArray[np.int64] | None = None
        if len(present) > 1:
            self._merge()
        else:
            self.n_terms = int(self._bounds[-1])

    def term(self, ord: int) -> bytes:
        """Returns the term of a global ordinal."""
        at = ord if self._first is None else int(self._first[ord])
        place = int(np.searchsorted(self._bounds, at, side="right")) - 1
        return self._of(self._present[place]).term(at - int(self._bounds[place]))

    def terms(self, ords: Sequence[int]) -> list[bytes]:
        """Returns the terms of global ordinals."""
        if self._first is None and self._present:
            return self._of(self._present[0]).terms(ords) if len(ords) else []
        return [self.term(ord) for ord in ords]

    def seek(self, term: bytes) -> tuple[int, bool]:
        """Returns the ordinal of the first term not before `term`, and whether it is that term."""
        low, high = 0, self.n_terms
        while low < high:
            middle = (low + high) >> 1
            if self.term(middle) < term:
                low = middle + 1
            else:
                high = middle
        return low, low < self.n_terms and self.term(low) == term

    def to_global(self, place: int, ords: NDArray[np.int32]) -> NDArray[np.int32]:
        """Returns the global ordinals of the ordinals of one dictionary."""
        mapping = self.maps[place]
        return ords if mapping is None else mapping[ords]

    def strings(self) -> Strings:
        """Returns all terms: bytes, and where each begins and ends in them, (n_terms,)."""
        blob, starts, ends = self._strings()
        return (blob, starts, ends) if self._first is None else (blob, starts[self._first], ends[self._first])

    @cached_property
    def hashes(self) -> NDArray[np.uint64]:
        """The hash of every term that distinct ones are counted by, (n_terms,), the same on every shard."""
        blob, starts, ends = self.strings()
        out = np.empty(self.n_terms, np.uint64)
        value_hashes.hash_terms(blob, starts, ends, out)
        return out

    @cached_property
    def partition_hashes(self) -> NDArray[np.int32]:
        """The hash of every term by which partitions are made, (n_terms,)."""
        return hashes_of_terms(*self.strings())

    @property
    def nbytes(self) -> int:
        """Bytes of memory that the numbering takes."""
        maps = sum(mapping.nbytes for mapping in self.maps if mapping is not None)
        return maps + (0 if self._first is None else self._first.nbytes)

    def _of(self, place: int) -> TermDictionary:
        dictionary = self.dictionaries[place]
        assert dictionary is not None
        return dictionary

    def _strings(self) -> Strings:
        """Returns the terms of all dictionaries one after the other: blob, starts and ends."""
        parts = [self._of(i) for i in self._present]
        if not parts:
            return np.zeros(1, np.uint8), np.empty(0, np.int64), np.empty(0, np.int64)
        bases = np.concatenate(([0], np.cumsum([len(part.blob) for part in parts])))[:-1].astype(np.int64)
        offsets = [part.offsets.astype(np.int64) + base for part, base in zip(parts, bases, strict=True)]
        blob = parts[0].blob if len(parts) == 1 else np.concatenate([part.blob for part in parts])
        starts = np.concatenate([offset[:-1] for offset in offsets])
        return blob, starts, np.concatenate([offset[1:] for offset in offsets])

    def _merge(self) -> None:
        blob, starts, ends = self._strings()
        n_dictionaries = len(self._present)
        numbers = np.empty(len(starts), np.int32)
        first = np.empty(len(starts), np.int64)
        scratch = np.empty(n_dictionaries, np.int64), np.empty(n_dictionaries, np.int64)
        self.n_terms = dictionaries.merge_dictionaries(blob, starts, ends, self._bounds, *scratch, numbers, first)
        self._first = first[: self.n_terms].copy()
        for place, low, high in zip(self._present, self._bounds[:-1], self._bounds[1:], strict=True):
            self.maps[place] = numbers[low:high].copy()


def global_ordinals(searcher: Searcher, field: str) -> GlobalOrdinals:
    """Returns the numbering of a field's terms in a searcher, made at first use and kept with the searcher."""

    def make() -> GlobalOrdinals:
        columns = [view.reader.ordinals(field) for view in searcher.segments]
        dictionaries_ = [None if column is None else column.dictionary for column in columns]
        sizes = [len(dictionary) for dictionary in dictionaries_ if dictionary is not None]
        # a number of each term, and where it comes first; nothing for one segment
        size = _BYTES_PER_TERM * sum(sizes) if len(sizes) > 1 else 0
        return kept(size, field, lambda: GlobalOrdinals(dictionaries_))

    return remembered(searcher, ("global ordinals", field), make)
