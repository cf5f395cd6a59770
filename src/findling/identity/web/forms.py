"""Forms that only the provider's own pages can post: a token in the form has to fit a cookie (CSRF)."""

import hashlib
import hmac
import os
import secrets
from typing import Final

from findling.base.errors import SecurityError
from findling.identity.service import Identity
from findling.identity.web.cookies import CSRF, cookie, set_cookie
from findling.identity.web.request import Request
from findling.identity.web.response import Response

_KEY: Final = os.urandom(32)
_OWN: Final = ("same-origin", "none")
FIELD: Final = "csrf"


def form_token(identity: Identity, request: Request) -> tuple[str, str | None]:
    """Returns the token of a form, and the cookie that has to be set for it, None if the browser has one."""
    known = cookie(identity, request, CSRF)
    value = known or secrets.token_urlsafe(24)
    return _token(value), None if known else value


def with_form_cookie(identity: Identity, response: Response, made: str | None) -> Response:
    """Returns an answer that sets the cookie of a form, if there is one to set."""
    return response if made is None else set_cookie(identity, response, CSRF, made)


def is_own_form(identity: Identity, request: Request) -> bool:
    """Whether a form was posted by a page of the provider. Raises SecurityError if by another origin's page."""
    origin, site = request.headers.get("origin"), request.headers.get("sec-fetch-site")
    if (origin is not None and origin != identity.url) or (site is not None and site not in _OWN):
        raise SecurityError("this form can be sent from this provider's own pages only")
    known = cookie(identity, request, CSRF)
    return known is not None and hmac.compare_digest(_token(known), request.field(FIELD))


def _token(value: str) -> str:
    return hmac.new(_KEY, value.encode(), hashlib.sha256).hexdigest()
