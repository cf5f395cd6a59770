"""Revocation (RFC 7009) and introspection (RFC 7662)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from authlib.oauth2.rfc7009 import RevocationEndpoint
from authlib.oauth2.rfc7662 import IntrospectionEndpoint

from findling.identity.oauth.access_tokens import Api
from findling.identity.oauth.application import Application
from findling.identity.oauth.bearer import claims_of_token
from findling.identity.oauth.server import ProtocolRequest, Server
from findling.identity.service import Identity
from findling.identity.stores.registry import client_grant_id

REVOCATION: Final = "revocation"
INTROSPECTION: Final = "introspection"


@dataclass(frozen=True, slots=True)
class KnownToken:
    """A token as Authlib reads it. family: its grant, None for an application's own; claims: what it says"""

    client_id: str
    family: str | None
    claims: Mapping[str, Any]
    is_active: bool

    def check_client(self, client: Application) -> bool:
        return self.client_id == client.id

    def is_expired(self) -> bool:
        return not self.is_active

    def is_revoked(self) -> bool:
        return not self.is_active


def known_token(identity: Identity, token: str) -> KnownToken | None:
    """Returns an access or refresh token that was given here."""
    claims = claims_of_token(identity, token)
    if claims is not None:
        return KnownToken(claims["client_id"], claims.get("gid"), {**claims, "token_type": "Bearer"}, True)
    kept = identity.tokens.kept_refresh_token(token)
    if kept is None:
        return None
    is_active = identity.tokens.is_active(kept) and identity.entitled(kept["user_id"], kept["generation"]) is not None
    told = {
        "iss": identity.issuer, "sub": kept["user_id"], "client_id": kept["client_id"], "scope": kept["scope"],
        "exp": kept["expiration"] // 1000, "token_type": "refresh_token",
    }  # fmt: skip
    return KnownToken(kept["client_id"], kept["family"], told, is_active)


class Revocation(RevocationEndpoint):
    """Ends the whole grant of a token."""

    CLIENT_AUTH_METHODS: ClassVar = ["none", "client_secret_basic", "client_secret_post"]
    server: Server

    def query_token(self, token_string: str, token_type_hint: str | None) -> KnownToken | None:
        return known_token(self.server.identity, token_string)

    def revoke_token(self, token: KnownToken, request: ProtocolRequest) -> None:
        if token.family is not None:
            self.server.identity.tokens.revoke(token.family)
            self.server.identity.event("grant_revoked", client_id=token.client_id)


class Introspection(IntrospectionEndpoint):
    """Says what a token is: to the application it was given to, and to those that were granted its API."""

    CLIENT_AUTH_METHODS: ClassVar = ["client_secret_basic", "client_secret_post"]
    server: Server

    def query_token(self, token_string: str, token_type_hint: str | None) -> KnownToken | None:
        return known_token(self.server.identity, token_string)

    def check_permission(self, token: KnownToken, client: Application, request: ProtocolRequest) -> bool:
        grants = self.server.identity.client_grants
        audiences = token.claims.get("aud", [])
        listed = [audiences] if isinstance(audiences, str) else audiences
        return token.check_client(client) or any(grants.get(client_grant_id(client.id, one)) for one in listed)

    def introspect_token(self, token: KnownToken) -> dict[str, Any]:
        return dict(token.claims)


def endpoint_server(identity: Identity) -> Server:
    """Returns a server with both endpoints."""
    server = Server(identity, Api(None, None))
    server.register_endpoint(Revocation)
    server.register_endpoint(Introspection)
    return server
