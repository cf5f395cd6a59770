"""Passages: the pieces of a text around what is marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from findling.kernels.text.passages import find_passages
from findling.search.highlight.found.match import SortedMatches


@dataclass(slots=True)
class Passage:
    """A piece of a text, [start, end), and what is marked in it: start and end of each, in order."""

    start: int
    end: int
    matches: Sequence[tuple[int, int]] = ()
    score: float = 0.0


def best_passages(matches: SortedMatches, breaks: Any, n: int, most: int) -> list[Passage]:
    """Returns the best passages of a text, in their order.

    matches: none that is over the end of the text; breaks: kernels.text.breaks.Breaks; n: length of the text
    most: how many passages, none if that is not positive
    """
    n_matches, n_terms = len(matches.starts), len(matches.frequencies)
    found, scores = np.empty((n_matches, 3), np.int32), np.empty(n_matches, np.float32)
    weights, counts = np.empty(n_terms, np.float32), np.zeros(n_terms, np.int32)
    rows = (matches.starts, matches.ends, matches.terms, matches.frequencies)
    count = find_passages(breaks, n, *rows, weights, counts, found, scores)
    # of passages with equal scores the later ones, as in Lucene's queue
    order = np.lexsort((found[:count, 0], scores[:count]))
    chosen = np.sort(order[max(count - max(most, 0), 0) :]).tolist()
    return [_passage(matches, found, scores, number) for number in chosen]


def _passage(matches: SortedMatches, found: Any, scores: Any, number: int) -> Passage:
    start, end, last = found[number].tolist()
    own = slice(int(found[number - 1, 2]) if number else 0, last)
    marked = list(zip(matches.starts[own].tolist(), matches.ends[own].tolist(), strict=True))
    return Passage(start, end, marked, float(scores[number]))
