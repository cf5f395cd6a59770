"""Where a span stands in a text, and which tokens it is made of. Source: the spans of Lucene."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from findling.search.highlight.text.field_text import FieldText, Token
from findling.search.query.spans.span import (
    AnySpan,
    AnyTermSpan,
    ContainingSpan,
    FirstSpan,
    GapSpan,
    NearSpan,
    NotSpan,
    Span,
    TermSpan,
    WithinSpan,
    WrappedSpan,
)

# a term and a token of it
Leaf = tuple[bytes, Token]


@dataclass(frozen=True, slots=True)
class FoundSpan:
    """start, end: positions, the end exclusive; leaves: the tokens that it is made of"""

    start: int
    end: int
    leaves: tuple[Leaf, ...]

    @property
    def key(self) -> tuple[int, int]:
        return self.start, self.end


def find_spans(text: FieldText, span: Span) -> list[FoundSpan]:
    """Returns the spans of a text in the order in which Lucene finds them."""
    if isinstance(span, TermSpan):
        return [
            FoundSpan(token.position, token.position + 1, ((span.term, token),))
            for token in text.occurrences(span.term)
        ]
    if isinstance(span, WrappedSpan):
        return find_spans(text, span.span)
    if isinstance(span, (AnySpan, AnyTermSpan)):
        return sorted((found for part in span.parts for found in find_spans(text, part)), key=lambda one: one.key)
    if isinstance(span, FirstSpan):
        return [found for found in find_spans(text, span.parts[0]) if found.end <= span.end]
    if isinstance(span, NearSpan):
        return _near(text, span)
    if isinstance(span, NotSpan):
        include, exclude = (find_spans(text, part) for part in span.parts)
        return list(_outside(include, iter(exclude), span.before, span.after))
    relation = _RELATIONS.get(type(span))
    if relation is None:
        return []
    assert isinstance(span, (ContainingSpan, WithinSpan))
    big, little = (find_spans(text, part) for part in span.parts)
    return list(relation(big, little)) if big and little else []


def _near(text: FieldText, span: NearSpan) -> list[FoundSpan]:
    found = [None if isinstance(part, GapSpan) else find_spans(text, part) for part in span.parts]
    if not all(part is None or part for part in found):
        return []
    if span.in_order:
        widths = [part.width if isinstance(part, GapSpan) else 0 for part in span.parts]
        return list(_ordered([part or [] for part in found], widths, span.slop))
    return list(_unordered([part for part in found if part], span.slop))


def _ordered(found: list[list[FoundSpan]], gaps: list[int], slop: int) -> Iterator[FoundSpan]:
    """gaps: positions that a part without spans takes"""
    walks = [iter(part) for part in found]
    at: list[FoundSpan | None] = [None] * len(found)
    for first in found[0]:
        end, width, row = first.end, 0, [first]
        for i in range(1, len(found)):
            if not found[i]:
                end += gaps[i]
                continue
            current = at[i]
            while current is None or current.start < end:
                current = next(walks[i], None)
                if current is None:
                    return
            at[i] = current
            width += current.start - end
            end = current.end
            row.append(current)
        if width <= slop:
            yield _joined(first.start, end, row)


def _unordered(found: list[list[FoundSpan]], slop: int) -> Iterator[FoundSpan]:
    walks = [iter(part) for part in found]
    at = [next(walk) for walk in walks]
    while True:
        top = min(range(len(at)), key=lambda i: at[i].key)
        start, end = at[top].start, max(one.end for one in at)
        if end - start - sum(one.end - one.start for one in at) <= slop:
            yield _joined(start, end, at)
        following = next(walks[top], None)
        if following is None:
            return
        at[top] = following


def _joined(start: int, end: int, row: Iterable[FoundSpan]) -> FoundSpan:
    return FoundSpan(start, end, tuple(leaf for one in row for leaf in one.leaves))


def _outside(include: list[FoundSpan], exclude: Iterator[FoundSpan], before: int, after: int) -> Iterator[FoundSpan]:
    other = next(exclude, None)
    for one in include:
        while other is not None and other.end <= one.start - before:
            other = next(exclude, None)
        if other is None or other.start - after >= one.end:
            yield one


def _containing(big: list[FoundSpan], little: list[FoundSpan]) -> Iterator[FoundSpan]:
    others = iter(little)
    other: FoundSpan | None = None
    for one in big:
        while other is None or other.start < one.start:
            other = next(others, None)
            if other is None:
                return
        if one.end >= other.end:
            yield _joined(one.start, one.end, (one, other))


def _within(big: list[FoundSpan], little: list[FoundSpan]) -> Iterator[FoundSpan]:
    others = iter(big)
    other: FoundSpan | None = None
    for one in little:
        while other is None or other.end < one.end:
            other = next(others, None)
            if other is None:
                return
        if other.start <= one.start:
            yield _joined(one.start, one.end, (other, one))


_RELATIONS: Final[dict[type[Span], Callable[[list[FoundSpan], list[FoundSpan]], Iterator[FoundSpan]]]] = {
    ContainingSpan: _containing,
    WithinSpan: _within,
}
