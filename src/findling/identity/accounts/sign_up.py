"""Signing up: an account for an address that has none, with a password that may be one."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from findling.identity.accounts.lockout import SIGN_UPS_FROM, Lockout, origin_of
from findling.identity.accounts.password_rules import PasswordRules, normal_password
from findling.identity.stores.tickets import Tickets
from findling.identity.stores.users import Account, Users
from findling.security.authc.passwords import PasswordHasher

TAKEN: Final = "sign-up-refused"
BAD_EMAIL: Final = "bad-email"
TOO_MANY: Final = "too-many"
_EMAIL: Final = re.compile(r"[^@\s\"<>()\[\],;:\\\x00-\x1f]{1,64}@[^@\s\"<>()\[\],;:\\/?#\x00-\x1f]{1,253}")
_NOTHING: Final = "nothing"
_LONGEST_EMAIL: Final = 254


@dataclass(frozen=True, slots=True)
class SignedUp:
    """What became of it. account: the new one; fault: the name of a text, why there is none"""

    account: Account | None = None
    fault: str | None = None


class SignUp:
    """Makes accounts of people who ask for one."""

    def __init__(
        self, users: Users, tickets: Tickets, hasher: PasswordHasher, rules: PasswordRules, lockout: Lockout
    ) -> None:
        self._users = users
        self._tickets = tickets
        self._hasher = hasher
        self._rules = rules
        self._lockout = lockout

    def fault(self, email: str, password: str) -> str | None:
        """Returns what is wrong with an address and a password, whoever has them; None if they may be used."""
        if not is_email(email):
            return BAD_EMAIL
        return self._rules.fault(password, email)

    def attempt(
        self, email: str, password: str, address: str | None, members: Mapping[str, Any] | None = None
    ) -> SignedUp:
        """Makes an account. address: of the client, None: it is one that is trusted; members: of the account"""
        fault = self.fault(email, password)
        if fault is not None:
            return SignedUp(fault=fault)
        if address is not None and not self._lockout.take([(f"sign-up:{origin_of(address)}", SIGN_UPS_FROM)]):
            return SignedUp(fault=TOO_MANY)
        hashed = self._hasher.hash(normal_password(password))  # for addresses that have an account too: same time
        account = self._users.create(email, hashed, **(members or {}))
        if account is None:
            self._tickets.create(_NOTHING, "", lifetime_ms=1)  # a write takes its time, too
            return SignedUp(fault=TAKEN)
        return SignedUp(account)


def is_email(text: str) -> bool:
    """Whether a text can be an address that mails are sent to."""
    stripped = text.strip()
    return len(stripped) <= _LONGEST_EMAIL and _EMAIL.fullmatch(stripped) is not None
