"""Who sits at the browser."""

from collections.abc import Sequence

from findling.identity.service import Identity
from findling.identity.stores.sessions import Session
from findling.identity.stores.users import Account
from findling.identity.web.cookies import SESSION, cookie, set_cookie
from findling.identity.web.request import Request
from findling.identity.web.response import Response


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
    identity.event("logged_in", user_id=account["user_id"], session_id=session.id, methods=list(methods),
                   origin_address=request.address)  # fmt: skip
    return set_cookie(identity, response, SESSION, value)
