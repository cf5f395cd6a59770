"""`moving-function`: the value of a window of figures, for the aggregation `moving_fn`."""

from typing import Final

from findling.script.context import Context
from findling.script.moving_functions import MOVING_FUNCTIONS
from findling.script.types import DOUBLE, MAP, array_of

MOVING_FUNCTION: Final = Context(
    "moving-function", DOUBLE, {"params": MAP, "values": array_of(DOUBLE)}, (MOVING_FUNCTIONS,)
)
