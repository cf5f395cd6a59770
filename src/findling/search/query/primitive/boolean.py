"""Primitive boolean query: required, optional, filtering and forbidden parts, with Lucene's way of adding scores."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar, Final

import numpy as np
from numpy.typing import NDArray

from findling.base.errors import TooManyClausesError
from findling.base.quick_init import quick_init
from findling.kernels.search.doc_filter import DocFilter
from findling.search.doc_set import Docs, DocSet, intersection, union
from findling.search.explanation import Explanation
from findling.search.query.base import MAX_CLAUSE_COUNT, Query, Scored, Weight, explain_match, unboosted, weigh
from findling.search.query.match_all import MatchAllQuery, MatchNoneQuery
from findling.search.query.notation import Notation, clauses, shown_clauses
from findling.search.query.plan import ConjunctionPlan, Filters, Plan, TermsPlan
from findling.search.query.positions.marks import BooleanMarks, Marks
from findling.search.query.primitive.score_sum import pick_scores, sum_scores
from findling.search.query.primitive.term_scores import (
    all_plain,
    all_terms,
    conjunction_docs,
    conjunction_scores,
    planned_terms,
    union_docs,
    union_scores,
)
from findling.search.query.requirements import Requirements, all_required, some_required

if TYPE_CHECKING:
    from findling.search.context import SegmentContext, ShardContext
    from findling.search.snapshot import Snapshot


# candidates are few if there are that many times more documents
_FEW_SHARE: Final = 64
_NOTHING: Final = MatchNoneQuery(reason='The "bool" query was rewritten to a "match_none" query.')


@quick_init
@dataclass(frozen=True, kw_only=True)
class BooleanQuery(Query):
    """Documents that match all of `must` and `filter`, none of `must_not` and enough of `should`.

    minimum_should_match: None: one if there is neither must nor filter, else none
    """

    lucene_class: ClassVar[str] = "BooleanQuery"
    # how Lucene's notation marks the required parts, and whether it has the filters before all others
    required_sign: ClassVar[str] = "+"
    filters_first: ClassVar[bool] = False

    must: tuple[Query, ...] = ()
    filter: tuple[Query, ...] = ()
    should: tuple[Query, ...] = ()
    must_not: tuple[Query, ...] = ()
    minimum_should_match: int | None = None

    def children(self) -> Iterable[Query]:
        return (*self.must, *self.filter, *self.should, *self.must_not)

    @property
    def required_should(self) -> int:
        """Number of optional parts that have to match."""
        if self.minimum_should_match:
            return self.minimum_should_match
        return 0 if self.must or self.filter or not self.should else 1

    def notation(self, ctx: ShardContext) -> Notation:
        marked = (("+", self.must), ("-", self.must_not), ("", self.should), ("#", self.filter))
        return clauses(ctx, marked, self.minimum_should_match).boosted(self.boost)

    def marks(self, ctx: ShardContext) -> Marks:
        return BooleanMarks(
            query=self,
            must=tuple([part.marks(ctx) for part in self.must]),
            filter=tuple([part.marks(ctx) for part in self.filter]),
            should=tuple([part.marks(ctx) for part in self.should]),
            must_not=tuple([part.marks(ctx) for part in self.must_not]),
            required=self.required_should,
        )

    def requirements(self) -> Requirements:
        parts = [part.requirements() for part in (*self.must, *self.filter)]
        if self.required_should:
            parts.append(some_required([part.requirements() for part in self.should], self.required_should))
        required = all_required(parts)
        return required.inexact() if self.must_not else required

    def rewrite(self, ctx: ShardContext) -> Query:
        return self.of_rewritten(
            rewrite_all(self.must, ctx) if self.must else (),
            tuple([unboosted(part) for part in rewrite_all(self.filter, ctx)]) if self.filter else (),
            rewrite_all(self.should, ctx) if self.should else (),
            rewrite_all(self.must_not, ctx) if self.must_not else (),
        )

    def of_rewritten(
        self,
        must: tuple[Query, ...],
        filter: tuple[Query, ...],
        should: tuple[Query, ...],
        must_not: tuple[Query, ...],
    ) -> Query:
        """Returns the query of these rewritten parts in place of its own, those folded that match all or nothing."""
        for part in (*must, *filter):
            if part.matches_nothing():
                return part if isinstance(part, MatchNoneQuery) and not part.is_found_early else _NOTHING
        should = _that_may_match(should) if should else ()
        required = self.minimum_should_match or (0 if self.must or self.filter or not self.should else 1)
        if required > len(should):
            return MatchNoneQuery(reason="not enough optional clauses")
        must_not = _that_may_match(must_not) if must_not else ()
        for part in must_not:
            if isinstance(part, MatchAllQuery):
                return _NOTHING
        folded = BooleanQuery(
            must=must,
            filter=filter,
            should=should,
            must_not=must_not,
            minimum_should_match=required or None,
            boost=self.boost,
        )
        if filter:
            folded = folded._without_idle_filters()
        if must:
            folded = folded._with_required_inlined()
        if should:
            folded = folded._with_optional_inlined()
        if len((*folded.must, *folded.filter, *folded.should, *folded.must_not)) > MAX_CLAUSE_COUNT:
            raise TooManyClausesError(f"maxClauseCount is set to {MAX_CLAUSE_COUNT}")
        return folded._unwrapped()

    def _without_idle_filters(self) -> BooleanQuery:
        """Returns the query without filters that match everything, unless one is all that is required."""
        kept = tuple([part for part in self.filter if not isinstance(part, MatchAllQuery)])
        return replace(self, filter=kept) if len(kept) < len(self.filter) and (kept or self.must) else self

    def _with_required_inlined(self) -> BooleanQuery:
        """Returns the query with conjunctions among its required parts made parts of its own, as Lucene does."""
        if not _has_boolean(self.must):
            return self
        must: list[Query] = []
        filters, must_not = list(self.filter), list(self.must_not)
        for part in self.must:
            if isinstance(part, BooleanQuery) and part.must and not part.should and part.boost == 1.0:
                must += part.must
                filters += part.filter
                must_not += part.must_not
            else:
                must.append(part)
        return replace(self, must=tuple(must), filter=tuple(filters), must_not=tuple(must_not))

    def _with_optional_inlined(self) -> BooleanQuery:
        """Returns the query with disjunctions among its optional parts made parts of its own, as Lucene does."""
        if self.required_should > 1 or not _has_boolean(self.should):
            return self
        should: list[Query] = []
        for part in self.should:
            if isinstance(part, BooleanQuery) and part._is_disjunction():
                should += part.should
            else:
                should.append(part)
        return replace(self, should=tuple(should))

    def _is_disjunction(self) -> bool:
        lone = not self.must and not self.filter and not self.must_not
        return lone and self.required_should == 1 and self.boost == 1.0

    def _unwrapped(self) -> Query:
        # one scoring part alone is that part
        if self.filter or self.must_not:
            return self
        if len(self.must) == 1 and not self.should:
            return self.must[0].boosted(self.boost)
        if len(self.should) == 1 and not self.must:
            return self.should[0].boosted(self.boost)
        return self

    def weight(self, ctx: ShardContext, scoring: bool) -> Weight:
        return BooleanWeight(self, ctx, scoring)

    def may_be_nested(self, ctx: ShardContext) -> bool:
        of_required = [part.may_be_nested(ctx) for part in (*self.must, *self.filter)]
        return all(of_required) if of_required else any(part.may_be_nested(ctx) for part in self.should)

    def matches_nothing(self) -> bool:
        for part in (*self.must, *self.filter):  # noqa: SIM110  as in _has_boolean
            if part.matches_nothing():
                return True
        return False


class BooleanWeight(Weight):
    """Intersects the required parts smallest first, then adds up scores of what is left."""

    query: BooleanQuery

    def __init__(self, query: BooleanQuery, ctx: ShardContext, scoring: bool) -> None:
        super().__init__(query)
        self.query = query
        self._check = ctx.check
        # in Lucene's order, which profiles show
        if query.filters_first:
            self.filters = _weights(query.filter, ctx, False)
        self.must = _weights(query.must, ctx, scoring, query.boost) if query.must else []
        self.must_not = _weights(query.must_not, ctx, False) if query.must_not else []
        self.should = _weights(query.should, ctx, scoring, query.boost) if query.should else []
        if not query.filters_first:
            self.filters = _weights(query.filter, ctx, False) if query.filter else []
        self.required_should = query.required_should
        # the parts that do not ask documents one by one, if there are others
        self._rest: BooleanWeight | None = None
        for part in (*self.must, *self.filters, *self.must_not):
            if part.asks_documents:
                self._rest = self._without_asking()
                break

    def _without_asking(self) -> BooleanWeight:
        """Returns the weight of the required and forbidden parts that do not ask documents."""
        rest = copy(self)
        parts = (self.must, self.filters, self.must_not)
        rest.must, rest.filters, rest.must_not = ([part for part in each if not part.asks_documents] for each in parts)
        rest._rest = None
        return rest

    def _ask(self, segment: SegmentContext, docs: Docs) -> NDArray[np.bool_]:
        """Returns which of the documents that the others have left pass the parts that ask them."""
        passed = np.ones(len(docs), np.bool_)
        for part in (*self.must, *self.filters, *self.must_not):
            if part.asks_documents:
                excluded = part in self.must_not
                passed[passed] = part.accepts(segment, docs[passed]) != excluded
        return passed

    def plan(self, snapshot: Snapshot) -> Plan | None:
        if self._rest is not None:
            return None
        if not (self.must or self.should):
            return super().plan(snapshot)
        plan = self._scoring_plan(snapshot)
        if plan is None or not (self.filters or self.must_not):
            return plan
        return plan.restricted(self._restrictions(snapshot))

    def _scoring_plan(self, snapshot: Snapshot) -> Plan | None:
        """Returns the plan of the scoring parts without the filters."""
        if len(self.must) == 1 and not self.should:
            return self.must[0].plan(snapshot)
        terms = planned_terms(self.must or self.should)
        if terms is None:
            return None
        if not self.must:
            return TermsPlan(snapshot, terms, self.required_should) if self.required_should else None
        optional = planned_terms(self.should) if self.should else []
        # the kernel wants each required term once
        distinct = len({id(term.states) for term in terms}) == len(terms)
        if optional is None or not distinct or (self.should and self.required_should):
            return None
        return ConjunctionPlan(snapshot, terms, optional=optional)

    def _restrictions(self, snapshot: Snapshot) -> Filters:
        filters: list[tuple[DocFilter, bool]] = []
        for part in self.filters:
            filters += part.doc_filters(snapshot)
        for part in self.must_not:
            filters += part.excluding(snapshot)
        return filters

    def doc_filters(self, snapshot: Snapshot) -> Filters:
        if self._rest is not None or self.should or not (self.must or self.filters):
            return super().doc_filters(snapshot)
        required = [pair for part in self.must for pair in part.doc_filters(snapshot)]
        return [*required, *self._restrictions(snapshot)]

    def match(self, segment: SegmentContext) -> DocSet:
        if self._rest is not None:
            docs = self._rest.match(segment).docs()
            return DocSet.from_docs(docs[self._ask(segment, docs)], segment.max_doc)
        if self.has_few_candidates(segment):
            return self._match_few(segment)
        required = [part.filter(segment) for part in self.filters] + self._match_required(segment)
        if self.required_should:
            required.append(self._enough_should(segment))
        result = intersection(required) if required else DocSet.full(segment.max_doc)
        for part in self.must_not:
            result = result.and_not(part.filter(segment))
        return result

    def _match_few(self, segment: SegmentContext) -> DocSet:
        required = self._match_required(segment)
        if self.required_should:
            required.append(self._enough_should(segment))
        docs = intersection(required).docs()
        for part in self.filters:
            docs = docs[part.accepts(segment, docs)]
        for part in self.must_not:
            docs = docs[~part.accepts(segment, docs)]
        return DocSet.from_docs(docs, segment.max_doc)

    def _match_required(self, segment: SegmentContext) -> list[DocSet]:
        if len(self.must) > 1 and all_terms(self.must):
            return [conjunction_docs(self.must, segment)]
        return [part.match(segment) for part in self.must]

    def _enough_should(self, segment: SegmentContext) -> DocSet:
        if self.required_should <= 1 and all_terms(self.should):
            return union_docs(self.should, segment)
        matches = [part.match(segment) for part in self.should]
        if self.required_should <= 1:
            return union(matches, segment.max_doc)
        if self.required_should == len(matches):
            return intersection(matches)
        counts = np.zeros(segment.max_doc, np.int16)
        for doc_set in matches:
            counts[doc_set.docs()] += 1
        return DocSet.from_mask(counts >= self.required_should)

    def restriction(self, segment: SegmentContext) -> DocSet | None:
        """Returns what filters and forbidden parts leave; None if there are none."""
        if not self.filters and not self.must_not:
            return None
        allowed = [part.filter(segment) for part in self.filters]
        result = intersection(allowed) if allowed else DocSet.full(segment.max_doc)
        for part in self.must_not:
            result = result.and_not(part.filter(segment))
        return result

    def constant_score(self) -> float | None:
        return None if self.must or self.should else 0.0

    def score(self, segment: SegmentContext) -> Scored:
        if not self.must and not self.should:
            return Scored.constant(self.match(segment).docs(), 0.0)
        if self._rest is not None:
            return self._score_asked(self._rest, segment)
        if self.has_few_candidates(segment):
            return self._score_few(segment)
        restriction = self.restriction(segment)
        required = self._score_required(segment)
        self._check()
        if not self.should:
            assert required is not None
            return required.within(restriction)
        optional = self._score_optional(segment)
        if required is not None:
            return self._join(required.within(restriction), optional)
        if self.required_should:
            return optional.within(restriction)
        assert restriction is not None
        docs = restriction.docs()
        return Scored(docs, pick_scores(optional, docs)[0])

    def _score_asked(self, rest: BooleanWeight, segment: SegmentContext) -> Scored:
        scored = rest.score(segment)
        scored = scored.keep(self._ask(segment, scored.docs))
        # those that ask all score their boost
        extra = sum(part.query.boost for part in self.must if part.asks_documents)
        return Scored(scored.docs, scored.scores + np.float32(extra)) if extra else scored

    def has_few_candidates(self, segment: SegmentContext) -> bool:
        """Whether so few documents may be scored that filters are better asked about them than evaluated."""
        if not self.filters and not self.must_not:
            return False
        if not self.must and not self.required_should:
            return False
        costs = [part.cost(segment) for part in self.must] or [sum(part.cost(segment) for part in self.should)]
        return min(costs) * _FEW_SHARE < segment.max_doc

    def _score_few(self, segment: SegmentContext) -> Scored:
        scored = self._score_required(segment)
        if scored is None:
            scored = self._score_optional(segment)
        elif self.should:
            scored = self._join(scored, self._score_optional(segment))
        for part in self.filters:
            scored = scored.keep(part.accepts(segment, scored.docs))
        for part in self.must_not:
            scored = scored.keep(~part.accepts(segment, scored.docs))
        return scored

    def _score_required(self, segment: SegmentContext) -> Scored | None:
        if not self.must:
            return None
        if len(self.must) == 1:
            return self.must[0].score(segment)
        if all_plain(self.must):
            return conjunction_scores(self.must, segment)
        parts = [part.score(segment) for part in self.must]
        docs = intersection([DocSet.from_docs(part.docs, segment.max_doc) for part in parts]).docs()
        total = np.zeros(len(docs), np.float64)
        for part in parts:
            total += pick_scores(part, docs)[0]
        return Scored(docs, total.astype(np.float32))

    def _score_optional(self, segment: SegmentContext) -> Scored:
        if all_plain(self.should):
            return union_scores(self.should, segment, self.required_should)
        parts = [part.score(segment) for part in self.should]
        return sum_scores(parts, segment.max_doc, self.required_should)

    def _join(self, required: Scored, optional: Scored) -> Scored:
        extra, present = pick_scores(optional, required.docs)
        # required and optional sums meet in float32 (Lucene's ReqOptSumScorer); with a minimum they are one conjunction
        joined = Scored(required.docs, required.scores + extra)
        return joined.keep(present) if self.required_should else joined

    def cost(self, segment: SegmentContext) -> int:
        costs = [part.cost(segment) for part in (*self.must, *self.filters)]
        if self.required_should:
            costs.append(sum(part.cost(segment) for part in self.should))
        return min(costs, default=segment.max_doc)

    def describe(self) -> str:
        query = self.query
        parts = shown_clauses(query.required_sign, query.must, self.must)
        parts += shown_clauses("-", query.must_not, self.must_not) + shown_clauses("", query.should, self.should)
        filters = shown_clauses("#", query.filter, self.filters)
        parts = filters + parts if query.filters_first else parts + filters
        minimum = query.minimum_should_match or 0
        is_shown = minimum > (0 if query.filters_first else 1)
        return f"({' '.join(parts)})~{minimum}" if is_shown else " ".join(parts)

    def explain(self, segment: SegmentContext, doc: int) -> Explanation:
        """Lists the clauses in the order of the query, of a failed one those that matter."""
        required, failed = self._explain_required(segment, doc)
        forbidden = self._explain_forbidden(segment, doc)
        optional = [part for part in (part.explain(segment, doc) for part in self.should) if part.matches]
        filters, excluded = self._explain_filters(segment, doc)
        details = [*required, *forbidden, *optional, *filters]
        if failed or forbidden or excluded:
            return Explanation.no_match("Failure to meet condition(s) of required/prohibited clause(s)", details)
        if not details:
            return Explanation.no_match("No matching clauses")
        if len(optional) < self.required_should:
            reason = f"Failure to match minimum number of optional clauses: {self.required_should}"
            return Explanation.no_match(reason, details)
        return Explanation.match(self._value(segment, doc), "sum of:", details)

    def _value(self, segment: SegmentContext, doc: int) -> float:
        score = self.score(segment).score_of(doc)
        return 0.0 if score is None else score

    def _explain_required(self, segment: SegmentContext, doc: int) -> tuple[list[Explanation], bool]:
        """Returns the explanations of the required parts, and whether one does not match."""
        parts = [(part, part.explain(segment, doc)) for part in self.must]
        details = [found if found.matches else _missing(part, found) for part, found in parts]
        return details, not all(found.matches for _, found in parts)

    def _explain_filters(self, segment: SegmentContext, doc: int) -> tuple[list[Explanation], bool]:
        parts = [(part, explain_match(part, segment, doc)) for part in self.filters]
        details = [_filtering(found) if found.matches else _missing(part, found) for part, found in parts]
        return details, not all(found.matches for _, found in parts)

    def _explain_forbidden(self, segment: SegmentContext, doc: int) -> list[Explanation]:
        """Returns the explanations of the forbidden parts that match."""
        found = [(part, explain_match(part, segment, doc)) for part in self.must_not]
        return [
            Explanation.no_match(f"match on prohibited clause ({part.describe()})", [explanation])
            for part, explanation in found
            if explanation.matches
        ]


def _missing(part: Weight, explanation: Explanation) -> Explanation:
    return Explanation.no_match(f"no match on required clause ({part.describe()})", [explanation])


def _filtering(explanation: Explanation) -> Explanation:
    clause = [Explanation.match(0.0, "# clause"), explanation]
    return Explanation.match(0.0, "match on required clause, product of:", clause)


def _has_boolean(parts: Sequence[Query]) -> bool:
    for part in parts:  # noqa: SIM110  every bool query comes through here; a generator costs more than the loop
        if isinstance(part, BooleanQuery):
            return True
    return False


def rewrite_all(parts: Sequence[Query], ctx: ShardContext) -> tuple[Query, ...]:
    """Returns the rewritten parts."""
    return tuple([part.rewrite(ctx) for part in parts])


def _that_may_match(parts: Sequence[Query]) -> tuple[Query, ...]:
    return tuple([part for part in parts if not part.matches_nothing()])


def _weights(parts: Sequence[Query], ctx: ShardContext, scoring: bool, boost: float = 1.0) -> list[Weight]:
    if ctx.profiler is None and boost == 1.0:
        return [part.weight(ctx, scoring) for part in parts]
    return [weigh(part, ctx, scoring, boost) for part in parts]
