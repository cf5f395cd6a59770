"""GraphQL over server-sent events, in both modes of graphql-sse."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

import orjson
import pytest
import urllib3

from findling.graphql.service import GraphQL
from findling.node.services.node import Node
from findling.rest.server import ServerThread
from tests.reference.api import Api

CHANGES = "subscription {posts_changes(after: -1) {seqNo node {title}}}"
EVENTS = {"accept": "text/event-stream"}
Event = tuple[str, Any]


class Events:
    """Reads events of an answer."""

    def __init__(self, answer: urllib3.BaseHTTPResponse) -> None:
        assert (answer.status, answer.headers["content-type"]) == (200, "text/event-stream; charset=utf-8")
        self._answer = answer
        self._rest = b""

    def next(self) -> Event:
        while True:
            block, found, self._rest = self._rest.partition(b"\n\n")
            if found and not block.startswith(b":"):
                name, data = (line.partition(b":")[2].strip() for line in block.split(b"\n"))
                return name.decode(), orjson.loads(data) if data else None
            if not found:
                piece = self._answer.read1()
                assert piece, "the stream has ended"
                self._rest = block + piece


@contextmanager
def streamed(http: urllib3.PoolManager, url: str, **options: Any) -> Iterator[Events]:
    method = "POST" if "json" in options else "GET"
    answer = http.request(
        method, url, headers={**EVENTS, **options.pop("headers", {})}, preload_content=False, **options
    )
    try:
        yield Events(answer)
    finally:
        answer.close()


def write(api: Api, doc_id: str, title: str) -> None:
    assert api.put(f"/posts/_doc/{doc_id}?refresh=true", {"title": title}).status == 201


def change(seq_no: int, title: str) -> dict[str, Any]:
    return {"data": {"posts_changes": {"seqNo": seq_no, "node": {"title": title}}}}


@pytest.mark.parametrize("path", ["/_graphql", "/_graphql/stream"])
def test_distinct_connections(server: ServerThread, http: urllib3.PoolManager, api: Api, path: str) -> None:
    write(api, "1", "a")
    with streamed(http, server.url + path, json={"query": CHANGES}) as events:
        assert events.next() == ("next", change(0, "a"))
        write(api, "2", "b")
        assert events.next() == ("next", change(1, "b"))
    with streamed(http, f"{server.url}{path}?query={quote(CHANGES)}") as events:
        assert [events.next(), events.next()] == [("next", change(0, "a")), ("next", change(1, "b"))]


def test_one_answer_and_the_end(server: ServerThread, http: urllib3.PoolManager) -> None:
    for query, member in (("{__typename}", "data"), ("{nothing}", "errors"), ("{", "errors")):
        with streamed(http, f"{server.url}/_graphql", json={"query": query}) as events:
            name, data = events.next()
            assert (name, list(data)) == ("next", [member])
            assert events.next() == ("complete", None)


def test_a_mutation_is_not_for_urls(server: ServerThread, http: urllib3.PoolManager, api: Api) -> None:
    write(api, "1", "a")
    mutation = "mutation {delete_posts(_id: 1) {_id}}"
    with streamed(http, f"{server.url}/_graphql?query={quote(mutation)}") as events:
        assert events.next() == ("next", {"errors": [{"message": "a mutation has to be sent by POST"}]})
    assert api.get("/posts/_doc/1").status == 200


def test_an_index_that_goes_ends_the_stream(server: ServerThread, http: urllib3.PoolManager, api: Api) -> None:
    write(api, "1", "a")
    with streamed(http, f"{server.url}/_graphql", json={"query": CHANGES}) as events:
        events.next()
        api.delete("/posts")
        name, data = events.next()
        assert (name, data["errors"][0]["extensions"]["type"]) == ("next", "index_not_found_exception")
        assert events.next() == ("complete", None)


def test_who_leaves_is_forgotten(server: ServerThread, http: urllib3.PoolManager, node: Node, api: Api) -> None:
    write(api, "1", "a")
    with streamed(http, f"{server.url}/_graphql", json={"query": CHANGES}) as events:
        events.next()
        assert node.kept(GraphQL).engine._subscriptions == 1
    server.stop()
    assert node.kept(GraphQL).engine._subscriptions == 0


def test_a_server_that_stops_does_not_wait_for_streams(server: ServerThread, http: urllib3.PoolManager) -> None:
    with streamed(http, f"{server.url}/_graphql", json={"query": CHANGES}):
        server.stop()


def reserved(server: ServerThread, http: urllib3.PoolManager) -> tuple[str, dict[str, str]]:
    """Returns the URL of streams, and the header that names a new one."""
    url = f"{server.url}/_graphql/stream"
    answer = http.request("PUT", url)
    assert (answer.status, answer.headers["content-type"]) == (201, "text/plain; charset=utf-8")
    return url, {"x-graphql-event-stream-token": answer.data.decode()}


def test_a_single_connection_for_many_operations(server: ServerThread, http: urllib3.PoolManager, api: Api) -> None:
    url, token = reserved(server, http)
    write(api, "1", "a")

    def ask(query: str, operation: str) -> int:
        body = {"query": query, "extensions": {"operationId": operation}}
        status: int = http.request("POST", url, json=body, headers=token).status
        return status

    assert ask("{__typename}", "early") == 202
    with streamed(http, url, headers=token) as events:
        assert events.next() == ("next", {"id": "early", "payload": {"data": {"__typename": "Query"}}})
        assert events.next() == ("complete", {"id": "early"})
        assert ask(CHANGES, "1") == 202
        assert events.next() == ("next", {"id": "1", "payload": change(0, "a")})
        assert ask(CHANGES, "1") == 400
        assert ask("{nothing}", "2") == 400
        assert http.request("DELETE", f"{url}?operationId=1", headers=token).status == 200
        assert ask(CHANGES, "1") == 202
        assert events.next() == ("next", {"id": "1", "payload": change(0, "a")})
        assert http.request("GET", url, headers={**EVENTS, **token}).status == 409
    with streamed(http, f"{url}?token={reserved(server, http)[1]['x-graphql-event-stream-token']}"):
        pass


def test_tokens_that_there_are_not(server: ServerThread, http: urllib3.PoolManager) -> None:
    url, token = reserved(server, http)
    strange = {"x-graphql-event-stream-token": "x"}
    assert http.request("GET", url, headers={**EVENTS, **strange}).status == 404
    assert http.request("POST", url, json={"query": "{a}"}, headers=strange).status == 404
    assert http.request("DELETE", f"{url}?operationId=1", headers=strange).status == 404
    assert http.request("DELETE", url, headers=token).status == 400
    assert http.request("POST", url, json={"query": "{a}"}, headers=token).status == 400
