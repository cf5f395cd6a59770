"""Long answers leave in pieces, are accounted for while a slow client takes them, and are given up when it leaves."""

import gzip
import json
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import orjson
import pytest

from findling.base.errors import TaskCancelledError
from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from findling.rest.json_chunks import SLICE, joined, json_chunks
from findling.rest.server import ServerThread
from tests.reference.api import Api

N = 300
TEXT = "x" * 20_000


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerThread]:
    data = tmp_path_factory.mktemp("long")
    with Node(NodeConfig(data=data, sync=False, background=False, threads=4)) as node:
        api = Api(node)
        api.put("/x", {"settings": {"number_of_shards": 2}, "mappings": {"dynamic": False}})
        lines = "".join(f'{{"index":{{"_id":"{i}"}}}}\n{{"n":{i},"t":"{TEXT}"}}\n' for i in range(N))
        assert not api.post("/x/_bulk?refresh", lines).body["errors"]
        with ServerThread(node) as started:
            yield started


def asked(server: ServerThread, path: str, body: str, headers: str = "") -> socket.socket:
    """Returns the connection on which a request has been sent."""
    host, port = server.url.removeprefix("http://").split(":")
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 14)  # little is under way
    connection.settimeout(30)
    connection.connect((host, int(port)))
    kind = "application/x-ndjson" if "msearch" in path else "application/json"
    head = (
        f"POST {path} HTTP/1.1\r\nhost: {host}\r\ncontent-type: {kind}\r\n{headers}content-length: {len(body)}\r\n\r\n"
    )
    connection.sendall((head + body).encode())
    return connection


def answer(connection: socket.socket, begun: bytes = b"") -> tuple[bytes, bytes]:
    """Returns the head and the body of an answer."""
    data = bytearray(begun)
    while b"\r\n\r\n" not in data:
        data += connection.recv(1 << 16)
    head, _, rest = bytes(data).partition(b"\r\n\r\n")
    length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
    body = bytearray(rest)
    while len(body) < length:
        body += connection.recv(1 << 16)
    assert len(body) == length
    return head, bytes(body)


QUERY = json.dumps({"size": N, "sort": ["_doc"]})
REQUESTS: list[tuple[str, str, Callable[[Any], list[Any]]]] = [
    ("/x/_search", QUERY, lambda found: found["hits"]["hits"]),
    ("/x/_search?scroll=1m", QUERY, lambda found: found["hits"]["hits"]),
    ("/x/_msearch", f"{{}}\n{QUERY}\n{{}}\n{{}}\n", lambda found: found["responses"][0]["hits"]["hits"]),
    ("/x/_mget", json.dumps({"ids": [str(i) for i in range(N)]}), lambda found: found["docs"]),
]


@pytest.mark.parametrize(("path", "body", "entries"), REQUESTS)
@pytest.mark.parametrize("packed", [False, True])
def test_whole_and_released(
    server: ServerThread, path: str, body: str, entries: Callable[[Any], list[Any]], packed: bool
) -> None:
    with asked(server, path, body, "accept-encoding: gzip\r\n" if packed else "") as connection:
        begun = connection.recv(100)
        request = server.app.node.breakers.request
        assert packed or request.used > N * len(TEXT), begun  # it waits for this client
        _, raw = answer(connection, begun)
    found = orjson.loads(gzip.decompress(raw) if packed else raw)
    assert sorted(int(entry["_id"]) for entry in entries(found)) == list(range(N))
    assert {entry["_source"]["t"] for entry in entries(found)} == {TEXT}
    for _ in range(1000):
        if request.used == 0:
            break
        with asked(server, "/x/_count", "{}") as connection:
            answer(connection)
    assert request.used == 0


def test_an_answer_for_which_there_is_no_room_is_refused(server: ServerThread, monkeypatch: pytest.MonkeyPatch) -> None:
    node = server.app.node
    with asked(server, "/x/_search", QUERY) as connection:
        size = len(answer(connection)[1])
    monkeypatch.setattr(node.breakers.request, "limit", size - 1000)  # enough for the sources, not for the answer
    with asked(server, "/x/_search", QUERY) as connection:
        head, raw = answer(connection)
    assert head.startswith(b"HTTP/1.1 429")
    assert b"<http_response>" in raw or b"<fetch_phase>" in raw
    assert node.breakers.request.used == 0


@pytest.mark.parametrize(
    ("path", "body"),
    [("/x/_search", "{}"), ("/x/_search?scroll=1m", "{}"), ("/x/_msearch", "{}\n{}\n")],
)
def test_a_client_that_leaves_cancels_its_search(
    server: ServerThread, path: str, body: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    started, ended, stop = threading.Event(), threading.Event(), threading.Event()

    def search_on_and_on(target: Any, request: Any) -> Any:
        started.set()
        try:
            while not stop.is_set():
                target.ready.check()
        except TaskCancelledError:
            ended.set()
            raise

    monkeypatch.setitem(server.app.node.transport._actions, "query", search_on_and_on)
    try:
        with asked(server, path, body):
            assert started.wait(10)
        assert ended.wait(10)
    finally:
        stop.set()


@pytest.mark.parametrize("n", [0, SLICE, SLICE + 1, 5 * SLICE + 3])
def test_pieces_are_the_text_that_one_call_writes(n: int) -> None:
    def hits(count: int) -> dict[str, Any]:
        rows = [{"_id": str(i), "_source": orjson.Fragment(b'{"a":1}'), "sort": [i, None]} for i in range(count)]
        return {"total": {"value": count}, "hits": rows}

    for body in (
        {"took": 1, "hits": hits(n), "aggregations": {"a": {"value": 1.5}}},
        {"took": 1, "responses": [{"hits": hits(n), "status": 200}, {"error": {}, "status": 400}, {"hits": hits(n)}]},
        {"docs": [{"_id": str(i)} for i in range(n)]},
    ):
        expected = orjson.dumps(body)
        pieces = json_chunks(body, lambda: None)
        assert (pieces is None) == (n <= SLICE)
        if pieces is not None:
            assert b"".join(joined(pieces)) == expected


def test_what_nobody_waits_for_is_not_written() -> None:
    def left() -> None:
        raise TaskCancelledError("task cancelled")

    pieces = json_chunks({"docs": [{}] * 1000}, left)
    assert pieces is not None
    with pytest.raises(TaskCancelledError):
        joined(pieces)
