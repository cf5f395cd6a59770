"""The `query` rescorer: what the hits score in a second query counts too."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from findling.base.errors import IllegalArgumentError
from findling.search.explanation import Explanation
from findling.search.parameters import ObjectParameters
from findling.search.query.base import Query, parse_query
from findling.search.query.creation import weight_of
from findling.search.rescore.chosen_scores import scores_of
from findling.search.rescore.rescorer import BoundRescorer, Rescorer, ShardDocs, register

if TYPE_CHECKING:
    from findling.search.context import SegmentContext, ShardContext
    from findling.search.query.base import Scores

_TWO: Final = np.float32(2)
# how the score of a hit and that in the second query become one; both of float32, which Elasticsearch computes in
_SCORE_MODES: Final[dict[str, Callable[[Any, Any], Any]]] = {
    "avg": lambda first, second: (first + second) / _TWO,
    "max": np.maximum,
    "min": np.minimum,
    "total": np.add,
    "multiply": np.multiply,
}
# what explanations call the modes
_SHOWN: Final = {"avg": "avg", "max": "max", "min": "min", "total": "sum", "multiply": "product"}


@dataclass(frozen=True, kw_only=True)
class QueryRescorer(Rescorer):
    """A query whose scores are added to those of the hits, or combined otherwise.

    query_weight, rescore_query_weight: factors on either score; hits that do not match `query` keep their own
    """

    query: Query
    query_weight: float = 1.0
    rescore_query_weight: float = 1.0
    score_mode: str = "total"

    def queries(self) -> Iterable[Query]:
        return (self.query,)

    def bound(self, ctx: ShardContext) -> BoundRescorer:
        return _BoundQueryRescorer(self, ctx)


class _BoundQueryRescorer(BoundRescorer):
    def __init__(self, rescorer: QueryRescorer, ctx: ShardContext) -> None:
        self._ctx = ctx
        self._weight = weight_of(rescorer.query, ctx, True)
        self._first = np.float32(rescorer.query_weight)
        self._second = np.float32(rescorer.rescore_query_weight)
        self._mode = rescorer.score_mode

    def scores(self, docs: ShardDocs, scores: Scores) -> Scores:
        matches, second = scores_of(self._weight, self._ctx, docs)
        new = self.outside(scores)
        new[matches] = _SCORE_MODES[self._mode](new[matches], second[matches] * self._second)
        return new

    def outside(self, scores: Scores) -> Scores:
        return scores * self._first

    def explain(self, segment: SegmentContext, doc: int, before: Explanation, in_window: bool) -> Explanation:
        if before.matches:
            first = _weighted(before, self._first, "primaryWeight")
        else:
            first = Explanation.no_match("First pass did not match", [before])
        found = self._weight.explain(segment, doc) if in_window else None
        if found is None or not found.matches:
            return first
        second = _weighted(found, self._second, "secondaryWeight")
        value = _SCORE_MODES[self._mode](np.float32(first.value), np.float32(second.value))
        return Explanation.match(float(value), f"{_SHOWN[self._mode]} of:", [first, second])


def _weighted(explanation: Explanation, weight: np.float32, name: str) -> Explanation:
    value = float(np.float32(explanation.value) * weight)
    return Explanation.match(value, "product of:", [explanation, Explanation.match(float(weight), name)])


@register("query")
def parse_query_rescorer(body: Mapping[str, object]) -> Rescorer:
    """Parses {"rescore_query": {...}, "query_weight": 0.7, "rescore_query_weight": 1.2, "score_mode": "max"}."""
    parameters = ObjectParameters("query", body)
    parameters.object("rescore_query")  # or the error that it is none
    query = parameters.read("rescore_query", parse_query, None)
    options: dict[str, Any] = {
        "query_weight": parameters.number("query_weight", 1.0),
        "rescore_query_weight": parameters.number("rescore_query_weight", 1.0),
        "score_mode": parameters.one_of("score_mode", tuple(_SCORE_MODES), "total", _no_such_mode),
    }
    parameters.finish()
    if query is None:
        raise IllegalArgumentError("rescore_query cannot be null")
    return QueryRescorer(query=query, **options)


def _no_such_mode(mode: str) -> IllegalArgumentError:
    return IllegalArgumentError(f"illegal score_mode [{mode}]")
