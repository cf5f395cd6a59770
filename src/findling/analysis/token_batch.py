"""What analysis gives to indexing: the tokens of many values at once, as arrays."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class TokenBatch:
    """The tokens of `n_values` texts, in text order.

    terms: distinct terms after all token filters; their order means nothing
    term_ids: (n_tokens,) int32, index into terms
    value_ids: (n_tokens,) int32, non-decreasing: which of the analysed values the token comes from
    positions: (n_tokens,) int32, within its value; starts at 0, gaps where a filter removed a token
    start_offsets, end_offsets: (n_tokens,) int32, UTF-16 units in the value as given; None unless asked for
    position_lengths: (n_tokens,) int32, for token graphs; None means all 1
    end_positions: (n_values,) int32, the position after the last token, removed tokens at the end included
    types: token type names, same order as term_ids; None unless asked for
    """

    terms: list[str]
    term_ids: npt.NDArray[np.int32]
    value_ids: npt.NDArray[np.int32]
    positions: npt.NDArray[np.int32]
    end_positions: npt.NDArray[np.int32]
    start_offsets: npt.NDArray[np.int32] | None = None
    end_offsets: npt.NDArray[np.int32] | None = None
    position_lengths: npt.NDArray[np.int32] | None = None
    types: list[str] | None = None
