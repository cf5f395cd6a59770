"""How alike two words are, from 0 or less to 1, in single precision. Sources: the string distances of Lucene."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from findling.base.errors import IllegalArgumentError
from findling.base.json_values import scalar_text

StringDistance = Callable[[str, str], float]
_GRAM: Final = 2
_WINKLER_THRESHOLD: Final = np.float32(0.7)
_F: Final = np.float32


def units_of(text: str) -> list[int]:
    """Returns the UTF-16 units of a text."""
    units: list[int] = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), "<u2").tolist()
    return units


def _edits(source: Sequence[int], target: Sequence[int], transpositions: bool) -> int:
    """Returns the edits between two texts, none edited twice; transpositions: whether an exchange is one of them."""
    before_last: list[int] = []
    last = list(range(len(source) + 1))
    for j, unit in enumerate(target, 1):
        row = [j]
        for i, other in enumerate(source, 1):
            least = min(row[i - 1] + 1, last[i] + 1, last[i - 1] + (unit != other))
            if transpositions and i > 1 and j > 1 and other == target[j - 2] and source[i - 2] == unit:
                least = min(least, before_last[i - 2] + (unit != other))
            row.append(least)
        before_last, last = last, row
    return last[-1]


def levenshtein(source: str, target: str) -> float:
    """Edits of UTF-16 units, beside the longer of the two."""
    one, other = units_of(source), units_of(target)
    if not one or not other:
        return float(one == other)
    return float(_F(1) - _F(_edits(one, other, False)) / _F(max(len(one), len(other))))


def damerau_levenshtein(source: str, target: str) -> float:
    """Edits of characters, exchanges of neighbours among them, beside the shorter of the two."""
    one, other = [ord(char) for char in source], [ord(char) for char in target]
    if not one or not other:
        return 0.0 if one == other else float(max(len(one), len(other)))
    return float(_F(1) - _F(_edits(one, other, True)) / _F(min(len(one), len(other))))


def ngram(source: str, target: str) -> float:
    """Edits of pairs of UTF-16 units, partly alike ones costing less. Source: Kondrak, 2005, in Lucene's reading."""
    one, other = units_of(source), units_of(target)
    longest = max(len(one), len(other))
    if not one or not other:
        return float(one == other)
    if min(len(one), len(other)) < _GRAM:
        return float(_F(sum(a == b for a, b in zip(one, other, strict=False))) / _F(longest))
    padded, wanted = [0] * (_GRAM - 1) + one, [0] * (_GRAM - 1) + other
    last = [_F(i) for i in range(len(one) + 1)]
    for j in range(1, len(other) + 1):
        gram = wanted[j - 1 : j - 1 + _GRAM]
        row = [_F(j)]
        for i in range(1, len(one) + 1):
            cost = _gram_cost(padded[i - 1 : i - 1 + _GRAM], gram)
            row.append(min(row[i - 1] + _F(1), last[i] + _F(1), last[i - 1] + cost))
        last = row
    return float(_F(1) - last[-1] / _F(longest))


def _gram_cost(one: Sequence[int], other: Sequence[int]) -> np.float32:
    different = sum(a != b for a, b in zip(one, other, strict=True))
    padding = sum(a == b == 0 for a, b in zip(one, other, strict=True))
    return _F(different) / _F(_GRAM - padding)


def jaro_winkler(source: str, target: str) -> float:
    """Units that both have nearby, in what order, and how long both begin alike."""
    one, other = units_of(source), units_of(target)
    least, most = (other, one) if len(one) > len(other) else (one, other)
    pairs = _matches(least, most)
    if not pairs:
        return 0.0
    in_most = [most[place] for place in sorted(place for _, place in pairs)]
    moved = sum(least[place] != unit for (place, _), unit in zip(pairs, in_most, strict=True)) // 2
    n = _F(len(pairs))
    jaro = (n / _F(len(one)) + n / _F(len(other)) + (n - _F(moved)) / n) / _F(3)
    if jaro < _WINKLER_THRESHOLD:
        return float(jaro)
    alike = next((place for place, unit in enumerate(least) if unit != most[place]), len(least))
    return float(jaro + min(_F(0.1), _F(1) / _F(len(most))) * _F(alike) * (_F(1) - jaro))


def _matches(least: Sequence[int], most: Sequence[int]) -> list[tuple[int, int]]:
    """Returns the places, in both, of units that are the same and not far apart."""
    reach = max(len(most) // 2 - 1, 0)
    taken: set[int] = set()
    pairs = []
    for place, unit in enumerate(least):
        for other in range(max(place - reach, 0), min(place + reach + 1, len(most))):
            if other not in taken and most[other] == unit:
                taken.add(other)
                pairs.append((place, other))
                break
    return pairs


# None: the distance by which the terms are found anyway
_DISTANCES: Final[dict[str, StringDistance | None]] = {
    "internal": None,
    "damerau_levenshtein": damerau_levenshtein,
    "levenshtein": levenshtein,
    "ngram": ngram,
    "jaro_winkler": jaro_winkler,
}


def read_distance(value: object) -> StringDistance | None:
    """Returns the distance of a name, None for `internal`. Raises IllegalArgumentError."""
    name = scalar_text(value)
    if name.lower() not in _DISTANCES:
        raise IllegalArgumentError(f"Illegal distance option {name}")
    return _DISTANCES[name.lower()]
