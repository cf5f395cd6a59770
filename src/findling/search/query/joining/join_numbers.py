"""JoinNumbers: one numbering of the ids of a join over all segments of a shard, carried on from snapshot to snapshot.

Global ordinals are sorted, so that every new segment renumbers them all. A join only has to know which ids are the
same: here a new segment's ids are looked up among those that have a number, and get the next numbers if they have none.
"""

from __future__ import annotations

import threading
import weakref
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from findling.search.global_ordinals import GlobalOrdinals
from findling.search.snapshot_memo import remembered

if TYPE_CHECKING:
    from findling.codec.postings.terms import TermDictionary
    from findling.codec.segment_reader import SegmentReader
    from findling.index.searcher import Searcher
    from findling.search.context import SegmentContext
    from findling.search.doc_set import Docs

Numbers = NDArray[np.int32]

# looking ids up one by one is slower than merging dictionaries, so many times
_LOOKUP_COST: Final = 8


@dataclass(frozen=True, slots=True)
class JoinNumbers:
    """The numbering of one field's ids in one snapshot.

    maps: for each segment (n_terms,) int32, the number of each ordinal; None where it has none of the field
    bound: greater than all numbers
    """

    field: str
    maps: tuple[Numbers | None, ...]
    bound: int

    def of_docs(self, segment: SegmentContext, docs: Docs) -> tuple[Docs, Numbers]:
        """Returns those of some documents that have an id, and its number: two of (n,) int32."""
        numbers, column = self.maps[segment.ord], segment.reader.ordinals(self.field)
        if numbers is None or column is None:
            return np.empty(0, np.int32), np.empty(0, np.int32)
        ords = column.single(docs)
        present = ords >= 0
        if not present.all():
            docs, ords = docs[present], ords[present]
        return docs, numbers[ords]


class _Numbering:
    """The numbers of a shard's segments; thread-safe. A map never changes: older snapshots go on with theirs."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._maps: weakref.WeakKeyDictionary[SegmentReader, Numbers] = weakref.WeakKeyDictionary()
        self._bound = 0

    def of(self, field: str, readers: Sequence[SegmentReader]) -> JoinNumbers:
        """Returns the numbering of a snapshot with these segments."""
        dictionaries = {
            reader: column.dictionary for reader in readers if (column := reader.ordinals(field)) is not None
        }
        with self._lock:
            self._extend(dictionaries)
            return JoinNumbers(field, tuple([self._maps.get(reader) for reader in readers]), self._bound)

    def _extend(self, dictionaries: dict[SegmentReader, TermDictionary]) -> None:
        missing = [reader for reader in dictionaries if reader not in self._maps]
        n_missing = sum(len(dictionaries[reader]) for reader in missing)
        n_terms = sum(map(len, dictionaries.values()))
        if n_missing * _LOOKUP_COST > n_terms or self._bound > 2 * n_terms:
            self._number_all(dictionaries)
            return
        for reader in missing:
            known = [other for other in dictionaries if other in self._maps]
            self._maps[reader] = self._numbered(dictionaries[reader], [(dictionaries[o], self._maps[o]) for o in known])

    def _number_all(self, dictionaries: dict[SegmentReader, TermDictionary]) -> None:
        """Numbers all ids anew, in their order."""
        merged = GlobalOrdinals(list(dictionaries.values()))
        self._maps = weakref.WeakKeyDictionary()
        for place, (reader, dictionary) in enumerate(dictionaries.items()):
            self._maps[reader] = merged.to_global(place, np.arange(len(dictionary), dtype=np.int32))
        self._bound = merged.n_terms

    def _numbered(self, dictionary: TermDictionary, known: list[tuple[TermDictionary, Numbers]]) -> Numbers:
        """Returns the numbers of a segment's ids: those they have in other segments, or new ones."""
        terms = dictionary.terms(np.arange(len(dictionary)))
        numbers = np.full(len(terms), -1, np.int32)
        for other, given in known:
            ords = other.lookup_many(terms)
            found = ords >= 0
            numbers[found] = given[ords[found]]
        new = np.flatnonzero(numbers < 0)
        numbers[new] = np.arange(self._bound, self._bound + len(new), dtype=np.int32)
        self._bound += len(new)
        return numbers


def join_numbers(searcher: Searcher, field: str) -> JoinNumbers:
    """Returns the numbering of a join's ids in a snapshot, made at first use from that of the snapshots before."""

    def make() -> JoinNumbers:
        numbering: _Numbering = searcher.kept.setdefault(("join numbers", field), _Numbering())
        return numbering.of(field, [view.reader for view in searcher.segments])

    return remembered(searcher, ("join numbers", field), make)
