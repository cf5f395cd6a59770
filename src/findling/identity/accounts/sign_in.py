"""Signing in by a password: the same work and the same answer whether there is an account or not."""

from dataclasses import dataclass
from typing import Final

from findling.identity.accounts.lockout import ACCOUNT, ACCOUNT_EVERYWHERE, ADDRESS, Lockout, origin_of
from findling.identity.accounts.password_rules import normal_password
from findling.identity.stores.users import Account, Users, normal_email
from findling.security.authc.passwords import PasswordHasher

WRONG: Final = "wrong-credentials"
LOCKED: Final = "locked"


@dataclass(frozen=True, slots=True)
class Attempt:
    """What became of an attempt. account: whose password it is; fault: the name of a text, why it is nobody's"""

    account: Account | None = None
    fault: str | None = None


class SignIn:
    """Checks passwords."""

    def __init__(self, users: Users, hasher: PasswordHasher, lockout: Lockout) -> None:
        self._users = users
        self._hasher = hasher
        self._lockout = lockout
        hasher.verify("", None)  # what stands for nobody's hash is made now, not when the first unknown address comes

    def attempt(self, email: str, password: str, address: str | None) -> Attempt:
        """Returns whose address and password these are. address: of the client"""
        who, origin = normal_email(email), origin_of(address)
        here, everywhere, from_there = f"account:{who}:{origin}", f"account:{who}", f"address:{origin}"
        account = self._users.by_email(who)
        is_known_there = account is not None and origin_of(account.get("last_ip")) == origin
        locked = self._lockout.is_locked(here, ACCOUNT) or self._lockout.is_locked(from_there, ADDRESS)
        if locked or (not is_known_there and self._lockout.is_locked(everywhere, ACCOUNT_EVERYWHERE)):
            return Attempt(fault=LOCKED)
        hashed = None if account is None else account.get("password")
        is_right = self._hasher.verify(normal_password(password), hashed)
        if is_right and account is not None and not account.get("blocked"):
            self._lockout.forget(here)
            return Attempt(account)
        for name, limit in ((here, ACCOUNT), (everywhere, ACCOUNT_EVERYWHERE), (from_there, ADDRESS)):
            self._lockout.count(name, limit)
        return Attempt(fault=WRONG)
