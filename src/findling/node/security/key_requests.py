"""Bodies of requests about API keys."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from findling.base.errors import ActionRequestValidationError, FindlingError, IllegalArgumentError, ParseError
from findling.base.json_values import as_boolean
from findling.base.object_parser import (
    BOOLEAN,
    LIST,
    OBJECT,
    STRING,
    STRINGS,
    Member,
    field_fault,
    not_built,
    parse_object,
    parse_whole,
    require,
    texts,
    whole_object,
)
from findling.base.units import parse_time_ms
from findling.security.api_keys import NewApiKey
from findling.security.roles.descriptor import RoleDescriptor
from findling.security.roles.parse import parse_role
from findling.security.roles.validate import check_name, descriptor_faults, metadata_fault

_LONGEST_NAME: Final = 256


def parse_descriptors(value: object) -> dict[str, RoleDescriptor]:
    """Returns role descriptors by name. Raises IllegalArgumentError for a list, XContentParseError for what is none."""
    if isinstance(value, list):
        raise IllegalArgumentError(
            "[role_descriptors] doesn't support arrays. Use a single object with multiple fields."
        )
    assert isinstance(value, Mapping)
    return {name: _descriptor(name, body) for name, body in value.items()}


def _descriptor(name: str, body: object) -> RoleDescriptor:
    try:
        check_name(name)
        role = parse_role(name, body, restricted=True)
        if role.description is not None:
            raise ParseError(f"failed to parse role [{name}]. unexpected field [description]")
    except FindlingError as error:
        raise field_fault("role_descriptors", name) from error
    return role


_KEY: Final[dict[str, Member]] = {
    "name": Member(STRING),
    "expiration": Member(STRING),
    "role_descriptors": Member((*OBJECT, *LIST), parse_descriptors),
    "metadata": Member(OBJECT),
}


def _check_expiry(what: str, members: Mapping[str, Any], *required: str) -> None:
    """Raises IllegalArgumentError for members that are missing, XContentParseError if `expiration` is no time."""
    require(members, *required)
    try:
        _expiry(members, 0)
    except IllegalArgumentError as error:
        raise not_built(error, what) from error


def _expiry(members: Mapping[str, Any], now_ms: int) -> int | None:
    """Returns when a key is to expire. Raises IllegalArgumentError."""
    return now_ms + parse_time_ms(members["expiration"], "expiration") if "expiration" in members else None


def parse_new_key(body: object, now_ms: int, name: str = "api_key_request") -> NewApiKey:
    """Returns the key of a body. Raises XContentParseError, IllegalArgumentError, ActionRequestValidationError."""
    key = read_new_key(body, now_ms, name)
    faults = key_faults(key)
    if faults:
        raise ActionRequestValidationError.of(*faults)
    check_restrictions(key.descriptors)
    return key


def read_new_key(body: object, now_ms: int, name: str) -> NewApiKey:
    """Returns the key of a body, which may have faults. Raises XContentParseError, IllegalArgumentError."""
    members = parse_whole(name, whole_object(name, body), _KEY, lambda members: _check_expiry(name, members, "name"))
    expires_ms = _expiry(members, now_ms)
    return NewApiKey(members["name"], members.get("role_descriptors"), expires_ms, members.get("metadata"))


def check_restrictions(descriptors: Mapping[str, RoleDescriptor] | None) -> None:
    """Raises IllegalArgumentError if some roles of a key are restricted and others are not."""
    if len({role.workflows is None for role in (descriptors or {}).values()}) > 1:
        raise IllegalArgumentError("combining role descriptors with and without restriction is not supported")


def key_faults(key: NewApiKey) -> list[str]:
    """Returns what is wrong with a key to be created."""
    found = [_name_fault(key.name), metadata_fault("API key metadata", key.metadata or {})]
    found += [fault for role in (key.descriptors or {}).values() for fault in descriptor_faults(role)]
    return [fault for fault in found if fault]


def _expiry_fault(expires_ms: int | None, now_ms: int) -> str | None:
    return None if expires_ms is None or expires_ms > now_ms else "API key expiration must be in the future"


def _name_fault(name: str) -> str | None:
    if not name:
        return "api key name is required"
    if len(name) > _LONGEST_NAME:
        return "api key name may not be more than 256 characters long"
    if name != name.strip():
        return "api key name may not begin or end with whitespace"
    return "api key name may not begin with an underscore" if name.startswith("_") else None


def parse_changes(body: object, now_ms: int, with_ids: bool = False) -> dict[str, Any]:
    """Returns what is to be changed of keys, see `ApiKeys.update`, and `ids` of which. Raises what is wrong with it."""
    known = {name: member for name, member in _KEY.items() if name != "name"}
    if with_ids:
        known["ids"] = Member(STRINGS, texts)
    what = "bulk_update_api_key_request" if with_ids else "update_api_key_request_payload"
    required = ("ids",) if with_ids else ()
    members = parse_whole(
        what, whole_object(what, body), known, lambda members: _check_expiry(what, members, *required)
    )
    changes: dict[str, Any] = {name: members[name] for name in ("ids", "metadata") if name in members}
    if "role_descriptors" in members:
        changes["descriptors"] = members["role_descriptors"]
    if "expiration" in members:
        changes["expires_ms"] = _expiry(members, now_ms)
    faults = [fault for fault in (metadata_fault("API key metadata", changes.get("metadata") or {}),) if fault]
    faults += [fault for role in (changes.get("descriptors") or {}).values() for fault in descriptor_faults(role)]
    faults += [fault for fault in (_expiry_fault(changes.get("expires_ms"), now_ms),) if fault]
    faults += ["Field [ids] cannot be empty"] if with_ids and not changes["ids"] else []
    if faults:
        raise ActionRequestValidationError.of(*faults)
    check_restrictions(changes.get("descriptors"))
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
        shown = "api key id(s)" if needs_any else "api key id"
        of_user = self.username is not None or self.realm is not None
        if needs_any and not (self.ids or self.name or of_user or self.owner):
            faults.append(
                "One of [api key id(s), api key name, username, realm name] must be specified if [owner] flag is false"
            )
        if (self.ids and of_user) or (self.name and of_user):
            verb = "are" if needs_any else "is"
            faults.append(
                f"username or realm name must not be specified when the {shown} or api key name {verb} specified"
            )
        if self.owner and of_user:
            faults.append(f"neither username nor realm-name may be specified when {what} owned API keys")
        if self.ids and self.name:
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
    "ids": Member(STRINGS, texts),
    "name": Member(STRING),
    "owner": Member(BOOLEAN, as_boolean),
}


def parse_invalidation(body: object) -> KeySelection:
    """Returns which keys are to be invalidated. Raises XContentParseError, ActionRequestValidationError."""
    what = "invalidate_api_key"
    members = parse_object(what, whole_object(what, body), _SELECTION)
    ids = members.get("ids")
    if ids is not None:
        _check_ids(what, ids)
    name, username, realm = (members.get(name) or None for name in ("name", "username", "realm_name"))
    selection = KeySelection(ids, name, username, realm, bool(members.get("owner", False)))
    selection.check("invalidating", needs_any=True)
    return selection


def _check_ids(what: str, ids: tuple[str, ...]) -> None:
    """Raises XContentParseError for no ids, and for blank ones."""
    blank = [str(place) for place, id_ in enumerate(ids) if not id_.strip()]
    if blank:
        plural = "s" if len(blank) > 1 else ""
        fault = (
            f"Field [ids] must not contain blank id, but got blank id{plural} at index position{plural}: "
            f"[{', '.join(blank)}]"
        )
    elif not ids:
        fault = "Field [ids] cannot be an empty array"
    else:
        return
    error = ActionRequestValidationError.of(fault)
    raise not_built(error, what) from error


@dataclass(frozen=True, slots=True)
class Grant:
    """For whom a key is to be created: a user with a password, or the bearer of a token."""

    key: NewApiKey
    username: str | None
    password: str | None
    access_token: str | None
    run_as: str | None


_TEXTS: Final = ("username", "password", "access_token", "run_as")
_NEEDED: Final[dict[str, tuple[str, ...]]] = {"password": ("username", "password"), "access_token": ("access_token",)}
_CLIENT: Final[dict[str, Member]] = {"scheme": Member(STRING), "value": Member(STRING)}


def _client_authentication(value: Mapping[str, Any]) -> Mapping[str, Any]:
    members = parse_object("client_authentication", value, _CLIENT)
    require(members, *(name for name in _CLIENT))
    return members


def parse_grant(body: object, now_ms: int) -> Grant:
    """Returns what is asked for. Raises XContentParseError, ActionRequestValidationError."""
    what, key, faults = "grant_api_key_request", NewApiKey(""), ["api key name is required"]

    def read_key(value: Mapping[str, Any]) -> NewApiKey:
        return read_new_key(value, now_ms, "api_key_request")

    known = {
        **{name: Member(STRING) for name in ("grant_type", *_TEXTS, "refresh")},
        "api_key": Member(OBJECT, read_key),
        "client_authentication": Member(OBJECT, _client_authentication),
    }
    members = parse_object(what, whole_object(what, body), known)
    if "api_key" in members:
        key = members["api_key"]
        faults = key_faults(key)
    faults += grant_faults(members)
    if faults:
        raise ActionRequestValidationError.of(*faults)
    check_restrictions(key.descriptors)
    return Grant(key, *(members.get(name) or None for name in _TEXTS))


def grant_faults(members: Mapping[str, Any]) -> list[str]:
    """Returns what is wrong with how a request says for whom it is made."""
    kind = members.get("grant_type")
    if kind is None:
        return ["[grant_type] is required"]
    if kind not in _NEEDED:
        return [f"grant_type [{kind}] is not supported"]
    needed = _NEEDED[kind]
    faults = [f"[{name}] is required for grant_type [{kind}]" for name in needed if not members.get(name)]
    others = [name for name in ("username", "password", "access_token") if name not in needed and members.get(name)]
    return faults + [f"[{name}] is not supported for grant_type [{kind}]" for name in others]
