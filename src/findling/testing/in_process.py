"""Nodes for the official client (elasticsearch-py 8 and 9) that call the application directly, without a socket."""

import asyncio
import time
from typing import Any

from elastic_transport import ApiResponseMeta, BaseAsyncNode, BaseNode, HttpHeaders
from elastic_transport._node import NodeApiResponse
from elastic_transport.client_utils import DEFAULT

from findling.rest.app import App
from findling.rest.request import Request


def exchange(
    app: App, method: str, target: str, body: bytes | None, headers: HttpHeaders | None
) -> tuple[int, HttpHeaders, bytes]:
    """Answers one request in this thread. Returns status, headers and body."""
    path, _, query = target.partition("?")
    named = {name.lower(): value for name, value in (headers or {}).items()}
    # nothing is gained by compressing what never leaves the process
    named.pop("accept-encoding", None)
    rendered = app.handle(Request(method, path, {}, {}, named, body or b""), query)
    answered = HttpHeaders({name.decode("latin-1"): value.decode("latin-1") for name, value in rendered.headers})
    return rendered.status, answered, rendered.whole


def api_response(node: BaseNode, started: float, answer: tuple[int, HttpHeaders, bytes]) -> NodeApiResponse:
    status, headers, body = answer
    meta = ApiResponseMeta(status, "1.1", headers, time.perf_counter() - started, node.config)
    return NodeApiResponse(meta, body)


class InProcessNode(BaseNode):
    """Answers requests of a synchronous client in the thread that makes them."""

    app: App

    def perform_request(
        self,
        method: str,
        target: str,
        body: bytes | None = None,
        headers: HttpHeaders | None = None,
        request_timeout: Any = DEFAULT,
    ) -> NodeApiResponse:
        started = time.perf_counter()
        return api_response(self, started, exchange(self.app, method, target, body, headers))

    def close(self) -> None:
        """There is nothing to close."""


class InProcessAsyncNode(BaseAsyncNode):
    """Answers requests of an asynchronous client in the node's thread pool."""

    app: App

    async def perform_request(  # type: ignore[override]  # BaseAsyncNode does the same
        self,
        method: str,
        target: str,
        body: bytes | None = None,
        headers: HttpHeaders | None = None,
        request_timeout: Any = DEFAULT,
    ) -> NodeApiResponse:
        started = time.perf_counter()
        loop = asyncio.get_running_loop()
        answer = await loop.run_in_executor(
            self.app.node.pools.management, exchange, self.app, method, target, body, headers
        )
        return api_response(self, started, answer)

    async def close(self) -> None:  # type: ignore[override]
        """There is nothing to close."""


def node_class(app: App, asynchronous: bool = False) -> type[BaseNode]:
    """Returns a node class bound to one application, for the client's `node_class` argument."""
    base: type[BaseNode] = InProcessAsyncNode if asynchronous else InProcessNode
    return type(base.__name__, (base,), {"app": app})
