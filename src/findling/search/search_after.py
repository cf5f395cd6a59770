"""search_after: the sort values of the last hit of the page before."""

from typing import Any

from findling.base.errors import IllegalArgumentError, ParsingError
from findling.base.json_values import json_token


def read_search_after(values: list[Any]) -> tuple[Any, ...]:
    """Returns the values. Raises IllegalArgumentError, ParsingError."""
    if not values:
        raise IllegalArgumentError("Values must contains at least one value.")
    for value in values:
        if isinstance(value, (dict, list)):
            raise ParsingError(
                "Expected [VALUE_STRING] or [VALUE_NUMBER] or [VALUE_BOOLEAN] or [VALUE_NULL] but found "
                f"[{json_token(value)}] inside search_after."
            )
    return tuple(values)
