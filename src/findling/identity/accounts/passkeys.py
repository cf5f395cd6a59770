"""Passkeys: keys of people's devices, with which they log in without a password (WebAuthn, by py_webauthn).

Only keys that their device asks a finger, face or PIN for, and that it finds by itself: both factors in one.
"""

import base64
from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

import orjson

from findling.base.lazy import lazy_module
from findling.identity.stores.tickets import Tickets
from findling.identity.stores.users import Account, Users

_webauthn = lazy_module("webauthn", optional=True)
_structs = lazy_module("webauthn.helpers.structs", optional=True)
_errors = lazy_module("webauthn.helpers.exceptions", optional=True)

_ADD: Final = "passkey-add"
_LOG_IN: Final = "passkey-login"
_MAX: Final = 20
_LIFETIME_MS: Final = 5 * 60 * 1000
_NOBODY: Final = ""


class Passkeys:
    """Adds and checks keys. A challenge is of use once.

    url: of the provider, whose host the keys are for; service: its name
    """

    def __init__(self, users: Users, tickets: Tickets, url: Callable[[], str], service: str) -> None:
        self._users = users
        self._tickets = tickets
        self._url = url
        self._service = service

    @property
    def _host(self) -> str:
        return urlsplit(self._url()).hostname or ""

    def offer(self, account: Account) -> tuple[str, dict[str, Any]]:
        """Returns a ticket, and what the browser has to be asked so that a device makes a key."""
        known = [_structs.PublicKeyCredentialDescriptor(id=_bytes(key["id"])) for key in account.get("passkeys", ())]
        options = _webauthn.generate_registration_options(
            rp_id=self._host,
            rp_name=self._service,
            user_name=account["email"],
            user_id=account["user_id"].encode(),
            exclude_credentials=known,
            authenticator_selection=_structs.AuthenticatorSelectionCriteria(
                resident_key=_structs.ResidentKeyRequirement.REQUIRED,
                user_verification=_structs.UserVerificationRequirement.REQUIRED,
            ),
        )
        return self._asked(_ADD, account["user_id"], options)

    def add(self, account: Account, ticket: str, credential: str, name: str) -> bool:
        """Adds the key that a device has made; False if the answer does not fit what was asked, or there are too many.

        credential: the browser's answer, as JSON; name: what to call the key
        """
        kept = self._tickets.use(_ADD, ticket)
        if kept is None or kept["user_id"] != account["user_id"]:
            return False
        try:
            made = _webauthn.verify_registration_response(
                credential=credential,
                expected_challenge=_bytes(kept["challenge"]),
                expected_rp_id=self._host,
                expected_origin=self._url(),
                require_user_verification=True,
            )
        except (_errors.WebAuthnException, ValueError, KeyError, TypeError):
            return False
        key = {
            "id": _text(made.credential_id), "public_key": _text(made.credential_public_key),
            "sign_count": made.sign_count, "name": name[:100],
        }  # fmt: skip

        def with_key(current: dict[str, Any]) -> Mapping[str, Any] | None:
            keys = current.get("passkeys", [])
            is_known = any(one["id"] == key["id"] for one in keys)
            return None if is_known or len(keys) >= _MAX else {**current, "passkeys": [*keys, key]}

        return self._users.change(account["user_id"], with_key) is not None

    def ask(self) -> tuple[str, dict[str, Any]]:
        """Returns a ticket, and what the browser has to be asked so that somebody logs in with a key."""
        options = _webauthn.generate_authentication_options(
            rp_id=self._host, user_verification=_structs.UserVerificationRequirement.REQUIRED
        )
        return self._asked(_LOG_IN, _NOBODY, options)

    def account_of(self, ticket: str, credential: str) -> Account | None:
        """Returns whose key has signed what was asked; None if none has. credential: the browser's answer, as JSON"""
        kept = self._tickets.use(_LOG_IN, ticket)
        given = _read(credential)
        account = None if given is None else self._users.get(given[0])
        if kept is None or given is None or account is None or account.get("blocked"):
            return None
        key = next((one for one in account.get("passkeys", ()) if one["id"] == given[1]), None)
        if key is None:
            return None
        try:
            done = _webauthn.verify_authentication_response(
                credential=credential,
                expected_challenge=_bytes(kept["challenge"]),
                expected_rp_id=self._host,
                expected_origin=self._url(),
                credential_public_key=_bytes(key["public_key"]),
                credential_current_sign_count=key["sign_count"],
                require_user_verification=True,
            )
        except (_errors.WebAuthnException, ValueError, KeyError, TypeError):
            return None
        return self._counted(account, key["id"], done.new_sign_count)

    def remove(self, user_id: str, id: str) -> bool:
        """Removes a key and returns whether there was one."""

        def without(account: dict[str, Any]) -> Mapping[str, Any] | None:
            keys = account.get("passkeys", [])
            left = [key for key in keys if key["id"] != id]
            return None if len(left) == len(keys) else {**account, "passkeys": left}

        return self._users.change(user_id, without) is not None

    def _asked(self, purpose: str, user_id: str, options: Any) -> tuple[str, dict[str, Any]]:
        ticket = self._tickets.create(purpose, user_id, _LIFETIME_MS, challenge=_text(options.challenge))
        return ticket, orjson.loads(_webauthn.options_to_json(options))

    def _counted(self, account: Account, id: str, count: int) -> Account | None:
        """Notes how often a key has signed; None if it was removed meanwhile."""

        def with_count(current: dict[str, Any]) -> Mapping[str, Any] | None:
            keys = current.get("passkeys", [])
            if not any(key["id"] == id for key in keys):
                return None
            counted = [{**key, "sign_count": count} if key["id"] == id else key for key in keys]
            return {**current, "passkeys": counted}

        return self._users.change(account["user_id"], with_count)


def _read(credential: str) -> tuple[str, str] | None:
    """Returns the account's id and the key's id of an answer."""
    try:
        answer = orjson.loads(credential)
        return _bytes(answer["response"]["userHandle"]).decode(), _text(_bytes(answer["rawId"]))
    except (orjson.JSONDecodeError, ValueError, KeyError, TypeError):
        return None


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
