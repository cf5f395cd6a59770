"""Accounts: a record each, and one for its e-mail address, which makes that the account's own."""

import secrets
from collections.abc import Callable, Mapping
from typing import Any, Final

from findling.base.clock import Clock
from findling.node.services.iso_time import iso_time
from findling.security.records import Change, FoundRecords, Records

KIND: Final = "account"
_EMAIL: Final = "email"
_PREFIX: Final = "auth0|"  # what applications that come from there put before the id that a sign-up answers
SHOWN: Final = ("user_id", "email", "email_verified", "phone_number", "phone_verified", "username", "name", "nickname",
                "given_name", "family_name", "picture", "blocked", "created_at", "updated_at", "last_login", "last_ip",
                "logins_count", "last_password_reset", "user_metadata", "app_metadata", "roles")  # fmt: skip
"""The members of an account that are no secrets."""

Account = Mapping[str, Any]


class Users:
    """All accounts."""

    def __init__(self, records: Records, clock: Clock) -> None:
        self._records = records
        self._clock = clock

    def get(self, user_id: str) -> Account | None:
        """Returns an account, None if there is none."""
        return self._records.get(KIND, user_id)

    def by_email(self, email: str) -> Account | None:
        """Returns the account of an address, however it is written."""
        found = self._records.get(_EMAIL, normal_email(email))
        return None if found is None else self.get(found["user_id"])

    def create(self, email: str, hashed: str | None, **members: Any) -> Account | None:
        """Makes an account; None if the address has one. Both its records come to be, or neither.

        hashed: of the password; None: no password is right
        """
        now = iso_time(self._clock.now_ms())
        user_id = _PREFIX + secrets.token_hex(12)
        address = normal_email(email)
        record = {
            "user_id": user_id, "email": address, "email_verified": False, "name": address,
            "nickname": address.partition("@")[0], "created_at": now, "updated_at": now, "logins_count": 0,
            "generation": 0, "password": hashed, **members,
        }  # fmt: skip
        email_record = {"user_id": user_id, "name": address}
        changes = [Change(KIND, user_id, record, create=True), Change(_EMAIL, address, email_record, create=True)]
        return self.get(user_id) if self._records.change_all(changes) else None

    def change(self, user_id: str, change: Callable[[dict[str, Any]], Mapping[str, Any] | None]) -> Account | None:
        """Changes an account by what it is now; see Records.change. The address is for `change_email`."""

        def dated(account: dict[str, Any]) -> Mapping[str, Any] | None:
            changed = change(account)
            return None if changed is None else {**changed, "updated_at": iso_time(self._clock.now_ms())}

        return self._records.change(KIND, user_id, dated)

    def set(self, user_id: str, **members: Any) -> Account | None:
        """Gives members of an account other values; None removes one. Returns the account, None if there is none."""

        def given(account: dict[str, Any]) -> Mapping[str, Any]:
            return {name: value for name, value in {**account, **members}.items() if value is not None}

        return self.change(user_id, given)

    def set_password(self, user_id: str, hashed: str, **members: Any) -> Account | None:
        """Gives an account another password, which ends, in the same write, all that was granted before."""
        now = iso_time(self._clock.now_ms())

        def given(account: dict[str, Any]) -> Mapping[str, Any]:
            generation = account["generation"] + 1
            return {**account, "password": hashed, "generation": generation, "last_password_reset": now, **members}

        return self.change(user_id, given)

    def change_email(self, user_id: str, email: str, verified: bool) -> bool:
        """Gives an account another address; False if that is somebody else's, or if there is no such account."""
        address = normal_email(email)
        with self._records.alone():
            account = self.get(user_id)
            if account is None:
                return False
            changed = {**account, "email": address, "email_verified": verified,
                       "updated_at": iso_time(self._clock.now_ms())}  # fmt: skip
            if address == account["email"]:
                return self._records.change_all([Change(KIND, user_id, changed)])
            return self._records.change_all([
                Change(_EMAIL, address, {"user_id": user_id, "name": address}, create=True),
                Change(_EMAIL, account["email"], None),
                Change(KIND, user_id, changed),
            ])  # fmt: skip

    def delete(self, user_id: str) -> bool:
        """Removes an account and returns whether there was one."""
        with self._records.alone():
            account = self.get(user_id)
            if account is None:
                return False
            return self._records.change_all([Change(KIND, user_id, None), Change(_EMAIL, account["email"], None)])

    def search(self, body: Mapping[str, Any]) -> FoundRecords:
        """Returns the accounts that a search in the query DSL finds. Raises what is wrong with it."""
        return self._records.query([KIND], body)

    def logged_in(self, user_id: str, address: str | None) -> None:
        """Notes that somebody has logged in."""

        def noted(account: dict[str, Any]) -> Mapping[str, Any]:
            times = int(account.get("logins_count", 0)) + 1
            return {**account, "last_login": iso_time(self._clock.now_ms()), "last_ip": address, "logins_count": times}

        self._records.change(KIND, user_id, noted)


def normal_email(email: str) -> str:
    """Returns an address as accounts are found by it."""
    return email.strip().lower()


def shown(account: Account) -> dict[str, Any]:
    """Returns what administrators may see of an account: no secrets."""
    return {name: account[name] for name in SHOWN if name in account}
