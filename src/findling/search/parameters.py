"""Reads the members of a JSON object of a search, with Elasticsearch's errors for what is unknown or mistyped.

Elasticsearch reads some objects by hand (`Parameters`) and some with its object parser (`ObjectParameters`); they take
the same values but for texts, and word their errors differently. Nothing of queries and aggregations looks into a body
without one of them, so that no wrong type gets through.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from math import isnan
from typing import Any, Final, TypeVar

from findling.base.errors import FindlingError, IllegalArgumentError, ParsingError, QueryShardError, XContentParseError
from findling.base.json_values import as_boolean, as_float, as_integer, as_long, json_token, no_text, scalar_text
from findling.base.spelling import did_you_mean

T = TypeVar("T")
D = TypeVar("D")

_MISSING: Final = object()
_MOST_FLOAT: Final = 3.4028235e38  # of 32 bits
# what queries say of a field without a name
_NAMELESS: Final[dict[str, str | None]] = {
    "fuzzy": "field name cannot be null or empty",
    **dict.fromkeys(("match_phrase", "match_bool_prefix"), "[{}] requires fieldName"),
    **dict.fromkeys(("match", "match_phrase_prefix"), None),
}


class Parameters:
    """The members of one JSON object, taken one by one; `finish` raises for those that nobody took.

    name: of the query or aggregation, for the error texts
    """

    __slots__ = ("_body", "_known", "_later", "name")

    def __init__(self, name: str, body: object) -> None:
        if type(body) is not dict and not isinstance(body, Mapping):
            raise self.not_an_object(name, body)
        self.name = name
        self._body: Mapping[str, Any] = body
        self._known: list[str] = []
        self._later: FindlingError | None = None

    def __contains__(self, key: str) -> bool:
        return key in self._body

    @property
    def known(self) -> frozenset[str]:
        """The names that have been asked for."""
        return frozenset(self._known)

    def take(self, key: str, default: object = None) -> Any:
        """Returns a member as it is: for values whose type the mapping decides, and bodies that others read."""
        self._known.append(key)
        return self._body.get(key, default)

    def whole(self) -> Mapping[str, object]:
        """Returns the body as it is, all of it read."""
        self._known += self._body
        return self._body

    def require(self, key: str) -> object:
        """Returns a member that must be there. Raises IllegalArgumentError."""
        value = self.take(key)
        if value is None:
            raise self.missing(key)
        return value

    def read(self, key: str, convert: Callable[[Any], T], default: T) -> T:
        """Returns what `convert` makes of a member; its errors are told as those of the member."""
        self._known.append(key)
        value = self._body.get(key, _MISSING)
        if value is _MISSING:
            return default
        try:
            return convert(value)
        except FindlingError as error:
            refusal = self.refused(key, error)
            raise refusal from refusal.__cause__

    def text(self, key: str, default: str | None = None) -> str | None:
        """Returns a scalar as text."""
        return self._scalar(key, scalar_text, default)

    def text_or_null(self, key: str) -> str | None:
        """Returns a scalar as text; null is the same as nothing."""
        if key in self._body and self._body[key] is None:
            self._known.append(key)
            return None
        return self.text(key)

    def number(self, key: str, default: T) -> float | T:
        """Returns a number, which may be given as text."""
        return self._scalar(key, as_float, default)

    def integer(self, key: str, default: T) -> int | T:
        """Returns a whole number of 32 bits, which may be given as text."""
        return self._scalar(key, as_integer, default)

    def long(self, key: str, default: T) -> int | T:
        """Returns a whole number of 64 bits, which may be given as text."""
        return self._scalar(key, as_long, default)

    def boolean(self, key: str, default: T) -> bool | T:
        """Returns true or false, which may be given as text."""
        return self._scalar(key, as_boolean, default)

    def number_of(self, key: str, value: object) -> float:
        """Returns an entry of a member as a number, which may be given as text."""
        if isinstance(value, (bool, dict, list)) or value is None:
            raise self.wrong_token(key, value)
        try:
            return as_float(value)
        except FindlingError as error:
            refusal = self.refused(key, error)
            raise refusal from refusal.__cause__

    def one_of(self, key: str, known: Sequence[str], default: T, refuse: Callable[[str], FindlingError]) -> str | T:
        """Returns a text, in lower case, that has few values.

        refuse: makes the error for any other
        """
        text = self.text(key)
        if text is None:
            return default
        if text.lower() not in known:
            raise self.refused(key, refuse(text))
        return text.lower()

    def array(self, key: str) -> list[Any] | None:
        """Returns a list; a single value stands for a list of one."""
        value = self.take(key)
        return value if value is None or isinstance(value, list) else [value]

    def object(self, key: str) -> Mapping[str, Any] | None:
        """Returns an object."""
        value = self.take(key, _MISSING)
        if value is _MISSING:
            return None
        if not isinstance(value, Mapping):
            raise self.wrong_token(key, value)
        return value

    def others(self, *options: str) -> list[str]:
        """Returns the names of the members that are none of the options: names of fields, which are read by `take`."""
        return [key for key in self._body if key not in options]

    def names(self) -> list[str]:
        """Returns the names of all members in their order, read or not."""
        return list(self._body)

    def each(self) -> Iterator[tuple[str, Any]]:
        """Yields all members, for objects whose names are anything; all of it is read."""
        self._known += self._body
        yield from self._body.items()

    def is_alone(self, key: str) -> bool:
        """Whether no other member was given."""
        return len(self._body) == 1 and key in self._body

    def know(self, names: Iterable[str], *more: str) -> None:
        """Names members that may be there, whether they are taken or not."""
        self._known += names
        self._known += more

    def only(self, *names: str) -> None:
        """Raises for the first member of another name, before anything of the members is looked at."""
        self._known += [*names, "boost", "_name"]
        self.finish()

    def boost(self) -> float:
        """Returns `boost`. Raises IllegalArgumentError if it is negative, QueryShardError if no float can hold it."""
        if "boost" not in self._body:
            self._known.append("boost")
            return 1.0
        value = self.number("boost", 1.0)
        if value < 0:
            negative = IllegalArgumentError(
                f"negative [boost] are not allowed in [{self.name}], use a value between 0 and 1 to deboost"
            )
            raise self.refused("boost", negative)
        if not value <= _MOST_FLOAT:
            shown = "NaN" if isnan(value) else "Infinity"
            raise QueryShardError(f"failed to create query: boost must be a positive float, got {shown}")
        return value

    def common(self) -> dict[str, Any]:
        """Returns what all queries take, as arguments of Query; nothing if neither was given."""
        if "boost" not in self._body and "_name" not in self._body:
            self._known += ("boost", "_name")
            return {}
        return {"boost": self.boost(), "name": self.text("_name")}

    def later(self, error: FindlingError) -> None:
        """Keeps an error that Elasticsearch tells only of members that it all knows; the first one counts."""
        self._later = self._later or error

    def finish(self) -> None:
        """Raises for the first member that was not taken, then what is to be told later."""
        for key, value in self._body.items():
            if key not in self._known:
                raise self.unknown(key, value)
        if self._later is not None:
            raise self._later

    def not_an_object(self, name: str, value: Any) -> FindlingError:
        """Returns the error of something else in place of the object."""
        return ParsingError(f"[{name}] query malformed, no start_object after query name")

    def missing(self, key: str) -> FindlingError:
        """Returns the error of a member that must be there."""
        return IllegalArgumentError(f"[{self.name}] requires '{key}' to be set")

    def unknown(self, key: str, value: Any) -> FindlingError:
        """Returns the error of a member that nobody knows."""
        return ParsingError(f"[{self.name}] query does not support [{key}]")

    def is_wrong_token(self, value: Any) -> bool:
        """Whether a value cannot be the scalar that a member is."""
        return value is None or isinstance(value, (dict, list))

    def wrong_token(self, key: str, value: Any) -> FindlingError:
        """Returns the error of a member that is of another kind of JSON."""
        return ParsingError(f"[{self.name}] unknown token [{json_token(value)}] after [{key}]")

    def refused(self, key: str, error: FindlingError) -> FindlingError:
        """Returns the error of a member whose value `error` says cannot be."""
        error.place = error.place or (self.name, key)
        return error

    def _scalar(self, key: str, convert: Callable[[Any], T], default: D) -> T | D:
        self._known.append(key)
        value = self._body.get(key, _MISSING)
        if value is _MISSING:
            return default
        if self.is_wrong_token(value):
            raise self.wrong_token(key, value)
        try:
            return convert(value)
        except FindlingError as error:
            refusal = self.refused(key, error)
            raise refusal from refusal.__cause__


class TokenParameters(Parameters):
    """The members of a query on terms, of which Elasticsearch asks its parser without looking at the token."""

    __slots__ = ()

    def _scalar(self, key: str, convert: Callable[[Any], T], default: D) -> T | D:
        value = self._body.get(key, _MISSING)
        if value is _MISSING:
            self._known.append(key)
            return default
        if (value is None or isinstance(value, (dict, list))) and convert is scalar_text:
            self._known.append(key)
            raise self.refused(key, no_text(value))
        return super()._scalar(key, convert, default)

    def is_wrong_token(self, value: object) -> bool:
        return False


class ObjectParameters(Parameters):
    """The members of what Elasticsearch reads with its object parser, which has errors of its own."""

    __slots__ = ()

    def text(self, key: str, default: str | None = None) -> str | None:
        """Returns a text; other scalars are refused."""
        self._known.append(key)
        value = self._body.get(key, _MISSING)
        if value is _MISSING:
            return default
        if not isinstance(value, str):
            raise self.wrong_token(key, value)
        return value

    def boolean(self, key: str, default: T) -> bool | T:
        value = self._body.get(key)
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            raise self.wrong_token(key, value)
        return super().boolean(key, default)

    def _scalar(self, key: str, convert: Callable[[Any], T], default: D) -> T | D:
        if isinstance(self._body.get(key), bool) and convert is not as_boolean:
            raise self.wrong_token(key, self._body[key])
        return super()._scalar(key, convert, default)

    def not_an_object(self, name: str, value: object) -> FindlingError:
        return XContentParseError(f"[{name}] Expected START_OBJECT but was: {json_token(value)}")

    def missing(self, key: str) -> FindlingError:
        return IllegalArgumentError(f"Required [{key}]")

    def unknown(self, key: str, value: object) -> FindlingError:
        return XContentParseError(f"[{self.name}] unknown field [{key}]{did_you_mean(key, self._known)}")

    def wrong_token(self, key: str, value: object) -> FindlingError:
        error = XContentParseError(f"[{self.name}] {key} doesn't support values of type: {json_token(value)}")
        error.place = (self.name, key)
        return error

    def refused(self, key: str, error: FindlingError) -> FindlingError:
        refusal = XContentParseError(f"[{self.name}] failed to parse field [{key}]")
        refusal.__cause__ = error
        return refusal


@contextmanager
def told_as_parsing() -> Iterator[None]:
    """Turns errors of the object parser into ParsingErrors of the same words, as some queries of Elasticsearch do."""
    try:
        yield
    except XContentParseError as error:
        raise ParsingError(error.reason) from error


def first_member(body: Mapping[str, Any]) -> tuple[str, Any, list[str]]:
    """Returns name and value of the first member of an object that is not empty, and the names of the others."""
    (name, value), *others = body.items()
    return name, value, [other for other, _ in others]


def queries_in(values: list[Any]) -> Iterator[Any]:
    """Yields what is read of a list of queries; as in Elasticsearch a scalar before an object goes unnoticed."""
    before = None
    for value in values:
        if before is not None and not isinstance(value, Mapping):
            break
        before = None if isinstance(value, Mapping) else (value,)
        if before is None:
            yield value
    if before is not None:
        yield before[0]


def _without_field(query: str) -> FindlingError:
    """Returns what a query says that names no field."""
    if query == "match":
        return ParsingError("No text specified for text query")
    refusal = _NAMELESS.get(query, "field name is null or empty") or "[{}] requires fieldName"
    return IllegalArgumentError(refusal.format(query))


def field_and_parameters(
    query: str, body: Any, shorthand: str, reader: type[Parameters] = Parameters
) -> tuple[str, Parameters]:
    """Returns the field and the parameters of a query of the form {field: {...}} or {field: value}.

    shorthand: the parameter that a bare value stands for
    reader: of the parameters
    Raises ParsingError for several fields, IllegalArgumentError or ParsingError for none.
    """
    if query == "term" and (type(body) is dict or isinstance(body, Mapping)) and None in body.values():
        body = {name: value for name, value in body.items() if value is not None}  # null is passed over
    if not body:
        raise _without_field(query)
    (field, value), *others = body.items()
    is_object = type(value) is dict or isinstance(value, Mapping)
    members: dict[str, Any] = dict(value) if is_object else {shorthand: value}
    if value is None and shorthand == "query":
        members = {}  # a text query without its text
    if not is_object:
        # the short form allows boost and _name beside the field
        while others and others[0][0] in ("boost", "_name"):
            key, entry = others.pop(0)
            members[key] = entry
    if others:
        raise ParsingError(f"[{query}] query doesn't support multiple fields, found [{field}] and [{others[0][0]}]")
    refusal = None if field else _NAMELESS.get(query, "field name is null or empty")
    if refusal is not None:
        raise IllegalArgumentError(refusal.format(query))
    parameters = reader(query, members)
    if isinstance(value, list):
        if query == "term":
            raise ParsingError("[term] query does not support array of values")
        error = no_text(value)
        error.place = (query, field)
        raise error
    return field, parameters
