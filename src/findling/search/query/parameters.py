"""Reads the parameters of a query's JSON object, with Elasticsearch's errors for what is unknown or mistyped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from findling.base.errors import (
    FindlingError,
    IllegalArgumentError,
    NumberFormatError,
    ParsingError,
    XContentParseError,
)
from findling.base.object_parser import json_token as json_token
from findling.base.spelling import did_you_mean

_MISSING: Final = object()


class Parameters:
    """The members of one JSON object, taken one by one; `finish` raises for those that nobody took.

    query: name of the query, for the error texts
    """

    def __init__(self, query: str, body: Mapping[str, Any]) -> None:
        self.query = query
        self._body = body
        self._known: list[str] = []

    def take(self, name: str, default: Any = None) -> Any:
        """Returns a member as it is."""
        self._known.append(name)
        return self._body.get(name, default)

    def has(self, name: str) -> bool:
        """Whether the member was given."""
        return name in self._body

    def know(self, names: Iterable[str], *more: str) -> None:
        """Names members that may be there, whether they are taken or not."""
        self._known += names
        self._known += more

    def is_alone(self, name: str) -> bool:
        """Whether no other member was given."""
        return len(self._body) == 1 and name in self._body

    def require(self, name: str) -> Any:
        """Returns a member that must be there. Raises IllegalArgumentError."""
        value = self.take(name, _MISSING)
        if value is _MISSING or value is None:
            raise IllegalArgumentError(f"[{self.query}] requires '{name}' to be set")
        return value

    def text(self, name: str, default: str | None = None) -> str | None:
        """Returns a scalar as text."""
        value = self.take(name, default)
        if value is None or isinstance(value, str):
            return value
        if isinstance(value, (dict, list)):
            raise self.unsupported(name, value)
        return scalar_text(value)

    def number(self, name: str, default: float) -> float:
        """Returns a number, which may be given as text. Raises ParsingError."""
        value = self.take(name, default)
        return as_float(value, name)

    def integer(self, name: str, default: int) -> int:
        """Returns a whole number, which may be given as text."""
        self._known.append(name)
        return as_integer(self._body[name], name) if name in self._body else default

    def boolean(self, name: str, default: bool) -> bool:
        """Returns true or false, which may be given as text."""
        self._known.append(name)
        return as_boolean(self._body[name]) if name in self._body else default

    def only(self, *names: str) -> None:
        """Raises ParsingError for the first member of another name, before anything of the members is looked at."""
        self._known += [*names, "boost", "_name"]
        self.finish()

    def boost(self) -> float:
        """Returns `boost`. Raises IllegalArgumentError if it is negative."""
        if "boost" not in self._body:
            self._known.append("boost")
            return 1.0
        value = self.number("boost", 1.0)
        if value < 0:
            raise IllegalArgumentError(
                f"negative [boost] are not allowed in [{self.query}], use a value between 0 and 1 to deboost"
            )
        return value

    def common(self) -> dict[str, Any]:
        """Returns what all queries take, as arguments of Query."""
        return {"boost": self.boost(), "name": self.text("_name")}

    def unsupported(self, name: str, value: Any) -> FindlingError:
        """Returns the error for a member that is unknown or of the wrong kind of JSON."""
        if isinstance(value, Mapping) and name not in self._known:
            return ParsingError(f"[{self.query}] query does not support [{name}]{did_you_mean(name, self._known)}")
        token = json_token(value)
        if name in self._known:
            return ParsingError(f"[{self.query}] unknown token [{token}] after [{name}]")
        return ParsingError(f"[{self.query}] query does not support [{name}]{did_you_mean(name, self._known)}")

    def finish(self) -> None:
        """Raises ParsingError for the first member that was not taken."""
        for name, value in self._body.items():
            if name not in self._known:
                raise self.unsupported(name, value)


class ObjectParameters(Parameters):
    """The members of a query that Elasticsearch reads with its object parser, which has errors of its own."""

    def unsupported(self, name: str, value: Any) -> FindlingError:
        if name in self._known:
            return XContentParseError(f"[{self.query}] {name} doesn't support values of type: {json_token(value)}")
        return XContentParseError(f"[{self.query}] unknown field [{name}]{did_you_mean(name, self._known)}")


def field_and_parameters(query: str, body: Mapping[str, Any], shorthand: str) -> tuple[str, Parameters]:
    """Returns the field and the parameters of a query of the form {field: {...}} or {field: value}.

    shorthand: the parameter that a bare value stands for
    Raises ParsingError for several fields, IllegalArgumentError for none.
    """
    if not body:
        raise IllegalArgumentError("fieldName must not be null or empty")
    (field, value), *others = body.items()
    is_object = type(value) is dict or isinstance(value, Mapping)
    members: dict[str, Any] = dict(value) if is_object else {shorthand: value}
    if not is_object:
        # the short form allows boost and _name beside the field
        while others and others[0][0] in ("boost", "_name"):
            key, entry = others.pop(0)
            members[key] = entry
    if others:
        raise ParsingError(f"[{query}] query doesn't support multiple fields, found [{field}] and [{others[0][0]}]")
    if isinstance(value, list):
        raise ParsingError(
            f"[{query}] query does not support array of values"
            if query == "term"
            else f"[{query}] unknown token [START_ARRAY] after [{shorthand}]"
        )
    return field, Parameters(query, members)


def scalar_text(value: Any) -> str:
    """Returns a JSON scalar as Java's toString does."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "null" if value is None else str(value)


def as_float(value: Any, name: str) -> float:
    """Returns a JSON number or numeric text as float. Raises IllegalArgumentError."""
    try:
        if isinstance(value, bool) or value is None:
            raise ValueError
        return float(value)
    except (TypeError, ValueError) as error:
        raise NumberFormatError(f'For input string: "{scalar_text(value)}"') from error


def as_integer(value: Any, name: str) -> int:
    """Returns a JSON number or numeric text as int; decimals are refused as Elasticsearch does."""
    number = as_float(value, name)
    if number != int(number):
        raise IllegalArgumentError(f"{scalar_text(value)} cannot be converted to Integer without data loss")
    return int(number)


def as_boolean(value: Any) -> bool:
    """Returns a JSON boolean or its text. Raises IllegalArgumentError."""
    if isinstance(value, bool):
        return value
    if value in ("true", "false"):
        return bool(value == "true")
    raise IllegalArgumentError(f"Failed to parse value [{scalar_text(value)}] as only [true] or [false] are allowed.")


def hashable(value: Any) -> Any:
    """Returns a JSON value with lists as tuples and objects as tuples of pairs, so that it can be part of a query."""
    if isinstance(value, Mapping):
        return tuple((key, hashable(entry)) for key, entry in value.items())
    if isinstance(value, list):
        return tuple(hashable(entry) for entry in value)
    return value
