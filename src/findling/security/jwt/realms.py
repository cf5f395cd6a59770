"""All issuers whose tokens are taken."""

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from findling.base.clock import Clock
from findling.base.errors import AuthenticationError, IllegalArgumentError
from findling.base.settings import FlatSettings
from findling.security.authc.authentication import Authentication
from findling.security.jwt.keys import KeptKeys, KeySource, SharedKeys, jwk
from findling.security.jwt.realm import Holds, JwtRealm, Roles, always
from findling.security.jwt.realm_settings import parse_realms
from findling.security.jwt.settings import JwtRealmSettings, short_realm
from findling.security.jwt.token import Jwt, TokenRefusedError, parse_token

CLIENT_SECRET: Final = "es-client-authentication"
_SCHEME: Final = "sharedsecret"
_REFUSED: Final = 'Bearer realm="security", error="invalid_token", error_description="The access token is not accepted"'
logger = logging.getLogger("findling.security")


class JwtRealms:
    """Asks the realms of a token's issuer, one after the other.

    roles: gives the roles of a user by its facts
    """

    def __init__(self, roles: Roles, clock: Clock) -> None:
        self._roles = roles
        self._clock = clock
        self._realms: list[JwtRealm] = []

    @property
    def names(self) -> list[str]:
        return [realm.settings.name for realm in self._realms]

    def configure(
        self, issuers: Sequence[str], audiences: Sequence[str], flat: FlatSettings, secret: Callable[[str], str | None]
    ) -> None:
        """Sets up what the operator says: issuers in the short way, and realms by Elasticsearch's names.

        secret: gives secrets of the keystore
        Raises IllegalArgumentError.
        """
        if audiences and not issuers:
            raise IllegalArgumentError("there is a jwt_audience, but no jwt_issuer")
        for settings in parse_realms(flat, secret):
            self.trust(settings)
        for number, issuer in enumerate(issuers, start=1):
            self.trust(short_realm(issuer, audiences, f"jwt{number}"))

    def trust(self, settings: JwtRealmSettings, keys: KeySource | None = None, holds: Holds = always) -> JwtRealm:
        """Takes the tokens of an issuer from now on. keys: None has them fetched where the settings say; holds: asked
        each time

        Raises IllegalArgumentError for a name that is taken, and where joserfc is not installed.
        """
        if settings.name in self.names:
            raise IllegalArgumentError(f"there are two realms of the name [{settings.name}]")
        try:
            jwk.import_key  # noqa: B018 - imports it
        except ModuleNotFoundError as error:
            raise IllegalArgumentError("tokens of issuers are verified with the extra findling[jwt]") from error
        shared = None if settings.hmac is None else SharedKeys(settings.hmac)
        realm = JwtRealm(settings, keys or KeptKeys(settings), shared, self._roles, self._clock, holds)
        self._realms.append(realm)
        return realm

    def authenticate(self, token: str, headers: Mapping[str, str], uri: str) -> Authentication | None:
        """Returns whose token it is; None for one that is no JWT. Raises AuthenticationError.

        headers: names in lower case; uri: path and query string, for the error
        """
        jwt = parse_token(token) if self._realms else None
        if jwt is None:
            return None
        secret = _client_secret(headers)
        faults = []
        for realm in self._of_issuer(jwt):
            try:
                return realm.authenticate(jwt, secret)
            except TokenRefusedError as error:
                faults.append(f"{realm.settings.name}: {error}")
        logger.info("a token was refused why=%s", "; ".join(faults) or "its issuer is not known")
        name = jwt.claims.get("sub")
        shown = name[:_LONGEST_NAME] if isinstance(name, str) else "JWT"
        raise AuthenticationError(f"unable to authenticate user [{shown}] for REST request [{uri}]", challenge=_REFUSED)

    def _of_issuer(self, jwt: Jwt) -> Sequence[JwtRealm]:
        issuer = jwt.claims.get("iss")
        return [realm for realm in self._realms if realm.settings.issuer == issuer]


_LONGEST_NAME: Final = 100


def _client_secret(headers: Mapping[str, str]) -> str | None:
    """Returns the secret that a client brought along for itself, None if it did not."""
    scheme, _, value = headers.get(CLIENT_SECRET, "").partition(" ")
    return value.strip() if scheme.lower() == _SCHEME and value.strip() else None
