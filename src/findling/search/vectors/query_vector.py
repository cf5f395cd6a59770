"""The vector of a query: a list of numbers, one number, or hexadecimal digits of bytes."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from findling.base.errors import ParsingError
from findling.base.hexadecimal import bytes_of_hex
from findling.base.json_values import as_float, json_token

# as doubles, each of which is a number of single precision
QueryVector = tuple[float, ...]


def read_query_vector(value: object) -> QueryVector:
    """Returns the numbers. Raises ParsingError, IllegalArgumentError and NumberFormatError."""
    if isinstance(value, str):
        return tuple(_bytes_of(value))
    entries = value if isinstance(value, list) else [value]
    if isinstance(value, dict):
        raise ParsingError(f"Unknown type [{json_token(value)}] for parsing vector")
    if set(map(type, entries)) == {float}:
        return _singles(entries)  # what every client sends, without a look at each of perhaps thousands
    for entry in entries:
        if isinstance(entry, bool | dict | list) or entry is None:
            raise ParsingError(f"Type [{json_token(entry)}] not supported for query vector")
    return _singles([as_float(entry) for entry in entries])


def _singles(numbers: Sequence[Any]) -> QueryVector:
    """Returns floats in single precision, infinite beyond it."""
    with np.errstate(over="ignore"):
        return tuple(np.array(numbers, np.float64).astype(np.float32).tolist())


def _bytes_of(text: str) -> list[float]:
    """Returns the bytes, -128 to 127, that hexadecimal digits stand for."""
    numbers: list[float] = np.frombuffer(bytes_of_hex(text), np.int8).astype(np.float64).tolist()
    return numbers
