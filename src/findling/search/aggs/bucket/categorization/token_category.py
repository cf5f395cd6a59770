"""A category of texts: the tokens of its first text, and which of them all its texts have."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np

Weights = Mapping[str, int]

_KEY_BYTES: Final = 10_000
_SPECIAL: Final = re.compile(r"([\\|()\[\]{}^$.+*?])")


class TokenCategory:
    """Tokens are texts; weights say how much they tell.

    number: in order of coming; tokens, weights: those of the first text; length: of the first text, in UTF-16 units;
    longest: the longest text; common: weights of the tokens that all texts have; count: of documents
    begin, end: tokens of the first text that all texts have in the same order
    """

    def __init__(
        self, number: int, tokens: Sequence[str], weights: Sequence[int], common: Weights, length: int, longest: int
    ) -> None:
        self.number = number
        self.tokens, self.weights = tokens, weights
        self.weight = sum(weights)
        self.length, self.longest = length, longest
        self.common = dict(common)
        self.first_common_weight = sum(common.values())
        self.begin, self.end = 0, len(tokens)
        self.count = 0
        self.aggs: list[Any] = []

    @property
    def greatest_length(self) -> int:
        """Returns how long texts may be that are taken for its own because of their tokens."""
        growth = np.float32(max(np.float32(len(self.common)) / np.float32(1.5), np.float32(2)))
        return max(self.longest, min(self.longest * 11 // 10, int(np.float32(self.length) * growth)))

    def is_found_in(self, tokens: Sequence[str], unique: Weights, length: int) -> bool:
        """Whether a text that is no longer than may be has all common tokens, in order."""
        return self.common.keys() <= unique.keys() and self.greatest_length >= length and self._in_order(tokens)

    def _in_order(self, tokens: Sequence[str]) -> bool:
        others = iter(tokens)
        return all(token in others for token in self.tokens[self.begin : self.end] if token in self.common)

    def common_weight(self, unique: Weights) -> int:
        """Returns the weight of the common tokens that a text has too."""
        return sum(weight for token, weight in self.common.items() if token in unique)

    def add(self, tokens: Sequence[str], unique: Weights, longest: int, count: int) -> None:
        """Takes texts in, of which `tokens` are those of the first and `unique` those of all."""
        self.common = {token: weight for token, weight in self.common.items() if token in unique}
        self._narrow(tokens)
        self.longest = max(self.longest, longest)
        self.count += count

    def _narrow(self, tokens: Sequence[str]) -> None:
        """Leaves the part of the tokens that stands in the same order in a text; the heaviest if there are several."""
        while self.end > self.begin and self.tokens[self.end - 1] not in self.common:
            self.end -= 1
        while self.begin < self.end and self.tokens[self.begin] not in self.common:
            self.begin += 1
        best, span = 0, (self.end, self.end)
        for begin in range(self.begin, self.end):
            end, weight = self._matched(begin, tokens)
            if weight > best:
                best, span = weight, (begin, end)
            if end == self.end:
                break
        self.begin, self.end = span

    def _matched(self, begin: int, tokens: Sequence[str]) -> tuple[int, int]:
        """Returns where the tokens in order end that begin at a place, and what they weigh."""
        place = weight = 0
        for at in range(begin, self.end):
            token = self.tokens[at]
            if token not in self.common:
                continue
            # a token may be found where the one before it was: repeats are in order even if the text has it once
            while place < len(tokens) and tokens[place] != token:
                place += 1
            if place == len(tokens):
                return at, weight
            weight += self.weights[at]
        return self.end, weight

    def places(self) -> Iterator[int]:
        """Returns the places of the tokens of the key: the first place of each common token, as often as it stands."""
        left = _KEY_BYTES + 1
        for token in self.tokens:
            if token not in self.common:
                continue
            left -= 1 + len(token.encode())
            if left < 0:
                return
            yield self.tokens.index(token)

    def key(self) -> list[str]:
        """Returns the tokens that all texts have."""
        return [self.tokens[place] for place in self.places()]

    def regex(self) -> str:
        """Returns a regular expression that its texts match."""
        places = list(self.places())
        if not places or self.begin == self.end:
            return ".*"
        inside = [_SPECIAL.sub(r"\\\1", self.tokens[at]) for at in places if self.begin <= at < self.end]
        return ".*?" + ".+?".join(inside) + ".*?"
