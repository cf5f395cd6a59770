"""Scores by scripts of the index settings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from findling.base.field_lengths import FIELD_LENGTHS
from findling.mapping.scripted_similarity import BoundScript, Scripted
from findling.script.contexts.similarity import FieldPart, QueryPart, TermPart
from findling.search.explanation import Explanation
from findling.search.similarities.term_statistics import TermStatistics

# the norm of a field without norms: length 1
_NO_NORM: Final = 1


class ScriptedScorer:
    """The scorer of one term, or of the terms of a phrase, whose scores are added up."""

    def __init__(self, model: Scripted, statistics: Sequence[TermStatistics]) -> None:
        self._scripts = [_bound(model, stats) for stats in statistics]

    def score(self, freqs: NDArray[np.generic], norms: NDArray[np.uint8] | None) -> NDArray[np.float32]:
        """Returns the score of each document; arguments as for SimScorer.

        The script is asked once for documents of equal frequency and length.
        """
        pairs = np.zeros(len(freqs), [("freq", np.float32), ("norm", np.uint8)])
        pairs["freq"], pairs["norm"] = freqs, _NO_NORM if norms is None else norms
        distinct, places = np.unique(pairs, return_inverse=True)
        scores = [self._score(float(freq), int(FIELD_LENGTHS[norm])) for freq, norm in distinct.tolist()]
        found: NDArray[np.float32] = np.array(scores, np.float32)[places]
        return found

    def _score(self, freq: float, length: int) -> float:
        return sum(script.score(freq, length) for script in self._scripts)

    def explain(self, freq: float, norm: int | None, freq_name: str, with_value: bool = False) -> Explanation:
        """Returns the tree of one document's score; arguments as for SimScorer."""
        length = int(FIELD_LENGTHS[_NO_NORM if norm is None else norm])
        parts = [_explained(script, float(freq), length) for script in self._scripts]
        if len(parts) == 1:
            return parts[0]
        return Explanation.match(self._score(freq, length), "Sum of:", parts)


def _bound(model: Scripted, stats: TermStatistics) -> BoundScript:
    return model.bind(
        QueryPart(stats.boost),
        FieldPart(stats.n_docs, stats.n_terms, stats.n_tokens),
        TermPart(stats.doc_freq, stats.total_term_freq),
    )


def _explained(script: BoundScript, freq: float, length: int) -> Explanation:
    details = [Explanation.match(value, name) for name, value in script.parts(freq, length)]
    return Explanation.match(script.score(freq, length), script.summary, details)
