"""The filters `ngram` and `edge_ngram`."""

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from findling.analysis.catalogue import register
from findling.analysis.gram_limits import check_gram_lengths, check_ngram_difference
from findling.analysis.params import Params
from findling.analysis.token_filter import ExpandingFilter, Part, TokenFilter
from findling.analysis.token_stream import TokenStream
from findling.base.errors import IllegalArgumentError
from findling.base.work.current import checked, expect_memory

if TYPE_CHECKING:
    from findling.analysis.registry import AnalysisRegistry

_BYTES_PER_GRAM: Final = 150


class GramFilter(ExpandingFilter):
    """All grams of each token, or those at its start, at the token's position. Source: Lucene's NGramTokenFilter.

    shortest, longest: characters per gram
    preserve_original: also give tokens that are shorter or longer than any gram
    from_end: edge grams at the end
    """

    parses_synonyms = False

    def __init__(
        self, shortest: int, longest: int, edge: bool = False, preserve_original: bool = False, from_end: bool = False
    ) -> None:
        check_gram_lengths(shortest, longest)
        self.shortest = shortest
        self.longest = longest
        self.edge = edge
        self.preserve_original = preserve_original
        self.from_end = from_end

    def apply(self, stream: TokenStream) -> TokenStream:
        """Like Lucene's filter, forgets the gap that filters before it left at the end of a value."""
        ends = np.zeros(stream.n_values, np.int32)
        np.maximum.at(ends, stream.value_ids, stream.positions + np.int32(1))
        return super().apply(replace(stream, end_positions=ends))

    def expand(self, term: str, keyword: bool) -> list[Part]:
        length = len(term)
        firsts = range(1) if self.edge else range(max(length - self.shortest + 1, 0))
        sizes = range(self.shortest, self.longest + 1)
        expect_memory(_BYTES_PER_GRAM * len(firsts) * min(len(sizes), length), "<analysis>")
        if self.from_end:
            grams = [term[length - size :] for size in sizes if size <= length]
        else:
            grams = [
                term[first : first + size] for first in checked(firsts, 100) for size in sizes if first + size <= length
            ]
        if self.preserve_original and not self.shortest <= length <= self.longest:
            grams.append(term)
        return [Part(gram, keyword=keyword) for gram in checked(grams)]


@register("filter", "ngram", "nGram")
def ngram_filter(params: Params, registry: "AnalysisRegistry") -> TokenFilter:
    """min_gram: 1; max_gram: 2; preserve_original: false."""
    shortest, longest = params.integer("min_gram", 1), params.integer("max_gram", 2)
    check_ngram_difference(shortest, longest, registry)
    return GramFilter(shortest, longest, preserve_original=params.boolean("preserve_original", False))


@register("filter", "edge_ngram", "edgeNGram", defaults={"max_gram": 1})
def edge_ngram_filter(params: Params, registry: object) -> TokenFilter:
    """min_gram: 1; max_gram: 2, of the bare name 1; preserve_original: false; side: front (deprecated: back)."""
    side = params.text("side") or "front"
    if side not in ("front", "back"):
        raise IllegalArgumentError(f"invalid side: {side}")
    return GramFilter(
        params.integer("min_gram", 1),
        params.integer("max_gram", 2),
        edge=True,
        preserve_original=params.boolean("preserve_original", False),
        from_end=side == "back",
    )
