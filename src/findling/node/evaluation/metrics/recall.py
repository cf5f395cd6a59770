"""Recall: how many of the relevant documents are among the hits."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from findling.node.evaluation.metric import Quality, Rating, ThresholdMetric


@dataclass(frozen=True)
class Recall(ThresholdMetric):
    name: ClassVar[str] = "recall"
    parser: ClassVar[str] = "recall"

    def evaluate(self, hits: Sequence[Rating], rated: Sequence[int]) -> Quality:
        found, there = sum(map(self.is_relevant, hits)), sum(map(self.is_relevant, rated))
        return Quality(found / there if there else 0.0, {"relevant_docs_retrieved": found, "relevant_docs": there})


METRIC: Final = Recall
