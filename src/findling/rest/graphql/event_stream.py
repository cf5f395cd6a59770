"""Answers as server-sent events, by the protocol of the npm package graphql-sse, in both of its modes.

Distinct connections: a request is answered with the events of its operation. Single connection: a client reserves a
stream, and what other requests ask for comes through that one.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Final, Self

import orjson

from findling.base.errors import FindlingError, IllegalArgumentError, RejectedExecutionError
from findling.graphql.request import GraphQLRequest, GraphQLResult
from findling.rest.graphql.asgi import Receive, Send
from findling.rest.graphql.operations import Begun, begin, deliver_all
from findling.rest.graphql.pump import Patience
from findling.rest.graphql.reading import failure
from findling.rest.graphql.session import Session

PING_S: Final = 12.0
MAX_OPERATIONS: Final = 100
HEADERS: Final = {
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-cache",
    "x-accel-buffering": "no",
}
_WAITING: Final = 16  # events that nobody has read yet, before whoever makes them waits
_PING: Final = b":\n\n"


class EventStream:
    """One stream of events. Made in any thread; served, started and stopped in the loop of the server.

    owner: name of who may use it; made_ms: when it was reserved; on_end: called when it has ended
    """

    def __init__(self, owner: str | None = None, made_ms: int = 0, on_end: Callable[[], object] | None = None) -> None:
        self.owner = owner
        self.made_ms = made_ms
        self.is_open = False
        self.patience = Patience()
        self._on_end = on_end
        self._events: asyncio.Queue[bytes | None] = asyncio.Queue(_WAITING)
        self._held: dict[str, tuple[Session, Begun]] = {}
        self._operations: dict[str, asyncio.Task[None]] = {}
        self._only: tuple[Session, GraphQLRequest] | None = None

    def begin_with(self, session: Session, request: GraphQLRequest) -> Self:
        """Makes it the stream of one operation, after which it ends. Returns it."""
        self._only = (session, request)
        return self

    async def serve(self, receive: Receive, send: Send) -> None:
        """Sends events until the operation has ended, or the client has gone."""
        self.is_open = True
        if self._only is not None:
            self._operations[""] = asyncio.ensure_future(self._carry_out_only(*self._only))
        for operation, (session, begun) in self._held.items():
            self._start(session, begun, operation)
        sender = asyncio.ensure_future(self._send_all(send))
        leaving = asyncio.ensure_future(_gone(receive))
        try:
            await asyncio.wait({sender, leaving}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            tasks = [sender, leaving, *self._operations.values()]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            if self._on_end is not None:
                self._on_end()

    def check(self, operation: str) -> None:
        """Raises IllegalArgumentError and RejectedExecutionError for an operation that cannot be started."""
        if operation in self._operations or operation in self._held:
            raise IllegalArgumentError(f"operation [{operation}] is running already")
        if len(self._operations) + len(self._held) >= MAX_OPERATIONS:
            raise RejectedExecutionError(f"more than [{MAX_OPERATIONS}] operations of one stream at the same time")

    def start(self, session: Session, begun: Begun, operation: str) -> None:
        """Sends what an operation gives; before the stream is open it is kept."""
        if self.is_open:
            self._start(session, begun, operation)
        else:
            self._held[operation] = (session, begun)

    def stop(self, operation: str) -> None:
        """Ends an operation; harmless if there is none."""
        task = self._operations.pop(operation, None)
        if task is not None:
            task.cancel()
        _, begun = self._held.pop(operation, (None, None))
        _close(begun)

    def forget(self) -> None:
        """Ends what a stream has that nobody has opened."""
        for _, begun in self._held.values():
            _close(begun)

    def _start(self, session: Session, begun: Begun, operation: str) -> None:
        self._operations[operation] = asyncio.ensure_future(self._carry_out(session, begun, operation))

    async def _carry_out_only(self, session: Session, request: GraphQLRequest) -> None:
        try:
            begun = await begin(session, request)
        except FindlingError as error:
            begun = failure(error)
        await self._carry_out(session, begun, "")
        await self._put(None)

    async def _carry_out(self, session: Session, begun: Begun, operation: str) -> None:
        encode = partial(_next, operation)
        try:
            result = await deliver_all(session, begun, encode, self._events.put, self.patience)
        except FindlingError as error:
            result = failure(error)
        if result is not None:
            await self._put(encode(result))
        self._operations.pop(operation, None)
        await self._put(_complete(operation))

    async def _put(self, event: bytes | None) -> None:
        """Queues an event that has to come; a client that takes nothing for long does not get it."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._events.put(event), self.patience.seconds)

    async def _send_all(self, send: Send) -> None:
        await _send(send, _PING)  # some browsers want to see something before they call the stream open
        while True:
            try:
                event = await asyncio.wait_for(self._events.get(), PING_S)
            except TimeoutError:
                event = _PING
            if event is None:
                break
            await _send(send, event)
        await send({"type": "http.response.body", "body": b"", "more_body": False})


class Handover:
    """The answer to a request that changes another's stream, which is done where that stream is served."""

    def __init__(self, change: Callable[[], None]) -> None:
        self._change = change

    async def serve(self, receive: Receive, send: Send) -> None:
        self._change()
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _send(send: Send, event: bytes) -> None:
    await send({"type": "http.response.body", "body": event, "more_body": True})


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _close(begun: Begun | None) -> None:
    if begun is not None and not isinstance(begun, GraphQLResult):
        begun.close()


def _next(operation: str, result: GraphQLResult) -> bytes:
    shown: object = result.to_json()
    if operation:
        shown = {"id": operation, "payload": shown}
    return b"event: next\ndata: " + orjson.dumps(shown) + b"\n\n"


def _complete(operation: str) -> bytes:
    return b"event: complete\ndata: " + (orjson.dumps({"id": operation}) if operation else b"") + b"\n\n"
