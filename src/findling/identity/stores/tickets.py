"""Tickets: secrets in the links of mails, each of use once and for a while."""

import secrets
from collections.abc import Mapping
from typing import Any, Final

from findling.base.clock import Clock
from findling.security.authc.secrets import secret_hash
from findling.security.records import Records

RESET: Final = "reset"
VERIFY: Final = "verify"
_LIFETIMES_MS: Final = {RESET: 60 * 60 * 1000, VERIFY: 24 * 60 * 60 * 1000}


class Tickets:
    """All tickets, kept as hashes, by what they are for."""

    def __init__(self, records: Records, clock: Clock) -> None:
        self._records = records
        self._clock = clock

    def create(self, purpose: str, user_id: str, lifetime_ms: int | None = None, **members: Any) -> str:
        """Gives a ticket. lifetime_ms: by default that of the purpose"""
        ticket = secrets.token_urlsafe(32)
        until = self._clock.now_ms() + (lifetime_ms or _LIFETIMES_MS.get(purpose, 15 * 60 * 1000))
        self._records.put(_kind(purpose), secret_hash(ticket), {"user_id": user_id, "expiration": until, **members})
        return ticket

    def look_at(self, purpose: str, ticket: str) -> Mapping[str, Any] | None:
        """Returns what a ticket was given for, and leaves it of use; None for one of no use."""
        return self._fresh(self._records.get(_kind(purpose), secret_hash(ticket)))

    def use(self, purpose: str, ticket: str) -> Mapping[str, Any] | None:
        """Returns what a ticket was given for, once; None for one of no use."""
        return self._fresh(self._records.take(_kind(purpose), secret_hash(ticket)))

    def _fresh(self, kept: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
        return kept if kept is not None and kept["expiration"] > self._clock.now_ms() else None


def _kind(purpose: str) -> str:
    return f"ticket-{purpose}"
