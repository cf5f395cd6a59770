"""Analyzers: char filters, a tokenizer and token filters in a row."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from findling.analysis.char_filter import CharFilter, Corrections
from findling.analysis.token_batch import TokenBatch
from findling.analysis.token_filter import Token, TokenFilter, to_tokens
from findling.analysis.token_stream import TokenStream, single_terms
from findling.analysis.tokenizer import Tokenizer
from findling.base.work.current import check_work

POSITION_INCREMENT_GAP = 100


class Analyzer:
    """Turns texts into tokens; what index, search and `_analyze` use alike.

    name: what the index calls it
    position_increment_gap: positions left free between two values of one document
    component_names: by kind, of a custom analyzer; None for the built-in ones, which `_analyze` explains as a whole
    """

    def __init__(
        self,
        name: str,
        tokenizer: Tokenizer,
        filters: Sequence[TokenFilter] = (),
        char_filters: Sequence[CharFilter] = (),
        position_increment_gap: int = POSITION_INCREMENT_GAP,
        component_names: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        self.name = name
        self.tokenizer = tokenizer
        self.filters = tuple(filters)
        self.char_filters = tuple(char_filters)
        self.position_increment_gap = position_increment_gap
        self.component_names = component_names

    def tokenize(self, values: Sequence[str], offsets: bool = False, types: bool = False) -> TokenBatch:
        """Returns the tokens of all values, with offsets and types if asked for."""
        stream = self.stream(values, offsets, types)
        if not offsets:
            stream = replace(stream, start_offsets=None, end_offsets=None)
        if not types:
            stream = replace(stream, type_ids=None)
        return stream.to_batch()

    def stream(self, values: Sequence[str], offsets: bool = False, types: bool = False) -> TokenStream:
        """Returns what comes out of the last token filter; equal terms may stand more than once."""
        stream = self.tokens(values, offsets, types, bool(self.filters) and self.filters[0].lowers_letters)
        for token_filter in self.filters:
            check_work()
            stream = token_filter.apply(stream)
        return stream

    def tokens(
        self, values: Sequence[str], offsets: bool = False, types: bool = False, lower: bool = False
    ) -> TokenStream:
        """Returns what comes out of the tokenizer, with the offsets of the texts as given.

        lower: the tokenizer may make A to Z lower case, which leaves fewer terms to a first filter that does it anyway
        """
        corrections: list[Corrections] = []
        for char_filter in self.char_filters:
            values, correction = char_filter.apply(values, offsets)
            corrections.append(correction)
        types = types or any(token_filter.needs_types for token_filter in self.filters)
        offsets = offsets or any(token_filter.needs_offsets for token_filter in self.filters)
        if lower and type(self.tokenizer).tokenize is Tokenizer.tokenize:
            stream = self.tokenizer.tokenize_batch(values, offsets, types, lower)
        else:
            stream = self.tokenizer.tokenize(values, offsets, types)
        return corrected(stream, corrections)

    @property
    def may_fail(self) -> bool:
        """Whether some text cannot be analysed."""
        chars, terms = (any(part.may_fail for part in parts) for parts in (self.char_filters, self.filters))
        return chars or terms or self.tokenizer.may_fail

    @property
    def search_time_filters(self) -> list[str]:
        """Names of the filters that may change while the index is open."""
        names = (self.component_names or {}).get("filter") or [self.name] * len(self.filters)
        return [name for name, token_filter in zip(names, self.filters, strict=True) if token_filter.updateable]

    def normalize(self, text: str) -> str:
        """Returns the text as the parts of the analyzer that work on single characters leave it."""
        return self.normalize_many([text])[0]

    def normalize_many(self, texts: Sequence[str]) -> list[str]:
        """Returns many texts normalized."""
        for char_filter in self.char_filters:
            if char_filter.normalizes:
                texts, _ = char_filter.apply(texts, False)
        stream = single_terms(texts)
        for token_filter in self.filters:
            if token_filter.normalizes:
                stream = token_filter.apply(stream)
        return stream.terms

    def terms(self, text: str) -> list[Token]:
        """Returns the tokens of one text one by one, with offsets and types."""
        return to_tokens(self.stream([text], offsets=True, types=True))[0]


def corrected(stream: TokenStream, corrections: Sequence[Corrections]) -> TokenStream:
    """Returns the stream with the offsets that its tokens have in the texts before the char filters.

    corrections: of each char filter, the first filter first
    """
    if stream.start_offsets is None or stream.end_offsets is None or not any(corrections):
        return stream
    starts, ends, finals = stream.start_offsets.copy(), stream.end_offsets.copy(), stream.final_offsets
    finals = None if finals is None else finals.copy()
    firsts = np.searchsorted(stream.value_ids, np.arange(stream.n_values + 1))
    for correction in reversed(corrections):
        for value, moves in correction.items():
            tokens = slice(firsts[value], firsts[value + 1])
            starts[tokens] = moves.correct(starts[tokens])
            ends[tokens] = moves.correct(ends[tokens])
            if finals is not None:
                finals[value] = moves.correct(finals[value : value + 1])[0]
    return replace(stream, start_offsets=starts, end_offsets=ends, final_offsets=finals)
