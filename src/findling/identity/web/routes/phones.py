"""Somebody's number, verified by a code."""

from typing import Final

from findling.identity.frictionless.phones import send_code, verify_code
from findling.identity.service import Identity
from findling.identity.web.request import Request
from findling.identity.web.response import Response, json_response, oauth_failure
from findling.identity.web.routing import Route
from findling.identity.web.who import account_of_token, not_known


def _send(identity: Identity, request: Request) -> Response:
    account = account_of_token(identity, request)
    if account is None:
        return not_known()
    send_code(identity, account, request.field("phone_number"))
    return json_response({}, 202)


def _verify(identity: Identity, request: Request) -> Response:
    account = account_of_token(identity, request)
    if account is None:
        return not_known()
    changed = verify_code(identity, account, request.field("code"))
    if changed is None:
        return oauth_failure("invalid_grant", "The code is wrong, or too old.", 403)
    return json_response({"phone_number": changed["phone_number"], "phone_number_verified": True})


ROUTES: Final = (
    Route(("POST",), "/phone", _send, shared=True),
    Route(("POST",), "/phone/verify", _verify, shared=True),
)
