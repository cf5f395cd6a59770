"""GraphQL over a WebSocket: the protocol's machine (`transport_ws`) with a socket around it.

Who upgrades a connection passes the doors that a request passes. Credentials come with the upgrade or, as web pages
cannot add headers to one, in the payload of `connection_init`.
"""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

import orjson

from findling.base.errors import AuthenticationError, FindlingError, SecurityError
from findling.base.lazy import lazy_module
from findling.graphql.request import GraphQLRequest, GraphQLResult
from findling.rest.graphql.asgi import Receive, Send
from findling.rest.graphql.operations import begin, deliver_all
from findling.rest.graphql.pump import Patience
from findling.rest.graphql.reading import failure
from findling.rest.graphql.session import Session
from findling.rest.graphql.transport_ws import (
    FORBIDDEN,
    INIT_TIMEOUT,
    Close,
    Initialise,
    Reply,
    Start,
    Step,
    Stop,
    TransportWs,
)

logger = logging.getLogger("findling.graphql")
uvicorn_utils = lazy_module("uvicorn.protocols.utils", optional=True)

_INTERNAL: Final = (4500, "Internal server error")


@dataclass(frozen=True, slots=True)
class SocketLimits:
    """init_s: how long a client may take until it says `connection_init`"""

    init_s: float = 10.0
    patience: Patience = field(default_factory=Patience)


class Socket:
    """One connection, once it is accepted."""

    def __init__(self, session: Session, receive: Receive, send: Send, limits: SocketLimits) -> None:
        self._session = session
        self._receive = receive
        self._send = send
        self._limits = limits
        self._machine = TransportWs()
        self._tasks: dict[str, asyncio.Task[None]] = {}

    async def run(self) -> None:
        """Serves until either side closes."""
        timer = asyncio.ensure_future(self._expect_init())
        try:
            while True:
                message = await self._receive()
                if message["type"] == "websocket.disconnect":
                    return
                text = message.get("text")
                step = self._machine.receive(message["bytes"] if text is None else text)
                if step is not None and not await self._take(step):
                    return
        finally:
            for task in (timer, *self._tasks.values()):
                task.cancel()
            await asyncio.gather(timer, *self._tasks.values(), return_exceptions=True)

    async def _expect_init(self) -> None:
        await asyncio.sleep(self._limits.init_s)
        if not self._machine.is_acknowledged:
            await self._close(*INIT_TIMEOUT)

    async def _take(self, step: Step) -> bool:
        """Does what the machine says. Returns whether the connection goes on."""
        match step:
            case Close(code, reason):
                await self._close(code, reason)
                return False
            case Initialise(payload):
                return await self._initialise(payload)
            case Reply(message):
                await self._say(message)
            case Start(operation, request):
                self._tasks[operation] = asyncio.ensure_future(self._carry_out(operation, request))
            case Stop(operation):
                self._tasks.pop(operation).cancel()
        return True

    async def _initialise(self, payload: Mapping[str, Any]) -> bool:
        credentials = _authorization(payload)
        if credentials is not None:
            self._session.request.headers["authorization"] = credentials
        try:
            await asyncio.get_running_loop().run_in_executor(self._session.node.patient_pool, self._session.identify)
        except SecurityError:
            await self._close(*FORBIDDEN)
            return False
        await self._say(self._machine.acknowledge())
        return True

    async def _carry_out(self, operation: str, request: GraphQLRequest) -> None:
        try:
            result = await self._result(operation, request)
            self._tasks.pop(operation, None)
            if self._machine.finish(operation) and result is not None:
                # who takes nothing is not told, either
                await asyncio.wait_for(self._say_end(operation, result), self._limits.patience.seconds)
        except AuthenticationError:
            await self._close(*FORBIDDEN)  # whose credentials no longer hold
        except (uvicorn_utils.ClientDisconnected, TimeoutError):
            pass
        except Exception:
            logger.exception("operation failed id=%s", self._session.request.id)
            await self._close(*_INTERNAL)

    async def _result(self, operation: str, request: GraphQLRequest) -> GraphQLResult | None:
        """Carries an operation out. Returns what it ends with."""
        encode = partial(_next, operation)
        try:
            begun = await begin(self._session, request)
            return await deliver_all(self._session, begun, encode, self._say_bytes, self._limits.patience)
        except AuthenticationError:
            raise
        except FindlingError as error:
            return failure(error)

    async def _say_end(self, operation: str, result: GraphQLResult) -> None:
        if not result.is_executed:
            await self._say({"id": operation, "type": "error", "payload": list(result.errors)})
            return
        await self._say_bytes(_next(operation, result))
        await self._say({"id": operation, "type": "complete"})

    async def _say(self, message: Mapping[str, Any]) -> None:
        await self._say_bytes(orjson.dumps(message))

    async def _say_bytes(self, message: bytes) -> None:
        await self._send({"type": "websocket.send", "text": message.decode()})

    async def _close(self, code: int, reason: str) -> None:
        await self._send({"type": "websocket.close", "code": code, "reason": reason})


def _next(operation: str, result: GraphQLResult) -> bytes:
    return orjson.dumps({"id": operation, "type": "next", "payload": result.to_json()})


def _authorization(payload: Mapping[str, Any]) -> str | None:
    """Returns the credentials of `connection_init`: a member `authorization`, or one of its `headers`."""
    headers = payload.get("headers")
    for members in (payload, headers if isinstance(headers, dict) else {}):
        for name, value in members.items():
            if name.lower() == "authorization" and isinstance(value, str):
                return value
    return None
