"""Mean reciprocal rank: how far up the first relevant hit is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from findling.node.evaluation.metric import Quality, Rating, ThresholdMetric

_NONE: Final = -1


@dataclass(frozen=True)
class MeanReciprocalRank(ThresholdMetric):
    name: ClassVar[str] = "mean_reciprocal_rank"
    parser: ClassVar[str] = "reciprocal_rank"

    def evaluate(self, hits: Sequence[Rating], rated: Sequence[int]) -> Quality:
        first = next((rank for rank, rating in enumerate(hits, 1) if self.is_relevant(rating)), _NONE)
        return Quality(0.0 if first == _NONE else 1 / first, {"first_relevant": first})


METRIC: Final = MeanReciprocalRank
