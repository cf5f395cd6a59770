"""What highlighters that do not ask whether documents match take out of a query: terms, patterns and spans.

Source: Lucene's QueryVisitor and WeightedSpanTermExtractor, as its unified highlighter uses them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from findling.base.runs import distinct
from findling.search.query.intervals.interval_source import FittingTermsSource, IntervalSource, TermSource
from findling.search.query.positions.marks import (
    AnyMarks,
    BooleanMarks,
    FittingMarks,
    InnerMarks,
    IntervalMarks,
    Marks,
    NoMarks,
    ObjectMarks,
    PhraseMarks,
    SpanMarks,
    TermMarks,
)
from findling.search.query.positions.place import Place
from findling.search.query.primitive.multi_term import MultiTermQuery
from findling.search.query.spans.span import AnySpan, FittingSpan, NearSpan, NotSpan, Span, TermSpan, WrappedSpan

if TYPE_CHECKING:
    from findling.codec.postings.terms import TermDictionary

FieldMatcher = Callable[[str], bool]


@dataclass(slots=True)
class Extraction:
    """What is to be looked for in a text.

    terms: all of them; loose: those that are marked wherever they stand, if there are spans
    patterns: each with the text that stands for it
    has_exclusions: whether something must not be in a document, or not near something else
    has_unknown: whether there may be more, which only documents can be asked for
    """

    terms: dict[bytes, None] = field(default_factory=dict)
    loose: dict[bytes, None] = field(default_factory=dict)
    patterns: list[FittingMarks] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    has_exclusions: bool = False
    has_unknown: bool = False

    def __bool__(self) -> bool:
        return bool(self.terms or self.patterns or self.spans or self.has_unknown)


def extract(marks: Marks, accepts: FieldMatcher) -> Extraction:
    """Returns what a query looks for in the fields that are accepted, but for what documents must not have."""
    found = Extraction(has_exclusions=_excludes(marks))
    for leaf, shows_spans in _leaves(marks, True):
        _add(found, leaf, accepts, shows_spans)
    return found


def _excludes(marks: Marks) -> bool:
    if isinstance(marks, SpanMarks):
        return _excludes_spans(marks.span)
    if isinstance(marks, BooleanMarks) and marks.must_not:
        return True
    return any(_excludes(part) for part in parts_of(marks))


def _excludes_spans(span: Place) -> bool:
    if isinstance(span, WrappedSpan):
        return _excludes_spans(span.span)
    return isinstance(span, NotSpan) or any(_excludes_spans(part) for part in span.children())


def is_apart(marks: Marks) -> bool:
    """Whether some part of a query cannot be asked what of single documents it matches."""
    if isinstance(marks, NoMarks):
        return marks.is_apart
    return isinstance(marks, ObjectMarks) or any(is_apart(part) for part in parts_of(marks))


def parts_of(marks: Marks) -> tuple[Marks, ...]:
    """Returns the nodes directly below one, but for those of what must not match."""
    if isinstance(marks, BooleanMarks):
        return (*marks.must, *marks.should, *marks.filter)
    if isinstance(marks, AnyMarks):
        return marks.parts
    return (marks.inner,) if isinstance(marks, InnerMarks | ObjectMarks) else ()


def phrase_span(marks: PhraseMarks) -> Span:
    """Returns the span by which a phrase is looked for. Of words that are missing in it any may stand anywhere."""
    parts = tuple(_any([TermSpan(marks.field, term) for term in terms]) for _, terms in marks.parts)
    if len(parts) == 1:
        return parts[0]
    positions = [position for position, _ in marks.parts]
    gaps = max(0, positions[-1] - positions[0] - len(positions) + 1)
    return NearSpan(parts, marks.slop + gaps, marks.slop == 0)


def _any(spans: list[Span]) -> Span:
    return spans[0] if len(spans) == 1 else AnySpan(tuple(spans))


def _leaves(marks: Marks, shows_spans: bool) -> Iterator[tuple[Marks, bool]]:
    """Yields the leaves of a tree, each with whether it is seen as more than its terms."""
    parts = () if isinstance(marks, InnerMarks) and marks.hides == "all" else parts_of(marks)
    shows_spans = shows_spans and not (isinstance(marks, InnerMarks) and marks.hides)
    if not parts:
        yield marks, shows_spans
    for part in parts:
        yield from _leaves(part, shows_spans)


def _add(found: Extraction, leaf: Marks, accepts: FieldMatcher, shows_spans: bool) -> None:
    if isinstance(leaf, InnerMarks):
        found.has_unknown = True
    elif isinstance(leaf, TermMarks) and accepts(leaf.field):
        found.terms.update(dict.fromkeys(leaf.terms))
        if shows_spans:
            found.loose.update(dict.fromkeys(leaf.terms))
    elif isinstance(leaf, FittingMarks) and accepts(leaf.field):
        found.patterns.append(leaf)
    elif isinstance(leaf, PhraseMarks) and accepts(leaf.field):
        found.terms.update((term, None) for _, terms in leaf.parts for term in terms)
        if shows_spans:
            found.spans.append(phrase_span(leaf))
        if leaf.prefixes:
            found.patterns.append(_beginnings(leaf))
    elif isinstance(leaf, SpanMarks) and all(accepts(name) for name, _ in leaf.span.terms()):
        found.terms.update((term, None) for _, term in leaf.span.terms())
        found.patterns += map(_fitting, _patterns(leaf.span))
        if shows_spans:
            found.spans.append(leaf.span)
    elif isinstance(leaf, IntervalMarks) and accepts(leaf.field):
        _add_intervals(found, leaf, leaf.source)


def _patterns(span: Place) -> Iterator[MultiTermQuery]:
    if isinstance(span, FittingSpan):
        yield span.pattern
    elif isinstance(span, WrappedSpan):
        yield from _patterns(span.span)
    for part in span.children():
        yield from _patterns(part)


def _fitting(query: MultiTermQuery) -> FittingMarks:
    return FittingMarks(query=query, field=query.field, find=query.finder(), text=query.describe())


def _beginnings(leaf: PhraseMarks) -> FittingMarks:
    """Returns the terms that the last word of a phrase begins; as in Lucene they are marked wherever they stand."""

    def find(terms: TermDictionary) -> NDArray[np.int64]:
        ranges = [np.arange(*terms.prefix_range(prefix), dtype=np.int64) for prefix in leaf.prefixes]
        return distinct(np.concatenate(ranges))

    text = f"{leaf.field}:{leaf.prefixes[0].decode('utf-8', 'replace')}*"
    return FittingMarks(query=leaf.query, field=leaf.field, find=find, text=text)


def _add_intervals(found: Extraction, leaf: IntervalMarks, source: Place) -> None:
    if isinstance(source, TermSource):
        found.terms[source.term] = None
    elif isinstance(source, FittingTermsSource):
        found.patterns.append(_fitting(source.query))
    elif isinstance(source, IntervalSource):
        for part in source.children():
            _add_intervals(found, leaf, part)
