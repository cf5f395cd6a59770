"""The door of WebSockets: what of them are let in, and what is answered to the others."""

import asyncio
from collections.abc import Mapping
from typing import Any

import orjson

from findling.base.error_body import error_body, status_of
from findling.base.errors import AuthenticationError, FindlingError
from findling.node.services.node import Node
from findling.rest.doors import Doors
from findling.rest.graphql.asgi import Receive, Scope, Send
from findling.rest.graphql.session import Session
from findling.rest.graphql.socket import Socket, SocketLimits
from findling.rest.graphql.transport_ws import NOT_ACCEPTABLE, SUBPROTOCOL
from findling.rest.request import Request
from findling.rest.router import Router

PATHS = ("/_graphql", "/_graphql/stream")


class Sockets:
    """Of one application."""

    def __init__(self, node: Node, doors: Doors, router: Router) -> None:
        self.limits = SocketLimits()
        self._node = node
        self._doors = doors
        self._router = router

    def takes(self, path: str) -> bool:
        """Whether there are WebSockets at a path."""
        return path in PATHS

    async def serve(self, request: Request, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one, from its upgrade to its end."""
        await receive()  # that there is one
        match = self._router.find("GET", request.path)
        if match is None or match.route is None:
            await _refuse(send, 404, {"error": f"no handler found for uri [{request.path}]", "status": 404})
            return
        session = Session(self._node, request, match.route)
        try:
            self._doors.check_upgrade(request)
            await asyncio.get_running_loop().run_in_executor(session.node.patient_pool, _identify, session)
        except FindlingError as error:
            await _refuse(send, status_of(error), error_body(error, False), error)
            return
        is_spoken = SUBPROTOCOL in scope["subprotocols"]
        await send({"type": "websocket.accept", "subprotocol": SUBPROTOCOL if is_spoken else None})
        if not is_spoken:
            code, reason = NOT_ACCEPTABLE
            await send({"type": "websocket.close", "code": code, "reason": reason})
            return
        await Socket(session, receive, send, self.limits).run()


def _identify(session: Session) -> None:
    """Raises AuthenticationError for wrong credentials; those who have none may bring them with the first message."""
    try:
        session.identify()
    except AuthenticationError:
        if "authorization" in session.request.headers:
            raise


async def _refuse(send: Send, status: int, body: Mapping[str, Any], error: FindlingError | None = None) -> None:
    headers = [(b"x-elastic-product", b"Elasticsearch"), (b"content-type", b"application/json")]
    if isinstance(error, AuthenticationError):
        headers += [(b"www-authenticate", value.encode()) for value in error.challenges]
    await send({"type": "websocket.http.response.start", "status": status, "headers": headers})
    await send({"type": "websocket.http.response.body", "body": orjson.dumps(body)})
