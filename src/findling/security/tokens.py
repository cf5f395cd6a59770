"""Access tokens: for twenty minutes they stand for whoever asked for them; refresh tokens give others once."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from findling.base.clock import Clock
from findling.base.errors import AuthenticationError
from findling.security.authc.authentication import Authentication, Realm, User
from findling.security.authc.secrets import following_token, new_secret, new_token, secret_hash
from findling.security.records import Records

_KIND: Final = "token"
LIFETIME_S: Final = 20 * 60
_REFRESH_MS: Final = 24 * 3600 * 1000
_AGAIN_MS: Final = 30_000
"""So long a refresh token gives its client the same tokens again: an answer may have been lost."""
_EXPIRED: Final = 'Bearer realm="security", error="invalid_token", error_description="The access token expired"'


@dataclass(frozen=True, slots=True)
class Tokens:
    """A new access token, and what it can be refreshed with once. refresh: None where it cannot be"""

    access: str
    refresh: str | None


class TokenService:
    """The tokens that were given out. What is stored are hashes."""

    def __init__(self, records: Records, clock: Clock) -> None:
        self._records = records
        self._clock = clock
        self._refreshing = threading.Lock()

    def create(self, authentication: Authentication, refreshable: bool) -> Tokens:
        """Gives a token to one who has been authenticated."""
        return self._created(authentication, Tokens(new_token(), new_token() if refreshable else None))

    def _created(self, authentication: Authentication, tokens: Tokens) -> Tokens:
        now = self._clock.now_ms()
        record = {
            "user": authentication.user.to_json(),
            "username": authentication.user.username,
            "realm": authentication.realm.name,
            "realm_type": authentication.realm.type,
            "creation": now,
            "expiration": now + LIFETIME_S * 1000,
            "invalidated": False,
            "refresh_hash": None if tokens.refresh is None else secret_hash(tokens.refresh),
            "refreshed": False,
            "refresh_invalidated": False,
        }
        self._records.put(_KIND, secret_hash(tokens.access), record)
        return tokens

    @property
    def are_there(self) -> bool:
        """Whether any was given out."""
        return bool(self._records.find(_KIND, {"match_all": {}}))

    def authenticate(self, token: str) -> Authentication:
        """Returns who asks with a token. Raises AuthenticationError."""
        record = self._records.get(_KIND, secret_hash(token))
        if record is None:
            raise AuthenticationError.unsuccessful("oauth2 token: invalid token")
        if record["invalidated"] or record["expiration"] <= self._clock.now_ms():
            raise AuthenticationError("token expired", challenge=_EXPIRED)
        return _authentication(record)

    def refresh(self, token: str, client: Authentication) -> tuple[Tokens, Authentication] | None:
        """Gives another token for a refresh token, which is of no use then; None for one that is of no use any more.

        client: who asks, who gets the same tokens if it asks again at once
        """
        with self._refreshing:  # whoever comes second finds what the first one was given
            return self._refreshed(token, client)

    def _refreshed(self, token: str, client: Authentication) -> tuple[Tokens, Authentication] | None:
        found = self._records.find(_KIND, {"term": {"refresh_hash": secret_hash(token)}})
        now = self._clock.now_ms()
        for document in found:
            record = document.source
            if record["refresh_invalidated"] or record["creation"] + _REFRESH_MS <= now:
                return None
            authentication = _authentication(record)
            before: Mapping[str, Any] = record.get("refresh") or {}
            if record["refreshed"]:
                is_again = before and before["client"] == _client(client) and before["at"] + _AGAIN_MS > now
                return (_following(token, before["salt"]), authentication) if is_again else None
            salt = new_secret()
            made = {"client": _client(client), "at": now, "salt": salt}
            name = document.id.removeprefix(f"{_KIND}-")
            self._records.put(_KIND, name, {**record, "refreshed": True, "refresh": made})
            return self._created(authentication, _following(token, salt)), authentication
        return None

    def invalidate(self, token: str) -> dict[str, Any]:
        """Ends an access token."""
        name = secret_hash(token)
        record = self._records.get(_KIND, name)
        return self._ended({} if record is None else {name: record}, "invalidated")

    def invalidate_refresh(self, token: str) -> dict[str, Any]:
        """Ends a refresh token."""
        found = self._records.find(_KIND, {"term": {"refresh_hash": secret_hash(token)}})
        named = {document.id.removeprefix(f"{_KIND}-"): document.source for document in found}
        return self._ended(named, "refresh_invalidated")

    def invalidate_of(self, username: str | None, realm: str | None) -> dict[str, Any]:
        """Ends all tokens of a user, or of a realm."""
        given = {"username": username, "realm": realm}
        terms = [{"term": {name: value}} for name, value in given.items() if value is not None]
        found = self._records.find(_KIND, {"bool": {"filter": terms}})
        named = {document.id.removeprefix(f"{_KIND}-"): document.source for document in found}
        ended = self._ended(named, "invalidated")
        refreshed = self._ended(
            {name: record for name, record in named.items() if record["refresh_hash"] is not None},
            "refresh_invalidated",
        )
        return {name: count + refreshed[name] for name, count in ended.items()}

    def _ended(self, records: Mapping[str, Mapping[str, Any]], flag: str) -> dict[str, Any]:
        ended = 0
        for name, record in records.items():
            if not record[flag]:
                newest = self._records.get(_KIND, name) or record
                self._records.put(_KIND, name, {**newest, flag: True})
                ended += 1
        return {
            "invalidated_tokens": ended,
            "previously_invalidated_tokens": len(records) - ended,
            "error_count": 0,
        }

    def sweep(self) -> None:
        """Removes tokens that cannot be used any more."""
        before = self._clock.now_ms() - _REFRESH_MS
        for document in self._records.find(_KIND, {"range": {"creation": {"lt": before}}}):
            self._records.delete(_KIND, document.id.removeprefix(f"{_KIND}-"))


def _client(authentication: Authentication) -> str:
    return f"{authentication.user_realm.name}/{authentication.user.username}"


def _following(token: str, salt: str) -> Tokens:
    return Tokens(following_token(token, salt, "access"), following_token(token, salt, "refresh"))


def _authentication(record: Mapping[str, Any]) -> Authentication:
    user = record["user"]
    made = User(
        user["username"], tuple(user["roles"]), user["full_name"], user["email"], user["metadata"], user["enabled"]
    )
    return Authentication(made, Realm(record["realm"], record["realm_type"]), "token")
