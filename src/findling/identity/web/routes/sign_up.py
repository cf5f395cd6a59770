"""`/u/signup`: the page where people sign up."""

from typing import Final

from findling.identity.accounts.sign_up import TAKEN, TOO_MANY
from findling.identity.service import Identity
from findling.identity.web.forms import is_own_form
from findling.identity.web.occasions import occasion_of
from findling.identity.web.pages import asked_of_form, asked_of_query, page, parameter_of
from findling.identity.web.request import Request
from findling.identity.web.response import Response
from findling.identity.web.routing import Route
from findling.identity.web.who import logged_in, onwards


def _shown(identity: Identity, request: Request) -> Response:
    asked = asked_of_query(request)
    if identity.config.identity_sign_up == "off":
        return page(identity, request, "login", asked=asked, fault="no-sign-up", status=403)
    return page(identity, request, "signup", asked=asked, values={"email": parameter_of(asked, "login_hint") or ""})


def _sent(identity: Identity, request: Request) -> Response:
    asked, email = asked_of_form(request), request.field("email")
    values = {"email": email}
    if identity.config.identity_sign_up == "off":
        return page(identity, request, "login", asked=asked, fault="no-sign-up", status=403)
    if not is_own_form(identity, request):
        return page(identity, request, "signup", asked=asked, values=values, fault="stale-form", status=400)
    made = identity.sign_up.attempt(email, request.field("password"), request.address)
    client_id = parameter_of(asked, "client_id")
    occasion = occasion_of(identity, request, asked, parameter_of(asked, "ui_locales"))
    if made.account is not None:
        identity.event(
            "signed_up", user_id=made.account["user_id"], client_id=client_id, origin_address=request.address
        )
        identity.recovery.ask_for_verification(email, occasion)
    elif made.fault == TAKEN:
        identity.event("sign_up_refused", client_id=client_id, origin_address=request.address)
        identity.recovery.tell_of_account(email, occasion)
    if identity.config.identity_sign_up == "verified" and made.fault in (None, TAKEN):
        return page(identity, request, "check-mail", asked=asked)
    if made.account is None:
        status = 429 if made.fault == TOO_MANY else 400
        return page(identity, request, "signup", asked=asked, values=values, fault=made.fault, status=status)
    return logged_in(identity, request, onwards(identity, asked), made.account, ["pwd"])


ROUTES: Final = (
    Route(("GET",), "/u/signup", _shown),
    Route(("POST",), "/u/signup", _sent),
)
