"""The end of a session: `/v2/logout` as Auth0's libraries ask for it, and OpenID's RP-initiated logout."""

from typing import Final
from urllib.parse import quote

from findling.identity.oauth.bearer import claims_of_id_token
from findling.identity.service import Identity
from findling.identity.stores.registry import Entry
from findling.identity.web.cookies import SESSION, cookie, drop_cookie
from findling.identity.web.forms import FIELD, is_own_form
from findling.identity.web.pages import page
from findling.identity.web.request import Request
from findling.identity.web.response import Response, oauth_failure, redirect
from findling.identity.web.routing import Route
from findling.identity.web.who import session_of


def _of_libraries(identity: Identity, request: Request) -> Response:
    client_id, target = request.parameter("client_id"), request.parameter("returnTo")
    return _ended(identity, request, client_id, target, [])


def _of_openid(identity: Identity, request: Request) -> Response:
    given = {**request.query, **(request.form if request.method == "POST" else {})}
    values = {name: found[-1] for name, found in given.items() if found[-1]}
    hint = values.get("id_token_hint")
    client_id = values.get("client_id")
    session = session_of(identity, request)
    is_meant = session is None
    if hint is not None:
        claims = claims_of_id_token(identity, hint)
        if claims is None or client_id not in (None, claims["aud"]):
            return oauth_failure("invalid_request", "Invalid 'id_token_hint' in request.")
        client_id = str(claims["aud"])
        is_meant = session is None or claims["sub"] == session.user_id
    if not is_meant and not _is_confirmed(identity, request):
        # without somebody's own hint anybody's page could have sent the browser here
        hidden: dict[str, str] = {
            name: values[name] for name in ("client_id", "post_logout_redirect_uri", "state") if name in values
        }
        return page(identity, request, "logout", values=hidden)
    state = [("state", values["state"])] if "state" in values else []
    return _ended(identity, request, client_id, values.get("post_logout_redirect_uri"), state)


def _is_confirmed(identity: Identity, request: Request) -> bool:
    """Whether somebody has pressed the button of our page."""
    return request.method == "POST" and FIELD in request.form and is_own_form(identity, request)


def _ended(
    identity: Identity, request: Request, client_id: str | None, target: str | None, state: list[tuple[str, str]]
) -> Response:
    """Ends the session, and leads to a page that the application has registered for that."""
    client = identity.clients.get(client_id or "")
    response = page(identity, request, "message", notice="logged-out")
    if target is not None:
        if not _may_return(identity, client, client_id, target):
            return oauth_failure("invalid_request", "The page to return to is not registered for logouts.")
        separator = "&" if "?" in target else "?"
        response = redirect(target + "".join(f"{separator}{name}={quote(value, safe='')}" for name, value in state))
    session = identity.sessions.find(cookie(identity, request, SESSION))
    if session is not None:
        identity.sessions.end(session)
        identity.event("logged_out", user_id=session.user_id, session_id=session.id, client_id=client_id)
    return drop_cookie(identity, response, SESSION)


def _may_return(identity: Identity, client: Entry | None, client_id: str | None, target: str) -> bool:
    if client is not None:
        return target in client["allowed_logout_urls"]
    return client_id is None and any(target in one["allowed_logout_urls"] for one in identity.clients.all())


ROUTES: Final = (
    Route(("GET",), "/v2/logout", _of_libraries),
    Route(("GET", "POST"), "/oidc/logout", _of_openid),
)
