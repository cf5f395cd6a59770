"""What else somebody shows than a password: `/u/second-factor`, and `/u/passkey` instead of one."""

from typing import Final

from findling.identity.service import Identity
from findling.identity.stores.users import Account
from findling.identity.web.forms import is_own_form
from findling.identity.web.pages import asked_of_form, page, parameter_of
from findling.identity.web.request import Request
from findling.identity.web.response import Response, json_response, oauth_failure
from findling.identity.web.routing import Route
from findling.identity.web.who import logged_in, onwards

_PURPOSE: Final = "second-factor"


def ask_for_code(identity: Identity, request: Request, account: Account, asked: str) -> Response:
    """Returns the page that asks one whose password is right for a code."""
    ticket = identity.tickets.create(_PURPOSE, account["user_id"], generation=account["generation"])
    return page(identity, request, "second-factor", asked=asked, values={"ticket": ticket})


def _sent(identity: Identity, request: Request) -> Response:
    asked, ticket = asked_of_form(request), request.field("ticket")
    kept = identity.tickets.look_at(_PURPOSE, ticket) if is_own_form(identity, request) else None
    account = None if kept is None else identity.entitled(kept["user_id"], kept["generation"])
    if account is None:
        return page(identity, request, "login", asked=asked, fault="stale-form", status=400)
    user_id = account["user_id"]
    method = identity.second_factor.use(user_id, request.field("code"))
    if method is None:
        locked = identity.second_factor.is_locked(user_id)
        identity.event("second_factor_failed", user_id=user_id, origin_address=request.address)
        fault, status = ("locked", 429) if locked else ("wrong-code", 400)
        values = {"ticket": ticket}
        return page(identity, request, "second-factor", asked=asked, values=values, fault=fault, status=status)
    if identity.tickets.use(_PURPOSE, ticket) is None:
        return page(identity, request, "login", asked=asked, fault="stale-form", status=400)
    return logged_in(identity, request, onwards(identity, asked), account, ["pwd", method, "mfa"])


def _passkey_options(identity: Identity, request: Request) -> Response:
    if not is_own_form(identity, request):
        return _stale()
    ticket, options = identity.passkeys.ask()
    return json_response({"ticket": ticket, "options": options})


def _passkey_sent(identity: Identity, request: Request) -> Response:
    if not is_own_form(identity, request):
        return _stale()
    asked = asked_of_form(request)
    account = identity.passkeys.account_of(request.field("ticket"), request.field("credential"))
    if account is None:
        client_id = parameter_of(asked, "client_id")
        identity.event("login_failed", method="passkey", origin_address=request.address, client_id=client_id)
        return oauth_failure("access_denied", "This passkey is not known here.", 403)
    place = dict(onwards(identity, asked).headers)["location"]
    return logged_in(identity, request, json_response({"location": place}), account, ["hwk", "user", "mfa"])


def _stale() -> Response:
    return oauth_failure("invalid_request", "This page was open for too long.")


ROUTES: Final = (
    Route(("POST",), "/u/second-factor", _sent),
    Route(("POST",), "/u/passkey/options", _passkey_options),
    Route(("POST",), "/u/passkey", _passkey_sent),
)
