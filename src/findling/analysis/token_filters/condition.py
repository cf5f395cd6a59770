"""The `condition` filter: further filters for the tokens to which a script says yes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING, Any

import numpy as np

from findling.analysis.catalogue import register
from findling.analysis.chain import Front, behind
from findling.analysis.params import Params
from findling.analysis.token_filter import TermFilter, Token, TokenFilter, from_tokens, to_tokens
from findling.analysis.token_stream import Mask, TokenStream
from findling.base.errors import IllegalArgumentError
from findling.base.lazy import lazy_module

if TYPE_CHECKING:
    from findling.analysis.predicate import TokenPredicate
    from findling.analysis.registry import AnalysisRegistry

# the language of scripts is for those who use it
_predicates: Any = lazy_module("findling.analysis.predicate")


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Neighbouring tokens of one value with the same answer.

    before: position of the token before them, -1 at the start of the value
    final_offset: where the filters see the end of their text
    last: whether the value ends with them
    """

    accepted: bool
    tokens: list[Token]
    before: int
    final_offset: int
    last: bool

    @property
    def adjusted(self) -> int:
        """1 if the filters see the first token one position further on, because it stands where the one before does."""
        return int(self.tokens[0].position == self.before)

    def as_value(self) -> tuple[list[Token], int]:
        """Returns (tokens, end position) as if they were a value of their own."""
        first = self.before + 1 - self.adjusted
        return [replace(token, position=token.position - first) for token in self.tokens], (
            self.tokens[-1].position - first + 1
        )


@dataclass(frozen=True)
class ConditionFilter(TokenFilter):
    """Sends each stretch of accepted tokens through filters, which see nothing but the stretch.

    Source: Elasticsearch's ScriptedConditionTokenFilterFactory, Lucene's ConditionalTokenFilter.
    """

    heeds_keywords = True

    predicate: TokenPredicate
    chain: tuple[tuple[str, TokenFilter], ...]

    @property
    def needs_types(self) -> bool:  # type: ignore[override]
        return self.predicate.needs_types or any(inner.needs_types for _, inner in self.chain)

    @property
    def needs_offsets(self) -> bool:  # type: ignore[override]
        return self.predicate.needs_offsets or any(inner.needs_offsets for _, inner in self.chain)

    @property
    def attaches_payloads(self) -> bool:  # type: ignore[override]
        return any(inner.attaches_payloads for _, inner in self.chain)

    @property
    def updateable(self) -> bool:  # type: ignore[override]
        return any(inner.updateable for _, inner in self.chain)

    def after(self, front: Front) -> ConditionFilter:
        return replace(self, chain=behind(front, self.chain))

    def apply(self, stream: TokenStream) -> TokenStream:
        if self.predicate.reads_term_alone and all(type(inner).apply is TermFilter.apply for _, inner in self.chain):
            return self._apply_to_terms(stream)
        accepted = self.predicate.mask(stream)
        return self._apply_to_stretches(stream, accepted) if accepted.any() else stream

    def _through_chain(self, stream: TokenStream) -> TokenStream:
        for _, inner in self.chain:
            stream = inner.apply(stream)
        return stream

    def _apply_to_terms(self, stream: TokenStream) -> TokenStream:
        """Returns the stream with other texts for the accepted terms."""
        changed = self._through_chain(stream).terms
        accepted = np.zeros(len(stream.terms), np.bool_)
        accepted[stream.term_ids] = self.predicate.mask(stream)
        each = zip(stream.terms, changed, accepted.tolist(), strict=True)
        return stream.with_terms([new if answer else old for old, new, answer in each])

    def _apply_to_stretches(self, stream: TokenStream, accepted: Mask) -> TokenStream:
        values = [list(stretches) for stretches in _stretches(stream, accepted)]
        chosen = [stretch for value in values for stretch in value if stretch.accepted]
        finals = np.array([stretch.final_offset for stretch in chosen], np.int32)
        like = replace(stream, final_offsets=None if stream.final_offsets is None else finals)
        made = self._through_chain(from_tokens([stretch.as_value() for stretch in chosen], like))
        results = zip(to_tokens(made), made.end_positions.tolist(), strict=True)
        filtered = [
            _assembled(value, results, end) for value, end in zip(values, stream.end_positions.tolist(), strict=True)
        ]
        return from_tokens(filtered, replace(stream, payloads=made.payloads))


def _stretches(stream: TokenStream, accepted: Mask) -> Iterator[Iterator[_Stretch]]:
    """Gives the stretches of each value."""
    answers = iter(accepted.tolist())
    finals = np.zeros(stream.n_values, np.int32) if stream.final_offsets is None else stream.final_offsets
    for tokens, final in zip(to_tokens(stream), finals.tolist(), strict=True):
        yield _stretches_of(tokens, [next(answers) for _ in tokens], final)


def _stretches_of(tokens: list[Token], answers: Sequence[bool], final_offset: int) -> Iterator[_Stretch]:
    before, at = -1, 0
    for accepted, group in groupby(answers):
        stretch = tokens[at : at + len(list(group))]
        at += len(stretch)
        last = at == len(tokens)
        yield _Stretch(accepted, stretch, before, final_offset if last else tokens[at].end, last)
        before = stretch[-1].position


def _assembled(
    stretches: Sequence[_Stretch], results: Iterator[tuple[list[Token], int]], end_position: int
) -> tuple[list[Token], int]:
    """Returns the tokens of a value and the position after them.

    results: (tokens, end position) of the accepted stretches, of which this value takes its own
    """
    out: list[Token] = []
    cursor = -1  # the position that the next increment counts from
    trailing = end_position
    for stretch in stretches:
        trailing = end_position - 1 - stretch.tokens[-1].position
        if stretch.accepted:
            tokens, end = next(results)
            first = cursor + 1 - stretch.adjusted
            cursor = first + end - 1
            trailing = 0  # the filters' own end takes the place of the value's
        else:
            tokens, first = stretch.tokens, cursor - stretch.before
            cursor = stretch.tokens[-1].position + first
        out += [replace(token, position=token.position + first) for token in tokens]
    return out, cursor + 1 + trailing


@register("filter", "condition", preconfigured=False)
def condition_filter(params: Params, registry: AnalysisRegistry) -> TokenFilter:
    """script: that of predicate_token_filter; filter: names of the filters for the tokens of which it is true."""
    predicate = _predicates.token_predicate(params)
    names = params.texts("filter")
    if not names:
        raise IllegalArgumentError(f"Empty list of filters provided to tokenfilter [{params.name}]")
    chain = []
    for name in names:
        found = registry.component("filter", name)
        if found is None:
            raise IllegalArgumentError(
                f"ScriptedConditionTokenFilter [{params.name}] refers to undefined token filter [{name}]"
            )
        chain.append((name, found))
    return ConditionFilter(predicate, tuple(chain))
