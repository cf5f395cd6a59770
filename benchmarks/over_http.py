"""The price of a search over HTTP: one client, one connection that is kept alive, a server in this process."""

import json
import socket
import statistics
import time
from typing import Any

from findling.node.node import Node
from findling.rest.server import ServerThread

_WARM_UP = 200
_CALLS = 1_000


def median_us(node: Node, path: str, body: dict[str, Any]) -> float:
    """Returns the median wall time of a request, from sending it to having the whole answer, in microseconds."""
    payload = json.dumps(body).encode()
    head = [f"POST {path} HTTP/1.1", "Host: localhost", "Content-Type: application/json"]
    head += [f"Content-Length: {len(payload)}", "", ""]
    request = "\r\n".join(head).encode() + payload
    with ServerThread(node) as server:
        host, _, port = server.url.removeprefix("http://").partition(":")
        with socket.create_connection((host, int(port))) as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for _ in range(_WARM_UP):
                _exchange(connection, request)
            times = []
            for _ in range(_CALLS):
                started = time.perf_counter_ns()
                _exchange(connection, request)
                times.append((time.perf_counter_ns() - started) / 1_000)
    return statistics.median(times)


def _exchange(connection: socket.socket, request: bytes) -> None:
    connection.sendall(request)
    answer = connection.recv(1 << 16)
    head, _, body = answer.partition(b"\r\n\r\n")
    length = next(int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
    if not head.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(answer[:500].decode(errors="replace"))
    missing = length - len(body)
    while missing > 0:
        missing -= len(connection.recv(1 << 16))
