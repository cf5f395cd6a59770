"""A second factor: codes of an app that knows a seed (TOTP, RFC 6238), and codes on paper for the day it is lost."""

import base64
import hashlib
import hmac
import secrets
import struct
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote, urlencode

from findling.base.clock import Clock
from findling.identity.accounts.lockout import CODES, Lockout
from findling.identity.stores.users import Account, Users
from findling.security.authc.secrets import secret_hash

_STEP_S: Final = 30
_DIGITS: Final = 6
_SEED_BYTES: Final = 20
_DRIFT: Final = (0, -1, 1)
"""Steps that a clock may be off."""
_N_RECOVERY: Final = 10
_SEED: Final = "totp_seed"
_PENDING: Final = "totp_pending"
_LAST: Final = "totp_last"
_RECOVERY: Final = "recovery_codes"


def has_second_factor(account: Account) -> bool:
    """Whether a password alone is not enough."""
    return bool(account.get(_SEED))


class SecondFactor:
    """Codes of accounts. Each is of use once."""

    def __init__(self, users: Users, lockout: Lockout, clock: Clock) -> None:
        self._users = users
        self._lockout = lockout
        self._clock = clock

    def begin(self, user_id: str) -> str:
        """Returns a new seed in base 32, which is in force once a code of it was seen."""
        seed = base64.b32encode(secrets.token_bytes(_SEED_BYTES)).decode()
        self._users.set(user_id, **{_PENDING: seed})
        return seed

    def pending(self, account: Account) -> str | None:
        """Returns the seed that waits for a code."""
        return account.get(_PENDING)

    def confirm(self, user_id: str, code: str) -> list[str] | None:
        """Puts the seed that waits into force; returns recovery codes, which are told this once. None: wrong code"""
        codes = [secrets.token_hex(5) for _ in range(_N_RECOVERY)]

        def confirmed(account: dict[str, Any]) -> Mapping[str, Any] | None:
            seed = account.get(_PENDING)
            step = None if seed is None else self._step(seed, code, -1)
            if seed is None or step is None:
                return None
            kept = {name: value for name, value in account.items() if name != _PENDING}
            return {**kept, _SEED: seed, _LAST: step, _RECOVERY: [secret_hash(one) for one in codes]}

        return None if self._users.change(user_id, confirmed) is None else codes

    def remove(self, user_id: str) -> None:
        """Lets a password alone be enough again."""
        self._users.set(user_id, **dict.fromkeys((_SEED, _PENDING, _LAST, _RECOVERY)))

    def use(self, user_id: str, code: str) -> str | None:
        """Uses up a code of the app or of the paper. Returns how that is called in RFC 8176, None for a wrong one."""
        if self.is_locked(user_id):
            return None
        used: list[str] = []

        def with_code(account: dict[str, Any]) -> Mapping[str, Any] | None:
            used.clear()
            seed = account.get(_SEED)
            step = None if seed is None else self._step(seed, code, account[_LAST])
            if step is not None:
                used.append("otp")
                return {**account, _LAST: step}
            hashed = secret_hash(code.strip().lower())
            if hashed in account.get(_RECOVERY, ()):
                used.append("kba")
                return {**account, _RECOVERY: [one for one in account[_RECOVERY] if one != hashed]}
            return None

        if self._users.change(user_id, with_code) is None:
            self._lockout.count(f"code:{user_id}", CODES)
            return None
        self._lockout.forget(f"code:{user_id}")
        return used[0]

    def is_locked(self, user_id: str) -> bool:
        """Whether there were too many wrong codes."""
        return self._lockout.is_locked(f"code:{user_id}", CODES)

    def _step(self, seed: str, code: str, after: int) -> int | None:
        """Returns the step whose code this is, if it is a later one than one that was used."""
        digits = code.replace(" ", "")
        now = self._clock.now_ms() // 1000 // _STEP_S
        for step in (now + drift for drift in _DRIFT):
            if step > after and hmac.compare_digest(code_of(seed, step).encode(), digits.encode()):
                return step
        return None


def code_of(seed: str, step: int) -> str:
    """Returns the code of a step of 30 seconds. seed: base 32. Source: RFC 4226, 5.3"""
    digest = hmac.new(base64.b32decode(seed), struct.pack(">Q", step), hashlib.sha1).digest()
    offset = digest[-1] & 15
    number = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**_DIGITS:0{_DIGITS}d}"


def app_uri(seed: str, email: str, service: str) -> str:
    """Returns the address by which an app takes a seed."""
    return f"otpauth://totp/{quote(service)}:{quote(email)}?{urlencode({'secret': seed, 'issuer': service})}"
