"""The phrases that a query comes down to, one after the other; a term is a phrase of one word."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Final

from findling.search.highlight.found.extraction import parts_of
from findling.search.query.positions.marks import FittingMarks, InnerMarks, Marks, PhraseMarks, SpanMarks, TermMarks
from findling.search.query.spans.span import TermSpan

if TYPE_CHECKING:
    from findling.search.context import ShardContext

# so many terms of a pattern count, the first ones
_MOST_TERMS: Final = 1_024
# a phrase with more alternatives than this is taken as single words
_MOST_ALTERNATIVES: Final = 16


@dataclass(frozen=True, slots=True)
class FlatPhrase:
    """Words in a row, with up to `slop` positions more or less between two of them."""

    field: str
    words: tuple[bytes, ...]
    slop: int = 0
    boost: float = 1.0


def flat_phrases(marks: Marks, ctx: ShardContext) -> list[FlatPhrase]:
    """Returns the phrases of a query, each once, and those that two of them make where they overlap."""
    flat = list(dict.fromkeys(_flattened(marks, ctx, 1.0)))
    found: dict[FlatPhrase, None] = {}
    for at, one in enumerate(flat):
        found[one] = None
        for other in flat[at + 1 :]:
            if len(one.words) > 1 and len(other.words) > 1 and one.slop == other.slop and one.field == other.field:
                found.update(dict.fromkeys((*_overlapping(one, other), *_overlapping(other, one))))
    return list(found)


def _flattened(marks: Marks, ctx: ShardContext, boost: float) -> Iterator[FlatPhrase]:
    boost *= marks.boost
    if isinstance(marks, TermMarks):
        for term in marks.terms:
            yield FlatPhrase(marks.field, (term,), 0, boost)
    elif isinstance(marks, FittingMarks):
        for term in _fitting(marks, ctx):
            yield FlatPhrase(marks.field, (term,), 0, boost)
    elif isinstance(marks, PhraseMarks):
        yield from _of_phrase(marks, boost)
    elif isinstance(marks, SpanMarks):
        if isinstance(marks.span, TermSpan):
            yield FlatPhrase(marks.span.of_field, (marks.span.term,), 0, boost)
    elif not (isinstance(marks, InnerMarks) and marks.hides == "scripted"):
        inner_boost = 1.0 if isinstance(marks, InnerMarks) and marks.hides == "all" else boost
        for part in parts_of(marks):
            yield from _flattened(part, ctx, inner_boost)


def _of_phrase(marks: PhraseMarks, boost: float) -> Iterator[FlatPhrase]:
    alternatives = [terms for _, terms in marks.parts]
    if sum(map(len, alternatives)) > _MOST_ALTERNATIVES and any(len(terms) > 1 for terms in alternatives):
        for terms in alternatives:
            for term in terms:
                yield FlatPhrase(marks.field, (term,))
        return
    several = any(len(terms) > 1 for terms in alternatives)
    for words in product(*alternatives):
        slop = marks.slop if len(words) > 1 else 0
        yield FlatPhrase(marks.field, words, slop, 1.0 if several else boost)


def _fitting(marks: FittingMarks, ctx: ShardContext) -> list[bytes]:
    """Returns the terms of the shard that fit, sorted."""
    found: set[bytes] = set()
    for segment in ctx.segments:
        terms = segment.reader.terms(marks.field)
        if terms is not None:
            found.update(terms.terms(marks.find(terms)[:_MOST_TERMS]))
    return sorted(found)[:_MOST_TERMS]


def _overlapping(one: FlatPhrase, other: FlatPhrase) -> Iterator[FlatPhrase]:
    """Yields the phrases of one phrase and what another has more, where the end of the one begins the other."""
    n = len(one.words)
    for start in range(1, n):
        shared = n - start
        if shared < len(other.words) and one.words[start:] == other.words[:shared]:
            yield FlatPhrase(one.field, one.words + other.words[shared:], one.slop)
