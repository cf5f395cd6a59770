"""The best phrases that can be made of the candidates of each word. Source: CandidateScorer."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import exp, floor, inf
from typing import Final

from findling.base.errors import IllegalArgumentError
from findling.search.suggest.phrases.candidate import Candidate, CandidateSet

# logarithm of how likely the last word of a path is there
Score = Callable[[tuple[Candidate, ...]], float]
_MOST_PHRASES: Final = 200_000
_CHECKED: Final = 1_024
_REACH: Final = 3


@dataclass(frozen=True, slots=True)
class Correction:
    """A phrase and how good it is. Less: worse, or of the same score and later in the order of its words."""

    score: float
    words: tuple[Candidate, ...]

    def __lt__(self, other: Correction) -> bool:
        if self.score != other.score:
            return self.score < other.score
        return [word.term for word in self.words] > [word.term for word in other.words]

    def text(self, pre_tag: str | None = None, post_tag: str | None = None) -> str:
        """Returns the phrase. pre_tag, post_tag: stand around words that are not those of the text"""
        parts = []
        for place, word in enumerate(self.words):
            text = word.text
            if pre_tag is not None and not word.is_input:
                if place == 0 or self.words[place - 1].is_input:
                    text = pre_tag + text
                if place == len(self.words) - 1 or self.words[place + 1].is_input:
                    text += post_tag or ""
            parts.append(text)
        return " ".join(parts)


class Phrases:
    """All phrases of some places, scored word by word; what was scored once is remembered.

    check: raises if the search is cancelled
    """

    def __init__(self, places: Sequence[CandidateSet], score: Score, check: Callable[[], None]) -> None:
        self._places = places
        self._score = score
        self._check = check
        self._known: dict[tuple[int, tuple[int, ...]], float] = {}

    def original(self) -> float:
        """Returns the score of the text as it is."""
        words = tuple(place.original for place in self._places)
        return exp(sum(self._score(words[: at + 1]) for at in range(len(words))))

    def best(self, n: int, max_errors: float, cutoff: float) -> list[Correction]:
        """Returns the `n` best phrases that score more than `cutoff`, the best first.

        max_errors: words that may be changed, at least one; below 1 a share of the words
        """
        most = len(self._places)
        errors = int(min(max_errors, most)) if max_errors >= 1 else floor(max_errors * most + 0.5)
        found: list[Correction] = []
        for number, (score, words) in enumerate(self._walk(max(1, errors)), 1):
            if number % _CHECKED == 0:
                self._check()
            if number > _MOST_PHRASES:
                raise IllegalArgumentError(
                    f"the phrase has more than {_MOST_PHRASES} corrections: lower [max_errors], [token_limit] or sizes"
                )
            likely = exp(score) if score > -inf else 0.0
            if likely > cutoff:
                _offer(found, Correction(likely, words), n)
        return sorted(found, reverse=True)

    def _walk(self, errors: int) -> Iterator[tuple[float, tuple[Candidate, ...]]]:
        """Yields all phrases with the logarithms of their scores."""
        # words so far, errors left, score so far; the last of the list is gone on with
        open_: list[tuple[tuple[Candidate, ...], int, float]] = [((), errors, 0.0)]
        while open_:
            words, left, score = open_.pop()
            if len(words) == len(self._places):
                yield score, words
                continue
            place = self._places[len(words)]
            following = [((*words, place.original), left)]
            if left > 0:
                following += [((*words, candidate), left - 1) for candidate in place.candidates]
            open_ += [(path, rest, score + self._of_last(path)) for path, rest in reversed(following)]

    def _of_last(self, path: tuple[Candidate, ...]) -> float:
        key = len(path), tuple([id(word) for word in path[-_REACH:]])
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._score(path)
        return found


def _offer(found: list[Correction], correction: Correction, n: int) -> None:
    """Keeps the `n` greatest."""
    if len(found) < n:
        heapq.heappush(found, correction)
    elif found[0] < correction:
        heapq.heapreplace(found, correction)
