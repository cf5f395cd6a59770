"""The tree of an expression, evaluated over arrays of float64: one number for each document.

Truth is 1, all but 0 is true. Bits are those of a long. Source: Lucene's JavascriptCompiler.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Node:
    """A part of an expression."""

    def evaluate(self, values: Values) -> Any:
        """Returns its numbers: (n,) float64, or one float; values: of the variables."""
        raise NotImplementedError

    def children(self) -> tuple["Node", ...]:
        """Returns the parts directly inside."""
        return ()

    def variables(self) -> Iterator["Variable"]:
        """Yields all variables, in the order of the text."""
        for child in self.children():
            yield from child.variables()


@dataclass(frozen=True, slots=True)
class Constant(Node):
    """A number."""

    value: float

    def evaluate(self, values: Values) -> Any:
        return self.value


@dataclass(frozen=True, slots=True)
class Variable(Node):
    """Something that stands for a number of each document; text: as written, in single quotes. offset: where"""

    text: str
    offset: int

    def evaluate(self, values: Values) -> Any:
        return values[self.text]

    def variables(self) -> Iterator["Variable"]:
        yield self


@dataclass(frozen=True, slots=True)
class Applied(Node):
    """An operator or a function."""

    function: Callable[..., Any]
    operands: tuple[Node, ...]

    def evaluate(self, values: Values) -> Any:
        return self.function(*[operand.evaluate(values) for operand in self.operands])

    def children(self) -> tuple[Node, ...]:
        return self.operands


def _truth(function: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    return lambda left, right: np.asarray(function(left, right), np.float64)


def _bits(function: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    return lambda left, right: np.asarray(function(_long(left), _long(right)), np.float64)


def _long(numbers: Any) -> Any:
    """Returns numbers as Java casts doubles to longs."""
    clipped = np.clip(np.nan_to_num(np.asarray(numbers, np.float64), nan=0.0), -(2.0**63), 2.0**63)
    with np.errstate(invalid="ignore"):
        whole = clipped.astype(np.int64)
    return np.where(clipped >= 2.0**63, np.int64(2**63 - 1), whole)


def _unsigned_shift(left: Any, right: Any) -> Any:
    return (left.view(np.uint64) >> (right & 63).view(np.uint64)).view(np.int64)


def _haversin(lat: Any, lon: Any, other_lat: Any, other_lon: Any) -> Any:
    """Returns kilometres on the sphere. Source: Lucene's haversin of expressions."""
    one, other = np.radians(lat), np.radians(other_lat)
    h = 1 - np.cos(one - other) + np.cos(one) * np.cos(other) * (1 - np.cos(np.radians(lon) - np.radians(other_lon)))
    return 2 * 6371.0087714 * np.arcsin(np.minimum(1.0, np.sqrt(h * 0.5)))


BINARY: Final[dict[str, tuple[int, Callable[[Any, Any], Any]]]] = {
    "||": (1, _truth(lambda left, right: (np.not_equal(left, 0)) | (np.not_equal(right, 0)))),
    "&&": (2, _truth(lambda left, right: (np.not_equal(left, 0)) & (np.not_equal(right, 0)))),
    "|": (3, _bits(np.bitwise_or)),
    "^": (4, _bits(np.bitwise_xor)),
    "&": (5, _bits(np.bitwise_and)),
    "==": (6, _truth(np.equal)),
    "!=": (6, _truth(np.not_equal)),
    "<": (7, _truth(np.less)),
    "<=": (7, _truth(np.less_equal)),
    ">": (7, _truth(np.greater)),
    ">=": (7, _truth(np.greater_equal)),
    "<<": (8, _bits(lambda left, right: left << (right & 63))),
    ">>": (8, _bits(lambda left, right: left >> (right & 63))),
    ">>>": (8, _bits(_unsigned_shift)),
    "+": (9, np.add),
    "-": (9, np.subtract),
    "*": (10, np.multiply),
    "/": (10, np.divide),
    "%": (10, np.fmod),
}
"""Operator -> how strong it binds, what it does."""
UNARY: Final[dict[str, Callable[[Any], Any]]] = {
    "+": lambda value: value,
    "-": np.negative,
    "!": lambda value: np.asarray(np.equal(value, 0), np.float64),
    "~": lambda value: np.asarray(~_long(value), np.float64),
}
FUNCTIONS: Final[dict[str, tuple[int, Callable[..., Any]]]] = {
    "abs": (1, np.abs), "acos": (1, np.arccos), "acosh": (1, np.arccosh), "asin": (1, np.arcsin),
    "asinh": (1, np.arcsinh), "atan": (1, np.arctan), "atan2": (2, np.arctan2), "atanh": (1, np.arctanh),
    "ceil": (1, np.ceil), "cos": (1, np.cos), "cosh": (1, np.cosh), "exp": (1, np.exp), "floor": (1, np.floor),
    "haversin": (4, _haversin), "ln": (1, np.log), "log10": (1, np.log10),
    "logn": (2, lambda base, value: np.log(value) / np.log(base)), "max": (2, np.maximum), "min": (2, np.minimum),
    "pow": (2, np.power), "sin": (1, np.sin), "sinh": (1, np.sinh), "sqrt": (1, np.sqrt), "tan": (1, np.tan),
    "tanh": (1, np.tanh),
}  # fmt: skip
"""Function -> number of arguments, what it does."""


def choose(condition: Any, yes: Any, no: Any) -> Any:
    """Returns yes where the condition is not 0, else no."""
    return np.where(np.not_equal(condition, 0), yes, no)
