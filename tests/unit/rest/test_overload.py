"""More than a server can do: refused with 429, stopped, and given back; over real sockets."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import orjson
import pytest
import urllib3

from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from findling.rest.protocol import LimitedProtocol
from findling.rest.server import ServerThread

JSON = {"Content-Type": "application/json"}
N_DOCS = 1_000
LONG: dict[str, Any] = {"query": {"match_phrase": {"t": {"query": "word " * 250, "slop": 100_000}}}}
"""A search of seconds within one kernel: each document has the word twice as often."""


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    config = NodeConfig(
        data=tmp_path / "data", sync=False, background=False, threads=4, search_threads=2, search_queue=1
    )
    with Node(config) as started:
        yield started


@pytest.fixture
def server(node: Node) -> Iterator[ServerThread]:
    with ServerThread(node) as started:
        yield started


@pytest.fixture
def http() -> Iterator[urllib3.PoolManager]:
    with urllib3.PoolManager(maxsize=80) as pool:
        yield pool


@pytest.fixture
def store(server: ServerThread, http: urllib3.PoolManager) -> str:
    lines = b'{"index":{}}\n{"t":"%s"}\n' % (b"word " * 500) * N_DOCS
    headers = {"Content-Type": "application/x-ndjson"}
    assert http.request("POST", f"{server.url}/store/_bulk?refresh=true", body=lines, headers=headers).status == 200
    return f"{server.url}/store"


def until(found: Callable[[], Any]) -> Any:
    """Returns what is found once it is anything."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if value := found():
            return value
        time.sleep(0.005)
    raise AssertionError("it did not come")


def search(http: urllib3.PoolManager, store: str, body: dict[str, Any], **headers: str) -> urllib3.BaseHTTPResponse:
    return http.request("POST", f"{store}/_search", body=orjson.dumps(body), headers={**JSON, **headers}, retries=False)


def opened(server: ServerThread) -> socket.socket:
    host, port = server.url.removeprefix("http://").split(":")
    return socket.create_connection((host, int(port)), timeout=20)


def head(path: str, length: int) -> bytes:
    lines = f"POST {path} HTTP/1.1", "Host: localhost", "Content-Type: application/json", f"Content-Length: {length}"
    return "".join(f"{line}\r\n" for line in (*lines, "")).encode()


def running(node: Node, action: str) -> list[Any]:
    return [task for task in node.tasks.running() if task.action == action]


def test_a_search_is_listed_and_cancelled(node: Node, store: str, http: urllib3.PoolManager) -> None:
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(search, http, store, LONG, **{"X-Opaque-Id": "mine"})
        until(lambda: running(node, "indices:data/read/search"))
        root = store.removesuffix("/store")
        listed = http.request("GET", f"{root}/_tasks?actions=*search&detailed").json()["nodes"][node.id]["tasks"]
        ((task_id, task),) = listed.items()
        assert task["description"].startswith('indices[store], search_type[QUERY_THEN_FETCH], source[{"query":{"match_')
        assert (task["cancellable"], task["cancelled"], task["headers"]) == (True, False, {"X-Opaque-Id": "mine"})
        assert http.request("POST", f"{root}/_tasks/{task_id}/_cancel").json()["nodes"]
        cancelled = answer.result(60)
    assert cancelled.status == 400
    assert cancelled.json()["error"]["type"] == "task_cancelled_exception"
    assert "task cancelled [by user request]" in cancelled.json()["error"]["reason"]
    assert not node.tasks.running()
    assert node.breakers.request.used == 0


def test_searches_of_a_multi_search_end_with_it(node: Node, store: str, http: urllib3.PoolManager) -> None:
    body = b"{}\n" + orjson.dumps(LONG) + b"\n"
    root = store.removesuffix("/store")
    with ThreadPoolExecutor(1) as pool:
        headers = {"Content-Type": "application/x-ndjson"}
        answer = pool.submit(http.request, "POST", f"{store}/_msearch", body=body * 3, headers=headers, retries=False)
        (part,) = until(lambda: running(node, "indices:data/read/search"))
        (whole,) = running(node, "indices:data/read/msearch")
        assert part.parent == whole.full_id
        assert whole.to_json(0)["description"].count("search_type[QUERY_THEN_FETCH]") == 3
        assert http.request("POST", f"{root}/_tasks/{whole.full_id}/_cancel").status == 200
        assert answer.result(20).status == 400
    assert not node.tasks.running()


def test_a_search_whose_client_has_gone_ends(node: Node, server: ServerThread, store: str) -> None:
    body = orjson.dumps(LONG)
    with opened(server) as connection:
        connection.sendall(head("/store/_search", len(body)) + body)
        until(lambda: running(node, "indices:data/read/search"))
    until(lambda: not node.tasks.running())
    until(lambda: node.breakers.in_flight.used == node.breakers.request.used == 0)


def test_a_timeout_is_kept_within_kernels(store: str, http: urllib3.PoolManager) -> None:
    answer = search(http, store, {**LONG, "timeout": "100ms"})
    assert (answer.status, answer.json()["timed_out"], answer.json()["hits"]["hits"]) == (200, True, [])


def test_who_is_there_is_said_without_a_thread(node: Node, server: ServerThread, http: urllib3.PoolManager) -> None:
    go = threading.Event()
    pool = node.pools.of("cluster:monitor/main")
    for _ in range(pool.size + 1):
        pool.submit(go.wait)
    try:
        assert http.request("GET", server.url).json()["tagline"] == "You Know, for Search"
        assert http.request("HEAD", server.url).status == 200
        assert http.request("GET", f"{server.url}/?x=1").status == 400
        assert pool.stats()["completed"] == 0
    finally:
        go.set()


def test_searches_that_find_no_room_are_refused(node: Node, store: str, http: urllib3.PoolManager) -> None:
    go = threading.Event()
    for _ in range(3):  # both threads are busy, and one call waits
        node.pools.search.submit(go.wait)
    refused = search(http, store, {})
    assert (refused.status, refused.headers["Retry-After"]) == (429, "1")
    error = refused.json()["error"]
    assert error["type"] == "es_rejected_execution_exception"
    assert error["reason"].startswith("rejected execution of ")
    root = store.removesuffix("/store")
    assert http.request("GET", root).status == 200
    assert http.request("PUT", f"{store}/_doc/1", body=b'{"t":"new"}', headers=JSON).status == 201
    (stats,) = http.request("GET", f"{root}/_nodes/stats/thread_pool").json()["nodes"].values()
    shown = stats["thread_pool"]["search"]
    assert (shown["active"], shown["queue"], shown["rejected"]) == (2, 1, 1)
    table = http.request("GET", f"{root}/_cat/thread_pool/search?h=name,active,queue,rejected,size,queue_size").data
    assert table.split() == [b"search", b"2", b"1", b"1", b"2", b"1"]
    go.set()
    assert until(lambda: search(http, store, {}).status == 200)


def test_nobody_starves_and_what_is_acknowledged_is_there(node: Node, store: str, http: urllib3.PoolManager) -> None:
    """64 clients at a server of two search threads and a queue of one."""
    statuses: list[int] = []
    written: list[str] = []

    def client(number: int) -> None:
        for step in range(4):
            doc_id = f"c{number}-{step}"
            answer = http.request("PUT", f"{store}/_doc/{doc_id}", body=b'{"t":"x"}', headers=JSON, retries=False)
            if answer.status == 201:
                written.append(doc_id)
        while (found := search(http, store, {"query": {"term": {"t": "word"}}})).status == 429:
            assert found.headers["Retry-After"] == "1"
            statuses.append(429)
        statuses.append(found.status)

    with ThreadPoolExecutor(64) as pool:
        list(pool.map(client, range(64)))
    assert statuses.count(200) == 64
    assert set(statuses) <= {200, 429}
    http.request("POST", f"{store}/_refresh")
    assert search(http, store, {"size": 0, "track_total_hits": True}).json()["hits"]["total"]["value"] == N_DOCS + len(
        written
    )


def test_writes_beside_too_many_others_are_refused_before_any_is_done(
    node: Node, store: str, http: urllib3.PoolManager
) -> None:
    body, ndjson = b'{"index":{}}\n{"t":"word"}\n' * 100, {"Content-Type": "application/x-ndjson"}
    with node.indexing.operation(node.indexing.limit - 50):
        refused = http.request("POST", f"{store}/_bulk", body=body, headers=ndjson, retries=False)
        assert (refused.status, refused.headers["Retry-After"]) == (429, "1")
        assert refused.json()["error"]["type"] == "es_rejected_execution_exception"
        assert refused.json()["error"]["reason"].startswith("rejected execution of coordinating operation [coord")
        long = orjson.dumps({"t": "word " * 100})
        assert http.request("PUT", f"{store}/_doc/1", body=long, headers=JSON, retries=False).status == 429
        assert http.request("PUT", f"{store}/_doc/2", body=b'{"t":"word"}', headers=JSON).status == 201
    root = store.removesuffix("/store")
    (stats,) = http.request("GET", f"{root}/_nodes/stats/indexing_pressure").json()["nodes"].values()
    memory = stats["indexing_pressure"]["memory"]
    assert (memory["current"]["all_in_bytes"], memory["total"]["coordinating_rejections"]) == (0, 2)
    http.request("POST", f"{store}/_refresh")
    counted = search(http, store, {"size": 0, "track_total_hits": True})
    assert counted.json()["hits"]["total"]["value"] == N_DOCS + 1


def test_long_bodies_that_do_not_end_leave_room_for_others(
    node: Node, server: ServerThread, store: str, http: urllib3.PoolManager
) -> None:
    node.breakers.arriving.limit = 5 << 20
    first, second = opened(server), opened(server)
    with first, second:
        first.sendall(head("/store/_search", 90 << 20) + b" " * (4 << 20))
        until(lambda: node.breakers.arriving.used > 3 << 20)
        second.sendall(head("/store/_search", 90 << 20) + b" " * (4 << 20))
        answer = second.recv(65536)
        assert answer.startswith(b"HTTP/1.1 429")
        assert b"retry-after: 1" in answer
        assert b"circuit_breaking_exception" in answer
        assert search(http, store, {}).status == 200
        body = orjson.dumps({"query": {"terms": {"t": ["x" * 1000] * 900}}})
        assert http.request("POST", f"{store}/_search", body=body, headers=JSON).status == 200
    until(lambda: node.breakers.arriving.used == 0 and node.breakers.in_flight.used == 0)


def test_a_body_has_a_deadline(server: ServerThread, store: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LimitedProtocol, "body_timeout_s", 0.02)
    monkeypatch.setattr(LimitedProtocol, "body_deadline_s", 0.1)
    with opened(server) as connection:
        connection.sendall(head("/store/_search", 90 << 20))
        connection.settimeout(0.001)
        answer = b""
        deadline = time.monotonic() + 20
        while not answer and time.monotonic() < deadline:
            try:
                connection.sendall(b" " * 4096)  # as fast as asked for
                answer = connection.recv(65536)
            except TimeoutError:
                continue
    assert answer.startswith(b"HTTP/1.1 408")


def test_values_of_a_body_count_before_they_are_read(node: Node, store: str, http: urllib3.PoolManager) -> None:
    body = b'{"a":[' + b"{}," * 100_000 + b"{}]}"
    node.breakers.request.limit = 20 << 20
    refused = http.request("POST", f"{store}/_search", body=body, headers=JSON)
    assert refused.status == 429
    assert "[request] Data too large, data for [<http_request>]" in refused.json()["error"]["reason"]
    assert node.breakers.request.used == 0
