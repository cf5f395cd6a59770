"""Grants: what an application was given for somebody. Each has a family of tokens, which end together.

A code is of use once; so is a refresh token, which is exchanged for the next of its family. Whoever brings one a second
time has stolen it, or was stolen from: the whole family ends (RFC 9700, 4.14).
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

from findling.base.clock import Clock
from findling.security.authc.secrets import secret_hash
from findling.security.records import Change, Records

_CODE: Final = "code"
_REFRESH: Final = "refresh-token"
_FAMILY: Final = "grant"
CODE_MS: Final = 60 * 1000
IDLE_MS: Final = 15 * 24 * 3600 * 1000
LONGEST_MS: Final = 30 * 24 * 3600 * 1000


@dataclass(frozen=True, slots=True)
class Granted:
    """What was granted to an application.

    family: names the grant; generation: of the account when it was granted
    session_id: of the session in which it was asked for; created: when it was granted, in milliseconds since 1970
    auth_time: when somebody said who it is, in seconds since 1970; methods: how
    redirect_uri, nonce, challenge: of the request; only codes have them
    """

    family: str
    user_id: str
    generation: int
    client_id: str
    scope: str
    audience: str | None
    session_id: str | None
    auth_time: int
    methods: Sequence[str]
    created: int
    redirect_uri: str | None = None
    nonce: str | None = None
    challenge: str | None = None


class Tokens:
    """All grants, codes and refresh tokens. What is kept of the latter two are hashes."""

    def __init__(self, records: Records, clock: Clock) -> None:
        self._records = records
        self._clock = clock

    def grant(self, **members: Any) -> tuple[str, Granted]:
        """Grants something anew; members: those of Granted. Returns a code, and what was granted."""
        code, now = secrets.token_urlsafe(32), self._clock.now_ms()
        granted = Granted(secrets.token_hex(12), created=now, **members)
        family = {
            "user_id": granted.user_id, "generation": granted.generation, "client_id": granted.client_id,
            "session_id": granted.session_id,
            "scope": granted.scope, "audience": granted.audience, "created": now, "revoked": False,
            "expiration": now + LONGEST_MS,
        }  # fmt: skip
        kept = {**asdict(granted), "used": False, "expiration": now + 10 * CODE_MS}  # replays are known for longer
        self._records.change_all([Change(_FAMILY, granted.family, family), Change(_CODE, secret_hash(code), kept)])
        return code, granted

    def redeem(self, code: str, client_id: str) -> Granted | None:
        """Returns what a code stands for, once. None for one that is of no use; a second use ends the family."""
        key, now = secret_hash(code), self._clock.now_ms()
        kept = self._records.get(_CODE, key)
        if kept is None or kept["client_id"] != client_id:
            return None
        if self._records.change(_CODE, key, lambda old: None if old["used"] else {**old, "used": True}) is None:
            self.revoke(kept["family"])
            return None
        return _granted(kept) if kept["created"] + CODE_MS > now and self.is_valid(kept["family"]) else None

    def refresh_token(self, granted: Granted) -> str:
        """Gives the first refresh token of a family."""
        token = secrets.token_urlsafe(32)
        self._records.put(_REFRESH, secret_hash(token), self._kept(granted), create=True)
        return token

    def kept_refresh_token(self, token: str) -> Mapping[str, Any] | None:
        """Returns what is kept of a refresh token, of use or not; None if it was never given or is long over."""
        return self._records.get(_REFRESH, secret_hash(token))

    def is_active(self, kept: Mapping[str, Any]) -> bool:
        """Whether a refresh token that was kept is of use."""
        is_fresh = not kept["used"] and kept["expiration"] > self._clock.now_ms()
        return is_fresh and self.is_valid(kept["family"])

    def of_refresh_token(self, token: str, client_id: str) -> Granted | None:
        """Returns what an application's refresh token stands for. None for one of no use; one that was used ends the
        family.
        """
        kept = self.kept_refresh_token(token)
        if kept is None or kept["client_id"] != client_id:
            return None
        if kept["used"]:
            self.revoke(kept["family"])
        return _granted(kept) if self.is_active(kept) else None

    def rotate(self, token: str, granted: Granted) -> str | None:
        """Exchanges a refresh token for the next of its family, in one write.

        None if somebody else has just done that, which ends the family
        """
        next_token, key = secrets.token_urlsafe(32), secret_hash(token)
        with self._records.alone():
            kept = self._records.get(_REFRESH, key)
            if kept is not None and not kept["used"]:
                self._records.change_all([
                    Change(_REFRESH, key, {**kept, "used": True}),
                    Change(_REFRESH, secret_hash(next_token), self._kept(granted), create=True),
                ])  # fmt: skip
                return next_token
        self.revoke(granted.family)
        return None

    def _kept(self, granted: Granted) -> dict[str, Any]:
        until = min(self._clock.now_ms() + IDLE_MS, granted.created + LONGEST_MS)
        return {**asdict(replace(granted, redirect_uri=None, nonce=None, challenge=None)), "used": False,
                "expiration": until}  # fmt: skip

    def family(self, family: str) -> Mapping[str, Any] | None:
        """Returns the record of a grant."""
        return self._records.get(_FAMILY, family)

    def is_valid(self, family: str) -> bool:
        """Whether the tokens of a family may still be used."""
        kept = self.family(family)
        return kept is not None and not kept["revoked"] and kept["expiration"] > self._clock.now_ms()

    def revoke(self, family: str) -> bool:
        """Ends a family; returns whether it had not ended."""
        return self._records.change(_FAMILY, family, _revoked) is not None

    def revoke_all(self, **terms: str) -> int:
        """Ends the families with these members, such as user_id; returns how many."""
        return sum(self.revoke(name) for name, _ in self.find(**terms))

    def find(self, **terms: str) -> list[tuple[str, Mapping[str, Any]]]:
        """Returns the grants with these members that have not ended, the newest first."""
        filters = [*({"term": {name: value}} for name, value in terms.items()), {"term": {"revoked": False}}]
        found = self._records.find(_FAMILY, {"bool": {"filter": filters}}, sort=({"created": "desc"},))
        return [(document.id.removeprefix(f"{_FAMILY}-"), document.source) for document in found]


def _revoked(kept: Mapping[str, Any]) -> dict[str, Any] | None:
    return None if kept["revoked"] else {**kept, "revoked": True}


def _granted(kept: Mapping[str, Any]) -> Granted:
    return Granted(**{name: kept[name] for name in Granted.__slots__})
