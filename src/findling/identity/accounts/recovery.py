"""Mails with links: to reset a password, to verify an address, to tell somebody that there is an account already."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from findling.identity.accounts.lockout import MAILS_FROM, MAILS_TO, Lockout, origin_of
from findling.identity.accounts.mail import Mail, Mailer
from findling.identity.stores.tickets import RESET, VERIFY, Tickets
from findling.identity.stores.users import Account, Users, normal_email

Write = Callable[[str, str, dict[str, str]], tuple[str, str]]
"""Name of a mail, language, values -> subject and text."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """How it came to a mail. language: to write it in; asked: parameters of `/authorize` to go on with afterwards;
    address: of the client, None: it is one that is trusted
    """

    language: str
    asked: str = ""
    address: str | None = None


class Recovery:
    """Sends links, and does what they are for.

    url: of the provider; write: makes subject and text of a mail
    """

    def __init__(
        self, users: Users, tickets: Tickets, mailer: Mailer, lockout: Lockout, write: Write, url: Callable[[], str]
    ) -> None:
        self._users = users
        self._tickets = tickets
        self._mailer = mailer
        self._lockout = lockout
        self._write = write
        self._url = url

    def ask_for_reset(self, email: str, occasion: Occasion) -> None:
        """Sends a link to whoever has an account with an address; nothing tells whether there is one."""
        self._send("reset", email, occasion, lambda account: self.reset_link(account, occasion))

    def ask_for_verification(self, email: str, occasion: Occasion) -> None:
        """Sends a link by which an address is verified."""

        def link(account: Account) -> str | None:
            return None if account["email_verified"] else self.verification_link(account, occasion)

        self._send("verify", email, occasion, link)

    def tell_of_account(self, email: str, occasion: Occasion) -> None:
        """Tells whoever has an account that somebody tried to sign up with its address."""
        self._send("known", email, occasion, lambda account: self.reset_link(account, occasion))

    def reset_link(self, account: Account, occasion: Occasion, lifetime_ms: int | None = None) -> str:
        """Returns a link by which a password is reset, once."""
        return self._link("/u/reset", RESET, account, occasion, lifetime_ms)

    def verification_link(self, account: Account, occasion: Occasion, lifetime_ms: int | None = None) -> str:
        """Returns a link by which an address is verified, once."""
        return self._link("/u/email-verification", VERIFY, account, occasion, lifetime_ms)

    def _link(
        self, path: str, purpose: str, account: Account, occasion: Occasion, lifetime_ms: int | None = None
    ) -> str:
        kept: dict[str, Any] = {"email": account["email"], "asked": occasion.asked}
        ticket = self._tickets.create(
            purpose, account["user_id"], lifetime_ms, generation=account["generation"], **kept
        )
        return f"{self._url()}{path}?ticket={ticket}"

    def _send(self, name: str, email: str, occasion: Occasion, link: Callable[[Account], str | None]) -> None:
        who, origin = normal_email(email), origin_of(occasion.address)

        def written() -> Mail | None:
            account = self._users.by_email(who)
            if account is None or account.get("blocked"):
                return None
            limits = [(f"mail:{who}", MAILS_TO)]
            if occasion.address is not None:
                limits.append((f"mail-from:{origin}", MAILS_FROM))
            if not self._lockout.take(limits):
                return None
            found = link(account)
            if found is None:
                return None
            subject, text = self._write(name, occasion.language, {"link": found, "email": account["email"]})
            return Mail(account["email"], subject, text)

        self._mailer.later(written)

    def account_of_reset(self, ticket: str, use: bool) -> Account | None:
        """Returns whose password may be reset by a ticket. None for one of no use. use: it is of no use then"""
        kept = self._tickets.use(RESET, ticket) if use else self._tickets.look_at(RESET, ticket)
        account = None if kept is None else self._users.get(kept["user_id"])
        if kept is None or account is None or account.get("blocked"):
            return None
        is_same = (account["email"], account["generation"]) == (kept["email"], kept["generation"])
        return account if is_same else None

    def asked_of(self, purpose: str, ticket: str) -> str:
        """Returns the parameters to go on with after a link."""
        kept = self._tickets.look_at(purpose, ticket)
        return "" if kept is None else str(kept["asked"])

    def reset(self, account: Account, hashed: str) -> Account | None:
        """Gives an account another password. Whoever could read the mail has the address, too."""
        return self._users.set_password(account["user_id"], hashed, email_verified=True)

    def verify(self, ticket: str) -> Account | None:
        """Verifies the address that a ticket was sent to, if the account has it still. None for a ticket of no use."""
        kept = self._tickets.use(VERIFY, ticket)
        if kept is None:
            return None

        def verified(account: dict[str, Any]) -> Account | None:
            return {**account, "email_verified": True} if account["email"] == kept["email"] else None

        return self._users.change(kept["user_id"], verified)
