"""Profiles of users: what applications keep of those who have come in, for themselves and to suggest them to others."""

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from typing import Any, Final

import orjson

from findling.base.clock import Clock
from findling.base.errors import ResourceNotFoundError, VersionConflictError
from findling.security.authc.authentication import Authentication, User
from findling.security.records import Records

_KIND: Final = "profile"
_PRIMARY_TERM: Final = 1


class Profiles:
    """The profiles of users. A uid stands for a name in a realm and is the same each time."""

    def __init__(self, records: Records, clock: Clock) -> None:
        self._records = records
        self._clock = clock

    def activate(self, authentication: Authentication) -> dict[str, Any]:
        """Makes or renews the profile of a user and returns it."""
        user, realm = authentication.user, authentication.user_realm.name
        uid = _uid(user.username, realm)
        known = self._records.get(_KIND, uid) or {"labels": "{}", "data": "{}", "revision": -1}
        self._put(
            uid,
            {
                **known,
                "username": user.username,
                "roles": list(user.roles),
                "realm": realm,
                "full_name": user.full_name,
                "email": user.email,
                "user_metadata": dict(user.metadata),
                "enabled": True,
                "last_synchronized": self._clock.now_ms(),
            },
        )
        return shown_profile(uid, self.record(uid))

    def any(self) -> bool:
        """Whether there is one."""
        return bool(self._records.all(_KIND))

    def get(self, uid: str) -> dict[str, Any] | None:
        """Returns the record of a profile, None if there is none."""
        return self._records.get(_KIND, uid)

    def record(self, uid: str) -> dict[str, Any]:
        """Returns the record of a profile. Raises ResourceNotFoundError."""
        found = self.get(uid)
        if found is None:
            raise ResourceNotFoundError("profile document not found")
        return found

    def user(self, uid: str) -> User:
        """Returns the user of a profile, as when it was last renewed. Raises ResourceNotFoundError."""
        record = self.record(uid)
        return User(
            record["username"],
            tuple(record["roles"]),
            record["full_name"],
            record["email"],
            record["user_metadata"],
            record["enabled"],
        )

    def update(
        self, uid: str, labels: Mapping[str, Any], data: Mapping[str, Any], revision: tuple[int, int] | None
    ) -> None:
        """Puts labels and data beside those that there are, by the name of the application.

        revision: sequence number and primary term that it must have; None: any
        Raises ResourceNotFoundError, VersionConflictError.
        """
        record = self.record(uid)
        if revision is not None and revision != (record["revision"], _PRIMARY_TERM):
            raise VersionConflictError(
                f"[profile_{uid}]: version conflict, required seqNo [{revision[0]}], primary term [{revision[1]}]. "
                f"current document has seqNo [{record['revision']}] and primary term [{_PRIMARY_TERM}]"
            )
        changed = {"labels": _merged(record["labels"], labels), "data": _merged(record["data"], data)}
        self._put(uid, {**record, **changed})

    def set_enabled(self, uid: str, enabled: bool) -> None:
        """Shows a profile among the suggested, or no more. Raises ResourceNotFoundError."""
        self._put(uid, {**self.record(uid), "enabled": enabled})

    def suggested(self, name: str, uids: frozenset[str], labels: Mapping[str, list[str]]) -> list[tuple[str, Any]]:
        """Returns uid and record of enabled profiles whose user has words that begin as those of a name.

        uids, labels: whom to name first: these, and those with one of the labels
        """
        words = name.lower().split()
        found = [
            (uid, record)
            for uid, record in self._records.all(_KIND).items()
            if record["enabled"] and all(_has_word(record, word) for word in words)
        ]

        def hinted(item: tuple[str, Any]) -> bool:
            return item[0] in uids or _has_label(orjson.loads(item[1]["labels"]), labels)

        return sorted(found, key=lambda item: (not hinted(item), item[1]["username"]))

    def _put(self, uid: str, record: Mapping[str, Any]) -> None:
        self._records.put(_KIND, uid, {**record, "name": uid, "revision": record["revision"] + 1})


def _uid(username: str, realm: str) -> str:
    digest = hashlib.sha256(f"{realm}\0{username}".encode()).digest()
    return f"u_{urlsafe_b64encode(digest).decode().rstrip('=')}_0"


def _merged(stored: str, added: Mapping[str, Any]) -> str:
    """Returns JSON text: data of applications is kept as such, so that none of its names becomes a field."""
    return orjson.dumps({**orjson.loads(stored), **added}).decode()


def _has_word(record: Mapping[str, Any], beginning: str) -> bool:
    texts = (record["username"], record["full_name"] or "", record["email"] or "")
    return any(word.startswith(beginning) for text in texts for word in [text.lower(), *text.lower().split()])


def _has_label(held: Mapping[str, Any], wanted: Mapping[str, list[str]]) -> bool:
    for path, values in wanted.items():
        value: Any = held
        for part in path.split("."):
            value = value.get(part) if isinstance(value, Mapping) else None
        if value is not None and any(one in values for one in (value if isinstance(value, list) else [value])):
            return True
    return False


def shown_profile(uid: str, record: Mapping[str, Any], data: frozenset[str] = frozenset()) -> dict[str, Any]:
    """Returns a profile as it is shown. data: the applications whose data is shown, "*" all"""
    return {
        "uid": uid,
        "enabled": record["enabled"],
        "last_synchronized": record["last_synchronized"],
        **shown_user(record, data),
        "_doc": {"_primary_term": _PRIMARY_TERM, "_seq_no": record["revision"]},
    }


def shown_user(record: Mapping[str, Any], data: frozenset[str]) -> dict[str, Any]:
    """Returns the user of a profile, with labels and data."""
    named = {name: record[name] for name in ("full_name", "email") if record[name] is not None}
    user = {"username": record["username"], "roles": record["roles"], "realm_name": record["realm"], **named}
    kept = orjson.loads(record["data"])
    return {
        "user": user,
        "labels": orjson.loads(record["labels"]),
        "data": kept if "*" in data else {name: value for name, value in kept.items() if name in data},
    }
