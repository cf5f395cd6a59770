"""The `standard` tokenizer: words by Unicode Standard Annex 29."""

import numpy as np

from findling.analysis.catalogue import register
from findling.analysis.params import Params
from findling.analysis.text_batch import TextBatch
from findling.analysis.tokenizer import LONG_WORD, Spans, Tokenizer
from findling.base.errors import IllegalArgumentError
from findling.base.unicode_classes import BLOCKS, INDEX, WORD_BREAKS
from findling.kernels.text import words

MAX_TOKEN_LENGTH_LIMIT = 1024 * 1024

_KIND_BITS = {
    "ALetter": 1,
    "Numeric": 2,
    "ExtendNumLet": 4,
    "MidLetter": 8,
    "MidNum": 8,
    "MidNumLet": 8,
    "Single_Quote": 8,
    "Double_Quote": 8,
}


def _byte_kinds() -> "np.typing.NDArray[np.uint8]":
    """Returns what the kernel's fast path for ASCII knows of each byte, see `words.ascii_word`."""
    kinds = np.full(256, 16, np.uint8)
    for char in range(128):
        kinds[char] = _KIND_BITS.get(WORD_BREAKS[int(BLOCKS[(int(INDEX[0]) << 7) | char]) & 31], 0)
    kinds[[ord("#"), ord("*")]] = 32
    return kinds


BYTE_KINDS = _byte_kinds()


class StandardTokenizer(Tokenizer):
    """Words, numbers, ideographs, kana, hangul and emoji, as Lucene's StandardTokenizer finds them."""

    def __init__(self, max_token_length: int = 255) -> None:
        if not 0 < max_token_length <= MAX_TOKEN_LENGTH_LIMIT:
            reason = "maxTokenLength must be greater than zero"
            if max_token_length > 0:
                reason = f"maxTokenLength may not exceed {MAX_TOKEN_LENGTH_LIMIT}"
            raise IllegalArgumentError(reason)
        self.max_token_length = max_token_length

    @property
    def cuts_words(self) -> bool:  # type: ignore[override]
        return self.max_token_length <= LONG_WORD

    def spans(self, batch: TextBatch, types: bool) -> Spans:
        crowded = not batch.ascii or self.max_token_length < 2
        room = batch.n_bytes + 1 if crowded else batch.n_bytes // 2 + 2
        counts = np.empty(batch.n_values, np.int32)
        starts, ends = np.empty(room, np.int32), np.empty(room, np.int32)
        kinds = np.empty(room if types else 0, np.uint8)
        n = words.standard_spans(
            batch.text, batch.starts, BYTE_KINDS, INDEX, BLOCKS, self.max_token_length, counts, starts, ends, kinds
        )
        return Spans(counts, starts[:n], ends[:n], kinds[:n] if types else 0)


@register("tokenizer", "standard")
def standard_tokenizer(params: Params, registry: object) -> Tokenizer:
    """max_token_length: longer words are split, in UTF-16 units; 255."""
    return StandardTokenizer(params.integer("max_token_length", 255))
