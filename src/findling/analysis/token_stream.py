"""What flows from the tokenizer through the token filters: the tokens of many values as arrays over distinct terms."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import compress

import numpy as np
import numpy.typing as npt

from findling.analysis.token_batch import TokenBatch

Ints = npt.NDArray[np.int32]
Mask = npt.NDArray[np.bool_]

_type_names: list[str] = [
    *(
        "word",
        "<ALPHANUM>",
        "<NUM>",
        "<SOUTHEAST_ASIAN>",
        "<IDEOGRAPHIC>",
        "<HIRAGANA>",
        "<KATAKANA>",
        "<HANGUL>",
        "<EMOJI>",
    )
]
_type_ids: dict[str, int] = {name: number for number, name in enumerate(_type_names)}


def type_id(name: str) -> int:
    """Returns the number of a token type; 1 to 8 are those of the standard tokenizer's kernel."""
    if name not in _type_ids:
        _type_names.append(name)
        _type_ids[name] = len(_type_names) - 1
    return _type_ids[name]


def type_name(number: int) -> str:
    """Returns the name of a token type."""
    return _type_names[number]


@dataclass(frozen=True, slots=True)
class TokenStream:
    """The tokens of `n_values` texts, in text order. Filters return a new stream and never write into given arrays.

    terms: texts; equal ones may stand more than once, so that a filter of single terms is a list comprehension
    term_ids, value_ids, positions, end_positions, start_offsets, end_offsets, position_lengths: as in TokenBatch
    type_ids: (n_tokens,) int32, see `type_name`; None unless asked for
    final_offsets: (n_values,) int32, the length of each text; None unless offsets are asked for
    payloads: (n_tokens,) objects, the bytes that a filter attached to each token, or None; None unless types are asked
        for and a filter attaches some
    keywords: (n_terms,) bool, terms that stemmers leave alone; None means none of them
    """

    terms: list[str]
    term_ids: Ints
    value_ids: Ints
    positions: Ints
    end_positions: Ints
    start_offsets: Ints | None = None
    end_offsets: Ints | None = None
    position_lengths: Ints | None = None
    type_ids: Ints | None = None
    keywords: Mask | None = None
    final_offsets: Ints | None = None
    payloads: npt.NDArray[np.object_] | None = None

    @property
    def n_values(self) -> int:
        return len(self.end_positions)

    @property
    def n_tokens(self) -> int:
        return len(self.term_ids)

    def with_terms(self, terms: list[str], keywords: Mask | None = None) -> "TokenStream":
        """Returns the stream with other texts for the same terms; keywords are kept unless given."""
        return replace(self, terms=terms, keywords=self.keywords if keywords is None else keywords)

    def only(self, keep: Mask) -> "TokenStream":
        """Returns the tokens for which the mask is true, at the positions they have.

        keep: (n_tokens,) bool
        """
        return replace(self.take(np.flatnonzero(keep)), end_positions=self.end_positions)

    def take(self, tokens: npt.NDArray[np.intp]) -> "TokenStream":
        """Returns the given tokens in the given order, repeats included."""

        def taken(array: Ints | None) -> Ints | None:
            return None if array is None else array[tokens]

        return replace(
            self,
            term_ids=self.term_ids[tokens],
            value_ids=self.value_ids[tokens],
            positions=self.positions[tokens],
            start_offsets=taken(self.start_offsets),
            end_offsets=taken(self.end_offsets),
            position_lengths=taken(self.position_lengths),
            type_ids=taken(self.type_ids),
            payloads=None if self.payloads is None else self.payloads[tokens],
        )

    def to_batch(self) -> TokenBatch:
        """Returns the tokens with each term once and no term that no token has."""
        used = np.zeros(len(self.terms), np.bool_)
        used[self.term_ids] = True
        wanted = self.terms if used.all() else list(compress(self.terms, used.tolist()))
        distinct = list(dict.fromkeys(wanted))
        term_ids = self.term_ids
        if len(distinct) < len(self.terms):
            numbers = dict(zip(distinct, range(len(distinct)), strict=True))
            mapped = np.zeros(len(self.terms), np.int32)
            mapped[used] = np.fromiter(map(numbers.__getitem__, wanted), np.int32, len(wanted))
            term_ids = mapped[term_ids]
        return TokenBatch(
            distinct,
            term_ids,
            self.value_ids,
            self.positions,
            self.end_positions,
            self.start_offsets,
            self.end_offsets,
            self.position_lengths,
            None if self.type_ids is None else [_type_names[number] for number in self.type_ids.tolist()],
        )


def single_terms(values: Sequence[str]) -> TokenStream:
    """Returns a stream with each value as one token, without offsets; what normalizers work on."""
    numbers = np.arange(len(values), dtype=np.int32)
    zeros = np.zeros(len(values), np.int32)
    return TokenStream(list(values), numbers, numbers, zeros, zeros + 1)
