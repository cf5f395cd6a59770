"""Tokenizers: from text to tokens."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from findling.analysis.interning import intern
from findling.analysis.text_batch import TextBatch, utf16_length
from findling.analysis.token_stream import Ints, TokenStream, type_id
from findling.kernels.text import tokens


@dataclass(frozen=True, slots=True)
class Spans:
    """Where the tokens of a batch are.

    counts: (n_values,) int32, tokens per value
    starts, ends: (n_tokens,) int32, bytes; starts do not decrease within a value
    types: (n_tokens,) uint8 numbers of token types, or one number for all
    """

    counts: Ints
    starts: Ints
    ends: Ints
    types: npt.NDArray[np.uint8] | int = 0


class Tokenizer:
    """Base of all tokenizers; they give byte spans, of which this class makes a token stream.

    cuts_words: whether tokens have a greatest length, far below that of the longest term an index takes
    """

    cuts_words: bool = False

    @property
    def may_fail(self) -> bool:
        """Whether some text cannot be taken apart."""
        return False

    def spans(self, batch: TextBatch, types: bool) -> Spans:
        """Returns where the tokens are; with their types if asked for."""
        raise NotImplementedError

    def tokenize(self, values: Sequence[str], offsets: bool = False, types: bool = False) -> TokenStream:
        """Returns the tokens of all values, with offsets and types if asked for."""
        return self.tokenize_batch(values, offsets, types, False)

    def tokenize_batch(self, values: Sequence[str], offsets: bool, types: bool, lower: bool) -> TokenStream:
        """The same for a tokenizer that gives spans.

        lower: whether A to Z become lower case in the terms, which makes them fewer for a filter that does the rest
        """
        batch = TextBatch.of(values)
        spans = self.spans(batch, types)
        text = batch.text
        if lower:
            text = np.empty_like(text)
            tokens.lower_ascii(batch.text, text)
        terms, term_ids = intern(text, spans.starts, spans.ends)
        n_tokens = len(term_ids)
        value_ids, positions = np.empty(n_tokens, np.int32), np.empty(n_tokens, np.int32)
        tokens.number_tokens(spans.counts, value_ids, positions)
        starts, ends = _offsets(batch, spans, value_ids) if offsets else (None, None)
        return TokenStream(
            terms,
            term_ids,
            value_ids,
            positions,
            spans.counts,
            starts,
            ends,
            type_ids=_types(spans, n_tokens) if types else None,
            final_offsets=np.fromiter(map(utf16_length, values), np.int32, len(values)) if offsets else None,
        )


def _offsets(batch: TextBatch, spans: Spans, value_ids: Ints) -> tuple[Ints, Ints]:
    """Returns the spans in UTF-16 units within their values."""
    if batch.ascii:
        bases = batch.starts[value_ids]
        return spans.starts - bases, spans.ends - bases
    starts, ends = spans.starts.copy(), spans.ends.copy()
    tokens.utf16_offsets(batch.text, batch.starts, spans.counts, starts, ends)
    return starts, ends


def _types(spans: Spans, n_tokens: int) -> Ints:
    """Returns a type per token."""
    if isinstance(spans.types, int):
        return np.full(n_tokens, spans.types, np.int32)
    return spans.types.astype(np.int32)


WORD_TYPE = type_id("word")
LONG_WORD = 2_000
"""UTF-16 units: no filter makes a term that is too long for an index of a word of so many."""
