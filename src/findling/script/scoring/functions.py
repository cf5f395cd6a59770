"""All functions that only `score` scripts have."""

from collections.abc import Mapping
from typing import Final

from findling.script.api.class_info import Signature
from findling.script.context import Function
from findling.script.scoring.decay import DECAY_FUNCTIONS
from findling.script.scoring.max_sim import MAX_SIM_FUNCTIONS
from findling.script.scoring.random_score import RANDOM_FUNCTIONS
from findling.script.scoring.vector_functions import VECTOR_FUNCTIONS
from findling.script.types import DOUBLE


def saturation(value: float, k: float) -> float:
    """Returns how near a value is to being as much as it can matter: a half at k."""
    return value / (k + value)


def sigmoid(value: float, k: float, a: float) -> float:
    """Returns the same along an S: a half at k, steeper for a larger exponent."""
    powered = float(value**a)
    return powered / (float(k**a) + powered)


SCORE_FUNCTIONS: Final[Mapping[Signature, Function]] = {
    ("saturation", 2): Function((DOUBLE, DOUBLE), DOUBLE, saturation),
    ("sigmoid", 3): Function((DOUBLE, DOUBLE, DOUBLE), DOUBLE, sigmoid),
    **DECAY_FUNCTIONS,
    **RANDOM_FUNCTIONS,
    **VECTOR_FUNCTIONS,
    **MAX_SIM_FUNCTIONS,
}
