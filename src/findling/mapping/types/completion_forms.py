"""The forms of a text by which completion fields find it: the paths through its tokens."""

from collections.abc import Iterator
from itertools import islice
from typing import Final

from findling.analysis.analyzer import Analyzer
from findling.analysis.plain_words import plain_words
from findling.analysis.token_filter import Token, to_tokens
from findling.mapping.types.suggestion_terms import SEPARATOR

_MOST_FORMS: Final = 1_000


def forms_of(analyzer: Analyzer, text: str, separates: bool, keeps_gaps: bool) -> list[str]:
    """Returns the forms of a text, distinct; none of a text without tokens.

    separates: whether words are kept apart; keeps_gaps: whether words that were removed leave an empty one
    """
    separator = SEPARATOR if separates else ""
    words = plain_words(analyzer, text)
    if words is not None:
        return [separator.join(words)] if words else []
    stream = analyzer.stream([text], offsets=True, types=True)
    (tokens,) = to_tokens(stream)
    if not tokens:
        return []
    end = max(int(stream.end_positions[0]), *(token.position + token.length for token in tokens))
    paths = islice(_paths(_edges(tokens), 0, end, keeps_gaps), _MOST_FORMS)
    return list(dict.fromkeys(separator.join(path) for path in paths))


def _edges(tokens: list[Token]) -> dict[int, list[Token]]:
    edges: dict[int, list[Token]] = {}
    for token in tokens:
        edges.setdefault(token.position, []).append(token)
    return edges


def _paths(edges: dict[int, list[Token]], start: int, end: int, keeps_gaps: bool) -> Iterator[list[str]]:
    """Yields the words of each way from a position to the end."""
    open_: list[tuple[int, list[str]]] = [(start, [])]
    while open_:
        place, words = open_.pop()
        if place >= end:
            yield words
        elif place in edges:
            open_ += [(place + token.length, [*words, token.term]) for token in reversed(edges[place])]
        else:
            open_.append((place + 1, [*words, ""] if keeps_gaps else words))
