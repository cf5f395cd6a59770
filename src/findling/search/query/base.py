"""Query and Weight, and the registry through which JSON becomes queries.

A Query says what is wanted; it is immutable, hashable and knows nothing of an index. `rewrite` with a ShardContext
resolves mapping, analysis and dates and gives a query of primitive parts. `weight` adds the shard's statistics. A
Weight is evaluated segment by segment, `match` for documents only, `score` for documents with scores, or by its `plan`
for the best documents of all segments.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar, Final, Self

import numpy as np
from numpy.typing import NDArray

from findling.base.errors import (
    IllegalArgumentError,
    NamedObjectNotFoundError,
    ParsingError,
    TooManyNestedClausesError,
)
from findling.base.spelling import did_you_mean
from findling.base.work.current import Costs, check_work, current_costs
from findling.search.doc_set import Docs, DocSet
from findling.search.explanation import Explanation
from findling.search.query.notation import Notation, boost_text
from findling.search.query.plan import ConstantPlan, Filters, Plan, bits_filter
from findling.search.query.positions.marks import Marks, NoMarks
from findling.search.query.requirements import UNKNOWN, Requirements

if TYPE_CHECKING:
    from findling.kernels.search.snapshot_search import PlannedTerm
    from findling.search.context import SegmentContext, ShardContext
    from findling.search.snapshot import Snapshot

Scores = NDArray[np.float32]

MAX_NESTED_DEPTH: Final = 30
MAX_CLAUSE_COUNT: Final = 4_096
_MAX_CLAUSES_OF_REQUEST: Final = 1 << 17
_CHECKED_CLAUSES: Final = 256


@dataclass(frozen=True, slots=True)
class Scored:
    """Matching docs of one segment with their scores.

    docs: (n,) int32, strictly increasing
    scores: (n,) float32
    """

    docs: Docs
    scores: Scores

    @classmethod
    def constant(cls, docs: Docs, score: float) -> Scored:
        """Returns the same score for all of `docs`."""
        return cls(docs, np.full(len(docs), score, np.float32))

    def keep(self, mask: NDArray[np.bool_]) -> Scored:
        """Returns the part where `mask`: (n,) bool is true."""
        return Scored(self.docs[mask], self.scores[mask])

    def within(self, restriction: DocSet | None) -> Scored:
        """Returns the docs that are in a set too, all if there is none."""
        return self if restriction is None else self.keep(restriction.contains(self.docs))

    def score_of(self, doc: int) -> float | None:
        """Returns the score of one doc, None if it is not there."""
        place = int(np.searchsorted(self.docs, doc))
        if place == len(self.docs) or self.docs[place] != doc:
            return None
        return float(self.scores[place])


@dataclass(frozen=True, kw_only=True)
class Query:
    """What is searched for. Subclasses are frozen dataclasses of hashable members.

    boost: factor on the score
    name: `_name`, shown in matched_queries of the hits that match this part
    """

    boost: float = 1.0
    name: str | None = None

    # what Lucene calls such a query, once it is rewritten; shown in profiles
    lucene_class: ClassVar[str] = "Query"
    # whether it stands for several lists of documents, which a search makes one of
    is_fused: ClassVar[bool] = False
    # its name, if it may not be stored to be asked of documents that are in no index
    refused_in_percolator: ClassVar[str] = ""

    def rewrite(self, ctx: ShardContext) -> Query:
        """Returns an equal query of primitive parts; raises what the mapping forbids. Called once per shard."""
        return self

    def weight(self, ctx: ShardContext, scoring: bool) -> Weight:
        """Returns the evaluation of this (rewritten) query on one shard; without scoring only `match` may be called."""
        raise NotImplementedError(f"{type(self).__name__} must be rewritten first")

    def expanded(self, ctx: ShardContext) -> Query:
        """Returns the query that this one stands for, not simplified yet; itself if it stands for none."""
        return self

    def notation(self, ctx: ShardContext) -> Notation:
        """Returns the query in Lucene's notation, as it is before it is simplified."""
        expanded = self.expanded(ctx)
        if expanded is not self:
            return expanded.notation(ctx)
        plain = self if self.boost == 1.0 else replace(self, boost=1.0)
        return Notation(plain.rewrite(ctx).weight(ctx, False).describe()).boosted(self.boost)

    def children(self) -> Iterable[Query]:
        """Yields the queries directly inside this one."""
        return ()

    @property
    def inner_scope(self) -> str | None:
        """Path of the nested objects that the queries directly inside this one are about, None: as this one itself."""
        return None

    def matching_children(self) -> Iterable[Query]:
        """Yields those of the queries directly inside this one that a hit may match."""
        return self.children()

    @property
    def shows_more(self) -> bool:
        """Whether hits show more because of this query itself: its name, or what it has found within them."""
        return self.name is not None

    def showing_children(self) -> Iterable[Query]:
        """Yields those of the queries directly inside this one whose inner hits are shown."""
        return self.children()

    def boosted(self, factor: float) -> Self:
        """Returns this query with its boost multiplied."""
        return self if factor == 1.0 else replace(self, boost=self.boost * factor)

    def matches_nothing(self) -> bool:
        """Whether a rewritten query is known to match no document on this shard (can-match)."""
        return False

    def united_terms(self, segment: SegmentContext) -> Sequence[tuple[str, bytes]]:
        """Returns the terms of a segment, each after its field, that Lucene would unite to evaluate this query."""
        return ()

    def may_be_nested(self, ctx: ShardContext) -> bool:
        """Whether nested documents may match this (rewritten) query too, as far as Elasticsearch looks at it."""
        return True

    def requirements(self) -> Requirements:
        """Returns what a document has to contain to match this (rewritten) query."""
        return UNKNOWN

    def marks(self, ctx: ShardContext) -> Marks:
        """Returns what highlighters may mark; by default that of the query that this one stands for, if any."""
        meant = self.expanded(ctx)
        if meant is self:
            meant = self.rewrite(ctx)
        return NoMarks(query=self) if type(meant) is type(self) else meant.marks(ctx)


def weigh(query: Query, ctx: ShardContext, scoring: bool, boost: float = 1.0) -> Weight:
    """Returns the weight of a rewritten query with its boost multiplied, a timed one if the search is profiled."""
    if ctx.profiler is not None:
        return ctx.profiler.weigh(query, ctx, scoring, boost)
    return (query if boost == 1.0 else query.boosted(boost)).weight(ctx, scoring)


def described(query: Query, ctx: ShardContext) -> str:
    """Returns a rewritten query in Lucene's notation, with its boost."""
    plain = query if query.boost == 1.0 else replace(query, boost=1.0)
    return Notation(plain.weight(ctx, False).describe()).boosted(query.boost).text


class Weight(ABC):
    """A rewritten query with the statistics of one shard. Reads segments only; safe for threads."""

    # whether a doc set is worth remembering; one term is read as fast as a cache entry is found
    cacheable = True
    # whether every document matches
    matches_all = False
    # whether documents are asked one by one, so that all other parts of a query should leave as few as they can
    asks_documents = False

    def __init__(self, query: Query) -> None:
        self.query = query

    @property
    def lucene_class(self) -> str:
        """What Lucene calls the query, once it knows the field."""
        return self.query.lucene_class

    @abstractmethod
    def match(self, segment: SegmentContext) -> DocSet:
        """Returns the matching docs, deleted and nested ones included."""

    def score(self, segment: SegmentContext) -> Scored:
        """Returns the same docs as `match` with their scores; by default the boost for each."""
        return Scored.constant(self.match(segment).docs(), self.query.boost)

    def constant_score(self) -> float | None:
        """Returns the score of every match if they all have the same by the nature of the query, else None."""
        return self.query.boost if type(self).score is Weight.score else None

    def plan(self, snapshot: Snapshot) -> Plan | None:
        """Returns how the best documents of all segments are found at once, None if they have to be scored one by one.

        Its hits, scores and counts are those of `score`.
        """
        score = self.constant_score()
        return None if score is None else ConstantPlan(snapshot, self, score)

    def planned_term(self) -> PlannedTerm | None:
        """Returns the term that is all there is to the query, as kernels score it; None if it is anything else."""
        return None

    def doc_filters(self, snapshot: Snapshot) -> Filters:
        """Returns filters that together let the matches through; by default what the filter cache has."""
        return ((bits_filter(self, snapshot), False),)

    def excluding(self, snapshot: Snapshot) -> Filters:
        """Returns filters that let everything but the matches through."""
        filters = self.doc_filters(snapshot)
        if len(filters) == 1:
            made, excludes = filters[0]
            return ((made, not excludes),)
        return ((bits_filter(self, snapshot), True),)

    def filter(self, segment: SegmentContext) -> DocSet:
        """Returns `match` through the filter cache."""
        if not self.cacheable:
            return self.match(segment)
        return segment.cached(self.query, lambda: self.match(segment))

    def accepts(self, segment: SegmentContext, docs: Docs) -> NDArray[np.bool_]:
        """Returns for each of `docs`: (n,) int32, increasing, whether it matches; for few documents."""
        return self.filter(segment).contains(docs)

    def first(self, segment: SegmentContext, n: int) -> Docs | None:
        """Returns the first n visible matches if they are found without all the others, else None."""
        return None

    def count(self, segment: SegmentContext) -> int | None:
        """Returns the number of visible matches if that is known without looking at documents, else None."""
        return None

    def count_all(self, snapshot: Snapshot) -> int | None:
        """Returns the number of visible matches of all segments if that is known without asking each, else None."""
        return None

    def count_visible(self, segment: SegmentContext) -> int:
        """Returns the number of visible matches."""
        known = self.count(segment)
        return self.filter(segment).restrict(segment.visible).count() if known is None else known

    def cost(self, segment: SegmentContext) -> int:
        """Returns an estimate of how many docs match, without evaluating."""
        return segment.max_doc

    def explain(self, segment: SegmentContext, doc: int) -> Explanation:
        """Returns why `doc` scores as it does."""
        return explain_match(self, segment, doc)

    def describe(self) -> str:
        """Returns the query in Lucene's notation, for explanations and _validate/query."""
        return str(self.query)

    def describe_test(self) -> str:
        """Returns what an explanation calls the query: of points with doc values, only the part that looks at these."""
        return self.describe()


def unboosted(query: Query) -> Query:
    """Returns a query whose scores do not count without its boost, as Lucene: what has to score enough takes note."""
    return query if query.boost == 1.0 else replace(query, boost=1.0)


def explain_match(weight: Weight, segment: SegmentContext, doc: int) -> Explanation:
    """Returns whether `doc` matches, worth the query's boost; what can be said of a filter, which has no scores."""
    if not weight.filter(segment).contains(np.array([doc], np.int32))[0]:
        return Explanation.no_match(f"{weight.describe_test()} doesn't match id {doc}")
    return Explanation.match(weight.query.boost, weight.describe_test() + boost_text(weight.query.boost))


InnerParser = Callable[[Any], Query]
Parser = Callable[[Any, InnerParser], Query]

_PARSERS: Final[dict[str, Parser]] = {}
_CLAUSES: Final[set[str]] = set()


def register(*names: str, alone: bool = True) -> Callable[[Parser], Parser]:
    """Registers a query's parser under its names in the query DSL.

    A parser takes the JSON value below the name, and a function that parses queries inside it one level deeper.
    alone: false of what is nothing but a clause of other queries
    """

    def decorate(parser: Parser) -> Parser:
        for name in names:
            _PARSERS[name] = parser
        _CLAUSES.update(() if alone else names)
        return parser

    return decorate


def query_names() -> list[str]:
    """Returns the names of all queries that can stand alone, sorted."""
    return sorted(_PARSERS.keys() - _CLAUSES)


def parse_query(body: object, depth: int = 0) -> Query:
    """Returns the query of a JSON object such as {"term": {"user": "kimchy"}}.

    depth: how many queries this one is inside of
    Raises ParsingError and IllegalArgumentError in Elasticsearch's wording.
    """
    if depth >= MAX_NESTED_DEPTH:
        raise IllegalArgumentError(
            "The nested depth of the query exceeds the maximum nested depth for queries set in "
            "[indices.query.bool.max_nested_depth]"
        )
    costs = current_costs()
    if costs is not None:
        costs.clauses += 1
        if costs.clauses % _CHECKED_CLAUSES == 0:
            check_clauses(costs)
    name, value = _single_entry(body)
    parser = _PARSERS.get(name)
    if parser is None:
        unknown = NamedObjectNotFoundError(f"unknown field [{name}]")
        raise ParsingError(f"unknown query [{name}]{did_you_mean(name, _PARSERS)}") from unknown
    return parser(value, lambda inner: parse_query(inner, depth + 1))


def check_clauses(costs: Costs) -> None:
    """Raises TooManyNestedClausesError for a request of very many queries, and what stops it."""
    check_work()
    if costs.clauses > _MAX_CLAUSES_OF_REQUEST:
        raise TooManyNestedClausesError(
            f"Query contains too many nested clauses; maxClauseCount is set to {MAX_CLAUSE_COUNT}"
        )


def _single_entry(body: object) -> tuple[str, Any]:
    if type(body) is not dict and not isinstance(body, Mapping):
        raise ParsingError("[_na] query malformed, must start with start_object")
    if not body:
        raise IllegalArgumentError("query malformed, empty clause found")
    (name, value), *others = body.items()
    if type(value) is not dict and not isinstance(value, Mapping):
        raise ParsingError(f"[{name}] query malformed, no start_object after query name")
    if others and name in _PARSERS:
        raise ParsingError(f"[{name}] malformed query, expected [END_OBJECT] but found [FIELD_NAME]")
    return name, value


def shows_more(query: Query | None) -> bool:
    """Whether hits show more because of a query, or of one inside it."""
    return query is not None and (query.shows_more or any(map(shows_more, query.children())))


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A part of a query that has a `_name`. scope: the nested objects that it is about, None: those of the query"""

    query: Query
    scope: str | None = None


def named_queries(query: Query) -> dict[str, NamedQuery]:
    """Returns all parts of a parsed query that have a `_name`, in order."""
    found: dict[str, NamedQuery] = {}
    _collect_named(query, None, found)
    return found


def _collect_named(query: Query, scope: str | None, found: dict[str, NamedQuery]) -> None:
    # of several of the same name the last one counts, and the outer one
    for child in query.children():
        _collect_named(child, query.inner_scope or scope, found)
    if query.name is not None:
        found[query.name] = NamedQuery(query, scope)
