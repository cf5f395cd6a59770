"""Puts token filters in a row: a few of them depend on what stands in front of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from findling.analysis.char_filter import CharFilter
from findling.analysis.token_filter import TokenFilter
from findling.analysis.tokenizer import Tokenizer


@dataclass(frozen=True, slots=True)
class Front:
    """What stands in front of a token filter.

    filters: (name, filter), first filter first
    """

    tokenizer: Tokenizer
    char_filters: Sequence[CharFilter]
    filters: Sequence[tuple[str, TokenFilter]]


def chained(
    tokenizer: Tokenizer, char_filters: Sequence[CharFilter], filters: Sequence[tuple[str, TokenFilter]]
) -> list[TokenFilter]:
    """Returns the filters, each made for the place it has. Raises IllegalArgumentError if one cannot stand there.

    filters: (name, filter), first filter first
    """
    row: list[tuple[str, TokenFilter]] = []
    for name, token_filter in filters:
        row.append((name, token_filter.after(Front(tokenizer, char_filters, tuple(row)))))
    return [token_filter for _, token_filter in row]


def behind(front: Front, filters: Sequence[tuple[str, TokenFilter]]) -> tuple[tuple[str, TokenFilter], ...]:
    """Returns filters that a filter is made of, each made for its place: they stand behind what that stands behind."""
    row = chained(front.tokenizer, front.char_filters, (*front.filters, *filters))[len(front.filters) :]
    return tuple((name, placed) for (name, _), placed in zip(filters, row, strict=True))
