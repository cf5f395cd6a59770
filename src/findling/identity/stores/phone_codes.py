"""Codes that were sent to numbers: six digits, five attempts, ten minutes."""

import hmac
import secrets
from collections.abc import Mapping
from typing import Any, Final

from findling.base.clock import Clock
from findling.security.authc.secrets import secret_hash
from findling.security.records import Records

_KIND: Final = "phone-code"
_LIFETIME_MS: Final = 10 * 60 * 1000
_ATTEMPTS: Final = 5


class PhoneCodes:
    """One code for each account at most; what is kept are hashes."""

    def __init__(self, records: Records, clock: Clock) -> None:
        self._records = records
        self._clock = clock

    def give(self, user_id: str, number: str) -> str:
        """Returns a code for a number, which takes the place of one given before."""
        code = f"{secrets.randbelow(1_000_000):06}"
        until = self._clock.now_ms() + _LIFETIME_MS
        record = {"user_id": user_id, "number": number, "hash": _hash(user_id, code), "left": _ATTEMPTS,
                  "expiration": until}  # fmt: skip
        self._records.put(_KIND, user_id, record)
        return code

    def use(self, user_id: str, code: str) -> str | None:
        """Returns the number that a code was sent to, once; None for a wrong one, of which there are only so many."""

        def tried(kept: dict[str, Any]) -> Mapping[str, Any] | None:
            return {**kept, "left": kept["left"] - 1} if kept["left"] > 0 else None

        kept = self._records.change(_KIND, user_id, tried)
        if kept is None or kept["expiration"] <= self._clock.now_ms():
            return None
        if not hmac.compare_digest(kept["hash"], _hash(user_id, code)):
            return None
        taken = self._records.take(_KIND, user_id)
        return None if taken is None or taken["hash"] != kept["hash"] else str(taken["number"])


def _hash(user_id: str, code: str) -> str:
    return secret_hash(f"{user_id}\0{code}")
