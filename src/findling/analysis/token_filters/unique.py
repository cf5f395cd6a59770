"""The filters `unique` and `remove_duplicates`."""

from dataclasses import replace

import numpy as np

from findling.analysis.catalogue import register
from findling.analysis.params import Params
from findling.analysis.token_filter import TokenFilter
from findling.analysis.token_stream import Ints, TokenStream
from findling.base.runs import ordered_rows, run_starts


class UniqueFilter(TokenFilter):
    """Drops terms that were there before in the value; those after move up, as Elasticsearch's filter has it.

    only_on_same_position: only terms that were there before at the same position, whose positions stay
    """

    def __init__(self, only_on_same_position: bool) -> None:
        self.only_on_same_position = only_on_same_position

    def apply(self, stream: TokenStream) -> TokenStream:
        keys = [stream.value_ids, _term_numbers(stream)]
        if self.only_on_same_position:
            keys.append(stream.positions)
        first = np.zeros(stream.n_tokens, np.bool_)
        order, starts = ordered_rows(*keys)
        first[order[starts]] = True
        kept = stream.only(first)
        return kept if self.only_on_same_position else _moved_up(stream, kept, first)


def _term_numbers(stream: TokenStream) -> Ints:
    """Returns a number per token that is the same for the same text."""
    numbers: dict[str, int] = {}
    return np.array([numbers.setdefault(term, len(numbers)) for term in stream.terms], np.int32)[stream.term_ids]


def _moved_up(stream: TokenStream, kept: TokenStream, first: "np.typing.NDArray[np.bool_]") -> TokenStream:
    """Returns the kept tokens without the position increments of those dropped before them."""
    previous = np.concatenate(([-1], stream.positions[:-1]))
    begins = run_starts(stream.value_ids)
    increments = stream.positions - np.where(begins, -1, previous[: stream.n_tokens])
    lost = np.cumsum(np.where(first, 0, increments))
    totals = np.concatenate(([0], lost))[np.searchsorted(stream.value_ids, np.arange(stream.n_values + 1))]
    positions = stream.positions - (lost - totals[stream.value_ids])
    ends = stream.end_positions - np.diff(totals)
    return replace(kept, positions=positions[first].astype(np.int32), end_positions=ends.astype(np.int32))


@register("filter", "unique")
def unique_filter(params: Params, registry: object) -> TokenFilter:
    """only_on_same_position: false."""
    return UniqueFilter(params.boolean("only_on_same_position", False))


@register("filter", "remove_duplicates")
def remove_duplicates_filter(params: Params, registry: object) -> TokenFilter:
    """Has no parameters; drops what was there before at the same position."""
    return UniqueFilter(only_on_same_position=True)
