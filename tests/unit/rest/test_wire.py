"""Abuse of HTTP itself: what two servers might read in two ways is refused; nothing hangs, nothing is a fault."""

import random
import socket
from collections.abc import Iterator

import pytest

from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from findling.rest.server import ServerThread

HEAD = b"POST /_search HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
GET = b"GET / HTTP/1.1\r\nHost: localhost\r\n"
SMUGGLED = b"GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n"
END = b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"

REFUSED = {
    "both lengths": HEAD + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
    "both lengths the other way": HEAD + b"Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
    "two lengths": HEAD + b"Content-Length: 2\r\nContent-Length: 30\r\n\r\n{}" + SMUGGLED,
    "the same length twice": HEAD + b"Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}",
    "a list of lengths": HEAD + b"Content-Length: 2, 2\r\n\r\n{}",
    "a length with a sign": HEAD + b"Content-Length: +2\r\n\r\n{}",
    "a negative length": HEAD + b"Content-Length: -2\r\n\r\n{}",
    "a hexadecimal length": HEAD + b"Content-Length: 0x2\r\n\r\n{}",
    "an unknown encoding": HEAD + b"Transfer-Encoding: xchunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
    "two encodings": HEAD + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
    "a blank before the colon": HEAD + b"Transfer-Encoding : chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
    "a folded line": GET + b"X-A: b\r\n c\r\n\r\n",
    "bare line feeds": b"GET / HTTP/1.1\nHost: localhost\n\n",
    "bare carriage returns": b"GET / HTTP/1.1\rHost: localhost\r\r",
    "a zero byte": GET + b"X: a\0b\r\n\r\n",
    "a header without a name": GET + b": x\r\n\r\n",
    "a header without a colon": GET + b"abc\r\n\r\n",
    "two hosts": GET + b"Host: evil.example\r\n\r\n",
    "two hosts, the own one last": b"GET / HTTP/1.1\r\nHost: evil.example\r\nHost: localhost\r\n\r\n",
    "HTTP/0.9": b"GET /\r\n\r\n",
    "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "HTTP/3.7": b"GET / HTTP/3.7\r\nHost: localhost\r\n\r\n",
    "a tunnel": b"CONNECT evil.example:80 HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "no method": b"FOO / HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "a negative chunk": HEAD + b"Transfer-Encoding: chunked\r\n\r\n-1\r\n{}\r\n0\r\n\r\n",
    "an endless chunk": HEAD + b"Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n{}\r\n0\r\n\r\n",
    "no chunk": HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
    "a chunk that is too long": HEAD + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}XX\r\n0\r\n\r\n",
    "chunks with line feeds": HEAD + b"Transfer-Encoding: chunked\r\n\r\n2\n{}\n0\n\n",
    "a URL that is not encoded": b"GET /\xc3\xa9 HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "a host in the URL without a path": b"GET http://evil.example HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(64),
    "all bytes": bytes(range(256)) * 4,
}
ANSWERED = {
    "another host in the URL": (b"GET http://evil.example/_cat HTTP/1.1\r\nHost: localhost\r\n\r\n", 403),
    "the own host in the URL": (b"GET http://localhost:1/_cat/health HTTP/1.1\r\nHost: evil.example\r\n\r\n", 200),
    "an upgrade": (GET + b"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\r\n", 200),
    "an upgrade to HTTP/2": (GET + b"Connection: Upgrade\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n\r\n", 200),
    "TRACE": (b"TRACE / HTTP/1.1\r\nHost: localhost\r\n\r\n", 405),
    "a part of a chunk": (HEAD + b"Transfer-Encoding: chunked\r\n\r\n2;a=b\r\n{}\r\n0\r\nX-T: 1\r\n\r\n", 200),
    "a wrong escape": (b"GET /%zz%00%ff HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
    "dots": (b"GET /../../etc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
    "a line feed in the URL": (b"GET /a%0d%0aX-Evil:b HTTP/1.1\r\nHost: localhost\r\n\r\n", 404),
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerThread]:
    config = NodeConfig(data=tmp_path_factory.mktemp("wire"), sync=False, background=False, threads=2)
    with Node(config) as node, ServerThread(node) as started:
        yield started


def exchange(server: ServerThread, request: bytes) -> bytes:
    """Sends bytes and returns all that comes until the server closes."""
    host, port = server.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(request)
        received = b""
        try:
            while chunk := connection.recv(65536):
                received += chunk
        except ConnectionResetError:
            pass  # it has closed with something of ours unread
        return received


def statuses(answer: bytes) -> list[int]:
    return [int(part[4:7]) for part in answer.split(b"HTTP/1.1 ") for part in [b"    " + part] if part[4:7].isdigit()]


@pytest.mark.parametrize("request_", REFUSED.values(), ids=REFUSED)
def test_what_is_read_in_two_ways_is_refused(server: ServerThread, request_: bytes) -> None:
    answer = exchange(server, request_)
    assert statuses(answer)[:1] in ([400], [])
    assert len(statuses(answer)) <= 1
    assert b"smuggled" not in answer


@pytest.mark.parametrize(("request_", "status"), ANSWERED.values(), ids=ANSWERED)
def test_odd_requests_are_answered(server: ServerThread, request_: bytes, status: int) -> None:
    answer = exchange(server, request_ + END)
    # behind one that wants another protocol nothing is read: the connection is closed
    assert statuses(answer) == ([status] if b"Upgrade" in request_ else [status, 200])
    assert b"\r\nX-Evil" not in answer.split(b"\r\n\r\n")[0]


def test_a_client_that_says_no_more_is_let_go(server: ServerThread) -> None:
    host, port = server.url.removeprefix("http://").split(":")
    for sent in (b"", b"GET", HEAD, HEAD + b"Content-Length: 100\r\n\r\n{"):
        with socket.create_connection((host, int(port)), timeout=10) as connection:
            connection.sendall(sent)
            connection.shutdown(socket.SHUT_WR)
            assert connection.recv(65536) == b""


def test_spoilt_requests_never_make_a_fault(server: ServerThread) -> None:
    rng = random.Random(5)
    whole = [*REFUSED.values(), *(request for request, _ in ANSWERED.values()), HEAD + b"Content-Length: 2\r\n\r\n{}"]
    host, port = server.url.removeprefix("http://").split(":")
    for _ in range(400):
        raw = bytearray(rng.choice(whole))
        for _ in range(rng.randrange(1, 4)):
            at = rng.randrange(len(raw))
            raw[at : at + rng.randrange(3)] = rng.choice(
                [b"", b"\r\n", b"\0", b" ", bytes([rng.randrange(256)]), b"\xff" * 9]
            )
        with socket.create_connection((host, int(port)), timeout=10) as connection:
            connection.sendall(bytes(raw))
            connection.shutdown(socket.SHUT_WR)
            try:
                answer = connection.recv(65536)
            except ConnectionResetError:
                answer = b""
        assert 500 not in statuses(answer), bytes(raw)
    assert statuses(exchange(server, END)) == [200]
