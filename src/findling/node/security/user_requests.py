"""Bodies of requests about users."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from findling.base.errors import ActionRequestValidationError, IllegalArgumentError, ParseError
from findling.base.json_values import json_token
from findling.security.authc.authentication import User
from findling.security.authc.passwords import check_password

_TEXTS: Final = ("password", "password_hash", "username", "full_name", "email", "passwordHash")


@dataclass(frozen=True, slots=True)
class PutUser:
    """A user to be stored."""

    user: User
    password: str | None
    hash: str | None


def _object(body: object) -> Mapping[str, Any]:
    if not isinstance(body, Mapping):
        raise ParseError(f"expected an object, but found token [{json_token(body)}]")
    return body


def parse_put_user(username: str, given_body: object) -> PutUser:
    """Returns the user of a body. Raises ParseError, IllegalArgumentError, ActionRequestValidationError."""
    body = _object(given_body)
    for name, value in body.items():
        _check_member(name, value)
    given = body.get("username")
    if given is not None and given != username:
        raise IllegalArgumentError(f"[username] in source does not match the username provided [{username}]")
    if "roles" not in body:
        raise ActionRequestValidationError.of("roles are missing")
    user = User(
        username,
        _roles(body["roles"]),
        body.get("full_name"),
        body.get("email"),
        body.get("metadata") or {},
        body.get("enabled", True),
    )
    return PutUser(user, body.get("password"), body.get("password_hash"))


def _check_member(name: str, value: object) -> None:
    if name in _TEXTS:
        if not isinstance(value, str) and not (value is None and name in ("full_name", "email")):
            raise _wrong(name, "string", value)
        if name == "password":
            check_password(str(value))
    elif name == "roles":
        _roles(value)
    elif name == "metadata":
        if not isinstance(value, dict):
            raise _wrong(name, "object", value)
    elif name == "enabled":
        if not isinstance(value, bool):
            raise _wrong(name, "boolean", value)
    else:
        raise ParseError(f"failed to parse add user request. unexpected field [{name}]")


def _wrong(name: str, kind: str, value: object) -> ParseError:
    return ParseError(f"expected field [{name}] to be of type {kind}, but found [{json_token(value)}] instead")


def _roles(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return tuple(name for name in value.split(",") if name)
    if value is None:
        raise ParseError("could not parse [roles] field. expected a string array but found null value instead")
    if not isinstance(value, list):
        raise ParseError(
            f"could not parse [roles] field. expected a string array but found [{json_token(value)}] value instead"
        )
    for item in value:
        if not isinstance(item, str):
            raise ParseError(
                "could not parse [null] field. expected a string array but one of the value in the array is "
                f"[{json_token(item)}]"
            )
    return tuple(value)


def parse_password(given_body: object) -> tuple[str | None, str | None]:
    """Returns the password, or the hash of one, of a request to change it."""
    body = _object(given_body)
    for name, value in body.items():
        if name not in ("password", "password_hash"):
            raise ParseError(f"failed to parse change password request. unexpected field [{name}]")
        if not isinstance(value, str):
            raise _wrong(name, "string", value)
        if name == "password":
            check_password(value)
    if not body:
        raise ActionRequestValidationError.of("password is missing")
    return body.get("password"), body.get("password_hash")
