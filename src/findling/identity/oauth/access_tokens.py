"""Access tokens: signed, typed at+jwt (RFC 9068), for one API and for `/userinfo`."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from joserfc import jwt

from findling.identity.oauth.management_scopes import MANAGEMENT
from findling.identity.service import Identity
from findling.identity.stores.registry import Entry, audience_id
from findling.identity.stores.signing_keys import ALGORITHM
from findling.identity.stores.tokens import Granted
from findling.identity.stores.users import Account

LIFETIME_S: Final = 3600
_LONGEST_S: Final = 24 * 3600


@dataclass(frozen=True, slots=True)
class Api:
    """The API that a token is for. audience: None for `/userinfo` alone; server: as registered"""

    audience: str | None
    server: Entry | None

    @property
    def scopes(self) -> frozenset[str]:
        """What may be asked for."""
        return frozenset(scope["value"] for scope in self.server["scopes"]) if self.server else frozenset()

    @property
    def lifetime_s(self) -> int:
        return min(self.server["token_lifetime"], _LONGEST_S) if self.server else LIFETIME_S


def management_audience(identity: Identity) -> str:
    """Returns the audience of the provider's own API."""
    return f"{identity.issuer}api/v2/"


def api_of(identity: Identity, audience: str | None) -> Api | None:
    """Returns the API of an audience, None if nobody registered it. audience: None for people's own data alone"""
    if not audience or audience == f"{identity.issuer}userinfo":
        return Api(None, None)
    if audience == management_audience(identity):
        return Api(audience, MANAGEMENT)
    server = identity.resource_servers.get(audience_id(audience))
    return None if server is None else Api(audience, server)


def permissions_of(identity: Identity, account: Account, api: Api) -> frozenset[str]:
    """Returns what somebody may do with an API by roles."""
    return frozenset(
        permission["permission_name"]
        for role in identity.roles_of(account)
        for permission in role["permissions"]
        if permission["resource_server_identifier"] == api.audience
    )


def scopes_for(identity: Identity, account: Account, api: Api) -> frozenset[str]:
    """Returns the scopes of an API that somebody may be given: all, or those of roles if the API says so."""
    if api.server is not None and api.server["enforce_policies"]:
        return api.scopes & permissions_of(identity, account, api)
    return api.scopes


def token_of_user(identity: Identity, granted: Granted, account: Account, api: Api, scope: str) -> str:
    """Returns an access token for somebody's application."""
    userinfo = f"{identity.issuer}userinfo"
    audience: Any = userinfo if api.audience is None else [api.audience, userinfo]
    claims: dict[str, Any] = {
        "sub": granted.user_id, "aud": audience, "azp": granted.client_id, "client_id": granted.client_id,
        "scope": scope, "gid": granted.family, "auth_time": granted.auth_time, "amr": list(granted.methods),
        "roles": identity.role_names(account),
    }  # fmt: skip
    if granted.session_id is not None:
        claims["sid"] = granted.session_id
    if api.server is not None:
        claims["permissions"] = sorted(permissions_of(identity, account, api) & api.scopes)
    return signed(identity, claims, api.lifetime_s)


def token_of_application(identity: Identity, client_id: str, api: Api, scope: str) -> str:
    """Returns an access token for an application by itself."""
    claims = {
        "sub": f"{client_id}@clients", "aud": api.audience, "azp": client_id, "client_id": client_id, "scope": scope,
        "gty": "client-credentials", "permissions": scope.split(),
    }  # fmt: skip
    return signed(identity, claims, api.lifetime_s)


def signed(identity: Identity, claims: Mapping[str, Any], lifetime_s: int) -> str:
    """Returns a token with claims of the issuer, the time and an id of its own added."""
    now = identity.clock.now_ms() // 1000
    key = identity.keys.current()
    whole = {"iss": identity.issuer, **claims, "iat": now, "exp": now + lifetime_s, "jti": secrets.token_urlsafe(16)}
    return jwt.encode({"alg": ALGORITHM, "typ": "at+jwt", "kid": key.kid}, whole, key, algorithms=[ALGORITHM])
