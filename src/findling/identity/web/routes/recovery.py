"""`/u/reset-request`, `/u/reset`, `/u/email-verification`: what the links of mails lead to.

A link alone does nothing: programs that look at mails follow links. What it is for is done by the button of its page.
"""

from typing import Final

from findling.identity.frictionless.claiming import claim_contacts
from findling.identity.service import Identity
from findling.identity.stores.tickets import RESET, VERIFY
from findling.identity.web.cookies import SESSION, drop_cookie
from findling.identity.web.forms import is_own_form
from findling.identity.web.occasions import occasion_of
from findling.identity.web.pages import asked_of_form, asked_of_query, page, parameter_of
from findling.identity.web.request import Request
from findling.identity.web.response import Response
from findling.identity.web.routing import Route

_EXPIRED: Final = "link-expired"


def _request_shown(identity: Identity, request: Request) -> Response:
    return page(identity, request, "reset-request", asked=asked_of_query(request))


def _request_sent(identity: Identity, request: Request) -> Response:
    asked, email = asked_of_form(request), request.field("email")
    if not is_own_form(identity, request):
        return page(identity, request, "reset-request", asked=asked, fault="stale-form", status=400)
    occasion = occasion_of(identity, request, asked, parameter_of(asked, "ui_locales"))
    identity.recovery.ask_for_reset(email, occasion)
    identity.event("reset_requested", client_id=parameter_of(asked, "client_id"), origin_address=request.address)
    return page(identity, request, "check-mail", asked=asked)


def _reset_shown(identity: Identity, request: Request) -> Response:
    ticket = request.parameter("ticket") or ""
    account = identity.recovery.account_of_reset(ticket, use=False)
    if account is None:
        return page(identity, request, "reset-request", fault=_EXPIRED, status=400)
    values = {"ticket": ticket, "email": account["email"]}
    return page(identity, request, "reset", asked=identity.recovery.asked_of(RESET, ticket), values=values)


def _reset_sent(identity: Identity, request: Request) -> Response:
    asked, ticket, password = asked_of_form(request), request.field("ticket"), request.field("password")
    account = identity.recovery.account_of_reset(ticket, use=False)
    if account is None:
        return page(identity, request, "reset-request", asked=asked, fault=_EXPIRED, status=400)
    fault = None if is_own_form(identity, request) else "stale-form"
    fault = fault or identity.password_rules.fault(password, account["email"])
    if fault is not None:
        values = {"ticket": ticket, "email": account["email"]}
        return page(identity, request, "reset", asked=asked, values=values, fault=fault, status=400)
    hashed = identity.hash(password)
    account = identity.recovery.account_of_reset(ticket, use=True)
    changed = None if account is None else identity.recovery.reset(account, hashed)
    if account is None or changed is None:
        return page(identity, request, "reset-request", asked=asked, fault=_EXPIRED, status=400)
    identity.end_all(account["user_id"])
    claim_contacts(identity, changed)
    identity.event("password_reset", user_id=account["user_id"], origin_address=request.address)
    shown = page(
        identity,
        request,
        "login",
        asked=asked,
        values={"email": account["email"]},
        notice="password-changed",
    )
    return drop_cookie(identity, shown, SESSION)


def _verification_shown(identity: Identity, request: Request) -> Response:
    ticket = request.parameter("ticket") or ""
    kept = identity.tickets.look_at(VERIFY, ticket)
    if kept is None:
        return page(identity, request, "message", fault=_EXPIRED, status=400)
    return page(
        identity, request, "email-verification", asked=kept["asked"], values={"ticket": ticket, "email": kept["email"]}
    )


def _verification_sent(identity: Identity, request: Request) -> Response:
    asked, ticket = asked_of_form(request), request.field("ticket")
    if not is_own_form(identity, request):
        return page(
            identity,
            request,
            "email-verification",
            asked=asked,
            values={"ticket": ticket},
            fault="stale-form",
            status=400,
        )
    account = identity.recovery.verify(ticket)
    if account is None:
        return page(identity, request, "message", asked=asked, fault=_EXPIRED, status=400)
    claim_contacts(identity, account)
    identity.event("email_verified", user_id=account["user_id"], origin_address=request.address)
    return page(
        identity,
        request,
        "login",
        asked=asked,
        values={"email": account["email"]},
        notice="email-verified",
    )


ROUTES: Final = (
    Route(("GET",), "/u/reset-request", _request_shown),
    Route(("POST",), "/u/reset-request", _request_sent),
    Route(("GET",), "/u/reset", _reset_shown),
    Route(("POST",), "/u/reset", _reset_sent),
    Route(("GET",), "/u/email-verification", _verification_shown),
    Route(("POST",), "/u/email-verification", _verification_sent),
)
