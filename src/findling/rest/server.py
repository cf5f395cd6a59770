"""Runs a node behind a socket: in the main thread until Ctrl-C, or in a thread of its own for tests."""

import signal
import socket
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Any, Protocol, Self

import uvicorn

from findling.node.services.node import Node
from findling.rest.app import App, create_app
from findling.rest.listening import ListeningConfig
from findling.rest.protocol import MAX_MESSAGE_BYTES, LimitedProtocol, web_socket
from findling.security.keystore import KEY_PASSPHRASE

_BACKLOG = 2048


class Application(Protocol):
    """What can be served: an ASGI application of a node."""

    @property
    def node(self) -> Node: ...

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None: ...


def _config(app: Application) -> ListeningConfig:
    return ListeningConfig(
        app,
        app.node.config,
        lambda: app.node.secrets.text(KEY_PASSPHRASE),
        app if isinstance(app, App) else None,
        lambda address: _note_refused(app.node, address),
        loop="auto",
        http=LimitedProtocol,
        ws=web_socket,
        ws_max_size=MAX_MESSAGE_BYTES,
        ws_per_message_deflate=False,  # it would run in the loop that serves everybody
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=30,
        backlog=_BACKLOG,
    )


def _note_refused(node: Node, address: str | None) -> None:
    """Writes that a connection was not taken."""
    if node.security is not None:
        node.security.audit.write("connection_denied", None, event_type="ip_filter", origin_address=address)


def bind(host: str, port: int) -> socket.socket:
    """Returns a socket bound to an address. Raises OSError if it is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
    except OSError:
        bound.close()
        raise
    return bound


def serve(node: Node, listening: socket.socket, on_ready: Callable[[str], None] | None = None) -> None:
    """Serves a started node until SIGINT or SIGTERM, then lets running requests finish. The caller closes the node.

    listening: a bound socket, closed at the end
    on_ready: called with the URL once requests are answered
    """
    node.bound_address = address(listening)
    listening.listen(_BACKLOG)
    # uvicorn raises SIGTERM again once it has stopped, which by default ends the process before the node is closed
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    config = _config(create_app(node))
    server = _Server(config, on_ready, f"{config.scheme}://{node.bound_address}")
    try:
        server.run(sockets=[listening])
    except KeyboardInterrupt:
        pass  # uvicorn raises the signal again once it has stopped; stopping was all that was asked for
    finally:
        listening.close()


class _Server(uvicorn.Server):
    """Uvicorn's server, which says when it is ready."""

    def __init__(self, config: ListeningConfig, on_ready: Callable[[str], None] | None, url: str) -> None:
        super().__init__(config)
        self._serving = config.serving
        self._on_ready = on_ready
        self._url = url

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        if self._on_ready is not None:
            self._on_ready(self._url)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        if self._serving is not None:
            self._serving.end_streams()
        await super().shutdown(sockets=sockets)


def address(bound: socket.socket) -> str:
    """Returns "host:port" of a bound socket."""
    host, port = bound.getsockname()[:2]
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


class ServerThread:
    """A server in a thread of its own, on a free port unless told otherwise. A context manager; does not own the node.

    app: the application, by default that of the whole API; its node may be exchanged between requests
    bound: a bound socket to listen on instead of host and port, closed at the end
    """

    def __init__(
        self,
        node: Node,
        host: str = "127.0.0.1",
        port: int = 0,
        app: Application | None = None,
        bound: socket.socket | None = None,
    ) -> None:
        self._socket = bound or bind(host, port)
        self.app = app or create_app(node)
        config = _config(self.app)
        self._server = _Server(config, None, config.scheme)
        self._thread = threading.Thread(target=self._run, name="findling-http", daemon=True)
        if app is None:
            node.bound_address = address(self._socket)
        self.url = f"{config.scheme}://{address(self._socket)}"

    def start(self) -> Self:
        """Returns once requests are answered."""
        self._socket.listen(_BACKLOG)
        self._thread.start()
        return self

    def stop(self) -> None:
        """Stops after running requests are finished."""
        self._server.should_exit = True
        self._thread.join()
        self._socket.close()

    def _run(self) -> None:
        self._server.run(sockets=[self._socket])

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
