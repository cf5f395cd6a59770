"""Handlers that ask for a scope: the access token has to be for this API and to have been given it. Whom the node
itself lets in, by its own privileges, needs no token.
"""

from collections.abc import Mapping
from functools import wraps
from typing import Any

from findling.identity.oauth.access_tokens import management_audience
from findling.identity.oauth.bearer import claims_of_token, is_for
from findling.identity.service import Identity
from findling.identity.web.management.members import fault
from findling.identity.web.request import Request
from findling.identity.web.response import Response, json_response
from findling.identity.web.routing import Handler, Route

ROOT = "/api/v2"


def scoped(method: str, path: str, scope: str, handler: Handler) -> Route:
    """Returns the route of a handler that is run with a scope only. path: below `/api/v2`"""

    @wraps(handler)
    def asked(identity: Identity, request: Request) -> Response:
        who = {"user_name": request.admitted}
        if request.admitted is None:
            claims = claims_of_token(identity, request.bearer or "")
            if claims is None or not is_for(claims, management_audience(identity)):
                return _refused(401, "invalid_token", "The access token is not valid for this API.")
            if scope not in claims["scope"].split():
                return _refused(403, "insufficient_scope", f"This needs the scope {scope}.", scope)
            who = {"user_name": claims["sub"], "client_id": claims["client_id"]}
        response = handler(identity, request)
        if method != "GET":
            members = {"request_method": method, "url_path": request.path, "response_status": response.status}
            identity.event("managed", **who, **members)
        return response

    return Route((method,), ROOT + path, asked, shared=True)


def managed_error(status: int, error: str, message: str) -> Response:
    """Returns an error in the forms of OAuth and of Auth0 at once."""
    told = {"error": error, "error_description": message, "message": message, "statusCode": status}
    return json_response(told, status)


def not_found(what: str) -> Response:
    """Returns that there is no such thing."""
    return managed_error(404, "not_found", f"There is no such {what}.")


def pages(request: Request) -> tuple[int, int]:
    """Returns where a page begins and how many it has. Raises IllegalArgumentError."""
    page, size = _whole(request, "page", 0), _whole(request, "per_page", 50)
    return page * min(size, 100), min(size, 100)


def listed(request: Request, name: str, shown: list[Mapping[str, Any]], total: int) -> Response:
    """Returns a page of a list, with totals if they are asked for."""
    if request.parameter("include_totals") != "true":
        return json_response(shown)
    start, limit = pages(request)
    return json_response({"start": start, "limit": limit, "length": len(shown), "total": total, name: shown})


def _whole(request: Request, name: str, default: int) -> int:
    value = request.parameter(name)
    if value is None:
        return default
    if not (value.isascii() and value.isdigit() and len(value) < 8):
        raise fault(name, "a whole number")
    return int(value)


def _refused(status: int, error: str, message: str, scope: str | None = None) -> Response:
    challenge = f'Bearer error="{error}"' + ("" if scope is None else f', scope="{scope}"')
    return managed_error(status, error, message).with_header("www-authenticate", challenge)
