"""Decoded JSON values: the names of their tokens, their texts, and how they become numbers and booleans.

The conversions are those of Elasticsearch's parser: texts stand for numbers and booleans, decimals lose their fraction
where a whole number is wanted, and nothing else is taken for what it is not.
"""

import json
import math
import re
from collections.abc import Mapping
from types import NoneType
from typing import Final

import orjson

from findling.base.errors import (
    FindlingError,
    IllegalArgumentError,
    IllegalStateError,
    InputCoercionError,
    JsonParseError,
    NumberFormatError,
    XContentParseError,
)
from findling.base.work.json_encoding import encode

# what is answered may have numbers of NumPy, and names that are no texts
JSON_OPTIONS: Final = orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_NON_STR_KEYS

# what Java's Double.parseDouble takes, but for hexadecimal notation
_DOUBLE: Final = re.compile(r"[+-]?(?:NaN|Infinity|(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?[fFdD]?)")
_TWO_POINTS: Final = re.compile(r"\s*[+-]?[0-9]*\.[0-9]*\.")


def json_text(value: object, option: int = 0) -> bytes:
    """Returns the JSON text of decoded JSON, however deep. Raises IllegalArgumentError beyond what Python can walk.

    option: of orjson
    """
    try:
        return encode(value, option=option)
    except TypeError:  # deeper than 254, or a whole number beyond 64 bits
        pass
    in_order = bool(option & orjson.OPT_SORT_KEYS)
    try:
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=in_order)
        # half of a pair of surrogates has no UTF-8: it is escaped, as it was written
        return text.encode("utf-8", "backslashreplace")
    except RecursionError as error:
        raise IllegalArgumentError("objects and lists are nested too deep") from error


_TOKENS: Final[dict[type, str]] = {
    str: "VALUE_STRING",
    bool: "VALUE_BOOLEAN",
    int: "VALUE_NUMBER",
    float: "VALUE_NUMBER",
    dict: "START_OBJECT",
    list: "START_ARRAY",
    NoneType: "VALUE_NULL",
}


def json_token(value: object) -> str:
    """Returns the name of the JSON token that a value starts with."""
    return _TOKENS.get(type(value)) or _token_of_kin(value)


def _token_of_kin(value: object) -> str:
    """Returns the token of what is no plain JSON value, but derives from one."""
    if isinstance(value, str):
        return "VALUE_STRING"
    if isinstance(value, bool):
        return "VALUE_BOOLEAN"
    if isinstance(value, list):
        return "START_ARRAY"
    return "VALUE_NUMBER" if isinstance(value, (int, float)) else "START_OBJECT"


def scalar_text(value: object) -> str:
    """Returns a JSON scalar as Java's toString does."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "null" if value is None else str(value)


def required_text(value: object) -> str:
    """Returns a JSON scalar as text. Raises IllegalArgumentError for anything else."""
    if value is None or isinstance(value, (dict, list)):
        raise no_text(value)
    return scalar_text(value)


def text_element(value: object) -> str:
    """Returns an element of a list as text. Raises IllegalArgumentError; IllegalStateError for a list."""
    if isinstance(value, list):
        raise IllegalStateError(f"expected value but got [{json_token(value)}]")
    return required_text(value)


def no_text(value: object) -> IllegalArgumentError:
    """Returns the error of a value that is no text."""
    return IllegalArgumentError(f"Expected text at 1:1 but found {json_token(value)}")


def parse_double(text: str) -> float:
    """Returns the number of a text as Java reads it. Raises NumberFormatError."""
    stripped = text.strip()
    if _DOUBLE.fullmatch(stripped) is None:
        raise not_a_number(text)
    return float(stripped.rstrip("fFdD") if stripped[-1] in "fFdD" else stripped)


def not_a_number(text: str) -> NumberFormatError:
    """Returns Java's error of a text that is no number."""
    if not text.strip():
        return NumberFormatError("empty String")
    return NumberFormatError("multiple points" if _TWO_POINTS.match(text) else f'For input string: "{text}"')


def as_float(value: object) -> float:
    """Returns a JSON number or numeric text as float. Raises NumberFormatError, XContentParseError."""
    if isinstance(value, str):
        return parse_double(value)
    return _number(value) * 1.0


_LEAST_INT, _MOST_INT = -(1 << 31), (1 << 31) - 1


def as_integer(value: object) -> int:
    """Returns a JSON number or numeric text as a whole number of 32 bits. Raises what `as_float` does."""
    if type(value) is int and _LEAST_INT <= value <= _MOST_INT:
        return value
    return _whole(value, 32, "int", "an integer")


def as_long(value: object) -> int:
    """Returns a JSON number or numeric text as a whole number of 64 bits.

    Raises IllegalArgumentError for other texts, which unlike those of other numbers are no NumberFormatError.
    """
    try:
        if isinstance(value, str) and (not value or value[-1] in _DOUBLE_SUFFIXES):
            raise NumberFormatError.of(value)  # other numbers are read by way of doubles
        return _whole(value, 64, "long", "a long")
    except NumberFormatError as error:
        raise IllegalArgumentError(error.reason) from None


_INT_BITS: Final = 32
_DOUBLE_SUFFIXES: Final = ("d", "D", "f", "F")


def _whole(value: object, bits: int, kind: str, article: str) -> int:
    number = as_float(value) if isinstance(value, str) else _number(value)
    least, most = -(1 << bits - 1), (1 << bits - 1) - 1
    if math.isfinite(number) and least <= number <= most:
        return int(number)
    if math.isnan(number) and bits == _INT_BITS:
        return 0  # as Java casts it
    if isinstance(value, str):
        raise IllegalArgumentError(f"Value [{value}] is out of range for {article}")
    reason = f"Numeric value ({value}) out of range of {kind} ({least} - {most})"
    raise XContentParseError(reason) from InputCoercionError(reason)


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise not_of_type(value, "not numeric, can not use numeric value accessors")
    if isinstance(value, int) and abs(value) >= 1 << 1_024:
        return math.copysign(math.inf, value)
    return value


def as_boolean(value: object) -> bool:
    """Returns a JSON boolean or its text. Raises IllegalArgumentError, XContentParseError."""
    if isinstance(value, bool):
        return value
    if not isinstance(value, str):
        raise not_of_type(value, "not of boolean type")
    if value in ("true", "false", ""):  # nothing is false
        return value == "true"
    raise IllegalArgumentError(f"Failed to parse value [{value}] as only [true] or [false] are allowed.")


def not_of_type(value: object, what: str) -> FindlingError:
    """Returns the error for a JSON value that is of another kind than what is read. what: such as "not numeric" """
    token = json_token(value)
    if isinstance(value, bool):
        token = "VALUE_TRUE" if value else "VALUE_FALSE"
    elif token == "VALUE_NUMBER":
        token = "VALUE_NUMBER_INT" if isinstance(value, int) else "VALUE_NUMBER_FLOAT"
    error = XContentParseError(f"Current token ({token}) {what}")
    error.__cause__ = JsonParseError(error.reason)
    return error


def hashable(value: object) -> object:
    """Returns a JSON value with lists as tuples and objects as tuples of pairs, so that it can be part of a query."""
    if isinstance(value, Mapping):
        return tuple((key, hashable(entry)) for key, entry in value.items())
    if isinstance(value, list):
        return tuple(hashable(entry) for entry in value)
    return value
