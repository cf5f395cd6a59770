"""Uvicorn's HTTP protocol with limits on the head of a request: its size (431) and the time it may take (408)."""

import asyncio
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MAX_HEADER_BYTES: Final = 16 << 10
HEAD_TIMEOUT_S: Final = 30.0


class LimitedProtocol(HttpToolsProtocol):
    """One connection. A head that is too large or too slow is answered and the connection closed."""

    head_timeout_s: float = HEAD_TIMEOUT_S
    _head_bytes = 0
    _head_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._start_timer()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_timer()
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._head_bytes = 0
        if self._head_timer is None:
            self._start_timer()

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
        super().on_headers_complete()

    def data_received(self, data: bytes) -> None:
        if self.transport.is_closing():
            return
        super().data_received(data)

    def send_400_response(self, msg: str) -> None:
        if not self.transport.is_closing():
            self._refuse(400, "illegal_argument_exception", msg)

    def _count(self, size: int) -> None:
        self._head_bytes += size
        if self._head_bytes > MAX_HEADER_BYTES and not self.transport.is_closing():
            self._refuse(431, "too_long_frame_exception", f"HTTP header is larger than {MAX_HEADER_BYTES} bytes.")

    def _start_timer(self) -> None:
        self._head_timer = self.loop.call_later(self.head_timeout_s, self._too_slow)

    def _stop_timer(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _too_slow(self) -> None:
        self._head_timer = None
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
