"""Documents that may have a place: a conjunction that is carried out when all of its parts are known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from findling.kernels.search.cursor import ScoredTerm
from findling.kernels.search.intersection import intersect_terms
from findling.search.doc_set import Docs, DocSet, intersection, union
from findling.search.query.positions.leaf_positions import LeafPositions


@dataclass(frozen=True, slots=True)
class Candidates:
    """The documents that have all of the terms and are in all of the sets; all there are without both."""

    terms: tuple[ScoredTerm, ...] = ()
    sets: tuple[DocSet, ...] = ()

    @classmethod
    def of(cls, leaf: LeafPositions) -> Candidates:
        """Returns the documents of a leaf."""
        term = leaf.term()
        return cls(sets=(leaf.docs(),)) if term is None else cls(terms=(term,))

    def docs(self, size: int) -> Docs:
        """Returns the documents of a segment of `size`, (n,) int32, increasing."""
        if not self.terms:
            return intersection(self.sets).docs() if self.sets else np.arange(size, dtype=np.int32)
        out = np.empty(min(term.doc_freq for term in self.terms), np.int32)
        docs = out[: intersect_terms(list(self.terms), out)]
        for members in self.sets:
            docs = docs[members.contains(docs)]
        return docs


def in_all(parts: Sequence[Candidates]) -> Candidates:
    """Returns the documents of all parts."""
    terms = {(id(term.field), term.first_block): term for part in parts for term in part.terms}
    return Candidates(tuple(terms.values()), tuple(members for part in parts for members in part.sets))


def in_any(parts: Sequence[Candidates], size: int) -> Candidates:
    """Returns the documents of any part."""
    return Candidates(sets=(union([DocSet.from_docs(part.docs(size), size) for part in parts], size),))
