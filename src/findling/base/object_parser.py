"""JSON objects whose members are declared: each is read by its own reader, and nothing is passed over in silence.

The errors are those of Elasticsearch's parser of that name. They carry no place in the text; `rest` finds it by the
names that they put in brackets.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from findling.base.errors import FindlingError, IllegalArgumentError, ParsingError, XContentParseError
from findling.base.json_values import json_token, text_element
from findling.base.spelling import did_you_mean

T = TypeVar("T")

STRING: Final = ("VALUE_STRING",)
TEXT: Final = ("VALUE_STRING", "VALUE_NUMBER", "VALUE_BOOLEAN")
NUMBER: Final = ("VALUE_STRING", "VALUE_NUMBER")
BOOLEAN: Final = ("VALUE_STRING", "VALUE_BOOLEAN")
OBJECT: Final = ("START_OBJECT",)
LIST: Final = ("START_ARRAY",)
STRINGS: Final = ("VALUE_STRING", "START_ARRAY")
ANYTHING: Final = ()


@dataclass(frozen=True, slots=True)
class Member:
    """One member of an object.

    tokens: kinds of JSON it may be, all if empty
    read: makes the value of its JSON; what it raises becomes the cause of an error that names the member
    """

    tokens: tuple[str, ...] = ANYTHING
    read: Callable[[Any], Any] | None = None


def parse_object(name: str, body: Mapping[str, object], members: Mapping[str, Member]) -> dict[str, Any]:
    """Returns the members that a body has, read. Raises XContentParseError for anything else in it.

    name: what the object is called in errors
    """
    parsed: dict[str, Any] = {}
    for key, value in body.items():
        member = members.get(key)
        if member is None:
            unknown = parse_fault(f"[{name}] unknown field [{key}]{did_you_mean(key, members)}")
            unknown.place = (name, key)
            raise unknown
        token = json_token(value)
        if member.tokens and token not in member.tokens:
            fault = parse_fault(f"[{name}] {key} doesn't support values of type: {token}")
            fault.place = (name, key)
            raise fault
        parsed[key] = value if member.read is None else _read(name, key, member.read, value)
    return parsed


def parse_whole(
    name: str, body: Mapping[str, object], members: Mapping[str, Member], check: Callable[[dict[str, Any]], None]
) -> dict[str, Any]:
    """Returns the members of a body, which are looked at together as soon as all that there may be have come.

    check: raises what does not go together. What it says of a body that has all of them is said of the last one.
    Raises XContentParseError.
    """
    known = [key for key in body if key in members]
    if len(known) < len(members):
        parsed = parse_object(name, body, members)
        check(parsed)
        return parsed
    keys = list(body)
    whole = keys[: keys.index(known[-1]) + 1]
    parsed = parse_object(name, {key: body[key] for key in whole}, members)
    try:
        check(parsed)
    except FindlingError as error:
        fault = field_fault(name, known[-1])
        fault.place = (name, known[-1])
        raise fault from error
    parse_object(name, {key: body[key] for key in keys[len(whole) :]}, members)
    return parsed


def _read(name: str, key: str, read: Callable[[Any], Any], value: object) -> Any:
    try:
        return read(value)
    except FindlingError as error:
        if not isinstance(error, ParsingError):
            # those of queries have a place of their own
            error.place = error.place or (name, key)
        raise field_fault(name, key) from error


def parse_named(name: str, body: Mapping[str, object], read: Callable[[str, Any], T]) -> dict[str, T]:
    """Returns the objects that a member has under names of their own, read. Raises XContentParseError.

    name: of the member; read: makes an object of its name and its JSON
    """
    parsed = {}
    for key, value in body.items():
        try:
            parsed[key] = read(key, value)
        except FindlingError as error:
            raise field_fault(name, key) from error
    return parsed


def whole_object(name: str, body: object) -> Mapping[str, object]:
    """Returns a body that is an object. Raises XContentParseError for anything else."""
    if not isinstance(body, Mapping):
        raise parse_fault(f"[{name}] Expected START_OBJECT but was: {json_token(body)}")
    return body


def texts(value: object) -> tuple[str, ...]:
    """Returns what STRINGS are: a text, or the texts of a list. Raises IllegalArgumentError, IllegalStateError."""
    if isinstance(value, str):
        return (value,)
    return tuple(text_element(item) for item in value) if isinstance(value, list) else ()


def require(members: Mapping[str, object], *names: str) -> None:
    """Raises IllegalArgumentError unless an object that has been read has all of these."""
    missing = [name for name in names if name not in members]
    if missing:
        raise IllegalArgumentError(f"Required [{', '.join(missing)}]")


def not_built(cause: FindlingError, name: str) -> XContentParseError:
    """Returns the error of an object whose members do not go together, which has no place in the text."""
    error = XContentParseError(f"Failed to build [{name}] after last required field arrived")
    error.has_place = False
    error.__cause__ = cause
    return error


def field_fault(name: str, key: str) -> XContentParseError:
    """Returns the error that a member could not be read; its cause is the caller's to give."""
    return parse_fault(f"[{name}] failed to parse field [{key}]")


def parse_fault(text: str) -> XContentParseError:
    """Returns a parser's error whose place is not known yet."""
    return XContentParseError(f"[1:1] {text}", line=1, col=1)
