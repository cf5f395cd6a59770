"""BM25 as Elasticsearch computes it, to float precision.

Mirrors Lucene's LegacyBM25Similarity (the factor k1 + 1 is kept): with freq f, field length dl (as decoded from one
byte), average length avgdl, score = w - w / (1 + f * inverse), w = boost * (k1 + 1) * idf, inverse = 1 / (k1 * (1 - b
+ b * dl / avgdl)). All of it in float32 and in this order, only the logarithm and the average are computed in double
and rounded.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from findling.base.field_lengths import FIELD_LENGTHS
from findling.mapping.similarity import DEFAULT, Similarity
from findling.search.explanation import Explanation, shortest_float
from findling.search.statistics import FieldStatistics

# lengths below this one are encoded exactly
_EXACT_NORM: Final = 39
# the norm of a field without norms: length 1
_NO_NORM: Final = 1

_ONE: Final = np.float32(1)

Float32s = NDArray[np.float32]


def idf(doc_freq: int, doc_count: int) -> np.float32:
    """Returns the inverse document frequency of a term."""
    return np.float32(math.log(1 + (doc_count - doc_freq + 0.5) / (doc_freq + 0.5)))


@lru_cache(maxsize=256)
def inverse_norms(k1: float, b: float, average_length: float) -> Float32s:
    """Returns 1 / (k1 * (1 - b + b * length / average_length)) by norm, (256,) float32, read-only."""
    factor, share, one = np.float32(k1), np.float32(b), np.float32(1)
    lengths = FIELD_LENGTHS.astype(np.float32)
    with np.errstate(divide="ignore"):  # k1 = 0: frequencies do not count
        inverse: Float32s = one / (factor * ((one - share) + share * lengths / np.float32(average_length)))
    inverse.flags.writeable = False
    return inverse


@lru_cache(maxsize=64)
def _gain(k1: float) -> np.float32:
    """Returns the factor k1 + 1."""
    return _ONE + np.float32(k1)


class Bm25:
    """The scorer of one term, or of several terms taken as one (phrase: idf is their sum).

    doc_freqs: documents with the term, one number per term
    similarity: the field's; the boolean one gives every match the boost
    """

    def __init__(
        self, boost: float, doc_freqs: Sequence[int], field: FieldStatistics, similarity: Similarity = DEFAULT
    ) -> None:
        self.similarity = similarity
        self.doc_freqs = doc_freqs
        self.doc_count = field.doc_count
        # fields without frequencies and doc_freq overridden by a blend may exceed doc_count: Lucene asserts, we clamp
        count = field.doc_count
        first, *others = doc_freqs or (count,)
        self._idfs = [idf(first if first < count else count, count)]
        self.idf = self._idfs[0]
        if others:
            self._idfs += [idf(min(n, count), count) for n in others]
            self.idf = np.float32(sum([float(part) for part in self._idfs]))
        self.boost = np.float32(boost) * _gain(similarity.k1) if similarity.has_gain else np.float32(boost)
        self.weight: np.float32 = self.boost * self.idf
        self.average_length = field.average_length
        self.inverse_norms = inverse_norms(similarity.k1, similarity.b, self.average_length)
        if similarity.kind == "boolean":
            # weight - weight / (1 + freq * inf) is the weight
            self.weight, self.inverse_norms = np.float32(boost), np.full(256, np.inf, np.float32)

    def score(self, freqs: NDArray[np.generic], norms: NDArray[np.uint8] | None) -> Float32s:
        """Returns the score of each document.

        freqs: (n,) term or phrase frequencies; norms: (n,) uint8 of the same documents, None if the field has none
        """
        inverse = self.inverse_norms[_NO_NORM] if norms is None else self.inverse_norms[norms]
        scores: Float32s = self.weight - self.weight / (np.float32(1) + freqs.astype(np.float32) * inverse)
        return scores

    def explain(self, freq: float, norm: int | None, freq_name: str, with_value: bool = False) -> Explanation:
        """Returns the tree of one document's score, as Lucene's BM25Scorer.explain words it."""
        norms = None if norm is None else np.array([norm], np.uint8)
        score = float(self.score(np.array([freq], np.float32), norms)[0])
        if self.similarity.kind == "boolean":
            return Explanation.match(
                score, "score(BooleanWeight), computed from:", [Explanation.match(score, "boost, query boost")]
            )
        shown = shortest_float(freq)
        freq_part = Explanation.match(shown, f"{freq_name}={shown}" if with_value else freq_name)
        parts = [self._explain_idf(), self._explain_tf(freq_part, norm)]
        if self.boost != 1:
            parts.insert(0, Explanation.match(float(self.boost), "boost"))
        return Explanation.match(score, f"score(freq={shown}), computed as boost * idf * tf from:", parts)

    def _explain_idf(self) -> Explanation:
        parts = [self._explain_one_idf(n, part) for n, part in zip(self.doc_freqs, self._idfs, strict=True)]
        return parts[0] if len(parts) == 1 else Explanation.match(float(self.idf), "idf, sum of:", parts)

    def _explain_one_idf(self, doc_freq: int, value: np.float32) -> Explanation:
        details = [
            Explanation.match(doc_freq, "n, number of documents containing term"),
            Explanation.match(self.doc_count, "N, total number of documents with field"),
        ]
        return Explanation.match(float(value), "idf, computed as log(1 + (N - n + 0.5) / (n + 0.5)) from:", details)

    def _explain_tf(self, freq: Explanation, norm: int | None) -> Explanation:
        byte = _NO_NORM if norm is None else norm
        inverse = self.inverse_norms[byte]
        tf = np.float32(1) - np.float32(1) / (np.float32(1) + np.float32(freq.value) * inverse)
        details = [freq, Explanation.match(np.float32(self.similarity.k1).item(), "k1, term saturation parameter")]
        details.append(Explanation.match(self.similarity.b, "b, length normalization parameter"))
        length_text = "dl, length of field" + (" (approximate)" if byte > _EXACT_NORM else "")
        details.append(Explanation.match(float(FIELD_LENGTHS[byte]), length_text))
        details.append(Explanation.match(float(self.average_length), "avgdl, average length of field"))
        return Explanation.match(
            float(tf), "tf, computed as freq / (freq + k1 * (1 - b + b * dl / avgdl)) from:", details
        )
