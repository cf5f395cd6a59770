"""Java's arithmetic on arrays. An int is kept in 64 bits, within the limits of 32."""

from collections.abc import Callable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from findling.script.painless.arithmetic import INT_MAX, INT_MIN, LONG_MAX, LONG_MIN
from findling.script.types import BOOLEAN, BYTE, CHAR, DOUBLE, FLOAT, INT, LONG, SHORT, Type

Array = NDArray[Any]
DTYPES: Final = {
    BOOLEAN: np.bool_, BYTE: np.int64, SHORT: np.int64, CHAR: np.int64, INT: np.int64, LONG: np.int64,
    FLOAT: np.float32, DOUBLE: np.float64,
}  # fmt: skip
_BITS: Final = {BYTE: 8, SHORT: 16, INT: 32}


class NeedsRows(Exception):
    """Something that only the other way to run scripts can do, or an error that it has to tell."""


def as_array(value: Any, of: Type) -> Array:
    """Returns a plain value or an array of a type as an array."""
    return np.asarray(value, dtype=DTYPES[of])


def wrap(values: Array, of: Type) -> Array:
    """Returns what is left of integers in the bits of a type."""
    if of is LONG:
        return values
    if of is CHAR:
        return values & 0xFFFF
    half = 1 << (_BITS[of] - 1)
    return ((values + half) & (2 * half - 1)) - half


def narrow(values: Array, source: Type, target: Type) -> Array:
    """Returns numbers of one type as those of another, cut as Java does it."""
    if source is target:
        return values
    if target in (DOUBLE, FLOAT):
        return values.astype(DTYPES[target])
    if source in (DOUBLE, FLOAT):
        return _cut(values.astype(np.float64), target)
    return wrap(values, target)


def _cut(values: Array, target: Type) -> Array:
    low, high = (LONG_MIN, LONG_MAX) if target is LONG else (INT_MIN, INT_MAX)
    inside = (values > low) & (values < high)
    cut = np.where(inside, values, 0.0).astype(np.int64)
    cut = np.where(values >= high, high, np.where(values <= low, low, cut))
    return cut if target in (LONG, INT) else wrap(cut, target)


def _divide(left: Array, right: Array) -> Array:
    if not right.all():
        raise NeedsRows
    quotient: Array = left // right
    inexact = (quotient * right != left) & ((left < 0) != (right < 0))
    quotient += inexact
    return quotient


def _remainder(left: Array, right: Array) -> Array:
    if not right.all():
        raise NeedsRows
    return np.fmod(left, np.where(right == -1, 1, right))


def _unsigned_shift(places: int) -> Callable[[Array, Array], Array]:
    def shift(left: Array, right: Array) -> Array:
        by = right & places
        if places == 31:
            return wrap((left & 0xFFFFFFFF) >> by, INT)
        return (left.astype(np.int64).view(np.uint64) >> by.astype(np.uint64)).view(np.int64)

    return shift


_INTEGERS: Final[dict[str, Callable[[Array, Array], Array]]] = {
    "+": np.add, "-": np.subtract, "*": np.multiply, "/": _divide, "%": _remainder,
    "&": np.bitwise_and, "|": np.bitwise_or, "^": np.bitwise_xor,
}  # fmt: skip
_FLOATS: Final[dict[str, Callable[[Array, Array], Array]]] = {
    "+": np.add, "-": np.subtract, "*": np.multiply, "/": np.divide, "%": np.fmod,
}  # fmt: skip
_COMPARISONS: Final[dict[str, Callable[[Array, Array], Array]]] = {
    "==": np.equal, "===": np.equal, "!=": np.not_equal, "!==": np.not_equal,
    "<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal,
}  # fmt: skip


def reckon(operator: str, of: Type, left: Array, right: Array) -> Array:
    """Returns an operation on two arrays. Raises NeedsRows for a division by zero and what is no operation."""
    if of is BOOLEAN:
        if operator not in ("&", "|", "^"):
            raise NeedsRows
        return _INTEGERS[operator](left, right)
    if of in (DOUBLE, FLOAT):
        function = _FLOATS.get(operator)
        if function is None:
            raise NeedsRows
        return function(left, right)
    if operator == ">>>":
        return _unsigned_shift(63 if of is LONG else 31)(left, right)
    if operator in ("<<", ">>"):
        by = right & (63 if of is LONG else 31)
        return left >> by if operator == ">>" else wrap(left << by, of)
    return wrap(_INTEGERS[operator](left, right), of)


def compare(operator: str, left: Array, right: Array) -> Array:
    """Returns a comparison of two arrays."""
    return _COMPARISONS[operator](left, right)


def _signum(values: Array) -> Array:
    return np.where(np.isnan(values) | (values == 0), values, np.sign(values))


def _round(values: Array) -> Array:
    return _cut(np.floor(values + 0.5), LONG)


def _extreme(choose: Callable[[Array, Array], Array], first: bool) -> Callable[[Array, Array], Array]:
    """Returns min or max; of two zeros the negative one is less."""

    def run(left: Array, right: Array) -> Array:
        zeros = (left == 0) & (right == 0)
        chosen = choose(left, right)
        if zeros.any():
            negative = np.signbit(left) | np.signbit(right) if first else np.signbit(left) & np.signbit(right)
            chosen = np.where(zeros, np.where(negative, -0.0, 0.0), chosen)
        return chosen

    return run


MATH: Final[dict[tuple[str, int], Callable[..., Array]]] = {
    ("abs", 1): np.abs, ("max", 2): _extreme(np.maximum, first=False), ("min", 2): _extreme(np.minimum, first=True),
    ("floor", 1): np.floor, ("ceil", 1): np.ceil, ("rint", 1): np.rint, ("sqrt", 1): np.sqrt, ("cbrt", 1): np.cbrt,
    ("exp", 1): np.exp, ("expm1", 1): np.expm1, ("log", 1): np.log, ("log10", 1): np.log10, ("log1p", 1): np.log1p,
    ("sin", 1): np.sin, ("cos", 1): np.cos, ("tan", 1): np.tan, ("asin", 1): np.arcsin, ("acos", 1): np.arccos,
    ("atan", 1): np.arctan, ("atan2", 2): np.arctan2, ("sinh", 1): np.sinh, ("cosh", 1): np.cosh, ("tanh", 1): np.tanh,
    ("hypot", 2): np.hypot, ("signum", 1): _signum, ("pow", 2): np.power, ("round", 1): _round,
    ("toRadians", 1): np.radians, ("toDegrees", 1): np.degrees,
}  # fmt: skip
"""Of java.lang.Math: takes doubles; `round` gives longs, the others doubles."""
