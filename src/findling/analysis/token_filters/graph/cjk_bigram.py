"""The `cjk_bigram` filter."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from findling.analysis.catalogue import register
from findling.analysis.params import Params
from findling.analysis.text_batch import utf16_length
from findling.analysis.token_filter import NeighbourFilter, Token, TokenFilter
from findling.base.errors import IllegalArgumentError

SCRIPTS = {"han": "<IDEOGRAPHIC>", "hiragana": "<HIRAGANA>", "katakana": "<KATAKANA>", "hangul": "<HANGUL>"}
Character = tuple[str, int, int]
"""A character with its offsets."""


class CjkBigramFilter(NeighbourFilter):
    """Pairs of adjacent Chinese, Japanese and Korean characters; one that stands alone is left as it is.

    Source: Lucene's CJKBigramFilter.

    ignored_scripts: those of SCRIPTS whose tokens pass unchanged
    output_unigrams: whether single characters come out besides the pairs
    """

    needs_types = True
    needs_offsets = True

    def __init__(self, ignored_scripts: Iterable[str] = (), output_unigrams: bool = False) -> None:
        self.types = frozenset(kind for script, kind in SCRIPTS.items() if script not in ignored_scripts)
        self.output_unigrams = output_unigrams

    @property
    def hides_graph(self) -> bool:
        return self.output_unigrams

    def filter_value(self, tokens: list[Token], end_position: int, final_offset: int) -> tuple[list[Token], int]:
        filtered: list[Token] = []
        run: list[Character] = []
        position = last = -1
        for token in tokens:
            if token.type in self.types:
                if run and token.start != run[-1][2]:
                    position = self._flush(run, filtered, position)
                run += _characters(token)
            else:
                position = self._flush(run, filtered, position) + token.position - last
                filtered.append(replace(token, position=position))
            last = token.position
        position = self._flush(run, filtered, position)
        return filtered, position + end_position - last

    def _flush(self, run: list[Character], filtered: list[Token], position: int) -> int:
        """Adds the grams of a run, which it empties, and returns the position of the last one."""
        for at, (character, start, end) in enumerate(run):
            if self.output_unigrams or len(run) == 1:
                position += 1
                filtered.append(Token(character, position, start, end, "<SINGLE>"))
            if at + 1 < len(run):
                following, _, last = run[at + 1]
                position += not self.output_unigrams
                length = 2 if self.output_unigrams else 1
                filtered.append(Token(character + following, position, start, last, "<DOUBLE>", length))
        run.clear()
        return position


def _characters(token: Token) -> Iterator[Character]:
    """Yields the characters of a token; all with its offsets if these do not fit the term."""
    whole = token.end - token.start != utf16_length(token.term)
    start = token.start
    for character in token.term:
        end = start + utf16_length(character)
        yield (character, token.start, token.end) if whole else (character, start, end)
        start = end


@register("filter", "cjk_bigram")
def cjk_bigram_filter(params: Params, registry: object) -> TokenFilter:
    """ignored_scripts: none; output_unigrams: false."""
    ignored = params.texts("ignored_scripts") or []
    unknown = [script for script in ignored if script not in SCRIPTS]
    if unknown:
        raise IllegalArgumentError(f"Unknown script [{unknown[0]}] in [ignored_scripts]")
    return CjkBigramFilter(ignored, params.boolean("output_unigrams", False))
