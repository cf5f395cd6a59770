"""Sorts texts into categories by their tokens: into one whose common tokens they have, or that is similar enough.

Source: Elasticsearch's aggregation categorize_text since 8.3.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor
from typing import Any, Final

import numpy as np

from findling.search.aggs.bucket.categorization.token_category import TokenCategory, Weights
from findling.search.aggs.bucket.categorization.token_weights import TokenWeights, greatest_weight, least_weight

_TOLERANCE: Final = 0.000001
_ONE: Final = np.float32(1)

# tokens and the weight of each
Tokens = tuple[Sequence[str], Sequence[int]]


class Categorizer:
    """Numbers categories as they come up and looks at the most frequent ones first. Similarities are of 32 bits.

    threshold: how similar texts of a category are at least, between 0.01 and 0.99
    """

    def __init__(self, threshold: float) -> None:
        self._lower = np.float32(threshold)
        self._upper = (_ONE + self._lower) / np.float32(2)
        self.categories: list[TokenCategory] = []

    def add_text(self, tokens: Sequence[str], length: int, count: int) -> TokenCategory:
        """Returns the category of a text. length: in UTF-16 units; count: how many documents it stands for"""
        weights = TokenWeights(tokens).weights
        unique: dict[str, int] = {}
        for token, weight in zip(tokens, weights, strict=True):
            unique[token] = unique.get(token, 0) + weight
        least, greatest = sum(map(least_weight, weights)), sum(map(greatest_weight, weights))
        return self._place(tokens, weights, unique, (least, greatest), (length, length), count)

    def add_category(self, bucket: dict[str, Any]) -> TokenCategory:
        """Returns the category that a bucket of a partial goes into."""
        weights = bucket["weights"]
        total = sum(weights)
        bounds, lengths = (least_weight(total), greatest_weight(total)), (bucket["length"], bucket["longest"])
        return self._place(bucket["tokens"], weights, bucket["common"], bounds, lengths, bucket["count"])

    def _place(
        self,
        tokens: Sequence[str],
        weights: Sequence[int],
        unique: Weights,
        bounds: tuple[int, int],
        lengths: tuple[int, int],
        count: int,
    ) -> TokenCategory:
        """lengths: of the first text and of the longest"""
        place = self._found(tokens, weights, unique, bounds, lengths[1])
        if place is None:
            place = len(self.categories)
            category = TokenCategory(place, tokens, weights, unique, *lengths)
            category.count = count
            self.categories.append(category)
            self._move_up(place)
            return category
        category = self.categories[place]
        category.add(tokens, unique, lengths[1], count)
        if count == 1:
            self._move_up(place)
        else:
            self.categories.sort(key=lambda each: -each.count)
        return category

    def _found(
        self, tokens: Sequence[str], weights: Sequence[int], unique: Weights, bounds: tuple[int, int], longest: int
    ) -> int | None:
        """Returns the place of the category that fits, None if there is none."""
        total = sum(weights)
        found, best = None, self._lower
        least, greatest = _least(bounds[0], best), _greatest(bounds[1], best)
        for place, category in enumerate(self.categories):
            if category.is_found_in(tokens, unique, longest):
                return place
            if not least <= category.weight <= greatest or not self._keeps_enough(category, unique):
                continue
            heavier = max(total, category.weight)
            distance = _distance((tokens, weights), (category.tokens, category.weights))
            similarity = _ONE - np.float32(distance) / np.float32(heavier)
            if similarity > self._upper:
                return place
            if similarity > best:
                found, best = place, similarity
                least, greatest = _least(bounds[0], best), _greatest(bounds[1], best)
        return found

    def _keeps_enough(self, category: TokenCategory, unique: Weights) -> bool:
        """Whether a category with the text still had enough of the tokens of its first text."""
        kept = category.common_weight(unique)
        if kept == sum(category.common.values()):
            return True
        return bool(np.float32(kept) / np.float32(category.first_common_weight) >= self._lower)

    def _move_up(self, place: int) -> None:
        """Changes places with the first category that is less frequent."""
        categories = self.categories
        count, to = categories[place].count, place
        while to > 0 and categories[to - 1].count < count:
            to -= 1
        categories[place], categories[to] = categories[to], categories[place]


def _least(weight: int, similarity: np.float32) -> int:
    """Returns the least weight of tokens that may be more similar than this."""
    return floor(float(np.float32(weight) * similarity + np.float32(_TOLERANCE))) + 1 if weight else 0


def _greatest(weight: int, similarity: np.float32) -> int:
    return ceil(float(np.float32(weight) / similarity - np.float32(_TOLERANCE))) - 1 if weight else 0


def _distance(left: Tokens, right: Tokens) -> int:
    """Returns the least weight of tokens that are put in, taken out or replaced to make one text of the other."""
    column = [0]
    for weight in right[1]:
        column.append(column[-1] + weight)
    for token, cost in zip(*left, strict=True):
        before, column = column, [column[0] + cost]
        for at, (other, other_cost) in enumerate(zip(*right, strict=True)):
            replaced = before[at] + (0 if token == other else max(cost, other_cost))
            column.append(min(before[at + 1] + cost, column[at] + other_cost, replaced))
    return column[-1]
