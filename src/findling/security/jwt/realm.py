"""One issuer whose tokens are taken."""

import hashlib
import hmac
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from findling.base.clock import Clock
from findling.security.authc.authentication import JWT_REALM, Authentication, Realm, User
from findling.security.jwt.claims import check_claims, check_header
from findling.security.jwt.keys import KeySource
from findling.security.jwt.settings import SYMMETRIC, JwtRealmSettings
from findling.security.jwt.token import Jwt, TokenRefusedError
from findling.security.jwt.user import user_of

Roles = Callable[[Mapping[str, Any], bool], tuple[str, ...]]
"""Facts of a user, whether policies are asked too -> the roles that it gets."""


Holds = Callable[[Mapping[str, Any]], bool]
"""Claims of a token that was verified -> whether what it was given for still holds."""


def always(claims: Mapping[str, Any]) -> bool:
    """An issuer elsewhere does not say before it ends."""
    return True


@dataclass(frozen=True, slots=True)
class _Known:
    """A token that was verified. until_ms: when it has to be looked at again; generation: of the keys"""

    user: User
    claims: Mapping[str, Any]
    facts: Mapping[str, Any]
    until_ms: int
    generation: int


class JwtRealm:
    """Takes the tokens of one issuer.

    shared: symmetric keys, None: there are none
    """

    def __init__(
        self,
        settings: JwtRealmSettings,
        keys: KeySource,
        shared: KeySource | None,
        roles: Roles,
        clock: Clock,
        holds: Holds,
    ) -> None:
        self.settings = settings
        self.realm = Realm(settings.name, JWT_REALM)
        self._keys = keys
        self._shared = shared
        self._roles = roles
        self._clock = clock
        self._holds = holds
        self._known: OrderedDict[bytes, _Known] = OrderedDict()
        self._lock = threading.Lock()

    def authenticate(self, jwt: Jwt, secret: str | None) -> Authentication:
        """Returns whose token it is. Raises TokenRefusedError. secret: that of the client, if it brought one"""
        self._check_client(secret)
        digest = hashlib.sha256(jwt.signed + b"." + jwt.signature).digest()
        known = self._remembered(digest) or self._verified(jwt, digest)
        if not self._holds(known.claims):
            raise TokenRefusedError("what it was given for holds no more")
        roles = self._roles(known.facts, self.settings.roles_by_policy)
        return Authentication(replace(known.user, roles=roles), self.realm)

    def _check_client(self, secret: str | None) -> None:
        wanted = self.settings.secret
        if wanted is None:
            if secret is not None:
                raise TokenRefusedError("a client's secret came with it, but none is wanted")
        elif secret is None or not hmac.compare_digest(secret.encode(), wanted.encode()):
            raise TokenRefusedError("the client's secret is missing or wrong")

    def _remembered(self, digest: bytes) -> _Known | None:
        with self._lock:
            known = self._known.get(digest)
            if known is None:
                return None
            if known.until_ms <= self._clock.now_ms() or known.generation != self._keys.generation:
                del self._known[digest]
                return None
            self._known.move_to_end(digest)
            return known

    def _verified(self, jwt: Jwt, digest: bytes) -> _Known:
        settings, now_ms = self.settings, self._clock.now_ms()
        check_header(jwt, settings)
        check_claims(jwt, settings, now_ms / 1000)
        generation = self._keys.generation
        jwt.verify(self._key(jwt))
        user, facts = user_of(jwt.claims, settings)
        ends_ms = int((jwt.claims["exp"]) * 1000) + settings.skew_ms
        known = _Known(user, jwt.claims, facts, min(ends_ms, now_ms + settings.cache_ttl_ms), generation)
        if settings.cache_ttl_ms and settings.cache_size:
            with self._lock:
                self._known[digest] = known
                while len(self._known) > settings.cache_size:
                    self._known.popitem(last=False)
        return known

    def _key(self, jwt: Jwt) -> Any:
        source = self._shared if jwt.algorithm in SYMMETRIC else self._keys
        key = None if source is None else source.key(jwt.kid, jwt.algorithm)
        if key is None:
            raise TokenRefusedError("its key is not known")
        return key
