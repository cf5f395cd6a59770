"""`/u/login`: the page where people log in."""

from typing import Final

from findling.identity.accounts.second_factor import has_second_factor
from findling.identity.accounts.sign_in import LOCKED
from findling.identity.service import Identity
from findling.identity.stores.users import Account
from findling.identity.web.forms import is_own_form
from findling.identity.web.pages import asked_of_form, asked_of_query, page, parameter_of
from findling.identity.web.request import Request
from findling.identity.web.response import Response
from findling.identity.web.routes.second_factor import ask_for_code
from findling.identity.web.routing import Route
from findling.identity.web.who import logged_in, onwards

_STALE: Final = "stale-form"


def _shown(identity: Identity, request: Request) -> Response:
    asked = asked_of_query(request)
    return page(identity, request, "login", asked=asked, values={"email": parameter_of(asked, "login_hint") or ""})


def _sent(identity: Identity, request: Request) -> Response:
    asked, email = asked_of_form(request), request.field("email")
    if not is_own_form(identity, request):
        return page(identity, request, "login", asked=asked, values={"email": email}, fault=_STALE, status=400)
    attempt = identity.sign_in.attempt(email, request.field("password"), request.address)
    if attempt.account is None:
        locked = attempt.fault == LOCKED
        identity.event("login_locked" if locked else "login_failed", origin_address=request.address,
                       client_id=parameter_of(asked, "client_id"))  # fmt: skip
        status = 429 if locked else 400
        return page(
            identity, request, "login", asked=asked, values={"email": email}, fault=attempt.fault, status=status
        )
    return proceed(identity, request, attempt.account, asked)


def proceed(identity: Identity, request: Request, account: Account, asked: str) -> Response:
    """Returns the answer to one whose password is right."""
    if has_second_factor(account):
        return ask_for_code(identity, request, account, asked)
    return logged_in(identity, request, onwards(identity, asked), account, ["pwd"])


ROUTES: Final = (
    Route(("GET",), "/u/login", _shown),
    Route(("POST",), "/u/login", _sent),
)
