"""Guests come, and become somebody."""

from typing import Final

from findling.identity.frictionless.claiming import claim_contacts, claim_guest
from findling.identity.frictionless.guests import new_guest
from findling.identity.service import Identity
from findling.identity.web.request import Request
from findling.identity.web.response import Response, json_response, oauth_failure
from findling.identity.web.routing import Route
from findling.identity.web.who import account_of_token, not_known


def _come(identity: Identity, request: Request) -> Response:
    return json_response(new_guest(identity, request.field("client_id"), request.field("audience"), request.address))


def _claim(identity: Identity, request: Request) -> Response:
    account = account_of_token(identity, request)
    if account is None:
        return not_known()
    token = request.field("guest_token")
    claims = claim_contacts(identity, account)
    if token:
        claim = claim_guest(identity, account, token)
        if claim is None:
            return oauth_failure("invalid_grant", "This is no token of a guest, or the guest is somebody already.", 409)
        claims.append(claim)
    return json_response({"claims": [{"id": claim.id, "documents": len(claim.places)} for claim in claims]})


ROUTES: Final = (
    Route(("POST",), "/guests", _come, shared=True),
    Route(("POST",), "/guests/claim", _claim, shared=True),
)
