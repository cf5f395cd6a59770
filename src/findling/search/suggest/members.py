"""Reads the body of a suggester member by member, in the order given: as in Elasticsearch, the first fault is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import numpy as np

from findling.base.errors import IllegalArgumentError, ParseError, ParsingError
from findling.base.json_values import as_float, as_integer, json_token, scalar_text

Reader = Callable[[Any], Any]
NO_VALUES: Final = ("VALUE_NULL", "START_ARRAY", "START_OBJECT")


def read_members(suggester: str, body: Mapping[str, object], readers: Mapping[str, Reader]) -> dict[str, Any]:
    """Returns what the readers make of the members, all of them scalars. Raises ParsingError for anything else."""
    found: dict[str, Any] = {}
    for name, value in body.items():
        if json_token(value) in NO_VALUES:
            raise ParsingError(f"suggester[{suggester}] parsing failed on [{name}]")
        reader = readers.get(name)
        if reader is None:
            raise ParsingError(f"suggester[{suggester}] doesn't support field [{name}]")
        found[name] = reader(value)
    return found


def checked_field(members: Mapping[str, Any]) -> str:
    """Returns the name of the field, which every suggester needs. Raises ParseError, IllegalArgumentError."""
    field = members.get("field")
    if field is None:
        raise ParseError("the required field option [field] is missing")
    if not field:
        raise IllegalArgumentError("suggestion field name is empty")
    return str(field)


def integer(fault: str, least: int, most: int | None = None) -> Reader:
    """Returns the reader of a whole number; fault: what is said of one out of bounds."""

    def read(value: object) -> int:
        number = as_integer(value)
        if number < least or (most is not None and number > most):
            raise IllegalArgumentError(fault.format(number))
        return number

    return read


def single(value: object) -> float:
    """Returns a number in single precision."""
    with np.errstate(over="ignore"):
        return float(np.float32(as_float(value)))


def single_within(fault: str, least: float, most: float = float("inf")) -> Reader:
    """Returns the reader of a number in single precision."""

    def read(value: object) -> float:
        number = single(value)
        if number < least or number > most:
            raise IllegalArgumentError(fault)
        return number

    return read


def frequency(name: str) -> Reader:
    """Returns the reader of a share of the documents, or of a number of them. name: as Elasticsearch has it"""

    def read(value: object) -> float:
        number = single(value)
        if number < 0:
            raise IllegalArgumentError(f"{name} must be positive")
        if number > 1 and not number.is_integer():
            raise IllegalArgumentError(f"if {name} is greater than 1, it must not be a fraction")
        return number

    return read


def constant(kind: str, known: Sequence[str]) -> Reader:
    """Returns the reader of one of few names. kind: the class of Elasticsearch that errors name"""

    def read(value: object) -> str:
        name = scalar_text(value)
        if name.lower() not in known:
            raise IllegalArgumentError(f"No enum constant org.elasticsearch.search.suggest.{kind}.{name.upper()}")
        return name.lower()

    return read


COMMON: Final[dict[str, Reader]] = {
    "field": scalar_text,
    "analyzer": scalar_text,
    "size": integer("size must be positive", 1),
    "shard_size": as_integer,
}
SUGGEST_MODE: Final = constant("term.TermSuggestionBuilder.SuggestMode", ("missing", "popular", "always"))
SORT: Final = constant("SortBy", ("score", "frequency"))
