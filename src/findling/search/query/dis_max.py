"""dis_max: the score of the best matching query, plus a share of the others'."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from findling.base.errors import IllegalArgumentError, ParsingError
from findling.search.doc_set import DocSet, union
from findling.search.explanation import Explanation
from findling.search.parameters import Parameters
from findling.search.query.base import InnerParser, Query, Scored, Weight, register, weigh
from findling.search.query.match_all import MatchNoneQuery
from findling.search.query.notation import Notation, shown_part
from findling.search.query.plan import BestOfPlan, PartsPlan, Plan
from findling.search.query.positions.marks import AnyMarks, Marks
from findling.search.query.primitive.boolean import rewrite_all
from findling.search.query.primitive.score_sum import max_scores
from findling.search.query.requirements import Requirements, some_required

if TYPE_CHECKING:
    from findling.search.context import SegmentContext, ShardContext
    from findling.search.snapshot import Snapshot


@dataclass(frozen=True, kw_only=True)
class DisMaxQuery(Query):
    """The documents of any of `queries`.

    tie_breaker: share of the scores other than the best that is added
    """

    lucene_class: ClassVar[str] = "DisjunctionMaxQuery"

    queries: tuple[Query, ...]
    tie_breaker: float = 0.0

    def children(self) -> Iterable[Query]:
        return self.queries

    def rewrite(self, ctx: ShardContext) -> Query:
        if not 0 <= self.tie_breaker <= 1:
            raise IllegalArgumentError("tieBreakerMultiplier must be in [0, 1]")
        parts = tuple(part for part in rewrite_all(self.queries, ctx) if not part.matches_nothing())
        if not parts:
            return MatchNoneQuery(reason="empty DisjunctionMaxQuery")
        if len(parts) == 1:
            return parts[0].boosted(self.boost)
        return replace(self, queries=parts, name=None)

    def notation(self, ctx: ShardContext) -> Notation:
        tie = f"~{self.tie_breaker}" if self.tie_breaker else ""
        parts = " | ".join(part.notation(ctx).grouped for part in self.queries)
        return Notation(f"({parts}){tie}").boosted(self.boost)

    def marks(self, ctx: ShardContext) -> Marks:
        return AnyMarks(query=self, parts=tuple(part.marks(ctx) for part in self.queries))

    def requirements(self) -> Requirements:
        return some_required([part.requirements() for part in self.queries], 1)

    def weight(self, ctx: ShardContext, scoring: bool) -> Weight:
        return DisMaxWeight(self, [weigh(part, ctx, scoring, self.boost) for part in self.queries])


class DisMaxWeight(Weight):
    """Unites its parts and keeps the best score."""

    query: DisMaxQuery

    def __init__(self, query: DisMaxQuery, parts: list[Weight]) -> None:
        super().__init__(query)
        self.query = query
        self.parts = parts

    def match(self, segment: SegmentContext) -> DocSet:
        return union([part.match(segment) for part in self.parts], segment.max_doc)

    def score(self, segment: SegmentContext) -> Scored:
        return max_scores([part.score(segment) for part in self.parts], segment.max_doc, self.query.tie_breaker)

    def plan(self, snapshot: Snapshot) -> Plan | None:
        parts = [part.plan(snapshot) for part in self.parts]
        if self.query.tie_breaker != 0.0:
            return PartsPlan.of(snapshot, parts, self.query.tie_breaker)
        ready = [part for part in parts if part is not None]
        return BestOfPlan(snapshot, self, ready) if len(ready) == len(parts) else None

    def cost(self, segment: SegmentContext) -> int:
        return sum(part.cost(segment) for part in self.parts)

    def describe(self) -> str:
        tie = f"~{self.query.tie_breaker}" if self.query.tie_breaker else ""
        parts = (shown_part(*part).grouped for part in zip(self.query.queries, self.parts, strict=True))
        return f"({' | '.join(parts)}){tie}"

    def explain(self, segment: SegmentContext, doc: int) -> Explanation:
        parts = [part.explain(segment, doc) for part in self.parts]
        found = [part for part in parts if part.matches]
        if not found:
            return Explanation.no_match("No matching clause", parts)
        tie = self.query.tie_breaker
        score = self.score(segment).score_of(doc) or 0.0
        return Explanation.match(score, "max of:" if tie == 0.0 else f"max plus {tie} times others of:", found)


@register("dis_max")
def parse_dis_max(body: object, inner: InnerParser) -> Query:
    """Parses {"dis_max": {"queries": [...], "tie_breaker": 0.7}}."""
    parameters = Parameters("dis_max", body)
    queries = parameters.take("queries")
    if "queries" in parameters and not isinstance(queries, (Mapping, list)):
        raise ParsingError("[dis_max] query does not support [queries]")
    if isinstance(queries, Mapping):
        queries = [queries]
    if queries is not None and not isinstance(queries, list):
        raise parameters.unknown("queries", queries)
    if queries == []:
        raise ParsingError("[_na] query malformed, must start with start_object")
    if not queries:
        raise ParsingError("[dis_max] requires 'queries' field with at least one clause")
    query = DisMaxQuery(
        queries=tuple(inner(part) for part in queries),
        tie_breaker=parameters.number("tie_breaker", 0.0),
        **parameters.common(),
    )
    parameters.finish()
    return query
