"""The ways to a token: a code, a refresh token, or an application's own secret."""

import hmac
from typing import Any, ClassVar, Final

from authlib.oauth2.rfc6749 import InvalidGrantError, InvalidRequestError, InvalidScopeError, UnauthorizedClientError
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant, BaseGrant, ClientCredentialsGrant, RefreshTokenGrant
from authlib.oauth2.rfc6749.models import AuthorizationCodeMixin, TokenMixin
from authlib.oauth2.rfc7636 import CodeChallenge

from findling.identity.oauth.access_tokens import Api, api_of, scopes_for, token_of_application, token_of_user
from findling.identity.oauth.application import ABOUT_PEOPLE, Application
from findling.identity.oauth.claims import id_token
from findling.identity.oauth.server import ProtocolRequest, Server
from findling.identity.service import Identity
from findling.identity.stores.registry import client_grant_id
from findling.identity.stores.tokens import Granted
from findling.identity.stores.users import Account

S256: Final = "S256"
_METHODS: Final = ["none", "client_secret_basic", "client_secret_post"]
_OFFLINE: Final = "offline_access"
_NO_STORE: Final = [("Content-Type", "application/json"), ("Cache-Control", "no-store"), ("Pragma", "no-cache")]


class Credential(AuthorizationCodeMixin, TokenMixin):
    """A code or refresh token as Authlib reads it. token: as the application brought it"""

    def __init__(self, granted: Granted, token: str) -> None:
        self.granted = granted
        self.token = token
        self.code_challenge = granted.challenge
        self.code_challenge_method = S256

    def get_redirect_uri(self) -> str | None:
        return self.granted.redirect_uri

    def get_scope(self) -> str:
        return self.granted.scope

    def check_client(self, client: Application) -> bool:
        return hmac.compare_digest(self.granted.client_id, client.id)


class GrantOfPeople(BaseGrant):
    """What the grants have in common that give tokens for somebody."""

    TOKEN_ENDPOINT_AUTH_METHODS = _METHODS
    TOKEN_RESPONSE_HEADER = _NO_STORE
    request: ProtocolRequest
    server: Server

    @property
    def identity(self) -> Identity:
        return self.server.identity

    def authenticate_user(self, credential: Credential) -> Account:
        account = self.identity.entitled(credential.granted.user_id, credential.granted.generation)
        if account is None:
            raise InvalidGrantError("This grant does not hold any more.")
        return account

    def tokens(self, granted: Granted, account: Account, scope: str) -> dict[str, Any]:
        """Returns access token and ID token. scope: what is asked for of what was granted"""
        api = api_of(self.identity, granted.audience)
        if api is None:
            raise InvalidGrantError("The API of this grant is registered no more.")
        allowed = scopes_for(self.identity, account, api)
        scope = " ".join(name for name in scope.split() if name in ABOUT_PEOPLE or name in allowed)
        access = token_of_user(self.identity, granted, account, api, scope)
        made = {"access_token": access, "token_type": "Bearer", "expires_in": api.lifetime_s, "scope": scope}
        if "openid" in scope.split():
            made["id_token"] = id_token(self.identity, granted, account, scope, access)
        return made


class CodeGrant(GrantOfPeople, AuthorizationCodeGrant):
    """A code for tokens. `/authorize` gives codes by itself: see authorization."""

    def query_authorization_code(self, code: str, client: Application) -> Credential | None:
        granted = self.identity.tokens.redeem(code, client.id)
        return None if granted is None else Credential(granted, code)

    def delete_authorization_code(self, authorization_code: Credential) -> None:
        """It was used up when it was read."""

    def generate_token(self, user: Account | None = None, scope: str = "", **options: Any) -> dict[str, Any]:
        assert user is not None
        granted: Granted = self.request.authorization_code.granted
        made = self.tokens(granted, user, scope)
        if _OFFLINE in scope.split() and self.request.client.check_grant_type("refresh_token"):
            made["refresh_token"] = self.identity.tokens.refresh_token(granted)
        self.identity.event("code_exchanged", user_id=granted.user_id, client_id=granted.client_id)
        return made


class RefreshGrant(GrantOfPeople, RefreshTokenGrant):
    """A refresh token for tokens and the next refresh token."""

    def authenticate_refresh_token(self, refresh_token: str) -> Credential | None:
        granted = self.identity.tokens.of_refresh_token(refresh_token, self.request.client.id)
        return None if granted is None else Credential(granted, refresh_token)

    def generate_token(self, user: Account | None = None, scope: str = "", **options: Any) -> dict[str, Any]:
        assert user is not None
        credential: Credential = self.request.refresh_token
        made = self.tokens(credential.granted, user, scope)
        following = self.identity.tokens.rotate(credential.token, credential.granted)
        if following is None:
            raise InvalidGrantError("This refresh token was used already.")
        self.identity.event(
            "token_refreshed", user_id=credential.granted.user_id, client_id=credential.granted.client_id
        )
        return {**made, "refresh_token": following}

    def revoke_old_credential(self, refresh_token: Credential) -> None:
        """It was used up when the next one was made."""


class ApplicationGrant(ClientCredentialsGrant):
    """An application's secret for a token of its own, for an API that it was granted."""

    TOKEN_ENDPOINT_AUTH_METHODS: ClassVar = ["client_secret_basic", "client_secret_post"]
    TOKEN_RESPONSE_HEADER = _NO_STORE
    request: ProtocolRequest
    server: Server

    def generate_token(self, scope: str | None = None, **options: Any) -> dict[str, Any]:
        identity, client = self.server.identity, self.request.client
        audience = self.request.payload.data.get("audience")
        if not audience:
            raise InvalidRequestError("Missing 'audience' in request.")
        api = api_of(identity, audience)
        grant = identity.client_grants.get(client_grant_id(client.id, audience))
        if api is None or api.audience is None or grant is None:
            raise UnauthorizedClientError("The client is not authorized to access this audience.")
        granted = [name for name in grant["scope"] if name in api.scopes]
        wanted = (scope or "").split()
        if not set(wanted) <= set(granted):
            raise InvalidScopeError("The client is not granted this scope.")
        given = " ".join(wanted or granted)
        access = token_of_application(identity, client.id, api, given)
        identity.event("client_token_issued", client_id=client.id, audience=audience)
        return {"access_token": access, "token_type": "Bearer", "expires_in": api.lifetime_s, "scope": given}


class ProofKey(CodeChallenge):
    """PKCE with S256, from the first request on: Authlib by itself asks for it only when the code is exchanged."""

    SUPPORTED_CODE_CHALLENGE_METHOD: ClassVar = [S256]

    def validate_code_challenge(self, grant: Any, redirect_uri: str) -> None:
        data = grant.request.payload.data
        if not data.get("code_challenge") or data.get("code_challenge_method") != S256:
            raise InvalidRequestError("PKCE is required: code_challenge with code_challenge_method S256.")
        super().validate_code_challenge(grant, redirect_uri)


def token_server(identity: Identity) -> Server:
    """Returns a server with all grants."""
    server = Server(identity, Api(None, None))
    server.register_grant(CodeGrant, [ProofKey(required=True)])
    server.register_grant(RefreshGrant)
    server.register_grant(ApplicationGrant)
    return server


def authorization_server(identity: Identity, audience: str | None) -> Server:
    """Returns a server that reads what `/authorize` is asked."""
    server = Server.of(identity, audience)
    server.register_grant(CodeGrant, [ProofKey(required=True)])
    return server
