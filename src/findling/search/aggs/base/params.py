"""Reads the parameters of one aggregation, with Elasticsearch's errors for wrong and unknown ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from findling.base.errors import IllegalArgumentError, ParsingError, XContentParseError
from findling.base.spelling import did_you_mean

_MISSING: Any = object()


def token_of(value: Any) -> str:
    """Returns the name of the JSON token that a value starts with, as error messages show it."""
    if value is None:
        return "VALUE_NULL"
    if isinstance(value, bool):
        return "VALUE_BOOLEAN"
    if isinstance(value, int | float):
        return "VALUE_NUMBER"
    if isinstance(value, str):
        return "VALUE_STRING"
    return "START_ARRAY" if isinstance(value, list) else "START_OBJECT"


class Params:
    """The body of one aggregation; remembers what has been read, so that the rest can be refused.

    type_name: for messages
    """

    def __init__(self, body: Mapping[str, Any], type_name: str) -> None:
        self._body = body
        self.type_name = type_name
        self._known: list[str] = []

    def __contains__(self, key: str) -> bool:
        return key in self._body

    def whole(self) -> Mapping[str, Any]:
        """Returns the body as it is, all of it read."""
        self._known += self._body
        return self._body

    def take(self, key: str, default: Any = None) -> Any:
        """Returns a parameter as it is."""
        self._known.append(key)
        return self._body.get(key, default)

    def required(self, key: str) -> Any:
        """Returns a parameter that must be there; raises IllegalArgumentError."""
        value = self.take(key, _MISSING)
        if value is _MISSING:
            raise IllegalArgumentError(f"Required [{key}]")
        return value

    def text(self, key: str, default: str | None = None) -> str | None:
        """Returns a text parameter; numbers and booleans are taken as text."""
        value = self.take(key)
        if value is None:
            return default
        if isinstance(value, dict | list):
            raise self.wrong_type(key, value)
        return value if isinstance(value, str) else str(value).lower() if isinstance(value, bool) else str(value)

    def boolean(self, key: str, default: bool = False) -> bool:
        """Returns a boolean parameter; the texts true and false are taken too."""
        value = self.take(key)
        if value is None:
            return default
        if value in (True, False, "true", "false"):
            return value in (True, "true")
        raise self.wrong_type(key, value)

    def integer(self, key: str, default: int) -> int:
        """Returns a whole-number parameter, also given as text."""
        value = self.take(key)
        if value is None:
            return default
        return int(self.as_number(key, value))

    def double(self, key: str, default: float | None = None) -> float | None:
        """Returns a number parameter, also given as text."""
        value = self.take(key)
        return default if value is None else self.as_number(key, value)

    def mapping(self, key: str) -> Mapping[str, Any] | None:
        """Returns an object parameter."""
        value = self.take(key)
        if value is not None and not isinstance(value, Mapping):
            raise self.wrong_type(key, value)
        return value

    def array(self, key: str) -> list[Any] | None:
        """Returns an array parameter; a single value stands for an array of one."""
        value = self.take(key)
        return value if value is None or isinstance(value, list) else [value]

    def one_of(self, key: str, known: Sequence[str], default: str) -> str:
        """Returns a text parameter that has few values. Raises IllegalArgumentError."""
        value = self.text(key, default) or default
        if value not in known:
            raise IllegalArgumentError(f"Invalid {key} [{value}], valid values are [{', '.join(known)}]")
        return value

    def finish(self) -> None:
        """Raises XContentParseError for parameters that nobody asked for."""
        for key in self._body:
            if key not in self._known:
                hint = did_you_mean(key, self._known)
                raise XContentParseError(f"[{self.type_name}] unknown field [{key}]{hint}")

    def wrong_type(self, key: str, value: Any) -> XContentParseError:
        """Returns the error of a parameter of another JSON type."""
        return XContentParseError(f"[{self.type_name}] {key} doesn't support values of type: {token_of(value)}")

    def as_number(self, key: str, value: Any) -> float:
        """Returns a value of a parameter as a number; raises XContentParseError."""
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            raise self.wrong_type(key, value)
        try:
            return float(value)
        except ValueError:
            raise XContentParseError(f"[{self.type_name}] failed to parse field [{key}]") from IllegalArgumentError(
                f'For input string: "{value}"'
            )


def no_such_direction(direction: Any) -> ParsingError:
    """Returns the error of an order that is neither asc nor desc."""
    return ParsingError(f"Unknown order direction [{direction}]")
