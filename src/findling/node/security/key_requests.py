"""Bodies of requests about API keys."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from findling.base.errors import ActionRequestValidationError, FindlingError, IllegalArgumentError
from findling.base.object_parser import ANYTHING, BOOLEAN, LIST, OBJECT, STRING, Member, parse_object
from findling.base.units import parse_time_ms
from findling.security.api_keys import NewApiKey
from findling.security.roles.descriptor import RoleDescriptor
from findling.security.roles.parse import parse_role
from findling.security.roles.validate import descriptor_faults, metadata_fault

_LONGEST_NAME: Final = 256


def parse_descriptors(value: object) -> dict[str, RoleDescriptor]:
    """Returns role descriptors by name. Raises IllegalArgumentError for a list, ParseError for what is no role."""
    if isinstance(value, list):
        raise IllegalArgumentError(
            "[role_descriptors] doesn't support arrays. Use a single object with multiple fields."
        )
    if not isinstance(value, Mapping):
        return {}
    return {name: parse_role(name, body, restricted=True) for name, body in value.items()}


def _expiration(value: object) -> int:
    return parse_time_ms(str(value), "expiration")


_KEY: Final[dict[str, Member]] = {
    "name": Member(STRING),
    "expiration": Member(STRING, _expiration),
    "role_descriptors": Member(ANYTHING, parse_descriptors),
    "metadata": Member(OBJECT),
}


def parse_new_key(body: Mapping[str, Any], now_ms: int, name: str = "api_key_request") -> NewApiKey:
    """Returns the key of a body. Raises XContentParseError, IllegalArgumentError, ActionRequestValidationError."""
    members = parse_object(name, body, _KEY)
    if "name" not in members:
        raise IllegalArgumentError("Required [name]")
    lifetime = members.get("expiration")
    key = NewApiKey(
        members["name"],
        members.get("role_descriptors"),
        None if lifetime is None else now_ms + lifetime,
        members.get("metadata"),
    )
    faults = key_faults(key)
    if faults:
        raise ActionRequestValidationError.of(*faults)
    return key


def key_faults(key: NewApiKey) -> list[str]:
    """Returns what is wrong with a key to be created."""
    found = [_name_fault(key.name), metadata_fault("API key metadata", key.metadata or {})]
    found += [fault for role in (key.descriptors or {}).values() for fault in descriptor_faults(role)]
    return [fault for fault in found if fault]


def _name_fault(name: str) -> str | None:
    if not name:
        return "api key name is required"
    if len(name) > _LONGEST_NAME:
        return "api key name may not be more than 256 characters long"
    if name != name.strip():
        return "api key name may not begin or end with whitespace"
    return "api key name may not begin with an underscore" if name.startswith("_") else None


def parse_changes(body: Mapping[str, Any], now_ms: int, with_ids: bool = False) -> dict[str, Any]:
    """Returns what is to be changed of keys, see `ApiKeys.update`, and `ids` of which. Raises what is wrong with it."""
    known = {name: member for name, member in _KEY.items() if name != "name"}
    if with_ids:
        known["ids"] = Member(LIST)
    members = parse_object("bulk_update_api_key_request" if with_ids else "update_api_key_request_payload", body, known)
    if with_ids and "ids" not in members:
        raise IllegalArgumentError("Required [ids]")
    changes: dict[str, Any] = {name: members[name] for name in ("ids", "metadata") if name in members}
    if "role_descriptors" in members:
        changes["descriptors"] = members["role_descriptors"]
    if "expiration" in members:
        changes["expires_ms"] = now_ms + members["expiration"]
    faults = ["Field [ids] cannot be empty"] if with_ids and not changes["ids"] else []
    faults += [fault for fault in (metadata_fault("API key metadata", changes.get("metadata") or {}),) if fault]
    faults += [fault for role in (changes.get("descriptors") or {}).values() for fault in descriptor_faults(role)]
    if faults:
        raise ActionRequestValidationError.of(*faults)
    return changes


@dataclass(frozen=True, slots=True)
class KeySelection:
    """Which keys are meant. owner: those of whoever asks"""

    ids: tuple[str, ...] | None = None
    name: str | None = None
    username: str | None = None
    realm: str | None = None
    owner: bool = False

    def check(self, what: str, needs_any: bool) -> None:
        """Raises ActionRequestValidationError for what does not go together. what: "retrieving" or "invalidating"."""
        faults = []
        of_user = self.username is not None or self.realm is not None
        if needs_any and not (self.ids or self.name or of_user or self.owner):
            faults.append(
                "One of [api key id(s), api key name, username, realm name] must be specified if [owner] flag is false"
            )
        if (self.ids and of_user) or (self.name and of_user):
            faults.append(
                "username or realm name must not be specified when the api key id(s) or api key name are specified"
            )
        if self.owner and of_user:
            faults.append(f"neither username nor realm-name may be specified when {what} owned API keys")
        if self.ids and self.name:
            shown = "api key id(s)" if needs_any else "api key id"
            faults.append(f"only one of [{shown}, api key name] can be specified")
        if faults:
            raise ActionRequestValidationError.of(*faults)

    def query(self) -> dict[str, Any]:
        """Returns the query for them."""
        clauses: list[dict[str, Any]] = []
        if self.name is not None:
            wildcard = "*" in self.name
            clauses.append({"prefix" if wildcard else "term": {"name": self.name.rstrip("*")}})
        for field, value in (("username", self.username), ("realm", self.realm)):
            if value is not None:
                clauses.append({"term": {field: value}})
        return {"bool": {"filter": clauses}}


_SELECTION: Final[dict[str, Member]] = {
    "realm_name": Member(STRING),
    "username": Member(STRING),
    "id": Member(STRING),
    "ids": Member(LIST),
    "name": Member(STRING),
    "owner": Member(BOOLEAN),
}


def parse_invalidation(body: Mapping[str, Any]) -> KeySelection:
    """Returns which keys are to be invalidated. Raises XContentParseError, ActionRequestValidationError."""
    members = parse_object("invalidate_api_key", body, _SELECTION)
    ids = members.get("ids") or ([members["id"]] if "id" in members else None)
    selection = KeySelection(
        None if ids is None else tuple(ids),
        members.get("name"),
        members.get("username"),
        members.get("realm_name"),
        bool(members.get("owner", False)),
    )
    selection.check("invalidating", needs_any=True)
    return selection


@dataclass(frozen=True, slots=True)
class Grant:
    """For whom a key is to be created: a user with a password, or the bearer of a token."""

    key: NewApiKey
    username: str | None
    password: str | None
    access_token: str | None
    run_as: str | None


_GRANT: Final[dict[str, Member]] = {
    "grant_type": Member(STRING),
    "username": Member(STRING),
    "password": Member(STRING),
    "access_token": Member(STRING),
    "run_as": Member(STRING),
    "api_key": Member(OBJECT),
    "client_authentication": Member(OBJECT),
}


def parse_grant(body: Mapping[str, Any], now_ms: int) -> Grant:
    """Returns what is asked for. Raises XContentParseError, ActionRequestValidationError."""
    members = parse_object("grant_api_key_request", body, _GRANT)
    faults: list[str] = []
    key = NewApiKey("")
    try:
        key = parse_new_key({"name": "", **members.get("api_key", {})}, now_ms, "api_key")
    except ActionRequestValidationError as error:
        faults += [
            part.split(": ", 1)[1] for part in error.reason.removeprefix("Validation Failed: ").split(";") if part
        ]
    kind = members.get("grant_type")
    needed = {"password": ("username", "password"), "access_token": ("access_token",)}
    if kind not in needed:
        faults.append(f"grant_type [{kind}] is not supported")
    else:
        faults += [f"[{name}] is required for grant_type [{kind}]" for name in needed[kind] if name not in members]
    if faults:
        raise ActionRequestValidationError.of(*faults)
    given = (members.get(name) for name in ("username", "password", "access_token", "run_as"))
    return Grant(key, *given)


def error_of(error: FindlingError) -> dict[str, str]:
    """Returns an error as it stands among the details of a request for many."""
    return {"type": error.type, "reason": error.reason}
