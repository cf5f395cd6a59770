"""constant_score: gives every document that a filter matches the same score."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from findling.base.errors import ParsingError
from findling.search.doc_set import Docs, DocSet
from findling.search.explanation import Explanation
from findling.search.parameters import Parameters
from findling.search.query.base import InnerParser, Query, Weight, explain_match, register, unboosted, weigh
from findling.search.query.match_all import MatchAllQuery, MatchNoneQuery
from findling.search.query.notation import Notation, boost_text
from findling.search.query.plan import Filters
from findling.search.query.positions.marks import InnerMarks, Marks
from findling.search.query.requirements import Requirements

if TYPE_CHECKING:
    from findling.search.context import SegmentContext, ShardContext
    from findling.search.snapshot import Snapshot


@dataclass(frozen=True, kw_only=True)
class ConstantScoreQuery(Query):
    """The documents of `inner`, scored with the boost."""

    lucene_class: ClassVar[str] = "ConstantScoreQuery"

    inner: Query

    def children(self) -> Iterable[Query]:
        return (self.inner,)

    def rewrite(self, ctx: ShardContext) -> Query:
        inner = self.inner.rewrite(ctx)
        if isinstance(inner, MatchNoneQuery):
            return inner
        if isinstance(inner, MatchAllQuery):
            return MatchAllQuery(boost=self.boost)
        return ConstantScoreQuery(inner=unboosted(inner), boost=self.boost)

    def notation(self, ctx: ShardContext) -> Notation:
        return Notation(f"ConstantScore({self.inner.notation(ctx).text})").boosted(self.boost)

    def weight(self, ctx: ShardContext, scoring: bool) -> Weight:
        return ConstantScoreWeight(self, weigh(self.inner, ctx, False))

    def may_be_nested(self, ctx: ShardContext) -> bool:
        return self.inner.may_be_nested(ctx)

    def matches_nothing(self) -> bool:
        return self.inner.matches_nothing()

    def marks(self, ctx: ShardContext) -> Marks:
        return InnerMarks(query=self, inner=self.inner.marks(ctx))

    def requirements(self) -> Requirements:
        return self.inner.requirements()


class ConstantScoreWeight(Weight):
    """Matches as its inner weight does."""

    # the inner weight is what is cached
    cacheable = False

    def __init__(self, query: ConstantScoreQuery, inner: Weight) -> None:
        super().__init__(query)
        self.inner = inner

    def match(self, segment: SegmentContext) -> DocSet:
        return self.inner.filter(segment)

    def doc_filters(self, snapshot: Snapshot) -> Filters:
        return self.inner.doc_filters(snapshot)

    def first(self, segment: SegmentContext, n: int) -> Docs | None:
        return self.inner.first(segment, n)

    def count(self, segment: SegmentContext) -> int | None:
        return self.inner.count(segment)

    def cost(self, segment: SegmentContext) -> int:
        return self.inner.cost(segment)

    def describe(self) -> str:
        return f"ConstantScore({self.inner.describe()})"

    def explain(self, segment: SegmentContext, doc: int) -> Explanation:
        inner = explain_match(self.inner, segment, doc)
        if not inner.matches:
            return Explanation.no_match(f"{self.describe()} doesn't match id {doc}")
        return Explanation.match(self.query.boost, self.describe() + boost_text(self.query.boost))


@register("constant_score")
def parse_constant_score(body: object, inner: InnerParser) -> Query:
    """Parses {"constant_score": {"filter": {...}}}."""
    parameters = Parameters("constant_score", body)
    parameters.only("filter")
    filter_body = parameters.take("filter")
    if filter_body is None:
        raise ParsingError("[constant_score] requires a 'filter' element")
    if isinstance(filter_body, list):
        raise ParsingError("unexpected token [START_ARRAY]")
    query = ConstantScoreQuery(inner=inner(filter_body), **parameters.common())
    parameters.finish()
    return query
