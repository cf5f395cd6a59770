"""What a model knows of one term in its field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from findling.search.explanation import Explanation

if TYPE_CHECKING:
    from findling.search.statistics import ShardStatistics

Doubles = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class TermStatistics:
    """Mirrors Lucene's BasicStats.

    total_term_freq: occurrences of the term; n_docs: documents with the field; n_tokens: all tokens of the field
    n_terms: terms of each document, added up over all documents
    """

    boost: float
    doc_freq: int
    total_term_freq: int
    n_docs: int
    n_tokens: int
    n_terms: int = 0

    @property
    def average_length(self) -> float:
        """Tokens per document that has the field."""
        return self.n_tokens / self.n_docs if self.n_docs else 1.0


class Formula(Protocol):
    """A model bound to one term.

    name: Lucene's name of the similarity; summary: how explanations say what is computed
    """

    name: str
    summary: str

    def scores(self, freqs: Doubles, lengths: Doubles) -> Doubles:
        """Returns the scores; freqs: (n,) float64; lengths: (n,) float64 field lengths."""
        ...

    def explain(self, freq: float, length: float) -> list[Explanation]:
        """Returns what one score was computed from."""
        ...


def statistics_of_terms(
    statistics: ShardStatistics, field: str, boost: float, terms: Sequence[bytes]
) -> list[TermStatistics]:
    """Returns the statistics of each of several terms."""
    return [
        term_statistics(
            statistics, field, boost, statistics.doc_freq(field, term), statistics.total_term_freq(field, term)
        )
        for term in terms
    ]


def term_statistics(
    statistics: ShardStatistics, field: str, boost: float, doc_freq: int, total_term_freq: int
) -> TermStatistics:
    """Returns the statistics of a term whose frequencies are given; blended ones may exceed those of the field."""
    of_field = statistics.field(field)
    doc_freq = min(doc_freq, of_field.doc_count)
    total = min(max(total_term_freq, doc_freq), of_field.sum_total_term_freq)
    return TermStatistics(
        float(np.float32(boost)),
        doc_freq,
        total,
        of_field.doc_count,
        of_field.sum_total_term_freq,
        of_field.sum_doc_freq,
    )
