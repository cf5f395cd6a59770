"""The `shingle` filter."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from findling.analysis.catalogue import register
from findling.analysis.gram_limits import check_shingle_difference
from findling.analysis.growth import Growth
from findling.analysis.params import Params
from findling.analysis.token_filter import BYTES_PER_TOKEN, NeighbourFilter, Token, TokenFilter
from findling.base.errors import IllegalArgumentError
from findling.base.work.current import checked

if TYPE_CHECKING:
    from findling.analysis.registry import AnalysisRegistry

SHINGLE_TYPE = "shingle"


@dataclass(frozen=True)
class ShingleFilter(NeighbourFilter):
    """Joins neighbouring tokens. Source: Lucene's ShingleFilter.

    smallest, largest: tokens per shingle
    unigrams: also give the single tokens
    unigrams_if_no_shingles: give them where there are too few for a shingle
    filler: stands for a token that was removed
    fixed: shingles begin at tokens only, not at fillers, as those of Lucene's FixedShingleFilter
    trailing: so many fillers of no letters follow the last token
    """

    parses_synonyms = False

    smallest: int = 2
    largest: int = 2
    unigrams: bool = True
    unigrams_if_no_shingles: bool = False
    separator: str = " "
    filler: str = "_"
    fixed: bool = False
    trailing: int = 0

    @property
    def hides_graph(self) -> bool:
        # as in Elasticsearch: shingles of several sizes would make too many paths
        return self.unigrams or self.smallest != self.largest

    def filter_value(self, tokens: list[Token], end_position: int, final_offset: int) -> tuple[list[Token], int]:
        trailing = end_position - tokens[-1].position - 1 if tokens else end_position
        slots = self._slots(tokens, trailing, final_offset)
        sizes = list(range(self.smallest, self.largest + 1))
        if self.unigrams or (self.unigrams_if_no_shingles and len(slots) < self.smallest):
            sizes.insert(0, 1)
        out: list[Token] = []
        growth = Growth(len(slots))
        position = 0
        for first in checked(range(len(slots)), 20):
            if self.fixed and not slots[first].length:
                position += 1
                continue
            before = len(out)
            for size in sizes:
                window = slots[first : first + size]
                if len(window) == size and any(slot.length for slot in window):
                    joined = self._joined(window, position)
                    growth.note(first + 1, BYTES_PER_TOKEN + len(joined.term))
                    out.append(joined)
            if len(out) == before:  # Lucene's filter gives up here, tokens to come or not
                break
            position += 1
        return out, position + trailing

    def _slots(self, tokens: list[Token], trailing: int, final_offset: int) -> list[Token]:
        """Returns the tokens with fillers, of length 0, in the gaps: no more than a shingle has room for."""
        slots: list[Token] = []
        previous = -1
        for token in tokens:
            gap = min(token.position - previous - 1, self.largest - 1)
            slots += [Token(self.filler, 0, token.start, token.start, length=0)] * gap
            slots.append(replace(token, length=1))
            previous = token.position
        gap = max(min(trailing, self.largest - 1), self.trailing)
        return slots + [Token(self.filler, 0, final_offset, final_offset, length=0)] * gap

    def _joined(self, window: list[Token], position: int) -> Token:
        """Returns the shingle of the slots, or the only slot itself."""
        size = len(window)
        length = size if self.unigrams else max(1, size - self.smallest + 1)
        kind = window[0].type if size == 1 else SHINGLE_TYPE
        text = self.separator.join(slot.term for slot in window)
        first, end = window[0], window[-1].end
        return Token(text, position, first.start, end, kind, length, first.keyword, first.payload)


@register("filter", "shingle")
def shingle_filter(params: Params, registry: "AnalysisRegistry") -> TokenFilter:
    """min_shingle_size, max_shingle_size: 2; output_unigrams: true; output_unigrams_if_no_shingles: false;
    token_separator: a blank; filler_token: `_`.
    """
    smallest, largest = params.integer("min_shingle_size", 2), params.integer("max_shingle_size", 2)
    unigrams = params.boolean("output_unigrams", True)
    if largest < 2:
        raise IllegalArgumentError("Max shingle size must be >= 2")
    if smallest < 2:
        raise IllegalArgumentError("Min shingle size must be >= 2")
    if smallest > largest:
        raise IllegalArgumentError("Min shingle size must be <= max shingle size")
    check_shingle_difference(smallest, largest, unigrams, registry)
    return ShingleFilter(
        smallest,
        largest,
        unigrams,
        params.boolean("output_unigrams_if_no_shingles", False),
        str(params.values.get("token_separator", " ")),
        str(params.values.get("filler_token", "_")),
    )
