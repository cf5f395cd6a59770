"""Arrays: made of sizes, with the value that elements have at first."""

from collections.abc import Sequence
from typing import Any, Final

from findling.script.faults import JavaError
from findling.script.painless.limits import check_elements
from findling.script.types import BOOLEAN, DOUBLE, FLOAT, Array, Type

_NEGATIVE: Final = "java.lang.NegativeArraySizeException"


def default_of(of: Type) -> Any:
    """Returns the value of a variable or element that was given none."""
    if not of.primitive:
        return None
    if of is BOOLEAN:
        return False
    return 0.0 if of in (FLOAT, DOUBLE) else 0


def new_array(of: Type, sizes: Sequence[int]) -> Array:
    """Returns an array. Raises NegativeArraySizeException, and an error if it would be too large.

    of: its type; sizes: of the first dimensions, those behind are null
    """
    size = sizes[0]
    if size < 0:
        raise JavaError(_NEGATIVE, str(size))
    check_elements(size)
    assert of.element is not None
    if len(sizes) == 1:
        return Array(of, [default_of(of.element)] * size)
    check_elements(size * sizes[1])
    return Array(of, [new_array(of.element, sizes[1:]) for _ in range(size)])
