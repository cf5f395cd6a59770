"""GraphQL over WebSockets, by graphql-transport-ws."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import orjson
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from findling.graphql.service import GraphQL
from findling.node.services.node import Node
from findling.rest.app import App
from findling.rest.graphql.pump import Patience
from findling.rest.graphql.socket import SocketLimits
from findling.rest.server import ServerThread
from tests.reference.api import Api

CHANGES = "subscription ($after: Position) {posts_changes(after: $after) {id seqNo cursor node {title}}}"
TIMEOUT_S = 20


class Client:
    """Says messages, and hears them."""

    def __init__(self, connection: ClientConnection) -> None:
        self.socket = connection

    def say(self, **message: Any) -> None:
        self.socket.send(orjson.dumps(message).decode())

    def hear(self) -> Any:
        return orjson.loads(self.socket.recv(TIMEOUT_S))

    def subscribe(self, operation: str, query: str, **variables: Any) -> None:
        self.say(type="subscribe", id=operation, payload={"query": query, "variables": variables})

    def closed_with(self) -> tuple[int, str]:
        with pytest.raises(ConnectionClosed) as closed:
            self.socket.recv(TIMEOUT_S)
        assert closed.value.rcvd is not None
        return closed.value.rcvd.code, closed.value.rcvd.reason


@contextmanager
def opened(server: ServerThread, path: str = "/_graphql", host: str | None = None, **options: Any) -> Iterator[Client]:
    options.setdefault("subprotocols", ["graphql-transport-ws"])
    address, port = server.url.removeprefix("http://").split(":")
    url = f"ws://{host or address}:{port}{path}"
    raw = socket.create_connection((address, int(port)), timeout=TIMEOUT_S)
    with connect(url, sock=raw, open_timeout=TIMEOUT_S, close_timeout=1, proxy=None, **options) as connection:
        yield Client(connection)


@pytest.fixture
def client(server: ServerThread) -> Iterator[Client]:
    with opened(server) as client:
        client.say(type="connection_init")
        assert client.hear() == {"type": "connection_ack"}
        yield client


def limit(server: ServerThread, limits: SocketLimits) -> None:
    assert isinstance(server.app, App)
    server.app._sockets.limits = limits


def write(api: Api, doc_id: str, **document: Any) -> None:
    assert api.put(f"/posts/_doc/{doc_id}?refresh=true", document).status in (200, 201)


def event(operation: str, doc_id: str, seq_no: int, title: str) -> dict[str, Any]:
    change = {"id": doc_id, "seqNo": seq_no, "cursor": str(seq_no), "node": {"title": title}}
    return {"id": operation, "type": "next", "payload": {"data": {"posts_changes": change}}}


def test_a_query_is_answered_and_complete(client: Client) -> None:
    client.subscribe("1", "{__typename}")
    assert client.hear() == {"id": "1", "type": "next", "payload": {"data": {"__typename": "Query"}}}
    assert client.hear() == {"id": "1", "type": "complete"}


def test_changes_come_in_their_order(client: Client, api: Api) -> None:
    write(api, "1", title="old")
    write(api, "2", title="older")
    client.subscribe("a", CHANGES, after=0)
    assert client.hear() == event("a", "2", 1, "older")
    client.subscribe("b", CHANGES, after=-1)
    assert [client.hear(), client.hear()] == [event("b", "1", 0, "old"), event("b", "2", 1, "older")]
    write(api, "1", title="new")
    assert sorted([client.hear(), client.hear()], key=lambda said: said["id"]) == [
        event("a", "1", 2, "new"), event("b", "1", 2, "new")
    ]  # fmt: skip
    client.say(type="complete", id="a")
    client.say(type="ping")
    assert client.hear() == {"type": "pong"}
    write(api, "3", title="last")
    assert client.hear() == event("b", "3", 3, "last")


def test_only_documents_that_match(client: Client, api: Api) -> None:
    client.subscribe("1", "subscription {posts_changes(where: {n: {_gt: 1}}, after: -1) {id node {title n}}}")
    for number in range(4):
        write(api, str(number), title="t", n=number)
    nodes = [client.hear()["payload"]["data"]["posts_changes"]["node"]["n"] for _ in range(2)]
    assert nodes == [2, 3]


def test_what_is_wrong_is_an_error_of_the_operation(client: Client, api: Api) -> None:
    for query in ("{", "{nothing}", "subscription {nothing_changes {id}}"):
        client.subscribe("1", query)
        said = client.hear()
        assert (said["type"], said["id"]) == ("error", "1")
        assert said["payload"][0]["message"]
    client.subscribe("1", CHANGES, after=5)
    said = client.hear()
    assert said["type"] == "error"
    assert said["payload"][0]["extensions"]["type"] == "illegal_argument_exception"


def test_an_index_that_goes_ends_what_watches_it(client: Client, api: Api) -> None:
    write(api, "1", title="a")
    client.subscribe("1", CHANGES, after=-1)
    assert client.hear() == event("1", "1", 0, "a")
    api.delete("/posts")
    said = client.hear()
    assert (said["type"], said["payload"][0]["extensions"]["type"]) == ("error", "index_not_found_exception")


def test_leaving_ends_everything(server: ServerThread, node: Node, api: Api) -> None:
    with opened(server) as client:
        client.say(type="connection_init")
        client.hear()
        write(api, "1", title="a")
        client.subscribe("1", CHANGES, after=-1)
        client.hear()
        shard = node.indices.get(node.cluster.state.indices["posts"]).shard(0)
        assert shard.has_refresh_listeners
    server.stop()
    assert not shard.has_refresh_listeners
    assert node.kept(GraphQL).engine._subscriptions == 0


def test_who_does_not_begin_is_closed(server: ServerThread) -> None:
    limit(server, SocketLimits(init_s=0.05))
    with opened(server) as client:
        assert client.closed_with() == (4408, "Connection initialisation timeout")


def test_what_is_said_wrongly_closes(server: ServerThread) -> None:
    with opened(server) as client:
        client.subscribe("1", "{__typename}")
        assert client.closed_with() == (4401, "Unauthorized")
    with opened(server) as client:
        client.socket.send(b"\xff\x00")
        assert client.closed_with()[0] == 4400
    with opened(server, subprotocols=["graphql-ws"]) as client:
        assert client.closed_with() == (4406, "Subprotocol not acceptable")


def test_messages_that_are_too_large(server: ServerThread) -> None:
    with opened(server) as client:
        with suppress(ConnectionClosed):  # the server need not wait for the end of the message
            client.say(type="connection_init", payload={"a": "x" * (2 << 20)})
        assert client.closed_with()[0] == 1009


@pytest.mark.parametrize(
    "options",
    [
        {"host": "evil.example"},
        {"origin": "http://evil.example"},
        {"additional_headers": {"Sec-Fetch-Site": "cross-site"}},
    ],
)
def test_the_doors_hold_for_the_upgrade(server: ServerThread, options: dict[str, Any]) -> None:
    with pytest.raises(InvalidStatus) as refused, opened(server, **options):
        pass
    assert refused.value.response.status_code == 403
    assert orjson.loads(refused.value.response.body)["error"]["type"] == "security_exception"


def test_pages_of_the_server_itself_are_let_in(server: ServerThread) -> None:
    with opened(server, origin=server.url) as client:
        client.say(type="connection_init")
        assert client.hear() == {"type": "connection_ack"}


def test_other_paths_have_no_sockets(server: ServerThread) -> None:
    with pytest.raises(InvalidStatus) as answered, opened(server, "/posts"):
        pass
    assert answered.value.response.status_code == 200  # the request was answered as if it had not asked for a socket


def test_who_takes_nothing_is_given_up_and_nobody_waits_for_it(server: ServerThread, client: Client, api: Api) -> None:
    limit(server, SocketLimits(patience=Patience(operations=2, seconds=TIMEOUT_S)))
    with opened(server, max_queue=1, max_size=None) as slow:
        slow.say(type="connection_init")
        slow.hear()
        write(api, "0", kept="x")
        for one, selected in ((client, "seqNo"), (slow, "seqNo node {kept}")):
            one.subscribe("1", f"subscription {{posts_changes(after: -1) {{{selected}}}}}")
            assert one.hear()["payload"]["data"]["posts_changes"]["seqNo"] == 0
        written = 1
        while not is_given_up(server):
            assert written < 50
            write(api, str(written), kept="x" * 2_000_000)
            assert client.hear()["payload"]["data"]["posts_changes"] == {"seqNo": written}
            written += 1
        heard = [slow.hear()]
        while heard[-1]["type"] == "next":
            heard.append(slow.hear())
    assert heard[-1]["payload"][0]["extensions"] == {"type": "es_rejected_execution_exception", "status": 429}
    seen = [said["payload"]["data"]["posts_changes"]["seqNo"] for said in heard[:-1]]
    assert seen == list(range(1, len(seen) + 1))
    assert len(seen) < written


def is_given_up(server: ServerThread) -> bool:
    """Whether one of the two subscriptions has ended."""
    running: int = server.app.node.kept(GraphQL).engine._subscriptions
    return running == 1
