"""Bodies of requests about profiles of users."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from findling.base.errors import ActionRequestValidationError
from findling.base.json_values import as_integer
from findling.base.object_parser import (
    NUMBER,
    OBJECT,
    STRING,
    STRINGS,
    Member,
    parse_object,
    require,
    texts,
    whole_object,
)
from findling.node.security.key_requests import grant_faults
from findling.node.security.privileges_check import check_asked
from findling.security.roles.descriptor import RoleDescriptor
from findling.security.roles.parse import parse_checked_privileges

_ACTIVATION: Final[dict[str, Member]] = {
    name: Member(STRING) for name in ("grant_type", "username", "password", "access_token", "refresh")
}
_CHANGES: Final[dict[str, Member]] = {"labels": Member(OBJECT), "data": Member(OBJECT)}
_SIZE: Final = 10


@dataclass(frozen=True, slots=True)
class Activation:
    """Whose profile is to be made or renewed."""

    username: str | None
    password: str | None
    access_token: str | None


def parse_activation(body: object) -> Activation:
    """Returns what is asked for. Raises XContentParseError, ActionRequestValidationError."""
    name = "activate_profile_request"
    members = parse_object(name, whole_object(name, body), _ACTIVATION)
    faults = grant_faults(members)
    if faults:
        raise ActionRequestValidationError.of(*faults)
    return Activation(*(members.get(part) or None for part in ("username", "password", "access_token")))


def parse_profile_changes(body: object) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """Returns labels and data. Raises XContentParseError, ActionRequestValidationError."""
    name = "update_profile_data_request_payload"
    members = parse_object(name, whole_object(name, body), _CHANGES)
    labels, data = members.get("labels", {}), members.get("data", {})
    faults = [
        f"application name must not contain dot, but found [{application}]"
        for application in [*labels, *data]
        if "." in application
    ]
    faults += [
        f"application name must not start with underscore, but found [{application}]"
        for application in [*labels, *data]
        if application.startswith("_")
    ]
    if not labels and not data:
        faults.append("update request is empty")
    if faults:
        raise ActionRequestValidationError.of(*faults)
    return labels, data


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Which profiles are looked for. data: of which applications it is shown"""

    name: str
    size: int
    data: frozenset[str]
    uids: frozenset[str]
    labels: Mapping[str, list[str]]


def _labels(value: Mapping[str, Any]) -> dict[str, list[str]]:
    return {name: list(texts(wanted)) for name, wanted in value.items()}


def _hint(value: Mapping[str, Any]) -> dict[str, Any]:
    return parse_object("hint", value, {"uids": Member(STRINGS, texts), "labels": Member(OBJECT, _labels)})


_SUGGESTION: Final[dict[str, Member]] = {
    "name": Member(STRING),
    "size": Member(NUMBER, as_integer),
    "data": Member(STRING),
    "hint": Member(OBJECT, _hint),
}


def parse_suggestion(body: object, data: str | None) -> Suggestion:
    """Returns what is looked for. Raises XContentParseError, ActionRequestValidationError."""
    name = "suggest_profile_request_payload"
    members = parse_object(name, whole_object(name, body), _SUGGESTION)
    hint, size = members.get("hint", {}), members.get("size", _SIZE)
    uids, labels = hint.get("uids", ()), hint.get("labels", {})
    faults = []
    if size < 0:
        faults.append(f"[size] parameter cannot be negative but was [{size}]")
    if "hint" in members and not uids and not labels:
        faults.append("[hint] parameter cannot be empty")
    if len(labels) > 1:
        faults.append(f"[labels] hint supports a single key, got [{','.join(sorted(labels))}]")
    if faults:
        raise ActionRequestValidationError.of(*faults)
    shown = members.get("data", data) or ""
    return Suggestion(members.get("name", ""), size, applications(shown), frozenset(uids), labels)


def applications(names: str) -> frozenset[str]:
    """Returns the applications that a list names; "app.key" counts as the application."""
    return frozenset(name.strip().partition(".")[0] for name in names.split(",") if name.strip())


def parse_profile_check(body: object) -> tuple[tuple[str, ...], RoleDescriptor]:
    """Returns uids, and the privileges that are asked for. Raises XContentParseError, IllegalArgumentError."""
    name = "profile_has_privileges_request"

    def privileges(value: object) -> RoleDescriptor:
        return parse_checked_privileges(name, value)

    known = {"uids": Member(STRINGS, texts), "privileges": Member(OBJECT, privileges)}
    members = parse_object(name, whole_object(name, body), known)
    require(members, "uids", "privileges")
    check_asked(members["privileges"])
    if not members["uids"]:
        raise ActionRequestValidationError.of("user profile uids must be provided")
    return members["uids"], members["privileges"]
