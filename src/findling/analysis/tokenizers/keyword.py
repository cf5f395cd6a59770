"""The `keyword` tokenizer: the whole text is one token."""

import numpy as np

from findling.analysis.catalogue import register
from findling.analysis.params import Params
from findling.analysis.text_batch import TextBatch
from findling.analysis.tokenizer import WORD_TYPE, Spans, Tokenizer


class KeywordTokenizer(Tokenizer):
    """Each value is one token, an empty value too. Source: Lucene's KeywordTokenizer."""

    def spans(self, batch: TextBatch, types: bool) -> Spans:
        counts = np.ones(batch.n_values, np.int32)
        return Spans(counts, batch.starts[:-1], batch.starts[1:] - np.int32(1), WORD_TYPE)


@register("tokenizer", "keyword")
def keyword_tokenizer(params: Params, registry: object) -> Tokenizer:
    """The whole text is one token; `buffer_size` is accepted and changes nothing."""
    return KeywordTokenizer()
