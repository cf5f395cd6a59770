"""The `stop` filter."""

from collections.abc import Iterable

import numpy as np

from findling.analysis.case import lower
from findling.analysis.catalogue import register
from findling.analysis.params import Params
from findling.analysis.stop_words import stop_words
from findling.analysis.token_filter import KeepingFilter, TokenFilter
from findling.analysis.token_stream import TokenStream


class StopFilter(KeepingFilter):
    """Drops stop words. Source: Lucene's StopFilter."""

    def __init__(self, words: Iterable[str], ignore_case: bool = False) -> None:
        self.ignore_case = ignore_case
        self.words = frozenset(map(lower, words) if ignore_case else words)

    def keeps(self, term: str) -> bool:
        return (lower(term) if self.ignore_case else term) not in self.words


class TrailingStopFilter(StopFilter):
    """Drops stop words but not the last token of a text, which may be the start of a longer word.

    Source: Lucene's SuggestStopFilter.
    """

    def apply(self, stream: TokenStream) -> TokenStream:
        keep = [self.keeps(term) for term in stream.terms]
        wanted = [keep[term] for term in stream.term_ids.tolist()]
        values = stream.value_ids.tolist()
        for token, value in enumerate(values):
            if token + 1 == len(values) or values[token + 1] != value:
                wanted[token] = True
        return stream.only(np.array(wanted, np.bool_))


@register("filter", "stop")
def stop_filter(params: Params, registry: object) -> TokenFilter:
    """stopwords, stopwords_path: `_english_`; ignore_case: false; remove_trailing: true."""
    words = stop_words(params, "_english_")
    ignore_case = params.boolean("ignore_case", False)
    return (StopFilter if params.boolean("remove_trailing", True) else TrailingStopFilter)(words, ignore_case)
