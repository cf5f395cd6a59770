"""The cookies of the provider: the session, and what forms are compared with.

Over HTTPS their names begin with `__Host-`, so that no other host of the domain can have set them.
"""

from typing import Final

from findling.identity.service import Identity
from findling.identity.web.request import Request
from findling.identity.web.response import Response

SESSION: Final = "findling_session"
CSRF: Final = "findling_csrf"


def cookie(identity: Identity, request: Request, name: str) -> str | None:
    """Returns the value of a cookie, None if the browser has none."""
    return request.cookies.get(_name(identity, name))


def set_cookie(identity: Identity, response: Response, name: str, value: str) -> Response:
    """Lets the browser keep a cookie until it is closed."""
    return response.with_header("set-cookie", _line(identity, name, value))


def drop_cookie(identity: Identity, response: Response, name: str) -> Response:
    """Lets the browser forget a cookie."""
    return response.with_header("set-cookie", _line(identity, name, "") + "; Max-Age=0")


def _line(identity: Identity, name: str, value: str) -> str:
    secure = "; Secure" if _is_secure(identity) else ""
    return f"{_name(identity, name)}={value}; Path=/; HttpOnly; SameSite=Lax{secure}"


def _name(identity: Identity, name: str) -> str:
    return f"__Host-{name}" if _is_secure(identity) else name


def _is_secure(identity: Identity) -> bool:
    return identity.url.startswith("https:")
