"""The `keyword` tokenizer: the whole text is one token."""

import numpy as np

from findling.analysis.catalogue import register
from findling.analysis.params import Params
from findling.analysis.text_batch import TextBatch
from findling.analysis.tokenizer import WORD_TYPE, Spans, Tokenizer


class KeywordTokenizer(Tokenizer):
    """Each value is one token; an empty value is none."""

    def spans(self, batch: TextBatch, types: bool) -> Spans:
        starts, ends = batch.starts[:-1], batch.starts[1:] - np.int32(1)
        filled = ends > starts
        return Spans(filled.astype(np.int32), starts[filled], ends[filled], WORD_TYPE)


@register("tokenizer", "keyword")
def keyword_tokenizer(params: Params, registry: object) -> Tokenizer:
    """The whole text is one token; `buffer_size` is accepted and changes nothing."""
    return KeywordTokenizer()
