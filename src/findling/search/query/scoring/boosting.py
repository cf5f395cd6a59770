"""boosting: lowers the score of documents that also match a second query, without excluding them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from findling.base.errors import ParsingError
from findling.base.java_numbers import java_float
from findling.search.doc_set import DocSet
from findling.search.explanation import Explanation
from findling.search.parameters import Parameters
from findling.search.query.base import InnerParser, Query, Scored, Weight, register
from findling.search.query.match_all import MatchNoneQuery
from findling.search.query.notation import shown_part
from findling.search.query.positions.marks import InnerMarks, Marks
from findling.search.query.requirements import Requirements

if TYPE_CHECKING:
    from findling.search.context import SegmentContext, ShardContext


@dataclass(frozen=True, kw_only=True)
class BoostingQuery(Query):
    """The documents of `positive`; scores of those in `negative` are multiplied by `negative_boost`."""

    lucene_class: ClassVar[str] = "FunctionScoreQuery"

    positive: Query
    negative: Query
    negative_boost: float

    def children(self) -> Iterable[Query]:
        return (self.positive, self.negative)

    def matching_children(self) -> Iterable[Query]:
        return (self.positive,)

    def rewrite(self, ctx: ShardContext) -> Query:
        positive, negative = self.positive.rewrite(ctx), self.negative.rewrite(ctx)
        if isinstance(positive, MatchNoneQuery):
            return positive
        if negative.matches_nothing():
            return positive.boosted(self.boost)
        return BoostingQuery(positive=positive, negative=negative, negative_boost=self.negative_boost, boost=self.boost)

    def marks(self, ctx: ShardContext) -> Marks:
        return InnerMarks(query=self, inner=self.positive.marks(ctx))

    def requirements(self) -> Requirements:
        return self.positive.requirements()

    def weight(self, ctx: ShardContext, scoring: bool) -> Weight:
        # not by `weigh`: a profile has neither of both below this query
        positive = self.positive.boosted(self.boost).weight(ctx, scoring)
        return BoostingWeight(self, positive, self.negative.weight(ctx, False))


class BoostingWeight(Weight):
    """Scores as the positive part does, then multiplies."""

    query: BoostingQuery

    def __init__(self, query: BoostingQuery, positive: Weight, negative: Weight) -> None:
        super().__init__(query)
        self.query = query
        self.positive = positive
        self.negative = negative

    def match(self, segment: SegmentContext) -> DocSet:
        return self.positive.match(segment)

    def score(self, segment: SegmentContext) -> Scored:
        scored = self.positive.score(segment)
        lowered = self.negative.filter(segment).contains(scored.docs)
        factor = np.where(lowered, np.float32(self.query.negative_boost), np.float32(1))
        return Scored(scored.docs, scored.scores * factor)

    def cost(self, segment: SegmentContext) -> int:
        return self.positive.cost(segment)

    def describe(self) -> str:
        positive = shown_part(self.query.positive, self.positive).text
        negative = shown_part(self.query.negative, self.negative).text
        factor = java_float(self.query.negative_boost)
        return f"FunctionScoreQuery({positive}, scored by boost(queryboost(score({negative}))^{factor}))"

    def explain(self, segment: SegmentContext, doc: int) -> Explanation:
        positive = self.positive.explain(segment, doc)
        if not positive.matches:
            return positive
        text = f"weight({self.describe()}), result of:"
        if not self.negative.filter(segment).contains(np.array([doc], np.int32))[0]:
            return Explanation.match(positive.value, text, [positive])
        factor = Explanation.match(
            self.query.negative_boost, f"Matched boosting query score({self.negative.describe()})"
        )
        value = float(np.float32(positive.value) * np.float32(factor.value))
        product = Explanation.match(value, "product of:", [positive, factor])
        return Explanation.match(value, text, [product])


@register("boosting")
def parse_boosting(body: object, inner: InnerParser) -> Query:
    """Parses {"boosting": {"positive": {...}, "negative": {...}, "negative_boost": 0.5}}."""
    parameters = Parameters("boosting", body)
    positive, negative = parameters.take("positive"), parameters.take("negative")
    if positive is None:
        raise ParsingError("[boosting] query requires 'positive' query to be set'")
    if negative is None:
        raise ParsingError("[boosting] query requires 'negative' query to be set'")
    # one that no float of 32 bits can hold is infinite, as in Java
    negative_boost = parameters.number("negative_boost", -1.0)
    negative_boost = inf if negative_boost > 3.4028235e38 else negative_boost
    if negative_boost < 0:
        raise ParsingError("[boosting] query requires 'negative_boost' to be set to be a positive value'")
    query = BoostingQuery(
        positive=inner(positive),
        negative=inner(negative),
        negative_boost=negative_boost,
        **parameters.common(),
    )
    parameters.finish()
    return query
