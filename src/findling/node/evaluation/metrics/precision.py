"""Precision: how many of the hits are relevant."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from findling.base.object_parser import Member
from findling.node.evaluation.metric import FLAG, Quality, Rating, ThresholdMetric


@dataclass(frozen=True)
class Precision(ThresholdMetric):
    """ignore_unlabeled: hits that nobody rated do not count; else they count as not relevant."""

    ignore_unlabeled: bool = False
    name: ClassVar[str] = "precision"
    parser: ClassVar[str] = "precision"
    members: ClassVar[Mapping[str, Member]] = {**ThresholdMetric.members, "ignore_unlabeled": FLAG}

    def evaluate(self, hits: Sequence[Rating], rated: Sequence[int]) -> Quality:
        relevant = sum(map(self.is_relevant, hits))
        counted = sum(rating is not None for rating in hits) if self.ignore_unlabeled else len(hits)
        score = relevant / counted if counted else 0.0
        return Quality(score, {"relevant_docs_retrieved": relevant, "docs_retrieved": counted})


METRIC: Final = Precision
