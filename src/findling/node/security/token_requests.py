"""Bodies of requests about tokens."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from findling.base.errors import ActionRequestValidationError, AuthenticationError, IllegalArgumentError
from findling.base.object_parser import STRING, Member, not_built, parse_object, whole_object

_GRANTS: Final[dict[str, tuple[str, ...]]] = {
    "password": ("username", "password"),
    "_kerberos": ("kerberos_ticket",),
    "refresh_token": ("refresh_token",),
    "client_credentials": (),
}
_CREATE: Final = "cluster:admin/xpack/security/token/create"
_VALUES: Final = ("username", "password", "kerberos_ticket", "refresh_token")
_TOKEN: Final[dict[str, Member]] = {name: Member(STRING) for name in ("grant_type", "scope", *_VALUES)}


@dataclass(frozen=True, slots=True)
class TokenFault(Exception):
    """What is wrong with a request for a token, as OAuth says it. error: its code"""

    error: str
    description: str

    def to_json(self) -> dict[str, str]:
        return {"error": self.error, "error_description": self.description}


@dataclass(frozen=True, slots=True)
class TokenRequest:
    """What is given for a token."""

    grant_type: str
    username: str = ""
    password: str = ""
    refresh_token: str = ""
    scope: str | None = None


def parse_token_request(body: object) -> TokenRequest:
    """Returns what is asked for. Raises TokenFault, XContentParseError."""
    members = parse_object("token_request", whole_object("token_request", body), _TOKEN)
    kind = members.get("grant_type")
    if kind not in _GRANTS:
        raise _fault(
            "unsupported_grant_type",
            f"grant_type only supports the values: [{', '.join(_GRANTS)}]",
        )
    needed = _GRANTS[kind]
    extra = [f"{name} is not supported with the {kind} grant_type" for name in _VALUES
             if name in members and name not in needed]  # fmt: skip
    missing = [f"{name} is missing" for name in needed if not members.get(name)]
    if extra:
        raise _fault("unsupported_grant_type", *extra, *missing)
    if missing:
        raise _fault("invalid_request", *missing)
    if kind == "_kerberos":
        raise AuthenticationError(f"unable to authenticate user [<Kerberos Token>] for action [{_CREATE}]")
    given = {name: members[name] for name in needed if name in ("username", "password", "refresh_token")}
    return TokenRequest(kind, scope="full" if "scope" in members else None, **given)


def _fault(error: str, *faults: str) -> TokenFault:
    return TokenFault(error, ActionRequestValidationError.of(*faults).reason)


@dataclass(frozen=True, slots=True)
class TokenInvalidation:
    """Which tokens are to be ended."""

    token: str | None
    refresh_token: str | None
    username: str | None
    realm: str | None


_INVALIDATION: Final[dict[str, Member]] = {
    name: Member(STRING) for name in ("token", "refresh_token", "username", "realm_name")
}


def parse_token_invalidation(body: Mapping[str, Any]) -> TokenInvalidation:
    """Returns which tokens are meant. Raises XContentParseError, ActionRequestValidationError."""
    members = parse_object("invalidate_token", body, _INVALIDATION)
    if members.get("token") and members.get("refresh_token"):
        fault = IllegalArgumentError("only one of [token, refresh_token] may be sent per request")
        raise not_built(fault, "invalidate_token") from fault
    given = TokenInvalidation(*(members.get(name) or None for name in _INVALIDATION))
    of_token = given.token is not None or given.refresh_token is not None
    of_user = given.username is not None or given.realm is not None
    if of_token and of_user:
        raise ActionRequestValidationError.of(
            "token string must not be provided when realm name or username is specified",
            "token type must not be provided when realm name or username is specified",
        )
    if not of_token and not of_user:
        raise ActionRequestValidationError.of(
            "token string must be provided when not specifying a realm name or a username"
        )
    return given
