"""Users that the node knows itself: those of its own, and those that were put."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from findling.base.errors import ActionRequestValidationError, IllegalArgumentError, ValidationError
from findling.security.authc.authentication import User
from findling.security.authc.passwords import PasswordHasher, check_hash, check_password
from findling.security.records import Records
from findling.security.roles.reserved import is_reserved_role
from findling.security.roles.validate import metadata_fault, name_fault

ELASTIC: Final = "elastic"
KIND: Final = "user"
_RESERVED_KIND: Final = "reserved-user"
_LONGEST_NAME: Final = 507
_RESERVED_ROLES: Final[dict[str, tuple[str, ...]]] = {
    ELASTIC: ("superuser",),
    "kibana": ("kibana_system",),
    "kibana_system": ("kibana_system",),
    "logstash_system": ("logstash_system",),
    "beats_system": ("beats_system",),
    "apm_system": ("apm_system",),
    "remote_monitoring_user": ("remote_monitoring_collector", "remote_monitoring_agent"),
}
_DEPRECATED: Final = {
    "_deprecated_reason": "Please use the [kibana_system] user instead.", "_reserved": True, "_deprecated": True,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class KnownUser:
    """A user and the hash of the password. hash: None where none was set, so that no password is right"""

    user: User
    hash: str | None
    is_reserved: bool


class Users:
    """Reserved and native users."""

    def __init__(self, records: Records, hasher: PasswordHasher) -> None:
        self._records = records
        self._hasher = hasher

    def get(self, username: str) -> KnownUser | None:
        """Returns a user, None if there is none of that name."""
        if username in _RESERVED_ROLES:
            return self._reserved(username)
        record = self._records.get(KIND, username)
        return None if record is None else KnownUser(_user(username, record), record["hash"], False)

    def _reserved(self, username: str) -> KnownUser:
        record = self._records.get(_RESERVED_KIND, username) or {}
        metadata = _DEPRECATED if username == "kibana" else {"_reserved": True}
        user = User(username, _RESERVED_ROLES[username], metadata=metadata, enabled=record.get("enabled", True))
        return KnownUser(user, record.get("hash"), True)

    def named(self, names: list[str]) -> list[User]:
        """Returns the users of these names that there are, all without names; the reserved ones first."""
        reserved = [name for name in _RESERVED_ROLES if not names or name in names]
        if names:
            native = [name for name in names if name not in _RESERVED_ROLES]
        else:
            native = sorted(self._records.all(KIND))
        found = [self.get(name) for name in [*reserved, *native]]
        return [known.user for known in found if known is not None]

    def of_record(self, source: Mapping[str, Any]) -> User:
        """Returns the native user of a record that was found."""
        return _user(source["username"], source)

    def put(self, user: User, password: str | None, hashed: str | None) -> bool:
        """Stores a native user and returns whether it is new. Raises ActionRequestValidationError, ValidationError."""
        _check(user)
        if hashed is not None:
            check_hash(hashed)
        if password is not None and hashed is not None:
            raise ValidationError("Validation Failed: 1: password_hash has already been set;")
        if password is not None:
            check_password(password)
        known = self.get(user.username)
        if password is not None:
            hashed = self._hasher.hash(password)
        if hashed is None:
            if known is None:
                raise ValidationError(
                    "Validation Failed: 1: password must be specified unless you are updating an existing user;"
                )
            hashed = known.hash
        record = {**user.to_json(), "name": user.username, "hash": hashed}
        return self._records.put(KIND, user.username, record)

    def delete(self, username: str) -> bool:
        """Removes a native user and returns whether there was one. Raises IllegalArgumentError for a reserved one."""
        if username in _RESERVED_ROLES:
            raise IllegalArgumentError(f"user [{username}] is reserved and cannot be deleted")
        return self._records.delete(KIND, username)

    def change_password(self, username: str, password: str | None, hashed: str | None) -> None:
        """Gives a user another password. Raises ValidationError for one that is not there, or too short."""
        if password is None and hashed is None:
            raise ActionRequestValidationError.of("password is missing")
        if password is not None:
            check_password(password)
        if hashed is not None:
            check_hash(hashed)
        known = self.get(username)
        if known is None:
            raise ValidationError("Validation Failed: 1: user must exist in order to change password;")
        self._change(known, {"hash": self._hasher.hash(password) if password is not None else hashed})

    def set_enabled(self, username: str, enabled: bool, by: str) -> None:
        """Lets a user in, or no more. by: who wants that. Raises ValidationError for a user that is not there."""
        if username == by:
            raise IllegalArgumentError("users may not update the enabled status of their own account")
        known = self.get(username)
        if known is None:
            what = "enabled" if enabled else "disabled"
            raise ValidationError(f"Validation Failed: 1: only existing users can be {what};")
        self._change(known, {"enabled": enabled})

    def _change(self, known: KnownUser, changed: Mapping[str, Any]) -> None:
        name = known.user.username
        kind = _RESERVED_KIND if known.is_reserved else KIND
        record = self._records.get(kind, name) or {"enabled": True, "hash": None}
        self._records.put(kind, name, {**record, **changed})

    def bootstrap(self, password: str | None) -> str | None:
        """Gives the user `elastic` a first password. Returns it if it had to be made up, None otherwise."""
        if self._reserved(ELASTIC).hash is not None:
            return None
        made = None if password else random_password()
        if self._records.get(_RESERVED_KIND, ELASTIC) is not None:
            self.change_password(ELASTIC, password or made, None)
            return made
        first = str(password or made)
        check_password(first)
        record = {"enabled": True, "hash": self._hasher.hash(first)}
        # of nodes that begin at the same time one makes it up
        return made if self._records.put(_RESERVED_KIND, ELASTIC, record, create=True) else None


def random_password() -> str:
    """Returns a password of 24 characters that nobody guesses and everybody can copy."""
    alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789"
    return "".join(secrets.choice(alphabet) for _ in range(24))


def _user(username: str, record: Mapping[str, Any]) -> User:
    return User(
        username,
        tuple(record["roles"]),
        record.get("full_name"),
        record.get("email"),
        record.get("metadata") or {},
        record.get("enabled", True),
    )


def _check(user: User) -> None:
    if user.username in _RESERVED_ROLES:
        raise ActionRequestValidationError.of(
            f"user [{user.username}] is reserved and only the password can be changed"
        )
    faults = [name_fault("User", user.username, _LONGEST_NAME), metadata_fault("metadata", user.metadata)]
    faults += [name_fault("Role", role) for role in user.roles if not is_reserved_role(role)]
    found = [fault for fault in faults if fault]
    if found:
        raise ActionRequestValidationError.of(*found)
