"""The server behind a real socket."""

import gzip
import selectors
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import orjson
import pytest
import urllib3

from findling.node.services.node import Node
from findling.rest.protocol import LimitedProtocol
from findling.rest.server import ServerThread, bind


@pytest.fixture
def server(node: Node) -> Iterator[ServerThread]:
    with ServerThread(node) as started:
        yield started


@pytest.fixture
def http() -> Iterator[urllib3.PoolManager]:
    with urllib3.PoolManager() as pool:
        yield pool


def raw_exchange(server: ServerThread, request: bytes) -> bytes:
    """Sends bytes and returns everything until the server closes the connection."""
    host, port = server.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(request)
        chunks = []
        while chunk := connection.recv(65536):
            chunks.append(chunk)
        return b"".join(chunks)


def test_answers_and_keeps_the_connection(server: ServerThread, http: urllib3.PoolManager) -> None:
    for _ in range(3):
        answer = http.request("GET", server.url + "/")
        assert answer.status == 200
        assert answer.headers["X-Elastic-Product"] == "Elasticsearch"
        assert answer.json()["tagline"] == "You Know, for Search"
    assert http.pools.get(next(iter(http.pools.keys()))).num_connections == 1


def test_encoded_slashes_stay_in_their_segment(server: ServerThread, http: urllib3.PoolManager) -> None:
    body, json_type = b'{"x": 1}', {"Content-Type": "application/json"}
    created = http.request("PUT", f"{server.url}/a/_doc/x%2Fy%20z", body=body, headers=json_type)
    assert created.json()["_id"] == "x/y z"
    assert created.headers["Location"] == "/a/_doc/x%2Fy+z"
    assert http.request("GET", f"{server.url}/a/_doc/x%2Fy%20z").json()["found"] is True


def test_gzip_both_ways(server: ServerThread, http: urllib3.PoolManager) -> None:
    lines = b"".join(
        b'{"index":{"_index":"a"}}\n' + orjson.dumps({"t": "word " * 20, "n": i}) + b"\n" for i in range(200)
    )
    headers = {"Content-Type": "application/x-ndjson", "Content-Encoding": "gzip", "Accept-Encoding": "gzip"}
    answer = http.request("POST", f"{server.url}/_bulk", body=gzip.compress(lines), headers=headers)
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.json()["errors"] is False


def test_bodies_that_are_too_large(server: ServerThread, http: urllib3.PoolManager) -> None:
    head = b"PUT /a/_doc/1 HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nConnection: close\r\n"
    announced = raw_exchange(server, head + b"Content-Length: 200000000\r\n\r\n")
    assert announced.startswith(b"HTTP/1.1 413")
    bomb = gzip.compress(b'{"a":"' + bytes(120 << 20) + b'"}')
    headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    answer = http.request("PUT", f"{server.url}/a/_doc/1", body=bomb, headers=headers)
    assert (answer.status, answer.json()["error"]["type"]) == (413, "content_too_long_exception")


def test_heads_that_are_too_large(server: ServerThread) -> None:
    answer = raw_exchange(server, b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: " + b"x" * 20_000 + b"\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 431")
    assert b"x-elastic-product: Elasticsearch" in answer
    assert orjson.loads(answer.partition(b"\r\n\r\n")[2])["status"] == 431


def test_heads_that_never_end(server: ServerThread, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LimitedProtocol, "head_timeout_s", 0.05)
    started = time.monotonic()
    assert raw_exchange(server, b"GET / HTTP/1.1\r\nHost: ").startswith(b"HTTP/1.1 408")
    assert time.monotonic() - started < 5


def is_ready(connection: socket.socket, events: int, timeout: float) -> bool:
    with selectors.DefaultSelector() as selector:
        selector.register(connection, events)
        return bool(selector.select(timeout))


def endless(server: ServerThread, head: bytes, piece: bytes) -> tuple[bytes, int]:
    """Sends pieces until the server answers. Returns the answer, and how many bytes were sent."""
    host, port = server.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(head)
        connection.setblocking(False)
        sent = 0
        while sent < 50_000_000:
            if is_ready(connection, selectors.EVENT_READ, 0.001):
                return connection.recv(65536), sent
            if is_ready(connection, selectors.EVENT_WRITE, 0.1):
                sent += connection.send(piece)
        raise AssertionError("no answer")


@pytest.mark.parametrize(
    ("head", "piece", "status"),
    [
        (b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: ", b"x" * 4096, b"431"),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\nX", b"x" * 4096, b"431"),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\n", b"X-Long: x\r\n" * 100, b"431"),
        (b"GET /", b"x" * 4096, b"431"),
        (b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n", b"0" * 4096, b"400"),
        (b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n1;", b"x" * 4096, b"400"),
        (b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", b"X: x\r\n" * 500, b"4"),
    ],
)
def test_what_never_ends_is_bounded_at_once(server: ServerThread, head: bytes, piece: bytes, status: bytes) -> None:
    answer, sent = endless(server, head, piece)
    assert answer.startswith(b"HTTP/1.1 " + status)
    assert sent < 10_000_000


def test_many_small_chunks_are_a_body(server: ServerThread) -> None:
    head = b"PUT /a/_doc/1 HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nConnection: close\r\n"
    chunks = b"".join(b"1\r\n%c\r\n" % byte for byte in b'{"a":"' + b"x" * 20_000 + b'"}')
    answer = raw_exchange(server, head + b"Transfer-Encoding: chunked\r\n\r\n" + chunks + b"0\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 201")


def test_bodies_that_come_too_slowly(server: ServerThread, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LimitedProtocol, "body_timeout_s", 0.05)
    head = (
        b"PUT /a/_doc/1 HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 9000\r\n\r\n"
    )
    assert raw_exchange(server, head + b'{"a"').startswith(b"HTTP/1.1 408")


def test_a_body_whose_length_is_no_length(server: ServerThread) -> None:
    for length in (b"9" * 5_000, b"-1", "²".encode()):
        answer = raw_exchange(server, b"PUT /a HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + length + b"\r\n\r\n")
        assert answer.startswith((b"HTTP/1.1 400", b"HTTP/1.1 413"))


def test_urls_that_are_too_long(server: ServerThread, http: urllib3.PoolManager) -> None:
    answer = http.request("GET", f"{server.url}/a/_search?q=" + "x" * 5000)
    assert (answer.status, answer.json()["error"]["type"]) == (400, "too_long_http_line_exception")


def test_nonsense_on_the_wire(server: ServerThread) -> None:
    answer = raw_exchange(server, b"\x16\x03\x01\x02\x00nonsense\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 400")
    assert b"x-elastic-product: Elasticsearch" in answer


def test_pipelined_requests_are_answered_in_order(server: ServerThread) -> None:
    one = b"GET /?filter_path=tagline HTTP/1.1\r\nHost: localhost\r\n\r\n"
    two = b"GET /_nope HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    answer = raw_exchange(server, one + two)
    assert answer.index(b"HTTP/1.1 200") < answer.index(b"HTTP/1.1 400")


def test_many_clients_at_once(server: ServerThread, http: urllib3.PoolManager) -> None:
    def work(number: int) -> Any:
        with urllib3.PoolManager() as own:
            return own.request("PUT", f"{server.url}/a/_doc/{number}", body=b'{"n":1}',
                               headers={"Content-Type": "application/json"}).status  # fmt: skip

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(work, range(40))) == {201}
    http.request("POST", f"{server.url}/a/_refresh")
    assert http.request("GET", f"{server.url}/a/_count").json()["count"] == 40


def test_stopping_frees_the_port(node: Node) -> None:
    server = ServerThread(node).start()
    port = int(server.url.rpartition(":")[2])
    server.stop()
    bind("127.0.0.1", port).close()
