"""Base of the queries that stand for all fitting terms: prefix, wildcard, regexp, fuzzy, term ranges."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

import numpy as np
from numpy.typing import NDArray

from findling.base.errors import IllegalArgumentError, NullPointerError, NumberFormatError
from findling.search.automaton import Automaton, TermMatcher
from findling.search.doc_set import Docs, DocSet
from findling.search.query.base import MAX_CLAUSE_COUNT, Query, Weight
from findling.search.query.constant_score import ConstantScoreQuery
from findling.search.query.field_terms import has_postings
from findling.search.query.match_all import MatchNoneQuery
from findling.search.query.positions.marks import FittingMarks, Marks
from findling.search.query.primitive.blended_terms import BlendedTermsQuery
from findling.search.query.primitive.boolean import BooleanQuery
from findling.search.query.primitive.ordinal_weight import docs_with_ords
from findling.search.query.primitive.term_weight import PostingsQuery, docs_of_ords

if TYPE_CHECKING:
    from findling.codec.postings.terms import TermDictionary
    from findling.search.context import SegmentContext, ShardContext

# ordinals of terms, increasing
Ords = range | NDArray[np.int64]
TermFinder = Callable[["TermDictionary"], Ords]

# as many hits are found term by term before all documents have to be united
_MAX_FIRST: Final = 128
# Lucene evaluates so many terms as a boolean query, and more as a set
MOST_UNITED: Final = 16
CONSTANT_METHODS: Final = ("constant_score", "constant_score_blended")
_TOP_TERMS: Final = re.compile(r"top_terms_(boost_|blended_freqs_)?(\d+)")


@dataclass(frozen=True, kw_only=True)
class MultiTermQuery(Query):
    """Documents with any of the terms that `finder` finds; the score is the boost. Subclasses say which terms."""

    lucene_class: ClassVar[str] = "MultiTermQueryConstantScoreBlendedWrapper"

    field: str

    def finder(self) -> TermFinder:
        """Returns what finds the ordinals of the fitting terms in a dictionary, increasing; made once per search."""
        raise NotImplementedError

    def best_terms(self, ctx: ShardContext, limit: int) -> list[tuple[bytes, float]]:
        """Returns the `limit` terms with the largest boosts, sorted, with these; all boosts are 1 unless overridden."""
        return [(term, 1.0) for term in all_terms(self, ctx, limit)[:limit]]

    def marks(self, ctx: ShardContext) -> Marks:
        return FittingMarks(query=self, field=self.field, find=self.finder(), text=self.describe())

    def weight(self, ctx: ShardContext, scoring: bool) -> Weight:
        return MultiTermWeight(self)

    def united_terms(self, segment: SegmentContext) -> Sequence[tuple[str, bytes]]:
        terms = segment.reader.terms(self.field)
        if terms is None:
            return ()
        ords = self.finder()(terms)
        return [(self.field, term) for term in terms.terms(np.asarray(ords))] if len(ords) <= MOST_UNITED else ()

    def describe(self) -> str:
        """Returns the query in Lucene's notation."""
        return f"{self.field}:{self}"


class MultiTermWeight(Weight):
    """Unites the postings of the fitting terms; scans ordinals where there are no postings."""

    query: MultiTermQuery

    def __init__(self, query: MultiTermQuery) -> None:
        super().__init__(query)
        self.query = query
        self._find = query.finder()

    def match(self, segment: SegmentContext) -> DocSet:
        terms = segment.reader.terms(self.query.field)
        if terms is not None:
            return docs_of_ords(terms, self._find(terms), segment.max_doc)
        column = segment.reader.ordinals(self.query.field)
        if column is None:
            return DocSet.empty(segment.max_doc)
        return docs_with_ords(column, self._find(column.dictionary), segment.max_doc)

    def first(self, segment: SegmentContext, n: int) -> Docs | None:
        terms = segment.reader.terms(self.query.field)
        if n > _MAX_FIRST or terms is None:
            return None
        return terms.first_docs(self._find(terms), n, segment.visible)

    def describe(self) -> str:
        return self.query.describe()


def automaton_finder(automaton: Automaton, prefix: bytes = b"", literal: str = "") -> TermFinder:
    """Returns what finds the terms that an automaton accepts.

    prefix, literal: what all of them begin with, and contain
    """
    matcher = TermMatcher(automaton, literal).prepare()

    def find(terms: TermDictionary) -> NDArray[np.int64]:
        low, high = terms.prefix_range(prefix) if prefix else (0, terms.n_terms)
        return matcher.ords(terms, low, high)

    return find


class NoTermsError(NullPointerError):
    """The best of no terms; Elasticsearch answers 500."""

    status = 500


def check_rewrite_method(method: str | None) -> None:
    """Raises IllegalArgumentError for a `rewrite` that is not known, NumberFormatError for a number that is too large.

    None: the default
    """
    if method is None or method in (*CONSTANT_METHODS, "constant_score_boolean", "scoring_boolean"):
        return
    found = _TOP_TERMS.fullmatch(method)
    if found is None:
        raise IllegalArgumentError(f"Failed to parse rewrite_method [{method}]")
    if int(found[2]) >= 1 << 31:
        raise NumberFormatError.of(found[2])


def top_terms(method: str) -> int | None:
    """Returns how many terms a `rewrite` keeps at most, None if it keeps all."""
    found = _TOP_TERMS.fullmatch(method)
    return int(found[2]) if found else None


def rewritten(query: MultiTermQuery, method: str | None, ctx: ShardContext) -> Query:
    """Returns the query that a `rewrite` parameter asks for; by default all documents score the boost."""
    if method is None or method in CONSTANT_METHODS:
        return query
    field = ctx.field(query.field)
    if field is not None and not has_postings(field):
        return query
    found = _TOP_TERMS.fullmatch(method)
    limit = min(int(found[2]), MAX_CLAUSE_COUNT) if found else MAX_CLAUSE_COUNT + 1
    if limit == 0 and all_terms(query, ctx, 1):
        # as Elasticsearch, whose queue of no terms has no least one
        raise NoTermsError('Cannot read field "boost" because "t" is null')
    terms = query.best_terms(ctx, limit)
    if not terms:
        return MatchNoneQuery(reason="no terms match")
    kind = found[1] if found else None
    if kind == "blended_freqs_":
        return BlendedTermsQuery.of(query.field, terms, query.boost, ctx)
    parts: list[Query] = [PostingsQuery(field=query.field, terms=(term,), boost=boost) for term, boost in terms]
    if kind == "boost_":
        parts = [ConstantScoreQuery(inner=part, boost=part.boost) for part in parts]
    if method == "constant_score_boolean":
        return ConstantScoreQuery(inner=BooleanQuery(should=tuple(parts)).rewrite(ctx), boost=query.boost)
    return BooleanQuery(should=tuple(parts), boost=query.boost).rewrite(ctx)


def all_terms(query: MultiTermQuery, ctx: ShardContext, limit: int | None = None) -> list[bytes]:
    """Returns the fitting terms of the shard, sorted; of each segment the first `limit`."""
    find = query.finder()
    found: set[bytes] = set()
    for segment in ctx.segments:
        terms = segment.reader.terms(query.field)
        if terms is not None:
            found.update(terms.terms(find(terms)[:limit]))
    return sorted(found)
