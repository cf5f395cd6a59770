"""The answers that are being sent for as long as clients want them."""

import asyncio

from findling.rest.graphql.asgi import Receive, Send, Stream


class OpenStreams:
    """All of one application. Only for the loop that serves it, but for `end`."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    async def serve(
        self, stream: Stream, status: int, headers: list[tuple[bytes, bytes]], receive: Receive, send: Send
    ) -> None:
        """Sends a stream until it ends, its client goes, or the server stops."""
        await send({"type": "http.response.start", "status": status, "headers": headers})
        task = asyncio.ensure_future(stream.serve(receive, send))
        self._tasks.add(task)
        try:
            await asyncio.wait({task})
        finally:
            self._tasks.discard(task)
            task.cancel()
        if task.cancelled():
            await send({"type": "http.response.body", "body": b""})
        else:
            task.result()

    def end(self) -> None:
        """Ends them all."""
        for task in self._tasks:
            task.cancel()
