"""OAuth's endpoints: where people are sent, and where applications get and give back tokens."""

from collections.abc import Mapping
from typing import Final

from findling.identity.oauth.authorization import authorize
from findling.identity.oauth.bearer import claims_of_token, is_for
from findling.identity.oauth.claims import claims_of
from findling.identity.oauth.endpoints import INTROSPECTION, REVOCATION, endpoint_server
from findling.identity.oauth.grants import token_server
from findling.identity.oauth.server import ProtocolRequest, Server
from findling.identity.service import Identity
from findling.identity.web.answers import answer
from findling.identity.web.request import Request
from findling.identity.web.response import Response, json_response
from findling.identity.web.routing import Route
from findling.identity.web.who import session_of


def _authorize(identity: Identity, request: Request) -> Response:
    parameters = request.query if request.method == "GET" else {**request.query, **request.form}
    session = session_of(identity, request)
    decided = authorize(identity, request.method, parameters, _credentials(request), session)
    return answer(identity, request, decided)


def _token(identity: Identity, request: Request) -> Response:
    return _answered(identity, token_server(identity), "token", request)


def _revoke(identity: Identity, request: Request) -> Response:
    return _answered(identity, endpoint_server(identity), REVOCATION, request)


def _introspect(identity: Identity, request: Request) -> Response:
    return _answered(identity, endpoint_server(identity), INTROSPECTION, request)


def _answered(identity: Identity, server: Server, what: str, request: Request) -> Response:
    asked = ProtocolRequest("POST", identity.url + request.path, request.form, _credentials(request))
    status, body, headers = server.answer(what, asked)
    kept = {name.lower(): value for name, value in headers if name.lower() == "www-authenticate"}
    if status == 401 and "www-authenticate" not in kept:
        kept["www-authenticate"] = 'Basic realm="oauth"'
    return json_response(body, status, kept)


def _credentials(request: Request) -> Mapping[str, str]:
    return {name: value for name, value in request.headers.items() if name == "authorization"}


def _userinfo(identity: Identity, request: Request) -> Response:
    posted = request.field("access_token") if request.method == "POST" else ""
    token = request.bearer or posted
    if not token:
        return Response(401, b"", [("www-authenticate", "Bearer")])
    claims = claims_of_token(identity, token)
    account = None
    if claims is not None and is_for(claims, f"{identity.issuer}userinfo"):
        account = identity.users.get(claims["sub"])
    if claims is None or account is None:
        told = {"error": "invalid_token", "error_description": "The access token is not valid."}
        return json_response(told, 401, {"www-authenticate": 'Bearer error="invalid_token"'})
    return json_response(claims_of(account, claims["scope"]))


ROUTES: Final = (
    Route(("GET", "POST"), "/authorize", _authorize),
    Route(("POST",), "/oauth/token", _token, shared=True),
    Route(("POST",), "/oauth/revoke", _revoke, shared=True),
    Route(("POST",), "/oauth/introspect", _introspect),
    Route(("GET", "POST"), "/userinfo", _userinfo, shared=True),
)
