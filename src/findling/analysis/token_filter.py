"""Token filters: base classes for what a filter may do with tokens.

Most filters look at one term at a time and so work on the distinct terms of a batch: TermFilter changes the text,
KeepingFilter drops tokens, ExpandingFilter makes several tokens of one. Filters that look at neighbours get whole
values as lists of tokens: NeighbourFilter.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar, Final

import numpy as np
import numpy.typing as npt

from findling.analysis.growth import Growth
from findling.analysis.token_stream import Ints, TokenStream, type_id, type_name
from findling.base.work.current import check_work, checked, expect_memory

if TYPE_CHECKING:
    from findling.analysis.chain import Front


_BYTES_PER_PART: Final = 100
"""Of a part of a term, and of the arrays that say where the parts of tokens are."""


class TokenFilter:
    """Base of all token filters.

    normalizes: whether normalizers and queries for parts of words may use it
    heeds_keywords: whether it marks terms as keywords or leaves marked ones alone
    needs_types, needs_offsets: whether it reads them, so that the stream must have them even if nobody asked
    parses_synonyms: whether it may stand in front of a synonym filter, whose rules go through it
    attaches_payloads: whether it gives tokens payloads
    skipped_by_synonyms: whether those rules pass it by
    updateable: whether what it does may change while the index is open, so that only searches may use it
    hides_graph: whether a query takes its tokens position by position: they span several but make no paths
    lowers_letters: whether it does the same to a term whose letters A to Z are lower case already
    """

    normalizes: ClassVar[bool] = False
    heeds_keywords: ClassVar[bool] = False
    needs_types: bool = False
    needs_offsets: bool = False
    parses_synonyms: bool = True
    skipped_by_synonyms: ClassVar[bool] = False
    attaches_payloads: bool = False
    updateable: bool = False
    lowers_letters: bool = False

    @property
    def may_fail(self) -> bool:
        """Whether some token cannot be filtered."""
        return False

    @property
    def hides_graph(self) -> bool:
        return False

    def after(self, front: "Front") -> "TokenFilter":
        """Returns the filter as it is behind what stands in front of it; most do not depend on that.

        Raises IllegalArgumentError.
        """
        return self

    def apply(self, stream: TokenStream) -> TokenStream:
        """Returns the tokens that come out of the filter."""
        raise NotImplementedError


class TermFilter(TokenFilter):
    """A filter that gives each term another text.

    With heeds_keywords, terms marked as keywords stay as they are.
    """

    def term(self, term: str) -> str:
        """Returns the new text of one term."""
        raise NotImplementedError

    def map_terms(self, terms: list[str]) -> list[str]:
        """Returns the new texts of many terms."""
        return [self.term(term) for term in terms]

    def apply(self, stream: TokenStream) -> TokenStream:
        check_work()
        mapped = self.map_terms(stream.terms)
        if self.heeds_keywords and stream.keywords is not None:
            marked = stream.keywords.tolist()
            mapped = [old if keep else new for old, new, keep in zip(stream.terms, mapped, marked, strict=True)]
        return stream.with_terms(mapped)


class KeepingFilter(TokenFilter):
    """A filter that drops the tokens of some terms and leaves their positions free."""

    def keeps(self, term: str) -> bool:
        """Tells whether tokens of this term stay."""
        raise NotImplementedError

    def apply(self, stream: TokenStream) -> TokenStream:
        keep = np.fromiter(map(self.keeps, stream.terms), np.bool_, len(stream.terms))
        return stream if keep.all() else stream.only(keep[stream.term_ids])


@dataclass(frozen=True, slots=True)
class Part:
    """One of the tokens that a term becomes.

    increment: positions between it and the part before; that of the first part counts from the term's own position
    start, end: UTF-16 offsets within the term; None means those of the whole token
    length: position length
    """

    term: str
    increment: int = 0
    start: int | None = None
    end: int | None = None
    length: int = 1
    keyword: bool = False
    type: str | None = None


class ExpandingFilter(TokenFilter):
    """A filter that makes none, one or several tokens of each token, looking at nothing but the term."""

    def expand(self, term: str, keyword: bool) -> Sequence[Part]:
        """Returns the tokens that one term becomes."""
        raise NotImplementedError

    def apply(self, stream: TokenStream) -> TokenStream:
        marked = [False] * len(stream.terms) if stream.keywords is None else stream.keywords.tolist()
        growth = Growth(len(stream.terms))
        expanded = []
        for done, pair in enumerate(checked(zip(stream.terms, marked, strict=True), 10), 1):
            parts = self.expand(*pair)
            growth.note(done, _BYTES_PER_PART * len(parts))
            expanded.append(parts)
        return expand_stream(stream, expanded)


def expand_stream(stream: TokenStream, expanded: Sequence[Sequence[Part]]) -> TokenStream:
    """Returns the stream with each token replaced by the parts of its term.

    expanded: the parts of each distinct term
    """
    parts = [part for group in checked(expanded) for part in group]
    counts = np.fromiter(map(len, expanded), np.int64, len(expanded))
    firsts = np.cumsum(counts) - counts
    per_token = counts[stream.term_ids]
    expect_memory(_BYTES_PER_PART * int(per_token.sum()), "<analysis>")
    source = np.repeat(np.arange(stream.n_tokens), per_token)
    nth = np.arange(len(source)) - np.repeat(np.cumsum(per_token) - per_token, per_token)
    which = firsts[stream.term_ids][source] + nth
    taken = replace(stream.take(source), terms=[part.term for part in parts], term_ids=which.astype(np.int32))
    keywords = np.array([part.keyword for part in parts], np.bool_)
    taken = replace(taken, keywords=keywords if stream.keywords is not None or keywords.any() else None)
    taken = _with_positions(stream, taken, parts, firsts, source)
    if any(part.type is not None for part in parts) and taken.type_ids is not None:
        own = np.array([-1 if part.type is None else type_id(part.type) for part in parts], np.int32)[which]
        taken = replace(taken, type_ids=np.where(own < 0, taken.type_ids, own))
    return _with_offsets(taken, parts, which)


def _with_positions(
    stream: TokenStream,
    taken: TokenStream,
    parts: Sequence[Part],
    firsts: npt.NDArray[np.int64],
    source: npt.NDArray[np.intp],
) -> TokenStream:
    """Returns the parts at their positions: what a term grows moves all that follows it in the value."""
    increments = np.array([part.increment for part in parts], np.int64)
    lengths = np.array([part.length for part in parts], np.int32)
    if not increments.any():
        return taken if (lengths == 1).all() else replace(taken, position_lengths=lengths[taken.term_ids])
    within = np.concatenate(([0], np.cumsum(increments)))
    bases = within[firsts]
    ends = np.append(firsts[1:], len(parts))
    grown = (within[ends] - bases)[stream.term_ids]
    before = np.cumsum(grown) - grown
    first_of_value = np.searchsorted(stream.value_ids, np.arange(stream.n_values))
    totals = np.append(before, before[-1:] + grown[-1:])[np.append(first_of_value, stream.n_tokens)]
    shift = before - totals[:-1][stream.value_ids]
    inner = within[taken.term_ids + 1] - bases[stream.term_ids][source]
    positions = (stream.positions + shift)[source] + inner
    return replace(
        taken,
        positions=positions.astype(np.int32),
        end_positions=(stream.end_positions + np.diff(totals)).astype(np.int32),
        position_lengths=None if (lengths == 1).all() else lengths[taken.term_ids],
    )


def _with_offsets(taken: TokenStream, parts: Sequence[Part], which: npt.NDArray[np.int64]) -> TokenStream:
    """Returns the parts with their own offsets, where they have some."""
    if taken.start_offsets is None or taken.end_offsets is None or all(part.start is None for part in parts):
        return taken
    whole = np.array([part.start is None for part in parts], np.bool_)[which]
    starts = np.array([part.start or 0 for part in parts], np.int32)[which] + taken.start_offsets
    ends = np.array([part.end or 0 for part in parts], np.int32)[which] + taken.start_offsets
    return replace(taken, start_offsets=starts, end_offsets=np.where(whole, taken.end_offsets, ends).astype(np.int32))


BYTES_PER_TOKEN: Final = 300
"""Of a Token."""


@dataclass(slots=True)
class Token:
    """One token of one value, for filters that go token by token.

    position: absolute, within the value; start, end: UTF-16 offsets, 0 if the stream has none
    """

    term: str
    position: int
    start: int
    end: int
    type: str = "word"
    length: int = 1
    keyword: bool = False
    payload: bytes | None = None


class NeighbourFilter(TokenFilter):
    """A filter that looks at the tokens around a token."""

    def filter_value(self, tokens: list[Token], end_position: int, final_offset: int) -> tuple[list[Token], int]:
        """Returns the tokens that come out for one value, in order, and the position after them.

        final_offset: length of the value, 0 if the stream has no offsets
        """
        raise NotImplementedError

    def apply(self, stream: TokenStream) -> TokenStream:
        values = to_tokens(stream)
        finals = np.zeros(stream.n_values, np.int32) if stream.final_offsets is None else stream.final_offsets
        each = zip(values, stream.end_positions.tolist(), finals.tolist(), strict=True)
        filtered = [self.filter_value(*value) for value in each]
        return from_tokens(filtered, stream)


def to_tokens(stream: TokenStream) -> list[list[Token]]:
    """Returns the tokens of each value one by one."""
    values: list[list[Token]] = [[] for _ in range(stream.n_values)]
    zeros = np.zeros(stream.n_tokens, np.int32)
    starts = zeros if stream.start_offsets is None else stream.start_offsets
    ends = zeros if stream.end_offsets is None else stream.end_offsets
    lengths = zeros + 1 if stream.position_lengths is None else stream.position_lengths
    types = zeros if stream.type_ids is None else stream.type_ids
    keywords = zeros if stream.keywords is None else stream.keywords[stream.term_ids]
    columns = (stream.value_ids, stream.term_ids, stream.positions, starts, ends, types, lengths, keywords)
    expect_memory(BYTES_PER_TOKEN * stream.n_tokens, "<analysis>")
    rows = checked(zip(*(c.tolist() for c in columns), strict=True))
    for value, term, position, start, end, kind, length, keyword in rows:
        values[value].append(Token(stream.terms[term], position, start, end, type_name(kind), length, bool(keyword)))
    if stream.payloads is not None:
        each = (token for value in values for token in value)
        for token, payload in zip(each, stream.payloads.tolist(), strict=True):
            token.payload = payload
    return values


def from_tokens(values: Sequence[tuple[list[Token], int]], like: TokenStream) -> TokenStream:
    """Returns the stream of (tokens, end position) per value, with offsets and types if `like` has them."""
    tokens = [token for value, _ in values for token in value]
    numbers: dict[tuple[str, bool], int] = {}
    term_ids = [numbers.setdefault((token.term, token.keyword), len(numbers)) for token in checked(tokens)]
    counts = [len(value) for value, _ in values]
    keywords = np.array([keyword for _, keyword in numbers], np.bool_)
    lengths = _ints(token.length for token in tokens)
    return TokenStream(
        [term for term, _ in numbers],
        _ints(term_ids),
        np.repeat(np.arange(len(values), dtype=np.int32), counts),
        _ints(token.position for token in tokens),
        _ints(end for _, end in values),
        None if like.start_offsets is None else _ints(token.start for token in tokens),
        None if like.end_offsets is None else _ints(token.end for token in tokens),
        None if (lengths == 1).all() else lengths,
        None if like.type_ids is None else _ints(type_id(token.type) for token in tokens),
        keywords if keywords.any() else None,
        like.final_offsets,
        None if like.payloads is None else _objects(token.payload for token in tokens),
    )


def _objects(values: Iterable[object]) -> npt.NDArray[np.object_]:
    """Returns the values as an array of objects."""
    listed = list(values)
    made = np.empty(len(listed), np.object_)
    made[:] = listed
    return made


def _ints(numbers: Iterable[int]) -> Ints:
    """Returns the numbers as an int32 array."""
    return np.array(list(numbers), np.int32)
