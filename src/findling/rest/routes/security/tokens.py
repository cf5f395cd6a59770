"""Tokens of users and of service accounts."""

from typing import Any, Final

from findling.base.errors import AuthenticationError, ServiceAccountTokenError
from findling.node.security.own import check_action
from findling.node.security.token_requests import (
    TokenFault,
    TokenRequest,
    parse_token_invalidation,
    parse_token_request,
)
from findling.node.services.node import Node
from findling.rest.request import Request
from findling.rest.response import Response
from findling.rest.route import Route, route
from findling.rest.secured import cleared, removed, secured
from findling.security.authc.authentication import NATIVE, RESERVED, Authentication
from findling.security.authc.credentials import Password
from findling.security.service import Caller, Security
from findling.security.service_accounts import check_token_name, service_accounts
from findling.security.tokens import LIFETIME_S, Tokens

_TOKEN: Final = "cluster:admin/xpack/security/token"


@secured
def create_token(security: Security, caller: Caller, request: Request) -> Response:
    """Gives an access token, for a password, another token, or to whoever asks."""
    try:
        asked = parse_token_request(request.any_json())
        check_action(security, caller, f"{_TOKEN}/{'refresh' if asked.refresh_token else 'create'}")
        tokens, authentication = _token_for(security, caller, asked)
    except TokenFault as fault:
        return Response(fault.to_json(), 400, filtered=False)
    refresh = {} if tokens.refresh is None else {"refresh_token": tokens.refresh}
    return Response(
        {
            "access_token": tokens.access,
            "type": "Bearer",
            "expires_in": LIFETIME_S,
            **({} if asked.scope is None else {"scope": asked.scope}),
            **refresh,
            "authentication": authentication.to_json(),
        }
    )


def _token_for(security: Security, caller: Caller, asked: TokenRequest) -> tuple[Tokens, Authentication]:
    if asked.grant_type == "refresh_token":
        refreshed = security.tokens.refresh(asked.refresh_token, caller.authentication)
        if refreshed is None:
            raise TokenFault("invalid_grant", "could not refresh the requested token")
        return refreshed
    if asked.grant_type == "client_credentials":
        if caller.authentication.token is not None:
            raise ServiceAccountTokenError("OAuth2 token creation is not supported for service accounts")
        return security.tokens.create(caller.authentication, refreshable=False), caller.authentication
    known = security.authenticator.verified(Password(asked.username, asked.password))
    if known is None:
        raise AuthenticationError(f"unable to authenticate user [{asked.username}] for action [{_TOKEN}/create]")
    authentication = Authentication(known.user, RESERVED if known.is_reserved else NATIVE)
    return security.tokens.create(authentication, refreshable=True), authentication


@secured
def invalidate_token(security: Security, caller: Caller, request: Request) -> Response:
    """Ends tokens."""
    asked = parse_token_invalidation(request.required_json())
    if asked.token is not None:
        answer = security.tokens.invalidate(asked.token)
    elif asked.refresh_token is not None:
        answer = security.tokens.invalidate_refresh(asked.refresh_token)
    else:
        return Response(security.tokens.invalidate_of(asked.username, asked.realm))
    known = answer["invalidated_tokens"] or answer["previously_invalidated_tokens"]
    return Response(answer, 200 if known else 404)


def _principal(request: Request) -> str:
    return f"{request.part('namespace')}/{request.part('service')}"


@secured
def get_accounts(security: Security, caller: Caller, request: Request) -> Response:
    """The service accounts there are."""
    wanted = (request.parts.get("namespace"), request.parts.get("service"))
    found: dict[str, Any] = {}
    for principal, role in service_accounts().items():
        parts = principal.split("/")
        if all(part in (None, own) for part, own in zip(wanted, parts, strict=True)):
            found[principal] = {"role_descriptor": role.to_json()}
    return Response(found)


@secured
def get_credentials(security: Security, caller: Caller, request: Request) -> Response:
    """The names of the tokens of a service account."""
    principal = _principal(request)
    names = security.services.names_of(principal)
    nodes = {"_nodes": {"total": 1, "successful": 1, "failed": 0}, "file_tokens": {}}
    return Response(
        {
            "service_account": principal,
            "count": len(names),
            "tokens": {name: {} for name in names},
            "nodes_credentials": nodes,
        }
    )


@secured
def create_service_token(security: Security, caller: Caller, request: Request) -> Response:
    """Creates a token of a service account."""
    name = request.parts.get("name")
    if name is not None:
        check_token_name(name)
    token = security.services.create(_principal(request), name)
    return Response({"created": True, "token": token})


@secured
def delete_service_token(security: Security, caller: Caller, request: Request) -> Response:
    """Removes a token of a service account."""
    return removed(security.services.delete(_principal(request), request.part("name")))


def clear_service_tokens(node: Node, request: Request) -> Response:
    """Forgets tokens that are in memory."""
    return cleared(node, request)


_SERVICE: Final = "/_security/service/{namespace}/{service}"
_CREDENTIAL: Final = f"{_SERVICE}/credential"

ROUTES: list[Route] = [
    *route("POST", "/_security/oauth2/token", create_token),
    *route("DELETE", "/_security/oauth2/token", invalidate_token, body=True),
    *route("GET", f"/_security/service /_security/service/{{namespace}} {_SERVICE}", get_accounts),
    *route("GET", _CREDENTIAL, get_credentials),
    *route("POST", f"{_CREDENTIAL}/token", create_service_token, "refresh", body=False),
    *route("PUT POST", f"{_CREDENTIAL}/token/{{name}}", create_service_token, "refresh", body=False),
    *route("DELETE", f"{_CREDENTIAL}/token/{{name}}", delete_service_token, "refresh"),
    *route("POST", f"{_CREDENTIAL}/token/{{name}}/_clear_cache", clear_service_tokens, body=False),
]
