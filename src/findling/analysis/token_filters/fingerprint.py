"""The `fingerprint` filter."""

from findling.analysis.catalogue import register
from findling.analysis.params import Params
from findling.analysis.text_batch import utf16_length
from findling.analysis.token_filter import NeighbourFilter, Token, TokenFilter


class FingerprintFilter(NeighbourFilter):
    """All distinct terms of a value, sorted, as one token. Source: Lucene's FingerprintFilter.

    max_output_size: UTF-16 units; nothing comes out of what is longer
    """

    parses_synonyms = False
    needs_offsets = True

    def __init__(self, separator: str = " ", max_output_size: int = 255) -> None:
        self.separator = separator
        self.max_output_size = max_output_size

    def filter_value(self, tokens: list[Token], end_position: int, final_offset: int) -> tuple[list[Token], int]:
        if not tokens:
            return [], end_position
        terms = sorted({token.term for token in tokens}, key=lambda term: term.encode("utf-16-be"))
        joined = self.separator.join(terms)
        if utf16_length(joined) > self.max_output_size:
            return [], end_position
        return [Token(joined, 0, 0, final_offset, "fingerprint")], 2


@register("filter", "fingerprint")
def fingerprint_filter(params: Params, registry: object) -> TokenFilter:
    """separator: a blank; max_output_size: 255."""
    separator = params.values.get("separator")
    return FingerprintFilter(" " if separator is None else str(separator)[:1], params.integer("max_output_size", 255))
