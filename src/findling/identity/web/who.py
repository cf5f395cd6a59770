"""Who sits at the browser."""

from collections.abc import Sequence

from findling.identity.frictionless.claiming import claim_contacts
from findling.identity.oauth.bearer import claims_of_token
from findling.identity.service import Identity
from findling.identity.stores.sessions import Session
from findling.identity.stores.users import Account
from findling.identity.web.cookies import SESSION, cookie, set_cookie
from findling.identity.web.request import Request
from findling.identity.web.response import Response, json_response, redirect


def session_of(identity: Identity, request: Request) -> Session | None:
    """Returns the browser's session, None if nobody is logged in."""
    session = identity.sessions.find(cookie(identity, request, SESSION))
    if session is None or identity.entitled(session.user_id, session.generation) is None:
        return None
    return session


def logged_in(
    identity: Identity, request: Request, response: Response, account: Account, methods: Sequence[str]
) -> Response:
    """Begins a session and returns an answer with its cookie; a session that was there before ends.

    methods: how somebody said who it is, as RFC 8176 has them
    """
    before = identity.sessions.find(cookie(identity, request, SESSION))
    if before is not None:
        identity.sessions.end(before)
    value, session = identity.sessions.start(account, methods, request.address, request.headers.get("user-agent"))
    identity.users.logged_in(account["user_id"], request.address)
    claim_contacts(identity, account)
    identity.event("logged_in", user_id=account["user_id"], session_id=session.id, methods=list(methods),
                   origin_address=request.address)  # fmt: skip
    return set_cookie(identity, response, SESSION, value)


def account_of_token(identity: Identity, request: Request) -> Account | None:
    """Returns whose access token a request brings; None for one of an application, of a guest, or of nobody."""
    claims = claims_of_token(identity, request.bearer) if request.bearer else None
    return None if claims is None or "gid" not in claims else identity.users.get(claims["sub"])


def not_known() -> Response:
    """Returns the answer to a request that brings no token of somebody."""
    told = {"error": "invalid_token", "error_description": "The access token is not somebody's, or not valid."}
    return json_response(told, 401, {"www-authenticate": 'Bearer error="invalid_token"'})


def onwards(identity: Identity, asked: str) -> Response:
    """Returns the way back to what somebody logged in for. asked: parameters of `/authorize`, "" if there are none"""
    return redirect(f"{identity.url}/authorize?{asked}" if asked else f"{identity.url}/u/account", 303)
