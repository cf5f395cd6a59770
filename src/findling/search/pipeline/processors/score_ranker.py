"""score-ranker-processor: the lists of a hybrid query, fused by the places that documents have in them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from findling.base.errors import IllegalArgumentError
from findling.search.pipeline.configuration import Configuration
from findling.search.pipeline.processor import PhaseProcessor, register
from findling.search.pipeline.processors.normalization import read_weights, weights_for
from findling.search.retriever.fusion import Fusion

DEFAULT_CONSTANT: Final = 60
_MOST_CONSTANT: Final = 10_000


class RankFusion(Fusion):
    """Sums of 1 / (constant + rank)."""

    def __init__(self, constant: int, weights: Sequence[float]) -> None:
        self._constant = constant
        self._weights = weights

    def normalized(self, scores: NDArray[np.float32], number: int) -> NDArray[np.float32]:
        ranks = np.arange(1, len(scores) + 1) + self._constant
        return np.float32(1) / ranks.astype(np.float32)

    def combined(self, scores: NDArray[np.float32]) -> NDArray[np.float32]:
        weights = weights_for(self._weights, len(scores))
        total: NDArray[np.float32] = (scores * weights[:, None]).sum(axis=0, dtype=np.float32)
        return total


class ScoreRankerProcessor(PhaseProcessor):
    """The processor of a pipeline."""

    kind = "score-ranker-processor"

    def __init__(self, fusion: Fusion) -> None:
        self._fusion = fusion

    def fusion(self) -> Fusion:
        return self._fusion


@register("phase_results_processors", "score-ranker-processor")
def make_score_ranker(configuration: Configuration) -> ScoreRankerProcessor:
    """Reads {"score-ranker-processor": {"combination": {"technique": "rrf", "rank_constant": 60}}}."""
    combination = configuration.mapping("combination") or {}
    if combination.get("technique", "rrf") != "rrf":
        raise IllegalArgumentError("provided combination technique is not supported")
    constant: Any = combination.get("rank_constant", DEFAULT_CONSTANT)
    if not isinstance(constant, int) or not 1 <= constant <= _MOST_CONSTANT:
        raise IllegalArgumentError(
            f"rank constant must be in the interval between 1 and {_MOST_CONSTANT}, submitted rank constant: {constant}"
        )
    return ScoreRankerProcessor(RankFusion(constant, read_weights(combination)))
