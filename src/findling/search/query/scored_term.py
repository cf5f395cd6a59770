"""Hands one term's postings to the search kernels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from findling.kernels.cursor import FieldPostings, ScoredTerm
from findling.search.similarity import Bm25

if TYPE_CHECKING:
    from findling.codec.postings import TermPostings

_NO_NORMS: Final = np.ones(256, np.float32)


def scored_term(
    postings: TermPostings, similarity: Bm25 | None = None, norms: NDArray[np.uint8] | None = None
) -> ScoredTerm:
    """Returns what the kernels need of one term in a segment.

    similarity: None where only documents and positions are wanted
    norms: (max_doc,) uint8 of the field, None if it has none
    """
    positions = None
    if postings.position_start is not None and postings.positions is not None:
        positions = (postings.position_start, postings.positions.words, postings.positions.word_start)
    field = FieldPostings(
        postings.words,
        postings.word_start,
        postings.last_doc,
        postings.impact_start,
        postings.impact_freq,
        postings.impact_norm,
        norms,
        positions,
    )
    return ScoredTerm(
        field,
        postings.first_block,
        postings.end_block,
        postings.doc_freq,
        0.0 if similarity is None else similarity.weight,
        _NO_NORMS if similarity is None else similarity.inverse_norms,
    )
