"""The `limit` filter."""

from dataclasses import replace

import numpy as np

from findling.analysis.catalogue import register
from findling.analysis.params import Params
from findling.analysis.token_filter import TokenFilter
from findling.analysis.token_stream import TokenStream
from findling.base.errors import IllegalArgumentError


class LimitFilter(TokenFilter):
    """Keeps the first tokens of each value. Source: Lucene's LimitTokenCountFilter."""

    def __init__(self, max_token_count: int) -> None:
        if max_token_count < 1:
            raise IllegalArgumentError("maxTokenCount must be greater than zero")
        self.max_token_count = max_token_count

    def apply(self, stream: TokenStream) -> TokenStream:
        firsts = np.searchsorted(stream.value_ids, stream.value_ids)
        kept = stream.only(np.arange(stream.n_tokens) - firsts < self.max_token_count)
        ends = np.zeros(stream.n_values, np.int32)
        np.maximum.at(ends, kept.value_ids, kept.positions + np.int32(1))
        cut = np.bincount(stream.value_ids, minlength=stream.n_values) > self.max_token_count
        return replace(kept, end_positions=np.where(cut, ends, stream.end_positions).astype(np.int32))


@register("filter", "limit")
def limit_filter(params: Params, registry: object) -> TokenFilter:
    """max_token_count: 1; consume_all_tokens: false, which changes no token."""
    return LimitFilter(params.integer("max_token_count", 1))
