"""Where Elasticsearch 9, on Lucene 10, differs from Lucene 9.9: what its answers must become."""

from collections.abc import Callable
from typing import Any

Tokens = list[list[Any]]
SWAPPED = str.maketrans("șțşţ", "şţșț")
FOLDED = str.maketrans("şţ", "șț")
INCREMENT = 3


def _sequential(tokens: Tokens) -> Tokens:
    return [[*token[:INCREMENT], 1, *token[INCREMENT + 1 :]] for token in tokens]


def _swapped(tokens: Tokens) -> Tokens:
    return [[token[0].translate(SWAPPED), *token[1:]] for token in tokens]


def _folded(tokens: Tokens) -> Tokens:
    return [[token[0].translate(FOLDED), *token[1:]] for token in tokens]


DEPARTURES: dict[str, Callable[[Tokens], Tokens]] = {
    "sequential_positions": _sequential,
    "romanian_commas": _swapped,
    "romanian_commas_folded": _folded,
}
