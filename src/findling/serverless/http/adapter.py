"""An ASGI application behind HTTP events: one event loop, and its lifespan once, as long as the environment lives."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from findling.serverless.http.request import HttpEvent
from findling.serverless.http.response import Answer, error_answer, result_of

Message = MutableMapping[str, Any]
Application = Callable[[Any, Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]], Awaitable[None]]
logger = logging.getLogger("findling.serverless")


class Adapter:
    """Calls an application. Not thread-safe: Lambda sends an environment one event at a time."""

    def __init__(self, application: Application) -> None:
        """Runs the application's start. Raises RuntimeError if that fails."""
        self._application = application
        self._loop = asyncio.new_event_loop()
        asyncio.set_event_loop(self._loop)
        self._lifespan = _Lifespan(application)
        try:
            self._loop.run_until_complete(self._lifespan.start())
        except BaseException:
            self._end_loop()
            raise

    def __call__(self, event: HttpEvent) -> dict[str, Any]:
        """Returns the result of an event; what the application raises is an answer of status 500."""
        return result_of(event, self._loop.run_until_complete(self._answer(event)))

    def close(self) -> None:
        """Runs the application's end."""
        self._loop.run_until_complete(self._lifespan.stop())
        self._end_loop()

    def _end_loop(self) -> None:
        self._loop.run_until_complete(self._lifespan.finished())
        self._loop.run_until_complete(self._loop.shutdown_default_executor())
        asyncio.set_event_loop(None)
        self._loop.close()

    async def _answer(self, event: HttpEvent) -> Answer:
        exchange = _Exchange(event.body)
        try:
            await self._application(event.scope(self._lifespan.state), exchange.receive, exchange.send)
        except Exception as error:
            logger.exception("request failed method=%s path=%s", event.method, event.raw_path)
            return error_answer(500, "exception", str(error) or type(error).__name__)
        finally:
            exchange.done.set()
        return exchange.answer


class _Exchange:
    """One request's messages."""

    def __init__(self, body: bytes) -> None:
        self._body: bytes | None = body
        self._pieces: list[bytes] = []
        self.done = asyncio.Event()
        self.answer = Answer()

    async def receive(self) -> Message:
        if self._body is not None:
            body, self._body = self._body, None
            return {"type": "http.request", "body": body, "more_body": False}
        await self.done.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.answer.status = message["status"]
            self.answer.headers = [
                (name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in message.get("headers", ())
            ]
        elif message["type"] == "http.response.body":
            self._pieces.append(message.get("body", b""))
            if not message.get("more_body"):
                self.answer.body = b"".join(self._pieces)
                self.done.set()


class _Lifespan:
    """The application's lifespan. state: what it leaves for requests"""

    def __init__(self, application: Application) -> None:
        self._application = application
        self._received: asyncio.Queue[Message] = asyncio.Queue()
        self._told: asyncio.Queue[Message] = asyncio.Queue()
        self._task: asyncio.Task[None] | None = None
        self.state: dict[str, Any] = {}

    async def start(self) -> None:
        scope = {"type": "lifespan", "asgi": {"version": "3.0"}, "state": self.state}
        self._task = asyncio.ensure_future(self._run(scope))
        await self._tell("lifespan.startup")

    async def stop(self) -> None:
        if self._task is not None and not self._task.done():
            await self._tell("lifespan.shutdown")

    async def finished(self) -> None:
        """Returns once the application has left its lifespan."""
        if self._task is not None:
            await self._task

    async def _tell(self, what: str) -> None:
        await self._received.put({"type": what})
        answer = await self._told.get()
        if answer["type"].endswith(".failed"):
            raise RuntimeError(answer.get("message") or f"{what} failed")

    async def _run(self, scope: dict[str, Any]) -> None:
        try:
            await self._application(scope, self._received.get, self._told.put)
        except Exception:  # of an application that knows no lifespan, as the specification has it
            logger.debug("no lifespan", exc_info=True)
        await self._told.put({"type": "lifespan.none"})
