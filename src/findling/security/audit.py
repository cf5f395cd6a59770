"""The audit log: who came, who was refused, and what was changed. One line of JSON an event, without secrets.

The events are Elasticsearch's: `authentication_success`, `authentication_failed`, `anonymous_access_denied`,
`access_granted`, `access_denied`, `run_as_granted`, `run_as_denied`, `tampered_request`, `connection_denied`, and those
of changes of security itself (`put_user`, `create_apikey` ...), whose type is `security_config_change`.
"""

import logging
import os
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any, Final

import orjson

from findling.security.authc.authentication import Authentication

_BYTES: Final = 64 << 20
_FILES: Final = 8
_SUCCESS: Final = "authentication_success"
_CONFIG_CHANGE: Final = "security_config_change"
_PREFIX: Final = "cluster:admin/xpack/security/"
_CHANGES: Final[dict[str, str]] = {
    "user/put": "put_user",
    "user/delete": "delete_user",
    "user/change_password": "change_password",
    "user/set_enabled": "change_enable_user",
    "role/put": "put_role",
    "role/bulk_put": "put_role",
    "role/delete": "delete_role",
    "role/bulk_delete": "delete_role",
    "role_mapping/put": "put_role_mapping",
    "role_mapping/delete": "delete_role_mapping",
    "privilege/put": "put_privileges",
    "privilege/delete": "delete_privileges",
    "api_key/create": "create_apikey",
    "api_key/grant": "create_apikey",
    "api_key/update": "change_apikey",
    "api_key/bulk_update": "change_apikeys",
    "api_key/invalidate": "invalidate_apikeys",
    "service_account/token/create": "create_service_token",
    "service_account/token/delete": "delete_service_token",
    "token/invalidate": "invalidate_token",
    "settings/update": "put_settings",
    "ownership/put": "put_ownership",
    "ownership/delete": "delete_ownership",
    "profile/update/data": "update_user_profile_data",
    "profile/set_enabled": "change_enable_user_profile",
}
"""What actions change of security, as the events say it."""


class AuditLog:
    """Writes events to a file, which is for its owner only and is exchanged for another when it is full.

    path: None writes nothing; max_bytes: how large one file gets
    events: those that are written, `_all`: every one; none: all but `authentication_success`, which each request has
    """

    def __init__(self, path: Path | None, node: str, events: Collection[str] = (), max_bytes: int = _BYTES) -> None:
        self._events = frozenset(events)
        self._node = node
        self._handler: RotatingFileHandler | None = None
        if path is not None:
            self._handler = _PrivateFiles(path, maxBytes=max_bytes, backupCount=_FILES)

    @property
    def is_on(self) -> bool:
        return self._handler is not None

    def write(self, name: str, who: Authentication | None, **members: Any) -> None:
        """Writes an event. name: Elasticsearch's; members: what else is known of it, None is left out"""
        if self._handler is None or not self._is_wanted(name, members.get("event_type")):
            return
        event: dict[str, Any] = {
            "type": "audit",
            "timestamp": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "node.name": self._node,
            "event.type": "rest",
            "event.action": name,
            **({} if who is None else _described(who)),
            **{name.replace("_", "."): value for name, value in members.items() if value is not None},
        }
        line = orjson.dumps(event).decode()
        self._handler.handle(logging.LogRecord("findling.audit", logging.INFO, "", 0, line, None, None))

    def _is_wanted(self, name: str, kind: str | None) -> bool:
        if not self._events:
            return name != _SUCCESS
        return not self._events.isdisjoint(("_all", name, kind))

    def write_change(
        self, action: str, who: Authentication, path: str, names: Mapping[str, str], **members: Any
    ) -> None:
        """Writes what an action has changed of security; nothing for other actions.

        path: of the request; names: of what was changed, by what it is (`username`, `name`)
        """
        name = _CHANGES.get(action.removeprefix(_PREFIX)) if action.startswith(_PREFIX) else None
        if name is not None:
            name = name.replace("_enable_", "_disable_") if path.endswith("/_disable") else name
            changed = dict(names) or None
            self.write(name, who, event_type=_CONFIG_CHANGE, action=action, changed=changed, url_path=path, **members)

    def close(self) -> None:
        if self._handler is not None:
            self._handler.close()


class _PrivateFiles(RotatingFileHandler):
    """Files that only their owner reads, each of them."""

    def _open(self) -> Any:
        os.close(os.open(self.baseFilename, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600))
        return super()._open()


def _described(who: Authentication) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "authentication.type": who.type.upper(),
        "user.name": who.user.username,
        "user.realm": who.user_realm.name,
        "user.roles": list(who.user.roles),
    }
    if who.acting is not None:
        shown["user.run_by.name"] = who.acting.username
        shown["user.run_by.realm"] = who.realm.name
    if who.api_key is not None:
        shown["apikey.id"] = who.api_key.id
        shown["apikey.name"] = who.api_key.name
    return shown
