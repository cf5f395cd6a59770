"""The weight of function_score: the score of a query, combined with the factors of functions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from findling.base.errors import FindlingError
from findling.base.java_numbers import java_float
from findling.search.doc_set import Docs, DocSet
from findling.search.explanation import Explanation
from findling.search.query.base import Query, Scored, Scores, Weight
from findling.search.query.scoring.score_function import BoundFunction, Factors, single

if TYPE_CHECKING:
    from findling.search.context import SegmentContext

# by boost_mode: what the score of the query and the factor become together
_COMBINED: Final[dict[str, tuple[str, Callable[[Factors, Factors], Factors]]]] = {
    "multiply": ("function score, product of:", np.multiply),
    "sum": ("sum of", np.add),
    "avg": ("avg of", lambda score, factor: (factor + score) / 2),
    "min": ("min of", np.minimum),
    "max": ("max of:", np.maximum),
    "replace": ("", lambda score, factor: factor),
}
BOOST_MODES: Final = tuple(_COMBINED)
SCORE_MODES: Final = ("first", "avg", "max", "sum", "min", "multiply")


class InvalidScoreError(FindlingError):
    """A score that is negative or no number."""

    type = "exception"
    status = 500


@dataclass(frozen=True)
class Part:
    """A bound function and the documents it is for. filter: rewritten; None: all

    weight: what factors are averaged by
    """

    function: BoundFunction
    filter: Query | None = None
    weight: float = 1.0


@dataclass(frozen=True)
class Combination:
    """How scores come about.

    max_boost: most that the factor may be; min_score: what a document has to score to match, in single precision
    """

    score_mode: str = "multiply"
    boost_mode: str = "multiply"
    max_boost: float = 3.4028234663852886e38
    min_score: float | None = None


class FunctionScoreWeight(Weight):
    """Scores the documents of a query.

    inner: of the query; filters: of the parts, None for all documents
    needs_scores: whether the inner weight has scores
    scope: path of the nested documents that are asked about, None for whole documents
    """

    def __init__(
        self,
        query: Query,
        combination: Combination,
        inner: Weight,
        parts: tuple[Part, ...],
        filters: list[Weight | None],
        needs_scores: bool,
        scope: str | None,
    ) -> None:
        super().__init__(query)
        self.inner = inner
        self._how = combination
        self._parts = parts
        self._filters = filters
        self._needs_scores = needs_scores
        self._scope = scope
        # what matches by a score depends on the statistics of the shard
        self.cacheable = combination.min_score is None

    def match(self, segment: SegmentContext) -> DocSet:
        if self._how.min_score is None:
            return self.inner.match(segment)
        return DocSet.from_docs(self.score(segment).docs, segment.max_doc)

    def score(self, segment: SegmentContext) -> Scored:
        if self._needs_scores:
            scored = self.inner.score(segment)
        else:
            scored = Scored.constant(self.inner.match(segment).docs(), 0.0)
        # what cannot be found is not looked at: it may have no value
        if segment.live is not None:
            scored = scored.keep(segment.live.test(scored.docs))
        if self._scope is not None or segment.reader.roots is not None:
            scored = scored.keep(segment.nested(self._scope).test(scored.docs))
        found = Scored(scored.docs, self._scores(segment, scored))
        if self._how.min_score is not None:
            found = found.keep(found.scores >= np.float32(self._how.min_score))
        return found

    def _scores(self, segment: SegmentContext, scored: Scored) -> Scores:
        if not self._parts:
            return scored.scores
        factors = np.minimum(self._factors(segment, scored.docs, scored.scores), self._how.max_boost)
        combine = _COMBINED[self._how.boost_mode][1]
        with np.errstate(all="ignore"):
            scores: Scores = combine(scored.scores.astype(np.float64), factors).astype(np.float32)
        invalid = np.flatnonzero(~(scores >= 0))
        if len(invalid):
            place = int(invalid[0])
            raise InvalidScoreError(
                f"function score query returned an invalid score: {java_float(scores[place])} for doc: "
                f"{int(scored.docs[place])}"
            )
        return scores

    def _factors(self, segment: SegmentContext, docs: Docs, scores: Scores) -> Factors:
        """Returns the factors of all functions, combined; 1 where none is for a document."""
        mode = self._how.score_mode
        total = np.full(len(docs), _START[mode], np.float64)
        weights = np.zeros(len(docs), np.float64)
        left = np.ones(len(docs), np.bool_)
        for part, weight in zip(self._parts, self._filters, strict=True):
            chosen = left if weight is None else left & weight.filter(segment).contains(docs)
            places = np.flatnonzero(chosen)
            if len(places) == 0:
                continue
            factors = part.function.factors(segment, np.ascontiguousarray(docs[places]), scores[places])
            with np.errstate(all="ignore"):
                total[places] = _added(mode, total[places], factors)
            weights[places] += part.weight
            if mode == "first":
                left = left & ~chosen
        return _finished(mode, total, weights, ~left)

    def cost(self, segment: SegmentContext) -> int:
        return self.inner.cost(segment)

    def describe(self) -> str:
        shown = "".join(f"{{{_described(part)}}}" for part in self._parts)
        return f"function score ({self.inner.describe()}, functions: [{shown}])"

    def explain(self, segment: SegmentContext, doc: int) -> Explanation:
        found = self.inner.explain(segment, doc)
        if not found.matches:
            return found
        if self._parts:
            found = self._combined(found, self._explain_factor(segment, doc, found))
        least = self._how.min_score
        if least is not None and least > found.value:
            reason = f"Score value is too low, expected at least {java_float(least)} but got {java_float(found.value)}"
            return Explanation.no_match(reason, [found])
        return found

    def _combined(self, score: Explanation, factor: Explanation) -> Explanation:
        most = Explanation.match(self._how.max_boost, "maxBoost")
        least = Explanation.match(min(single(factor.value), self._how.max_boost), "min of:", [factor, most])
        if self._how.boost_mode == "replace":
            return least
        text, combine = _COMBINED[self._how.boost_mode]
        value = single(float(combine(np.array([score.value]), np.array([least.value]))[0]))
        return Explanation.match(value, text, [score, least])

    def _explain_factor(self, segment: SegmentContext, doc: int, score: Explanation) -> Explanation:
        details = []
        docs = np.array([doc], np.int32)
        for part, weight in zip(self._parts, self._filters, strict=True):
            if weight is not None and not weight.filter(segment).contains(docs)[0]:
                continue
            found = part.function.explain(segment, doc, score)
            if weight is not None:
                matched = Explanation.match(1.0, f"match filter: {weight.describe()}")
                found = Explanation.match(found.value, "function score, product of:", [matched, found])
            details.append(found)
        if not details:
            return Explanation.match(1.0, "No function matched")
        if len(self._parts) == 1 and self._filters[0] is None:
            return details[0]
        value = float(self._factors(segment, docs, np.array([score.value], np.float32))[0])
        return Explanation.match(single(value), f"function score, score mode [{self._how.score_mode}]", details)


# what a combination of factors begins with
_START: Final = {"first": np.nan, "avg": 0.0, "sum": 0.0, "max": -np.inf, "min": np.inf, "multiply": 1.0}


def _added(mode: str, total: Factors, factors: Factors) -> Factors:
    if mode == "first":
        return factors
    if mode in ("avg", "sum"):
        return total + factors
    if mode == "multiply":
        return total * factors
    return np.maximum(total, factors) if mode == "max" else np.minimum(total, factors)


def _finished(mode: str, total: Factors, weights: NDArray[np.float64], chosen: NDArray[np.bool_]) -> Factors:
    """weights: sum of the weights of each document's functions; chosen: whether a function was for a document"""
    if mode == "first":
        return np.where(chosen, total, 1.0)
    if mode in ("max", "min"):
        return np.where(np.isinf(total) & (total == _START[mode]), 1.0, total)
    if mode == "multiply":
        return total
    with np.errstate(all="ignore"):
        return np.where(weights != 0, total / weights if mode == "avg" else total, 1.0)


def _described(part: Part) -> str:
    if part.filter is None:
        return part.function.describe()
    name = "org.elasticsearch.common.lucene.search.function.FunctionScoreQuery$FilterScoreFunction"
    return f"{name}@{hash(part) & 0xFFFFFFFF:x}"
