"""The `common_grams` filter: frequent words joined with their neighbours."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import zip_longest
from typing import Final

from findling.analysis.case import lower
from findling.analysis.catalogue import register
from findling.analysis.params import Params
from findling.analysis.stop_words import stop_words
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
        out = self._with_grams(tokens)
        if not self.query_mode:
            return out, end_position
        out = _without_parts(out)
        trailing = end_position - tokens[-1].position - 1 if tokens else end_position
        return out, (out[-1].position + 1 if out else 0) + trailing

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
    """Returns the joined tokens, and the words that are part of none of them: each one position long.

    A joined token stands next to what comes before it, whatever gap there was.
    """
    out: list[Token] = []
    position, before = -1, -1
    for token, following in zip_longest(tokens, tokens[1:]):
        joined = token.type == GRAM_TYPE
        part = following.type == GRAM_TYPE if following is not None else bool(out) and out[-1].type == GRAM_TYPE
        if joined or not part:
            position += 1 if joined else token.position - before
            out.append(replace(token, position=position, length=1))
        before = token.position
    return out


@register("filter", "common_grams", preconfigured=False)
def common_grams_filter(params: Params, registry: object) -> TokenFilter:
    """common_words or common_words_path; ignore_case, query_mode: false."""
    if "common_words" not in params and "common_words_path" not in params:
        raise IllegalArgumentError(
            "missing or empty [common_words] or [common_words_path] configuration for common_grams token filter"
        )
    words = stop_words(params, "_none_", "common_words")
    return CommonGramsFilter(words, params.boolean("ignore_case", False), params.boolean("query_mode", False))
