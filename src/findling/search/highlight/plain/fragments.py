"""Cuts a text into fragments with tags around what counts, and scores them. Source: Lucene's Highlighter."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from findling.kernels.text import fragments as kernel
from findling.search.highlight.encoders import Encoder
from findling.search.highlight.plain.weighted_terms import WeightedTerms
from findling.search.highlight.text.field_text import AnalyzedText, Ints


@dataclass(frozen=True, slots=True)
class Fragmenter:
    """Where fragments begin.

    kind: WHOLE, SIMPLE or SPANS; size: after how many units; least_rest: how short the last one must not be
    Source: SimpleFragmenter and SimpleSpanFragmenter of Lucene.
    """

    kind: int
    size: int
    least_rest: int

    @classmethod
    def of(cls, name: str | None, size: int) -> Fragmenter:
        """Returns the fragmenter of a name, that for spans by default."""
        # as Java shifts a negative size
        return cls(kernel.SIMPLE if name == "simple" else kernel.SPANS, size, (size & 0xFFFFFFFF) >> 1)


WHOLE_TEXT = Fragmenter(kernel.WHOLE, 0, 0)


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of a text, [start, end).

    number: its place in the text; pieces: start, end and whether it is marked of what is written by itself
    """

    number: int
    start: int
    end: int
    score: float
    pieces: tuple[tuple[int, int, int], ...]

    def write(self, content: str, tags: tuple[str, str], encode: Encoder) -> str:
        """Returns the text with tags around what is marked."""
        written: list[str] = []
        at = self.start
        for start, end, marked in self.pieces:
            if start > at:
                written.append(encode(content[at:start]))
            text = encode(content[start:end])
            written.append(f"{tags[0]}{text}{tags[1]}" if marked else text)
            at = max(end, at)
        written.append(encode(content[at : self.end]))
        return "".join(written)


def best_fragments(text: AnalyzedText, terms: WeightedTerms, fragmenter: Fragmenter, most: int) -> list[Fragment]:
    """Returns those fragments of a text in which something counts, the best of them, in their order."""
    n_tokens = len(text.tokens.starts)
    fragments, pieces = np.empty((n_tokens + 1, 2), np.int32), np.empty((n_tokens, 3), np.int32)
    scores = np.empty(n_tokens + 1)
    walk = kernel.Fragmenter(fragmenter.kind, fragmenter.size, fragmenter.least_rest, len(text.content))
    seen = np.full(len(terms), -1, np.int64)
    tokens = _tokens(text, terms)
    n = kernel.find_fragments(walk, _counted(terms), tokens, seen, fragments, scores, pieces)
    best = np.argsort(-scores[:n], kind="stable")[:most]
    best = np.sort(best[scores[best] > 0])
    return [_fragment(number, fragments, scores, pieces) for number in best.tolist()]


def _fragment(number: int, fragments: Ints, scores: Any, pieces: Ints) -> Fragment:
    start, first = fragments[number - 1].tolist() if number else (0, 0)
    end, last = fragments[number].tolist()
    own = tuple(tuple(piece) for piece in pieces[first:last].tolist())
    return Fragment(number, start, end, float(scores[number]), own)


def _tokens(text: AnalyzedText, terms: Iterable[bytes]) -> Ints:
    """Returns number of the term that counts or -1, position, start and end of each token, (4, n_tokens)."""
    tokens = text.tokens
    counted = np.full(len(tokens.terms), -1, np.int32)
    for number, term in enumerate(terms):
        known = text.number(term)
        if known is not None:
            counted[known] = number
    return np.stack((counted[tokens.term_ids], tokens.positions, tokens.starts, tokens.ends))


def _counted(terms: WeightedTerms) -> Any:
    """Returns the terms as the kernel takes them."""
    weighed = terms.values()
    weights = np.array([term.weight for term in weighed], np.float64)
    placed = np.array([term.placed for term in weighed], np.uint8)
    starts = np.cumsum([0, *(len(term.spans) for term in weighed)]).astype(np.int32)
    spans = np.array([span for term in weighed for span in term.spans], np.int32).reshape(-1, 2)
    return kernel.CountedTerms(weights, placed, starts, spans)
