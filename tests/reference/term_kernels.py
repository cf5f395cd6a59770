"""What the kernels that look for terms mean, written from their definitions, term by term."""

import re
from collections.abc import Sequence

GLOB_PARTS = {"?": ".", "*": ".*"}


def edit_distance(left: str, right: str, transpositions: bool) -> int:
    """Returns the least number of characters to insert, remove and replace, and of neighbours to exchange.

    No part is edited twice (optimal string alignment).
    """
    table = [[max(i, j) if 0 in (i, j) else 0 for j in range(len(right) + 1)] for i in range(len(left) + 1)]
    for i in range(1, len(left) + 1):
        for j in range(1, len(right) + 1):
            ways = [table[i - 1][j] + 1, table[i][j - 1] + 1, table[i - 1][j - 1] + (left[i - 1] != right[j - 1])]
            if transpositions and i > 1 and j > 1 and left[i - 2 : i] == right[j - 1] + right[j - 2]:
                ways.append(table[i - 2][j - 2] + 1)
            table[i][j] = min(ways)
    return table[len(left)][len(right)]


def fuzzy_terms(terms: Sequence[str], word: str, max_edits: int, transpositions: bool) -> list[tuple[int, int, int]]:
    """Returns (place, distance, length) of the terms within `max_edits` edits of a word."""
    distances = [edit_distance(word, term, transpositions) for term in terms]
    return [
        (i, distance, len(term))
        for i, (term, distance) in enumerate(zip(terms, distances, strict=True))
        if distance <= max_edits
    ]


def find_branches(terms: Sequence[bytes]) -> tuple[list[int], list[int]]:
    """Returns how many bytes each term shares with the one before, at most 127, and the byte that follows, else 0."""
    shared = [0] * len(terms)
    for i in range(1, len(terms)):
        before = terms[i - 1][:127]
        while shared[i] < len(before) and terms[i].startswith(before[: shared[i] + 1]):
            shared[i] += 1
    return shared, [(term[size : size + 1] or b"\0")[0] for term, size in zip(terms, shared, strict=True)]


def fitting_terms(terms: Sequence[str], pattern: str) -> list[int]:
    """Returns the places of the terms that a pattern of `?` (one character) and `*` (any number of them) fits."""
    expression = "".join(GLOB_PARTS.get(char, re.escape(char)) for char in pattern)
    return [i for i, term in enumerate(terms) if re.fullmatch(expression, term, re.DOTALL)]
