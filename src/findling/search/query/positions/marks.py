"""Marks: what a query may mark in the texts of a document, as a tree that highlighters walk.

Each query tells its own (`Query.marks`). A leaf says what is to be found in which field; every node can be asked, by
its query, whether a document matches it, for what is marked can depend on that.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from findling.codec.postings.terms import TermDictionary
    from findling.search.query.base import Query
    from findling.search.query.intervals.interval_source import IntervalSource
    from findling.search.query.spans.span import Span
    from findling.search.query.text.like_terms import TermCounts


@dataclass(frozen=True, eq=False, kw_only=True)
class Marks:
    """One node. query: whose marks these are; it says which documents match, and weighs what is marked."""

    query: Query

    @property
    def boost(self) -> float:
        """How much what is marked counts, beside the rest of the query around it."""
        return self.query.boost


@dataclass(frozen=True, eq=False, kw_only=True)
class NoMarks(Marks):
    """Nothing is marked. is_apart: whether the query finds documents by what single documents do not show"""

    is_apart: bool = False


@dataclass(frozen=True, eq=False, kw_only=True)
class TermMarks(Marks):
    """Any of some terms of a field; several are synonyms."""

    field: str
    terms: tuple[bytes, ...]


@dataclass(frozen=True, eq=False, kw_only=True)
class FittingMarks(Marks):
    """The terms of a field that fit.

    find: gives the ordinals of the fitting terms of a dictionary, increasing
    text: what stands for all of them
    singly: whether each of them is a query of its own
    """

    field: str
    find: Callable[[TermDictionary], Any]
    text: str
    singly: bool = False


@dataclass(frozen=True, eq=False, kw_only=True)
class PhraseMarks(Marks):
    """Terms at positions relative to each other.

    parts: (position, alternatives) in order of positions; slop: how many moves are allowed
    prefixes: what the alternatives of the last part begin with, if they are all terms that do
    """

    field: str
    parts: tuple[tuple[int, tuple[bytes, ...]], ...]
    slop: int
    prefixes: tuple[bytes, ...] = ()


@dataclass(frozen=True, eq=False, kw_only=True)
class SpanMarks(Marks):
    """The terms of a span, where it is."""

    span: Span


@dataclass(frozen=True, eq=False, kw_only=True)
class IntervalMarks(Marks):
    """The terms of intervals, where these are."""

    field: str
    source: IntervalSource


@dataclass(frozen=True, eq=False, kw_only=True)
class BooleanMarks(Marks):
    """What several queries mark; required: how many of `should` have to match"""

    must: tuple[Marks, ...] = ()
    filter: tuple[Marks, ...] = ()
    should: tuple[Marks, ...] = ()
    must_not: tuple[Marks, ...] = ()
    required: int = 0


@dataclass(frozen=True, eq=False, kw_only=True)
class AnyMarks(Marks):
    """What those of several queries mark that match."""

    parts: tuple[Marks, ...]


@dataclass(frozen=True, eq=False, kw_only=True)
class InnerMarks(Marks):
    """What a query marks that is inside of another, which scores it in its own way.

    hides: what highlighters that do not ask documents miss of the other one: "", "spans" (they see its terms) or "all";
        "scripted" is "spans", and `fvh` misses it all
    """

    inner: Marks
    hides: str = ""


@dataclass(frozen=True, eq=False, kw_only=True)
class ChosenMarks(InnerMarks):
    """What a query marks that chooses its terms by how many documents have them; inner: by those of the shard.

    Lucene lets it choose anew for each text, by documents of which the text is one.
    """

    choose: Callable[[TermCounts], Marks]


@dataclass(frozen=True, eq=False, kw_only=True)
class ObjectMarks(Marks):
    """What a query marks in the nested objects of a document."""

    inner: Marks
