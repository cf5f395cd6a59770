"""ScoreFunction: what a function_score query multiplies scores with."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from findling.base.java_numbers import java_float
from findling.search.doc_set import Docs
from findling.search.explanation import Explanation
from findling.search.parameters import Parameters

if TYPE_CHECKING:
    from findling.search.context import SegmentContext, ShardContext
    from findling.search.query.base import Scores

# (n,) float64, one per document
Factors = NDArray[np.float64]


class BoundFunction(ABC):
    """A function bound to the fields of a shard. Subclasses are frozen dataclasses of hashable members.

    needs_scores: whether factors depend on the score of the query
    java_class: by which Elasticsearch shows it
    """

    needs_scores: ClassVar[bool] = False
    java_class: ClassVar[str] = "common.lucene.search.function.WeightFactorFunction$ScoreOne"

    @abstractmethod
    def factors(self, segment: SegmentContext, docs: Docs, scores: Scores) -> Factors:
        """Returns the factor of each of some documents, none of which is left out.

        docs: (n,) int32, increasing; scores: (n,) float32 of the query, zeros unless `needs_scores`
        Raises FindlingError for a document that can have none.
        """

    @abstractmethod
    def explain(self, segment: SegmentContext, doc: int, score: Explanation) -> Explanation:
        """Returns what the factor of one document was computed from; score: that of the query."""

    def describe(self) -> str:
        """Returns the name of the function in Lucene's notation."""
        return f"org.elasticsearch.{self.java_class}@{hash(self) & 0xFFFFFFFF:x}"

    def factor(self, segment: SegmentContext, doc: int, score: float) -> float:
        """Returns the factor of one document."""
        return float(self.factors(segment, np.array([doc], np.int32), np.array([score], np.float32))[0])


class ScoreFunction(ABC):
    """A function as a request says it. Subclasses are frozen dataclasses of hashable members."""

    # in the query DSL
    name: ClassVar[str]

    @abstractmethod
    def resolved(self, ctx: ShardContext) -> BoundFunction:
        """Returns the function bound to the shard's fields; raises what the mapping forbids."""


@dataclass(frozen=True)
class ConstantFunction(ScoreFunction):
    """No function: the factor is 1, and a weight is all that there is."""

    name = "weight"

    def resolved(self, ctx: ShardContext) -> BoundFunction:
        return ScoreOne()


@dataclass(frozen=True)
class ScoreOne(BoundFunction):
    """The factor 1."""

    def factors(self, segment: SegmentContext, docs: Docs, scores: Scores) -> Factors:
        return np.ones(len(docs), np.float64)

    def explain(self, segment: SegmentContext, doc: int, score: Explanation) -> Explanation:
        return Explanation.match(1.0, "constant score 1.0 - no function provided")


@dataclass(frozen=True)
class WeightFactorFunction(BoundFunction):
    """A function times a weight, which is in single precision."""

    java_class = "common.lucene.search.function.WeightFactorFunction"

    inner: BoundFunction
    weight: float

    @property
    def needs_scores(self) -> bool:  # type: ignore[override]
        return self.inner.needs_scores

    def factors(self, segment: SegmentContext, docs: Docs, scores: Scores) -> Factors:
        return self.inner.factors(segment, docs, scores) * self.weight

    def explain(self, segment: SegmentContext, doc: int, score: Explanation) -> Explanation:
        inner = self.inner.explain(segment, doc, score)
        value = float(np.float32(inner.value) * np.float32(self.weight))
        return Explanation.match(value, "product of:", [inner, Explanation.match(self.weight, "weight")])


def scalars(parameters: Parameters) -> Iterator[tuple[str, Any]]:
    """Yields the members of a function that Elasticsearch looks at: scalars, also in arrays; not null."""
    for key, value in parameters.each():
        for entry in value if isinstance(value, list) else [value]:
            if entry is not None and not isinstance(entry, (list, dict)):
                yield key, entry


def single(value: float) -> float:
    """Returns a number in the precision of a float of 32 bits."""
    with np.errstate(over="ignore"):
        return float(np.float32(value))


def java_single(value: float) -> str:
    """Returns a number in single precision as Java prints it."""
    return java_float(value)
