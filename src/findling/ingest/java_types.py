"""Names of the Java classes that hold values of documents, as messages show them."""

from typing import Any, Final

import numpy as np

from findling.base.java_values import class_name

_INT: Final = range(-(2**31), 2**31)
_LONG: Final = range(-(2**63), 2**63)


def java_class(value: Any) -> str:
    """Returns the class of a value that is not null."""
    if type(value) is int and value not in _INT:
        return "java.lang.Long" if value in _LONG else "java.math.BigInteger"
    return class_name(value, "java.lang.Object")


def utf16_units(text: str) -> bytes:
    """Returns what a text is compared by in Java."""
    return text.encode("utf-16-be", "surrogatepass")


def narrowed(number: float) -> float:
    """Returns the number that a float is shown as."""
    with np.errstate(over="ignore"):
        return float(str(np.float32(number)))
