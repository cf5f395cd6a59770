"""The `common_grams` filter: frequent words joined with their neighbours."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from findling.analysis.case import lower
from findling.analysis.catalogue import register
from findling.analysis.params import Params
from findling.analysis.token_filter import NeighbourFilter, Token, TokenFilter
from findling.base.errors import IllegalArgumentError

GRAM_TYPE: Final = "gram"
SEPARATOR: Final = "_"


class CommonGramsFilter(NeighbourFilter):
    """Adds a token of two words wherever one of them is common.

    Source: Lucene's CommonGramsFilter and, with query_mode, CommonGramsQueryFilter, which leaves out the words that are
    part of such a token.
    """

    parses_synonyms = False

    def __init__(self, words: Iterable[str], ignore_case: bool = False, query_mode: bool = False) -> None:
        self.ignore_case = ignore_case
        self.query_mode = query_mode
        self.needs_types = query_mode
        self.words = frozenset(map(lower, words) if ignore_case else words)

    def _is_common(self, token: Token) -> bool:
        return (lower(token.term) if self.ignore_case else token.term) in self.words

    def filter_value(self, tokens: list[Token], end_position: int, final_offset: int) -> tuple[list[Token], int]:
        grams = self._with_grams(tokens)
        return (_without_parts(grams) if self.query_mode else grams), end_position

    def _with_grams(self, tokens: list[Token]) -> list[Token]:
        out: list[Token] = []
        previous: Token | None = None
        for token in tokens:
            if previous is not None and (self._is_common(previous) or self._is_common(token)):
                text = f"{previous.term}{SEPARATOR}{token.term}"
                out.append(Token(text, previous.position, previous.start, token.end, GRAM_TYPE, length=2))
            out.append(token)
            previous = token
        return out


def _without_parts(tokens: list[Token]) -> list[Token]:
    """Returns the joined tokens, and the words that are part of none of them: each one position long."""
    out: list[Token] = []
    previous: Token | None = None
    last_type = ""
    for token in tokens:
        if previous is not None and token.type != GRAM_TYPE:
            out.append(replace(previous, length=1))
            last_type = previous.type
        previous = token
    if previous is not None and last_type != GRAM_TYPE:
        out.append(replace(previous, length=1))
    return out


@register("filter", "common_grams", preconfigured=False)
def common_grams_filter(params: Params, registry: object) -> TokenFilter:
    """common_words or common_words_path; ignore_case, query_mode: false."""
    words = params.words("common_words")
    if not words:
        raise IllegalArgumentError(
            "missing or empty [common_words] or [common_words_path] configuration for common_grams token filter"
        )
    return CommonGramsFilter(words, params.boolean("ignore_case", False), params.boolean("query_mode", False))
