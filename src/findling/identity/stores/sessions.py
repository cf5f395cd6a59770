"""Sessions of browsers at the provider: what keeps people logged in over applications."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from findling.base.clock import Clock
from findling.identity.stores.users import Account
from findling.security.authc.secrets import secret_hash
from findling.security.records import Records

_KIND: Final = "session"
IDLE_MS: Final = 3 * 24 * 3600 * 1000
LONGEST_MS: Final = 14 * 24 * 3600 * 1000
_TOUCHED_EVERY_MS: Final = 5 * 60 * 1000


@dataclass(frozen=True, slots=True)
class Session:
    """One browser's.

    key: under which it is kept; generation: of the account when it began
    authenticated_ms: when somebody said who it is; methods: how, as RFC 8176 has them
    """

    id: str
    key: str
    user_id: str
    generation: int
    authenticated_ms: int
    methods: Sequence[str]
    record: Mapping[str, Any]

    @property
    def auth_time(self) -> int:
        """When somebody said who it is, in seconds since 1970."""
        return self.authenticated_ms // 1000


class Sessions:
    """All sessions. The cookie that a browser has is kept as its hash."""

    def __init__(self, records: Records, clock: Clock) -> None:
        self._records = records
        self._clock = clock

    def start(
        self, account: Account, methods: Sequence[str], address: str | None, agent: str | None
    ) -> tuple[str, Session]:
        """Begins a session; returns the browser's cookie and the session."""
        cookie = secrets.token_urlsafe(32)
        now = self._clock.now_ms()
        record = {
            "id": secrets.token_hex(12), "user_id": account["user_id"], "generation": account["generation"],
            "created": now, "authenticated": now, "seen": now, "methods": list(methods), "address": address,
            "agent": (agent or "")[:200], "clients": [],
            "expiration": now + IDLE_MS,
        }  # fmt: skip
        key = secret_hash(cookie)
        self._records.put(_KIND, key, record, create=True)
        return cookie, _session(key, record)

    def find(self, cookie: str | None) -> Session | None:
        """Returns the session of a cookie that is not over, and gives it more time."""
        key = secret_hash(cookie) if cookie else ""
        record = self._records.get(_KIND, key) if cookie else None
        now = self._clock.now_ms()
        if record is None or record["expiration"] <= now:
            return None
        if record["seen"] + _TOUCHED_EVERY_MS <= now:
            until = min(now + IDLE_MS, record["created"] + LONGEST_MS)
            record = self._records.change(_KIND, key, lambda old: {**old, "seen": now, "expiration": until})
        return None if record is None else _session(key, record)

    def note_client(self, session: Session, client_id: str) -> None:
        """Notes that an application was logged in to in a session."""
        if client_id not in session.record["clients"]:
            self._records.change(_KIND, session.key, lambda old: {**old, "clients": [*old["clients"], client_id]})

    def end(self, session: Session) -> None:
        """Ends a session."""
        self._records.delete(_KIND, session.key)

    def of_user(self, user_id: str) -> list[Session]:
        """Returns the sessions of somebody, the newest first."""
        found = self._records.find(_KIND, {"term": {"user_id": user_id}}, sort=({"created": "desc"},))
        now = self._clock.now_ms()
        records = [(document.id.removeprefix(f"{_KIND}-"), document.source) for document in found]
        return [_session(key, record) for key, record in records if record["expiration"] > now]

    def by_id(self, id: str) -> Session | None:
        """Returns the session of a public id."""
        for document in self._records.find(_KIND, {"term": {"id": id}}):
            if document.source["expiration"] > self._clock.now_ms():
                return _session(document.id.removeprefix(f"{_KIND}-"), document.source)
        return None

    def end_all(self, user_id: str, but: str | None = None) -> int:
        """Ends the sessions of somebody, but for the one of an id; returns how many."""
        ended = [session for session in self.of_user(user_id) if session.id != but]
        for session in ended:
            self.end(session)
        return len(ended)


def _session(key: str, record: Mapping[str, Any]) -> Session:
    return Session(
        record["id"], key, record["user_id"], record["generation"], record["authenticated"], record["methods"], record
    )
