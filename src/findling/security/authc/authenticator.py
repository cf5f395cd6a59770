"""Finds out who asks, from the headers of a request."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from findling.base.errors import AuthenticationError
from findling.security.api_keys import ApiKeys
from findling.security.authc.authentication import ANONYMOUS, NATIVE, RESERVED, Authentication, User
from findling.security.authc.credentials import (
    ApiKeyCredentials,
    Password,
    credentials_of,
)
from findling.security.authc.failures import FailedLogins
from findling.security.authc.passwords import PasswordHasher
from findling.security.jwt.realms import JwtRealms
from findling.security.service_accounts import ServiceTokens
from findling.security.tokens import TokenService
from findling.security.users import KnownUser, Users

RUN_AS = "es-security-runas-user"
ANONYMOUS_USER = "_anonymous"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for, for the errors. uri: path and query string, as they came"""

    uri: str
    address: str | None = None

    def unknown_user(self, username: str) -> AuthenticationError:
        return AuthenticationError(f"unable to authenticate user [{username}] for REST request [{self.uri}]")

    def nobody(self) -> AuthenticationError:
        return AuthenticationError(f"missing authentication credentials for REST request [{self.uri}]")


class Authenticator:
    """Asks what knows the credentials of a request.

    anonymous: roles of a request without credentials; None refuses it
    """

    def __init__(
        self,
        users: Users,
        hasher: PasswordHasher,
        keys: ApiKeys,
        tokens: TokenService,
        services: ServiceTokens,
        issuers: JwtRealms,
        anonymous: tuple[str, ...] | None,
    ) -> None:
        self._users = users
        self._hasher = hasher
        self._keys = keys
        self._tokens = tokens
        self._services = services
        self._issuers = issuers
        self._anonymous = anonymous
        self.failures = FailedLogins()

    def authenticate(self, headers: Mapping[str, str], wanted: Wanted) -> Authentication:
        """Returns who asks; on whose behalf is not decided yet. Raises AuthenticationError."""
        credentials = credentials_of(headers)
        if credentials is None:
            if self._anonymous is None:
                raise wanted.nobody()
            return Authentication(User(ANONYMOUS_USER, self._anonymous), ANONYMOUS, "anonymous")
        if isinstance(credentials, Password):
            return self.by_password(credentials, wanted)
        if isinstance(credentials, ApiKeyCredentials):
            return self._keys.authenticate(credentials)
        return self.by_token(credentials.value, headers, wanted)

    def by_password(self, credentials: Password, wanted: Wanted) -> Authentication:
        """Returns the user of a name and password. Raises AuthenticationError."""
        known = self.verified(credentials, wanted.address)
        if known is None:
            raise wanted.unknown_user(credentials.username)
        return Authentication(known.user, RESERVED if known.is_reserved else NATIVE)

    def verified(self, credentials: Password, address: str | None = None) -> KnownUser | None:
        """Returns the user of a name and password, None if there is none, or the password is wrong."""
        username = credentials.username
        if self.failures.must_wait(username, address):
            return None
        known = self._users.get(username)
        usable = known if known is not None and known.user.enabled else None
        if not self._hasher.verify(credentials.password, None if usable is None else usable.hash):
            self.failures.failed(username, address)
            return None
        self.failures.succeeded(username, address)
        return usable

    def by_token(self, token: str, headers: Mapping[str, str], wanted: Wanted) -> Authentication:
        """Returns whose token it is: of a service account, of an issuer, or one given out here.

        headers: in which a client may say who it is itself
        Raises AuthenticationError.
        """
        return (
            self._services.authenticate(token)
            or self._issuers.authenticate(token, headers, wanted.uri)
            or self._tokens.authenticate(token)
        )

    def on_behalf(self, authentication: Authentication, username: str, wanted: Wanted) -> Authentication | None:
        """Returns the authentication of one who asks on behalf of another user; None if there is no such user.

        Raises AuthenticationError if the user may not come in.
        """
        if not username:
            raise wanted.unknown_user(authentication.user.username)
        known = self._users.get(username)
        if known is None:
            return None
        if not known.user.enabled:
            raise wanted.unknown_user(authentication.user.username)
        return replace(
            authentication,
            user=known.user,
            acting=authentication.user,
            lookup_realm=RESERVED if known.is_reserved else NATIVE,
        )
