"""Discounted cumulative gain: what the hits are worth, the less the further down they are."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from findling.base.object_parser import Member
from findling.node.evaluation.metric import FLAG, INTEGER, GradedMetric, Quality, Rating, power_of_two, unrated


@dataclass(frozen=True)
class DiscountedCumulativeGain(GradedMetric):
    """normalize: divided by what the best order of the rated documents would be worth."""

    normalize: bool = False
    name: ClassVar[str] = "dcg"
    parser: ClassVar[str] = "dcg"
    members: ClassVar[Mapping[str, Member]] = {"normalize": FLAG, "unknown_doc_rating": INTEGER, "k": INTEGER}

    def evaluate(self, hits: Sequence[Rating], rated: Sequence[int]) -> Quality:
        score = gain = _gain(self.grades(hits))
        details: dict[str, Any] = {"dcg": gain}
        if self.normalize:
            best = _gain(sorted(rated, reverse=True)[: len(hits)])
            score = gain / best if best else 0.0
            details |= {"ideal_dcg": best, "normalized_dcg": score} if best else {}
        return Quality(score, {**details, "unrated_docs": unrated(hits)})


def _gain(grades: Sequence[Rating]) -> float:
    gain = 0.0
    for rank, grade in enumerate(grades, 1):
        if grade is not None:
            gain += (power_of_two(grade) - 1) / (math.log(rank + 1) / math.log(2))
    return gain


METRIC: Final = DiscountedCumulativeGain
