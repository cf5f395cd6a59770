"""Hands one term's postings to the search kernels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from findling.kernels.search.cursor import ScoredTerm
from findling.search.similarities.sim_scorer import SimScorer
from findling.search.similarity import Bm25

if TYPE_CHECKING:
    from findling.codec.postings.postings import TermsReader

NO_NORMS: Final = np.ones(256, np.float32)


def scored_term(terms: TermsReader, ord_: int, similarity: SimScorer | None = None) -> ScoredTerm:
    """Returns what the kernels need of one term in a segment.

    similarity: None where only documents and positions are wanted; the kernels cannot score by any other than BM25
    """
    if not isinstance(similarity, Bm25):
        return terms.scored_term(ord_, 0.0, NO_NORMS)
    return terms.scored_term(ord_, float(similarity.weight), similarity.inverse_norms)
