"""The audit log: who came, and who was refused. One line of JSON an event, without secrets."""

import logging
import os
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any, Final

import orjson

from findling.security.authc.authentication import Authentication

_BYTES: Final = 64 << 20
_FILES: Final = 8


class AuditLog:
    """Writes events to a file, which is for its owner only and is exchanged for another when it is full.

    path: None writes nothing
    """

    def __init__(self, path: Path | None, node: str) -> None:
        self._node = node
        self._handler: RotatingFileHandler | None = None
        if path is not None:
            os.close(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600))
            self._handler = RotatingFileHandler(path, maxBytes=_BYTES, backupCount=_FILES)

    @property
    def is_on(self) -> bool:
        return self._handler is not None

    def write(self, name: str, who: Authentication | None, **members: Any) -> None:
        """Writes an event. name: Elasticsearch's; members: what else is known of it, None is left out"""
        if self._handler is None:
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

    def close(self) -> None:
        if self._handler is not None:
            self._handler.close()


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
