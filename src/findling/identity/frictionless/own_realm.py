"""Findling trusts the tokens of its own provider, without asking it over HTTP."""

from collections.abc import Mapping
from typing import Any, Final

from findling.identity.config import AUDIENCE
from findling.identity.frictionless.guests import still_comes
from findling.identity.oauth.bearer import is_granted
from findling.identity.service import Identity
from findling.identity.stores.registry import audience_id
from findling.identity.stores.signing_keys import ALGORITHM
from findling.security.jwt.settings import short_realm

REALM: Final = "identity"


class OwnKeys:
    """The keys that the provider publishes."""

    def __init__(self, identity: Identity) -> None:
        self._identity = identity
        self._ids: frozenset[str] = frozenset()
        self._generation = 0

    @property
    def generation(self) -> int:
        """Grows with each change of the keys."""
        ids = frozenset(str(key.kid) for key in self._identity.keys.published().keys)
        if ids != self._ids:
            self._ids = ids
            self._generation += 1
        return self._generation

    def key(self, kid: str | None, algorithm: str) -> Any:
        """Returns the public key of an id, None if there is none."""
        published = self._identity.keys.published().keys if algorithm == ALGORITHM else []
        return next((key for key in published if key.kid == kid), None)


def trust_own(identity: Identity) -> None:
    """Lets Findling take tokens of the provider, and registers it as an API that they can be for."""
    security = identity.node.security
    if security is None:
        return
    if identity.resource_servers.get(audience_id(AUDIENCE)) is None:
        members = {"identifier": AUDIENCE, "name": "Findling", "scopes": [], "token_lifetime": 3600,
                   "enforce_policies": False}  # fmt: skip
        identity.resource_servers.create(members, audience_id(AUDIENCE))

    def holds(claims: Mapping[str, Any]) -> bool:
        return is_granted(identity, claims) and still_comes(identity, claims)

    settings = short_realm(identity.issuer, (AUDIENCE, *identity.node.config.jwt_audiences), REALM)
    security.issuers.trust(settings, OwnKeys(identity), holds)
