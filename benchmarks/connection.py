"""A client as thin as can be: one connection that is kept alive, whole answers, no parsing of them."""

import socket
from types import TracebackType
from typing import Self


class Connection:
    """A connection to a server on this machine."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def request(self, method: str, path: str, body: bytes | None = None) -> bytes:
        """Sends a request and returns the answer's body. Raises RuntimeError unless the status is 200."""
        return self.exchange(message(method, path, body))

    def exchange(self, request: bytes) -> bytes:
        """Sends a request's bytes and returns the answer's body. Raises RuntimeError unless the status is 200."""
        self._socket.sendall(request)
        answer = self._socket.recv(1 << 16)
        while b"\r\n\r\n" not in answer and (more := self._socket.recv(1 << 16)):
            answer += more
        head, _, body = answer.partition(b"\r\n\r\n")
        length = next(int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
        while len(body) < length:
            body += self._socket.recv(1 << 16)
        if not head.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(answer[:500].decode(errors="replace"))
        return body

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._socket.close()


def message(method: str, path: str, body: bytes | None = None) -> bytes:
    """Returns the bytes of a request."""
    head = [f"{method} {path} HTTP/1.1", "Host: localhost", "Content-Type: application/json"]
    head += [f"Content-Length: {len(body or b'')}", "", ""]
    return "\r\n".join(head).encode() + (body or b"")
