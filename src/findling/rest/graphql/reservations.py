"""Event streams that clients have reserved, by the tokens they were given."""

import secrets
import threading
from functools import partial
from typing import Final

from findling.base.errors import RejectedExecutionError, ResourceNotFoundError
from findling.node.services.node import Node
from findling.rest.graphql.event_stream import EventStream

MAX_STREAMS: Final = 1000
UNOPENED_MS: Final = 60_000
"""After which a stream that nobody has opened is forgotten."""


class Reservations:
    """Of one node: `node.kept(Reservations)`. Requests ask it in their threads."""

    def __init__(self, node: Node) -> None:
        self._node = node
        self._streams: dict[str, EventStream] = {}
        self._lock = threading.Lock()

    def reserve(self, owner: str | None) -> str:
        """Returns the token of a new stream. Raises RejectedExecutionError if there are as many as may be."""
        token = secrets.token_urlsafe(24)
        with self._lock:
            self._forget()
            if len(self._streams) >= MAX_STREAMS:
                raise RejectedExecutionError(f"there are [{MAX_STREAMS}] event streams already, as many as may be")
            self._streams[token] = EventStream(
                owner, self._node.clock.now_ms(), partial(self._streams.pop, token, None)
            )
        return token

    def find(self, token: str, owner: str | None) -> EventStream:
        """Returns a stream of one's own. Raises ResourceNotFoundError."""
        stream = self._streams.get(token)
        if stream is None or stream.owner != owner:
            raise ResourceNotFoundError("there is no event stream of this token")
        return stream

    def _forget(self) -> None:
        oldest = self._node.clock.now_ms() - UNOPENED_MS
        for token, stream in list(self._streams.items()):
            if not stream.is_open and stream.made_ms < oldest:
                self._streams.pop(token).forget()
