"""Credentials, as requests bring them along."""

import binascii
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass

from findling.base.errors import AuthenticationError, IllegalArgumentError


@dataclass(frozen=True, slots=True)
class Password:
    username: str
    password: str


@dataclass(frozen=True, slots=True)
class ApiKeyCredentials:
    id: str
    secret: str


@dataclass(frozen=True, slots=True)
class BearerToken:
    value: str


Credentials = Password | ApiKeyCredentials | BearerToken


def credentials_of(headers: Mapping[str, str]) -> Credentials | None:
    """Returns the credentials of a request, None if it has none. Raises AuthenticationError for some that are none.

    headers: names in lower case
    """
    header = headers.get("authorization")
    if header is None:
        return None
    scheme, blank, value = header.strip().partition(" ")
    if not blank:
        return None
    kind = scheme.lower()
    if kind == "basic":
        return _password(value.strip())
    if kind == "apikey":
        return _api_key(value.strip())
    if kind == "bearer" and value.strip():
        return BearerToken(value.strip())
    return None


def _decoded(value: str) -> str:
    """Returns the text of base 64; padding may be missing. Raises IllegalArgumentError."""
    odd = next((char for char in value.rstrip("=") if not (char.isascii() and (char.isalnum() or char in "+/"))), None)
    if odd is not None:
        raise IllegalArgumentError(f"Illegal base64 character {ord(odd):x}")
    try:
        return b64decode(value.rstrip("=") + "=" * (-len(value.rstrip("=")) % 4)).decode("utf-8", "replace")
    except binascii.Error as error:
        raise IllegalArgumentError("Input byte array has wrong 4-byte ending unit") from error


def _password(value: str) -> Password:
    try:
        username, colon, password = _decoded(value).partition(":")
    except IllegalArgumentError as error:
        raise AuthenticationError("invalid basic authentication header encoding") from error
    if not colon:
        raise AuthenticationError("invalid basic authentication header value")
    return Password(username, password)


def _api_key(value: str) -> ApiKeyCredentials:
    try:
        id_, colon, secret = _decoded(value).partition(":")
    except IllegalArgumentError as error:
        raise AuthenticationError.unsuccessful(f"API key: {error.reason}") from None
    if not (id_ and colon):
        raise AuthenticationError.unsuccessful("API key: invalid ApiKey value")
    return ApiKeyCredentials(id_, secret)
