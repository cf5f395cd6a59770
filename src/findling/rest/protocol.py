"""Uvicorn's HTTP protocol with limits on what a request may cost before it is one.

The head: its size (431) and the time it may take (408). The body: how slowly it may come and how long it may take
(408), and how much of it may be something else than body, such as the extensions of chunks (400). All is counted as it
comes in, byte by byte: a header without end is refused before it has one.
"""

import asyncio
from collections.abc import Callable
from typing import Any, Final

import httptools
from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from findling.base.lazy import lazy_module
from findling.rest.listening import ListeningConfig

_sockets = lazy_module("uvicorn.protocols.websockets.websockets_sansio_impl")

MAX_HEADER_BYTES: Final = 16 << 10
HEAD_TIMEOUT_S: Final = 30.0
BODY_TIMEOUT_S: Final = 30.0
MIN_BODY_BYTES: Final = 1 << 10
"""What must come of a body in each period of BODY_TIMEOUT_S."""
BODY_DEADLINE_S: Final = 300.0
"""When all of a body must have come."""
MAX_FRAMING_BYTES: Final = 16 << 10
FRAMING_PER_BYTE: Final = 16
"""What may come around a body: so much for each of its bytes, and MAX_FRAMING_BYTES beyond that."""
MAX_MESSAGE_BYTES: Final = 1 << 20
"""Of a WebSocket's messages."""


def web_socket(config: Config, server_state: ServerState, app_state: dict[str, Any]) -> asyncio.Protocol:
    """Returns the protocol of a connection that has been upgraded; loaded with the first one."""
    protocol: asyncio.Protocol = _sockets.WebSocketsSansIOProtocol(config, server_state, app_state)
    return protocol


class LimitedProtocol(HttpToolsProtocol):
    """One connection. A request that breaks a limit is answered and the connection closed."""

    head_timeout_s: float = HEAD_TIMEOUT_S
    body_timeout_s: float = BODY_TIMEOUT_S
    body_deadline_s: float = BODY_DEADLINE_S
    _body_began = 0.0
    _head_bytes = 0
    _raw_bytes = 0  # since the head or the body began, from the first read that began in it
    _body_bytes = 0
    _bytes_before = 0  # of the body when its timer was set
    _in_head = True
    _in_body = False
    _timer: asyncio.TimerHandle | None = None
    _certificate: dict[str, Any] | None = None  # of the client, as of ssl.getpeercert

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        connection = transport.get_extra_info("ssl_object")
        self._certificate = None if connection is None else connection.getpeercert()
        if isinstance(self.config, ListeningConfig) and not self._is_let_in(self.config):
            transport.close()
            return
        self._start_timer(self.head_timeout_s, self._head_too_slow)

    def _is_let_in(self, config: ListeningConfig) -> bool:
        address = self.client[0] if self.client else None
        if config.addresses.lets_in(address):
            return True
        config.refused(address)
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_timer()
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        if self._certificate:
            self.scope["findling.certificate"] = self._certificate  # type: ignore[typeddict-unknown-key]
        self._head_bytes = self._raw_bytes = 0
        self._in_head = True
        if self._timer is None:
            self._start_timer(self.head_timeout_s, self._head_too_slow)

    def on_url(self, url: bytes) -> None:
        self._count(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        self._count(len(name) + len(value) + 4)
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        self._stop_timer()
        if self._head_bytes > MAX_HEADER_BYTES:
            self._refuse(431, "too_long_frame_exception", f"HTTP header is larger than {MAX_HEADER_BYTES} bytes.")
            raise ValueError("head too large")
        fault = self._head_fault()
        if fault is not None:
            self._refuse(400, "illegal_argument_exception", fault)
            raise ValueError(fault)
        self._in_head, self._in_body = False, True
        self._raw_bytes = self._body_bytes = self._bytes_before = 0
        self._body_began = self.loop.time()
        self._start_timer(self.body_timeout_s, self._check_body)
        super().on_headers_complete()
        if self.parser.should_upgrade() and not self._should_upgrade() and self.cycle is not None:
            # the answer is one of HTTP/1.1, and the parser reads nothing behind such a request
            self.cycle.keep_alive = False

    def _should_upgrade(self) -> bool:
        """Only where WebSockets are: everywhere else the wish is passed over, as a server may."""
        config = self.config
        if not isinstance(config, ListeningConfig) or config.serving is None or not super()._should_upgrade():
            return False
        path = self.url.partition(b"?")[0].decode("latin-1")
        return self.scope["method"] == "GET" and config.serving.takes_socket(path)

    def handle_websocket_upgrade(self) -> None:
        self._stop_timer()
        if self._certificate:
            self.app_state = {**self.app_state, "findling.certificate": self._certificate}
        super().handle_websocket_upgrade()

    def _head_fault(self) -> str | None:
        """Returns what is wrong with a head that can be read: what another server might read in another way.

        A URL with a host (the absolute form) says for whom it is: that counts, not the header.
        """
        hosts = [value for name, value in self.headers if name == b"host"]
        if len(hosts) > 1:
            return "the request has more than one Host header"
        if self.parser.get_http_version() == "0.9":
            return "HTTP/0.9 is not spoken"
        if self.url.startswith((b"/", b"*")):
            return None
        parsed = httptools.parse_url(self.url)
        if parsed.host is None:
            return "the request has no path"
        host = parsed.host if parsed.port is None else b"%b:%d" % (parsed.host, parsed.port)
        self.headers[:] = [(b"host", host), *(header for header in self.headers if header[0] != b"host")]
        return None

    def on_body(self, body: bytes) -> None:
        self._body_bytes += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._in_body = False
        self._stop_timer()
        super().on_message_complete()

    def data_received(self, data: bytes) -> None:
        if self.transport.is_closing():
            return
        in_head, in_body = self._in_head, self._in_body
        super().data_received(data)
        # a read that began in the one and ended in the other is at most one buffer: it need not be counted
        if (in_head and self._in_head) or (in_body and self._in_body):
            self._raw_bytes += len(data)
            self._check_raw_bytes()

    def _check_raw_bytes(self) -> None:
        if self.transport.is_closing():
            return
        if self._in_head and self._raw_bytes > MAX_HEADER_BYTES:
            self._refuse(431, "too_long_frame_exception", f"HTTP header is larger than {MAX_HEADER_BYTES} bytes.")
        elif self._in_body and self._raw_bytes > MAX_FRAMING_BYTES + (FRAMING_PER_BYTE + 1) * self._body_bytes:
            self._refuse(400, "illegal_argument_exception", "the chunks of the request hold too little of its body")

    def send_400_response(self, msg: str) -> None:
        if not self.transport.is_closing():
            self._refuse(400, "illegal_argument_exception", msg)

    def _count(self, size: int) -> None:
        self._head_bytes += size
        if self._head_bytes > MAX_HEADER_BYTES and not self.transport.is_closing():
            self._refuse(431, "too_long_frame_exception", f"HTTP header is larger than {MAX_HEADER_BYTES} bytes.")

    def _start_timer(self, seconds: float, callback: Callable[[], None]) -> None:
        self._timer = self.loop.call_later(seconds, callback)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _head_too_slow(self) -> None:
        self._timer = None
        self._time_out()

    def _check_body(self) -> None:
        self._timer = None
        in_time = self.loop.time() - self._body_began < self.body_deadline_s
        if self.flow.read_paused or (in_time and self._body_bytes - self._bytes_before >= MIN_BODY_BYTES):
            self._bytes_before = self._body_bytes
            self._start_timer(self.body_timeout_s, self._check_body)
        else:
            self._time_out()

    def _time_out(self) -> None:
        if not self.transport.is_closing():
            self._refuse(408, "request_timeout_exception", "the request was not complete in time")

    def _refuse(self, status: int, error_type: str, reason: str) -> None:
        error = f'{{"type":"{error_type}","reason":"{reason}"}}'
        body = f'{{"error":{error[:-1]},"root_cause":[{error}]}},"status":{status}}}'.encode()
        phrase = {400: "Bad Request", 408: "Request Timeout", 431: "Request Header Fields Too Large"}[status]
        head = (
            f"HTTP/1.1 {status} {phrase}\r\nx-elastic-product: Elasticsearch\r\ncontent-type: application/json\r\n"
            f"content-length: {len(body)}\r\nconnection: close\r\n\r\n"
        )
        self.transport.write(head.encode() + body)
        self.transport.close()
