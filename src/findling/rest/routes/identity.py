"""The identity provider of this node, asked at the node's own port: a page of the node's reaches it without another
origin. Whoever may manage security manages it, without a token of its own. Not of Elasticsearch.
"""

from typing import Final
from urllib.parse import urlencode

from findling.base.errors import IllegalArgumentError, ResourceNotFoundError
from findling.identity.web.door import Door
from findling.node.services.node import Node
from findling.rest.request import Request
from findling.rest.response import Response, acknowledged
from findling.rest.route import Handler, Route
from findling.rest.secured import secured
from findling.security.authc.authentication import Authentication
from findling.security.service import Caller, Security

PREFIX: Final = "/_identity"
_TOKEN: Final = "/oauth/token"
_REALM: Final = "identity"


def provider(node: Node, request: Request) -> Response:
    """Tell where people log in, if there is a provider. Raises ResourceNotFoundError."""
    described = _door(node).describe()
    assert described is not None
    return Response(described)


def token(node: Node, request: Request) -> Response:
    """Give tokens for a code, as the provider's own token endpoint does."""
    return _asked(node, request, _TOKEN, None)


def logo(node: Node, request: Request) -> Response:
    """Return the logo of the provider's pages."""
    return _asked(node, request, "/u/logo", None)


def read(node: Node, request: Request) -> Response:
    """Read by the management API."""
    return _managed(node, request)


def write(node: Node, request: Request) -> Response:
    """Change something by the management API."""
    return _managed(node, request)


def mail(node: Node, request: Request) -> Response:
    """Send a mail to whoever asks."""
    identity = _door(node).identity
    assert identity is not None

    @secured
    def send(security: Security, caller: Caller, request: Request) -> Response:
        address = _address(node, caller.authentication)
        if address is None:
            raise IllegalArgumentError("there is no mail address of who asks")
        body = request.json()
        subject, text = body.get("subject"), body.get("text", "")
        if not isinstance(subject, str) or not isinstance(text, str):
            raise IllegalArgumentError("[subject] and [text] must be texts")
        identity.notices.send(address, subject, text)
        return acknowledged()

    return send(node, request)


def _address(node: Node, authentication: Authentication) -> str | None:
    """Returns the mail address of somebody, whom the provider or Findling itself knows; None if there is none.

    Of a provider's account it must have been verified: mails to others are not sent.
    """
    user = authentication.user
    identity = _door(node).identity
    if identity is not None and authentication.user_realm.name == _REALM:
        account = identity.users.get(user.username)
        return account["email"] if account is not None and account.get("email_verified") else None
    return user.email


def _managed(node: Node, request: Request) -> Response:
    if node.security is None or request.caller is None:
        raise _missing()
    return _asked(node, request, f"/api/v2/{request.part('path')}", request.caller.authentication.user.username)


def _asked(node: Node, request: Request, path: str, admitted: str | None) -> Response:
    headers = {name: value for name, value in request.headers.items() if name in ("content-type", "accept-language")}
    query = urlencode(request.query)
    answer = _door(node).ask(request.method, path, query, headers, request.body, request.address, admitted)
    assert answer is not None
    told = {name: value for name, value in answer.headers if name in ("cache-control", "www-authenticate")}
    kind = next((value for name, value in answer.headers if name == "content-type"), None)
    return Response(answer.body, answer.status, told, filtered=False, content_type=kind)


def _door(node: Node) -> Door:
    """Returns the way to the provider. Raises ResourceNotFoundError if there is none."""
    door = node.kept(Door)
    if door.identity is None:
        raise _missing()
    return door


def _missing() -> ResourceNotFoundError:
    return ResourceNotFoundError("no identity provider is served here, or security is off")


def _free(methods: str, path: str, handler: Handler) -> Route:
    """Returns a route that serves whoever asks, as it does at the provider's port."""
    return Route(tuple(methods.split()), f"{PREFIX}{path}", handler, frozenset(), is_checked=False, is_public=True)


_MANAGED: Final = f"{PREFIX}/api/v2/{{path*}}"
ROUTES: Final[list[Route]] = [
    _free("GET", "", provider),
    _free("POST", "/token", token),
    _free("GET", "/logo", logo),
    Route(("GET",), _MANAGED, read, frozenset(), is_checked=False),
    Route(("POST", "PUT", "PATCH", "DELETE"), _MANAGED, write, frozenset(), is_checked=False),
    Route(("POST",), f"{PREFIX}/mail", mail, frozenset(), is_checked=False),
]
