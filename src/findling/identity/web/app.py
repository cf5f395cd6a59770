"""The ASGI application of the provider's listener."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

from findling.base.error_body import status_of
from findling.base.errors import FindlingError
from findling.identity.service import Identity
from findling.identity.web.request import Request
from findling.identity.web.response import Response, oauth_failure
from findling.identity.web.routing import Route, Router, all_routes
from findling.node.services.node import Node

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

logger = logging.getLogger("findling.identity")

_MAX_BODY_BYTES: Final = 256 << 10
_MAX_LINE_BYTES: Final = 16 << 10
_THREADS: Final = 8
_MAX_WAITING: Final = 200
_CORS_HEADERS: Final = "authorization, content-type, auth0-client, dpop"
_HTTPS_ONLY: Final = "max-age=31536000"
_ERRORS: Final = {401: "invalid_token", 403: "access_denied", 404: "not_found", 429: "temporarily_unavailable"}


class IdentityApp:
    """Serves one provider, in threads of its own. `close` at the end, when nothing is served any more."""

    def __init__(self, identity: Identity) -> None:
        self.identity = identity
        self._router = Router(all_routes())
        self._pool = ThreadPoolExecutor(_THREADS, "findling-identity")

    @property
    def node(self) -> Node:
        return self.identity.node

    def close(self) -> None:
        self._pool.shutdown()
        self.identity.close()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        raw_path: str = (scope.get("raw_path") or scope["path"].encode()).decode("latin-1")
        client = scope.get("client")
        query_string = scope["query_string"].decode("latin-1")
        request = Request(scope["method"], raw_path, query_string, headers, address=client[0] if client else None)
        body = await _read(receive)
        if body is None:
            return
        if len(body) > _MAX_BODY_BYTES or len(query_string) > _MAX_LINE_BYTES:
            response = oauth_failure("invalid_request", "The request is too large.", 413)
        elif self._pool._work_queue.qsize() > _MAX_WAITING:
            response = oauth_failure("temporarily_unavailable", "Too many requests are waiting.", 503)
            response.with_header("retry-after", "1")
        else:
            request.body = body
            response = await asyncio.get_running_loop().run_in_executor(self._pool, self.handle, request)
        if self.identity.url.startswith("https:"):
            response.with_header("strict-transport-security", _HTTPS_ONLY)
        await send({"type": "http.response.start", "status": response.status, "headers": response.all_headers()})
        content = b"" if request.method == "HEAD" else response.body
        await send({"type": "http.response.body", "body": content})

    def ask_here(
        self, method: str, path: str, query_string: str, headers: Mapping[str, str], body: bytes,
        address: str | None, admitted: str | None,
    ) -> Response:  # fmt: skip
        """Answers a request that came another way, in this thread. admitted: see Request"""
        if len(body) > _MAX_BODY_BYTES:
            return oauth_failure("invalid_request", "The request is too large.", 413)
        return self.handle(Request(method, path, query_string, headers, body, address, admitted=admitted))

    def handle(self, request: Request) -> Response:
        """Answers a request in this thread; errors become answers too."""
        found = self._router.find(request.path)
        if not found:
            return oauth_failure("not_found", "There is nothing here.", 404)
        method = "GET" if request.method == "HEAD" else request.method
        allowed = ", ".join(sorted({method for route, _ in found for method in route.methods}))
        for route, parts in found:
            if method in route.methods:
                request.parts = parts
                response = self._answer(route, request)
                break
        else:
            response = Response(204)
            if method != "OPTIONS":
                response = oauth_failure("invalid_request", "This method is not allowed here.", 405)
            response.with_header("allow", allowed)
        if any(route.shared for route, _ in found):
            self._share(request, allowed, response)
        return response

    def _answer(self, route: Route, request: Request) -> Response:
        try:
            return route.handler(self.identity, request)
        except FindlingError as error:
            status = status_of(error)
            name = "server_error" if status >= 500 else _ERRORS.get(status, "invalid_request")
            return oauth_failure(name, error.reason, status)
        except (RecursionError, UnicodeError):
            return oauth_failure("invalid_request", "The request cannot be read.", 400)
        except Exception:
            logger.exception("request failed method=%s path=%s", request.method, request.path)
            return oauth_failure("server_error", "Something went wrong; the log has more.", 500)

    def _share(self, request: Request, allowed: str, response: Response) -> None:
        """Lets a page of an application read the answer."""
        response.with_header("vary", "origin")
        origin = request.headers.get("origin")
        if origin is None or not self.identity.is_origin(origin):
            return
        response.with_header("access-control-allow-origin", origin)
        if request.method == "OPTIONS":
            response.with_header("access-control-allow-methods", allowed)
            response.with_header("access-control-allow-headers", _CORS_HEADERS)
            response.with_header("access-control-max-age", "600")


async def _read(receive: Receive) -> bytes | None:
    """Returns the body, or a little more than is allowed of one that is too large; None if the client went away."""
    pieces: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        piece = message.get("body", b"")
        if size <= _MAX_BODY_BYTES:
            pieces.append(piece)
            size += len(piece)
        if not message.get("more_body"):
            return b"".join(pieces)
