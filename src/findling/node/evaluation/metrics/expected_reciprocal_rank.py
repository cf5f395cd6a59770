"""Expected reciprocal rank: where somebody would stop who goes down the hits until one satisfies.

Source: Chapelle, Metzler, Zhang and Grinspan, Expected reciprocal rank for graded relevance, 2009.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from findling.base.object_parser import Member
from findling.node.evaluation.metric import INTEGER, GradedMetric, Quality, Rating, power_of_two, unrated


@dataclass(frozen=True)
class ExpectedReciprocalRank(GradedMetric):
    """maximum_relevance: the best grade there is."""

    maximum_relevance: int = 0
    name: ClassVar[str] = "expected_reciprocal_rank"
    parser: ClassVar[str] = "dcg"  # as Elasticsearch has it in its errors
    members: ClassVar[Mapping[str, Member]] = {
        "maximum_relevance": INTEGER,
        "unknown_doc_rating": INTEGER,
        "k": INTEGER,
    }
    required: ClassVar[tuple[str, ...]] = ("maximum_relevance",)

    def evaluate(self, hits: Sequence[Rating], rated: Sequence[int]) -> Quality:
        goes_on, score = 1.0, 0.0
        for rank, grade in enumerate(self.grades(hits), 1):
            if grade is not None:
                stops = (power_of_two(grade) - 1) / power_of_two(self.maximum_relevance)
                score += goes_on * stops / rank
                goes_on *= 1 - stops
        return Quality(score, {"unrated_docs": unrated(hits)})


METRIC: Final = ExpectedReciprocalRank
