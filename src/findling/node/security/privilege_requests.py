"""Bodies of requests about privileges of applications."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from findling.base.errors import IllegalArgumentError, ParseError
from findling.base.json_values import json_token
from findling.base.object_parser import OBJECT, STRING, STRINGS, Member, parse_object, texts
from findling.security.application_privileges import ApplicationPrivilege

_PRIVILEGE: Final[dict[str, Member]] = {
    "application": Member(STRING),
    "name": Member(STRING),
    "actions": Member(STRINGS, texts),
    "metadata": Member(OBJECT),
}


def parse_privileges(body: object) -> list[ApplicationPrivilege]:
    """Returns the privileges of a body. Raises ParseError, XContentParseError, IllegalArgumentError."""
    if not isinstance(body, Mapping):
        raise ParseError(f"expected object but found {json_token(body)} instead")
    return [privilege for application, members in body.items() for privilege in _of(application, members)]


def _of(application: str, members: object) -> Iterator[ApplicationPrivilege]:
    for name, body in _object(application, members).items():
        yield _privilege(application, name, _object(application, body))


def _object(application: str, value: object) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise ParseError(f"expected the value for {application} to be an object, but found {json_token(value)} instead")
    return value


def _privilege(application: str, name: str, body: Mapping[str, Any]) -> ApplicationPrivilege:
    members = parse_object("application-privilege", body, _PRIVILEGE)
    for key, wanted in (("application", application), ("name", name)):
        if members.get(key, wanted) != wanted:
            raise IllegalArgumentError(
                f"privilege {key} [{members[key]}] in source does not match the provided {key} [{wanted}]"
            )
    return ApplicationPrivilege(application, name, members.get("actions", ()), members.get("metadata", {}))
