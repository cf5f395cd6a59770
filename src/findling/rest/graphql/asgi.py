"""The types of ASGI, and what an answer is that goes on for longer than a handler."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Protocol

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class Stream(Protocol):
    """A body that is made while it is sent."""

    async def serve(self, receive: Receive, send: Send) -> None:
        """Sends the body, after the headers; returns at its end, and when the client has gone."""
