"""The positions of a leaf's terms in the documents of a segment."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from findling.base.runs import distinct
from findling.base.work.current import checked
from findling.kernels.search.cursor import ScoredTerm
from findling.kernels.search.phrase_search import positions_of, positions_of_any
from findling.search.doc_set import Docs, DocSet
from findling.search.query.primitive.scored_term import scored_term
from findling.search.query.primitive.term_weight import docs_of_ords

if TYPE_CHECKING:
    from findling.codec.postings.postings import TermsReader
    from findling.search.context import SegmentContext

Ints = NDArray[np.int32]

# more terms than this are read whole once, not document by document
_MANY_TERMS: Final = 16
_NONE: Final = np.empty(0, np.int32)


@dataclass(frozen=True, slots=True)
class Positions:
    """Positions in some documents, one document after the other.

    freqs: (n_docs,) how many are in each; positions: (sum of freqs,) int32, increasing within a document
    ends, gaps: (sum of freqs,) int32, where the leaf stands for intervals; None: an interval is one position
    """

    freqs: NDArray[np.integer]
    positions: Ints
    ends: Ints | None = None
    gaps: Ints | None = None


class LeafPositions(ABC):
    """What a tree reads of one leaf.

    n_terms: how many terms it stands for
    """

    n_terms: int = 1

    @abstractmethod
    def docs(self) -> DocSet:
        """Returns the documents with any of the terms."""

    @abstractmethod
    def read(self, docs: Docs) -> Positions:
        """Returns the positions in `docs`: (n,) int32, increasing; never before those read last."""

    def term(self) -> ScoredTerm | None:
        """Returns the term if there is just one."""
        return None


class NoPositions(LeafPositions):
    """A leaf without terms in the segment."""

    def __init__(self, segment: SegmentContext) -> None:
        self._docs = DocSet.empty(segment.max_doc)

    def docs(self) -> DocSet:
        return self._docs

    def read(self, docs: Docs) -> Positions:
        return Positions(np.zeros(len(docs), np.int64), _NONE)


class TermPositions(LeafPositions):
    """A leaf of one term."""

    def __init__(self, term: ScoredTerm) -> None:
        self._term = term

    def term(self) -> ScoredTerm:
        return self._term

    def docs(self) -> DocSet:
        raise AssertionError("documents of single terms are found together")

    def read(self, docs: Docs) -> Positions:
        return Positions(*positions_of(self._term, docs))


class FewPositions(LeafPositions):
    """A leaf of several terms, each looked up in the documents asked for."""

    def __init__(self, segment: SegmentContext, reader: TermsReader, ords: NDArray[np.int64], repeated: bool) -> None:
        self._docs = docs_of_ords(reader, ords, segment.max_doc)
        self._terms = [scored_term(reader, ord_) for ord_ in ords.tolist()]
        self._repeated = repeated

    def docs(self) -> DocSet:
        return self._docs

    def read(self, docs: Docs) -> Positions:
        return Positions(*positions_of_any(self._terms, docs, self._repeated))


class ManyPositions(LeafPositions):
    """A leaf of many terms: all their positions, sorted."""

    def __init__(self, segment: SegmentContext, reader: TermsReader, ords: NDArray[np.int64], repeated: bool) -> None:
        self._docs = docs_of_ords(reader, ords, segment.max_doc)
        self.n_terms = len(ords)
        keys = np.concatenate([_keys(reader, ord_) for ord_ in checked(ords.tolist(), 100)])
        # a document and a position in it
        self._keys = np.sort(keys) if repeated else distinct(keys)

    def docs(self) -> DocSet:
        return self._docs

    def read(self, docs: Docs) -> Positions:
        low = np.searchsorted(self._keys, docs.astype(np.int64) << 32)
        freqs = np.searchsorted(self._keys, (docs.astype(np.int64) + 1) << 32) - low
        places = np.repeat(low - np.cumsum(freqs) + freqs, freqs) + np.arange(int(freqs.sum()))
        return Positions(freqs, (self._keys[places] & 0xFFFFFFFF).astype(np.int32))


class FoundPositions(LeafPositions):
    """A leaf that stands for intervals found before.

    docs: (n,) int32, increasing; counts: (n,) how many intervals each has; start, end, gaps: of all, int32
    """

    def __init__(
        self, segment: SegmentContext, docs: Docs, counts: NDArray[np.int64], start: Ints, end: Ints, gaps: Ints
    ) -> None:
        self._docs = DocSet.from_docs(docs, segment.max_doc)
        self._counts, self._start, self._end, self._gaps = counts, start, end, gaps
        self._first = np.cumsum(counts) - counts

    def docs(self) -> DocSet:
        return self._docs

    def read(self, docs: Docs) -> Positions:
        held = self._docs.docs()
        places = np.minimum(np.searchsorted(held, docs), max(len(held) - 1, 0))
        has = held[places] == docs if len(held) else np.zeros(len(docs), np.bool_)
        freqs = np.where(has, self._counts[places], 0) if len(held) else np.zeros(len(docs), np.int64)
        first = self._first[places] if len(held) else freqs
        at = np.repeat(first - np.cumsum(freqs) + freqs, freqs) + np.arange(int(freqs.sum()))
        return Positions(freqs, self._start[at], self._end[at], self._gaps[at])


def _keys(reader: TermsReader, ord_: int) -> NDArray[np.int64]:
    docs, freqs, positions = reader.postings(ord_).docs_freqs_positions()
    return np.repeat(docs.astype(np.int64) << 32, freqs) | positions


def term_positions(
    segment: SegmentContext, field: str, ords: range | NDArray[np.int64], repeated: bool = False
) -> LeafPositions:
    """Returns how the positions of some terms, taken as one, are read in a segment.

    ords: their ordinals, increasing
    repeated: whether a position where several of the terms stand counts several times
    """
    reader = segment.reader.terms(field)
    if reader is None or not reader.has_positions or len(ords) == 0:
        return NoPositions(segment)
    if len(ords) == 1:
        return TermPositions(scored_term(reader, int(ords[0])))
    kind = FewPositions if len(ords) <= _MANY_TERMS else ManyPositions
    return kind(segment, reader, np.asarray(ords, np.int64), repeated)
